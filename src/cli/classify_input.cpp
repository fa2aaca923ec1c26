#include "cli/classify_input.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "classify/classification.h"
#include "cli/csv.h"
#include "cli/labelled.h"
#include "cli/progress.h"
#include "cli/targets.h"
#include "fingerprint/fingerprint.h"
#include "pipeline/jobs.h"

namespace antivenom::cli {
namespace {

using ScanReport = nlohmann::json;

constexpr uint64_t kSampleBytes = 512ull << 20;  // of an archive in the store

struct Listed {
  std::string path, family, category;
  int64_t first_seen = 0;
};

int64_t date_of(const CsvRow& row) {
  for (const std::string_view column : {"first_seen", "uploaded", "added"}) {
    const auto it = row.find(column);
    if (it == row.end()) continue;
    if (const auto time = store::parse_time(it->second)) return *time;
  }
  return 0;
}

bool is_list(const std::string& target) { return target.ends_with(".csv") || target.ends_with(".txt"); }

Result<std::vector<Listed>> expand(const std::vector<std::string>& targets) {
  std::vector<Listed> out;
  for (const std::string& target : targets) {
    if (!is_list(target)) {
      for (const std::string& one : expand_targets({target})) out.push_back({one, "", "", 0});
      continue;
    }
    const auto set = read_set(target, true);
    if (!set) return tl::unexpected(set.error());
    std::map<std::string, int64_t> dates;
    if (target.ends_with(".csv")) {
      const auto text = read_text_file(target);
      if (!text) return tl::unexpected(text.error());
      for (const CsvRow& row : parse_csv(*text)) dates[row.find("path")->second] = date_of(row);
    }
    for (const Sample& one : *set) out.push_back({one.path, one.family, one.category, dates[one.listed]});
  }
  return out;
}

// Scans targets and takes their signatures on the way.
class Reader {
 public:
  explicit Reader(const ScanSettings& settings) : settings_(settings) {}

  // Returns samples in the order of the targets; fewer when stopped.
  std::vector<classify::Sample> read(const std::vector<Listed>& listed, std::vector<std::string>& unopened) {
    std::vector<std::string> targets;
    for (const Listed& one : listed) targets.push_back(one.path);
    std::vector<classify::Sample> samples;
    Progress progress(targets.size(), settings_.quiet);
    run_jobs(
        targets, {settings_.threads, settings_.stop, bytes_on_disk},
        [&](const std::string& target) { return scan_one(target); },
        [&](size_t index, Outcome&& outcome) {
          if (!outcome.opened) {
            unopened.push_back(targets[index] + ": " +
                               (outcome.result.errors.empty() ? "cannot be read" : outcome.result.errors[0].reason));
          }
          classify::Sample sample = classify::sample_of(outcome.result);
          sample.path = listed[index].path;
          sample.given_family = listed[index].family;
          sample.given_category = listed[index].category;
          sample.first_seen = listed[index].first_seen;
          sample.signature = take_signature(targets[index]);
          samples.push_back(std::move(sample));
          progress.advance(samples.size());
        });
    progress.clear();
    return samples;
  }

 private:
  Outcome scan_one(const std::string& target) {
    Outcome outcome;
    auto artifact = open_artifact(target, settings_.scan.unpack);
    if (!artifact) {
      outcome.opened = false;
      outcome.result = unreadable(target, artifact.error().message());
      return outcome;
    }
    classify::Signature signature = fingerprint::signature_of(*artifact);
    {
      const std::lock_guard lock(mutex_);
      signatures_[target] = std::move(signature);
    }
    outcome.result = scan(std::move(*artifact), settings_.scan, &outcome.times);
    return outcome;
  }

  classify::Signature take_signature(const std::string& target) {
    const std::lock_guard lock(mutex_);
    return signatures_[target];
  }

  const ScanSettings& settings_;
  std::mutex mutex_;
  std::unordered_map<std::string, classify::Signature> signatures_;
};

std::string text_at(const ScanReport& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}
uint32_t number_at(const ScanReport& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_number_unsigned() ? it->get<uint32_t>() : 0;
}

std::vector<classify::Call> calls_of(const std::string& report) {
  std::vector<classify::Call> calls;
  const ScanReport json = ScanReport::parse(report, nullptr, false);
  if (!json.is_object() || !json.contains("api_sequence")) return calls;
  for (const ScanReport& call : json["api_sequence"]) {
    if (!call.is_object()) continue;
    calls.push_back({text_at(call, "call"), text_at(call, "file"), number_at(call, "layer"), number_at(call, "line")});
  }
  return calls;
}

classify::Sample sample_of(const store::Scan& scan) {
  classify::Sample sample;
  sample.sha256 = scan.sha256;
  sample.verdict = scan.verdict;
  sample.calls = calls_of(scan.report);
  for (const store::Finding& f : scan.findings) {
    const int32_t category = classify::category_index(f.category);
    if (category == classify::kNone || f.reach == "unshipped" || f.weight == "context") continue;
    sample.behaviours.push_back({f.rule, category, classify::strength_of(f.weight, f.confidence)});
  }
  sample.behaviours = classify::strongest_first(std::move(sample.behaviours));
  return sample;
}

// Name, time and what is known of the artifact; true if it is known to be malicious.
Result<bool> look_up(store::Store& store, classify::Sample& sample) {
  const auto row = store.artifact(sample.sha256);
  if (!row) return tl::unexpected(row.error());
  if (!*row || (*row)->names.empty()) return false;
  const store::FileKey& key = (*row)->names.front().file;
  sample.name = key.version.package.name;
  sample.version = key.version.version;
  sample.path = key.version.package.name + "/" + key.version.version + "/" + key.filename;
  const auto file = store.file(key);
  if (!file) return tl::unexpected(file.error());
  sample.first_seen = *file && (*file)->uploaded != 0 ? (*file)->uploaded : (*row)->artifact.stored;
  return store.is_malicious(key.version);
}

Result<void> add_signatures(store::Store& store, const store::Samples* locked, const ScanSettings& settings,
                            std::vector<classify::Sample>& samples) {
  std::vector<store::Fingerprint> made;
  Progress progress(samples.size(), settings.quiet);
  size_t done = 0;
  for (classify::Sample& sample : samples) {
    const auto kept = store.fingerprint(sample.sha256);
    if (!kept) return tl::unexpected(kept.error());
    if (*kept) {
      sample.signature = fingerprint::signature_from((*kept)->signature);
    } else if (locked != nullptr && locked->has(sample.sha256)) {
      if (auto bytes = locked->read(sample.sha256); bytes && bytes->size() <= kSampleBytes) {
        sample.signature = fingerprint::signature_of(unpack(std::move(*bytes), sample.path, settings.scan.unpack));
        made.push_back({sample.sha256, fingerprint::to_text(sample.signature), {}});
      }
    }
    progress.advance(++done);
  }
  progress.clear();
  auto batch = store.begin();
  if (!batch) return tl::unexpected(batch.error());
  for (const store::Fingerprint& one : made) {
    if (const auto put = store.put(one); !put) return tl::unexpected(put.error());
  }
  return batch->commit();
}

}  // namespace

Result<ClassifyInput> read_targets(const std::vector<std::string>& targets, const std::vector<std::string>& background,
                                   const ScanSettings& settings) {
  ClassifyInput input;
  const auto listed = expand(targets);
  if (!listed) return tl::unexpected(listed.error());
  const auto behind = expand(background);
  if (!behind) return tl::unexpected(behind.error());
  Reader reader(settings);
  input.samples = reader.read(*listed, input.unopened);
  input.background = reader.read(*behind, input.unopened);
  input.interrupted = input.samples.size() < listed->size() || input.background.size() < behind->size();
  return input;
}

Result<ClassifyInput> read_store(store::Store& store, const store::Samples* samples, const ScanSettings& settings) {
  ClassifyInput input;
  Error error;
  const auto walked = store.each_scan({}, [&](const store::Scan& scan) {
    classify::Sample sample = sample_of(scan);
    const auto malicious = look_up(store, sample);
    if (!malicious) {
      error = malicious.error();
      return false;
    }
    const bool judged = scan.verdict == "malicious" || scan.verdict == "suspicious";
    (*malicious || judged ? input.samples : input.background).push_back(std::move(sample));
    return settings.stop == nullptr || !*settings.stop;
  });
  if (!walked) return tl::unexpected(walked.error());
  if (!error.what.empty()) return tl::unexpected(error);
  input.interrupted = settings.stop != nullptr && *settings.stop;
  if (auto added = add_signatures(store, samples, settings, input.samples); !added) {
    return tl::unexpected(added.error());
  }
  return input;
}

Result<size_t> read_given_families(const std::string& csv, std::vector<classify::Sample>& samples) {
  const auto text = read_text_file(csv);
  if (!text) return tl::unexpected(text.error());
  std::unordered_map<std::string, CsvRow> rows;
  for (CsvRow& row : parse_csv(*text)) {
    const std::string path = row["path"];
    rows.emplace(file_name(path), row);
    rows[path] = std::move(row);
  }
  size_t matched = 0;
  for (classify::Sample& sample : samples) {
    auto it = rows.find(sample.path);
    if (it == rows.end()) it = rows.find(file_name(sample.path));
    if (it == rows.end()) continue;
    ++matched;
    sample.given_family = it->second["family"];
    if (const int64_t date = date_of(it->second); date != 0) sample.first_seen = date;
  }
  return matched;
}

}  // namespace antivenom::cli
