#include "cli/study_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/escape.h"
#include "cli/labelled.h"
#include "cli/progress.h"
#include "cli/targets.h"
#include "cli/version.h"
#include "collect/identify.h"
#include "collect/scan_record.h"
#include "diff/diff.h"
#include "diff/present.h"
#include "facts/requirement.h"
#include "store/samples.h"
#include "study/detectors/detector.h"
#include "study/detectors/results.h"
#include "study/downloads.h"
#include "study/lives.h"
#include "study/observe.h"
#include "verdict/metrics.h"

namespace antivenom::cli {
namespace {

constexpr size_t kMostSteps = 2'000;  // between versions that are compared

// One sample and where its bytes are.
struct Located {
  study::Sample sample;
  std::string path;  // on the disk; empty: in the store
};

std::string stem_of(const std::string& path) {
  const std::filesystem::path clean = std::filesystem::path(path).lexically_normal();
  return (clean.has_filename() ? clean : clean.parent_path()).stem().string();
}

bool is_list(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) || path.ends_with(".csv") || path.ends_with(".txt");
}

Result<std::vector<Located>> located(const std::vector<std::string>& targets, bool malicious) {
  std::vector<Located> out;
  for (const std::string& target : targets) {
    std::vector<Sample> listed;
    if (is_list(target)) {
      auto set = read_set(target, malicious);
      if (!set) return tl::unexpected(set.error());
      listed = std::move(*set);
    } else {
      listed.emplace_back().path = listed.front().listed = target;
    }
    for (const Sample& one : listed) {
      if (one.group == Group::pentest) continue;  // neither malicious nor honest
      Located& place = out.emplace_back();
      place.path = one.path;
      const store::FileKey key = collect::identify(one.listed);
      place.sample.name = key.version.package.name;
      place.sample.version = key.version.version;
      place.sample.file = std::filesystem::path(one.listed).filename().string();
      place.sample.sources = {stem_of(target)};
      place.sample.family = one.family;
      place.sample.kind = malicious ? "" : one.category;
      place.sample.malicious = malicious;
      place.sample.visible = one.group != Group::not_visible;
    }
  }
  return out;
}

// The lines of the Python files that malicious lines lie in.
uint64_t lines_of_bad_files(const ScanResult& result) {
  uint64_t lines = 0;
  std::set<FileId> files;
  for (const auto& [file, line] : evidence_lines(result.facts, result.verdict.findings)) {
    if (files.insert(file).second) lines += result.facts.files[file].lines;
  }
  return lines;
}

// Scans what lies on the disk. Returns how many were delivered.
size_t scan_all(std::vector<Located>& all, const StudyArguments& a, const std::atomic<bool>& stop) {
  std::vector<std::string> paths;
  for (const Located& one : all) paths.push_back(one.path);
  Progress progress(paths.size(), a.collect.shared.quiet);
  const size_t done = run_jobs(
      paths, {thread_count(a.collect.shared), &stop, bytes_on_disk},
      [&](const std::string& path) { return open_and_scan(path, a.scan); },
      [&](size_t i, Outcome&& outcome) {
        if (!outcome.opened) {
          progress.clear();
          complain(paths[i] + ": " +
                   (outcome.result.errors.empty() ? "cannot be read" : outcome.result.errors.front().reason));
        }
        all[i].sample.lines_of_bad_files = lines_of_bad_files(outcome.result);
        const std::string hash = outcome.result.facts.package.sha256;
        observe(collect::scan_record(std::move(outcome.result), hash, std::string(kVersion), 0), all[i].sample);
        progress.advance(i + 1);
      });
  progress.clear();
  return done;
}

// ---- evolution

struct Step {
  std::string name;
  const Located *before, *after;
};

// Each version beside the next one that is at hand, package by package.
std::vector<Step> steps_of(const std::vector<Located>& all, size_t& packages) {
  std::map<std::string, std::map<std::string, const Located*>> by_name;
  for (const Located& one : all) {
    if (one.sample.malicious && !one.sample.version.empty()) {
      by_name[normalised_distribution(one.sample.name)].try_emplace(one.sample.version, &one);
    }
  }
  std::vector<Step> steps;
  for (const auto& [name, versions] : by_name) {
    if (versions.size() < 2) continue;
    ++packages;
    std::vector<const Located*> ordered;
    for (const auto& [version, place] : versions) ordered.push_back(place);
    std::stable_sort(ordered.begin(), ordered.end(), [](const Located* x, const Located* y) {
      return compare_versions(x->sample.version, y->sample.version) < 0;
    });
    for (size_t i = 1; i < ordered.size() && steps.size() < kMostSteps; ++i)
      steps.push_back({name, ordered[i - 1], ordered[i]});
  }
  return steps;
}

// From the disk, or from the locked samples.
Result<Artifact> open(const Located& place, const store::Samples* samples, const UnpackLimits& limits) {
  if (!place.path.empty()) return open_artifact(place.path, limits);
  if (samples == nullptr) return fail("there are no samples", place.sample.file);
  auto bytes = samples->read(place.sample.sha256);
  if (!bytes) return tl::unexpected(bytes.error());
  return unpack(std::move(*bytes), place.sample.file, limits);
}

void compare_steps(const std::vector<Located>& all, const store::Samples* samples, const StudyArguments& a,
                   const std::atomic<bool>& stop, study::Dataset& dataset) {
  const std::vector<Step> steps = steps_of(all, dataset.evolving_packages);
  std::vector<study::Evolved> found(steps.size());
  std::vector<std::string> indexes;
  for (size_t i = 0; i < steps.size(); ++i) indexes.push_back(std::to_string(i));
  const size_t done = run_jobs(
      indexes, {thread_count(a.collect.shared), &stop},
      [&](const std::string& index) {
        const Step& step = steps[std::stoul(index)];
        auto before = open(*step.before, samples, a.scan.unpack), after = open(*step.after, samples, a.scan.unpack);
        if (!before || !after) return Outcome{};
        const diff::Version x = diff::examine(std::move(*before), a.scan), y = diff::examine(std::move(*after), a.scan);
        const diff::Difference d = diff::compare(x, y, a.scan);
        const diff::Evolution& e = d.evolution;
        found[std::stoul(index)] = {step.name,
                                    step.before->sample.version,
                                    step.after->sample.version,
                                    e.sturdier,
                                    e.shorter,
                                    e.evading,
                                    e.broader,
                                    e.narrower,
                                    told_change(d)};
        return Outcome{};
      },
      [](size_t, Outcome&&) {});
  for (size_t i = 0; i < done; ++i) {
    if (!found[i].name.empty()) dataset.evolved.push_back(std::move(found[i]));
  }
}

// ---- the store

struct Claims {
  bool malicious = false, benign = false;
};

Result<Claims> claims_of(store::Store& store, const store::ArtifactRow& row,
                         const std::map<std::string, std::string>& sources) {
  Claims claims;
  claims.benign = row.label == "benign";
  for (const store::ArtifactName& name : row.names) {
    const auto source = sources.find(name.source);
    if (source != sources.end() && source->second == "benign") claims.benign = true;
    auto known = store.is_malicious(name.file.version);
    if (!known) return tl::unexpected(known.error());
    claims.malicious = claims.malicious || *known;
  }
  if (row.label == "benign") claims.malicious = false;
  return claims;
}

Result<std::vector<Located>> samples_of_store(store::Store& store) {
  std::map<std::string, std::string> sources;
  auto known = store.sources();
  if (!known) return tl::unexpected(known.error());
  for (const store::Source& source : *known) sources[source.name] = source.claim;
  std::vector<Located> out;
  size_t unscanned = 0;
  Result<void> inner;
  auto done = store.each_artifact({}, [&](const store::ArtifactRow& row) {
    auto claims = claims_of(store, row, sources);
    if (!claims) {
      inner = tl::unexpected(claims.error());
      return false;
    }
    if (row.names.empty() || (!claims->malicious && !claims->benign)) return true;
    Located place;
    place.sample.malicious = claims->malicious;
    const store::FileKey& key = row.names.front().file;
    place.sample.name = key.version.package.name;
    place.sample.version = key.version.version;
    place.sample.file = key.filename;
    for (const store::ArtifactName& name : row.names) place.sample.sources.push_back(name.source);
    std::sort(place.sample.sources.begin(), place.sample.sources.end());
    place.sample.sources.erase(std::unique(place.sample.sources.begin(), place.sample.sources.end()),
                               place.sample.sources.end());
    bool scanned = false;
    store::ScanFilter filter;
    filter.sha256 = row.artifact.sha256;
    inner = store.each_scan(filter, [&](const store::Scan& scan) {
      observe(scan, place.sample);
      scanned = true;
      return true;
    });
    if (!inner) return false;
    if (scanned) {
      out.push_back(std::move(place));
    } else {
      ++unscanned;
    }
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  if (!inner) return tl::unexpected(inner.error());
  if (unscanned > 0)
    complain(fmt::format("{} samples were not scanned yet and are left out (collect import --scan)", unscanned));
  return out;
}

// ---- families, downloads, detectors

Result<void> read_given_families(const StudyArguments& a, std::vector<Located>& all) {
  if (a.families.empty()) return {};
  std::vector<Sample> samples(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    samples[i].path = samples[i].listed = all[i].path.empty() ? all[i].sample.file : all[i].path;
    samples[i].family = all[i].sample.family;
  }
  const auto matched = read_families(a.families, samples);
  if (!matched) return tl::unexpected(matched.error());
  for (size_t i = 0; i < all.size(); ++i) all[i].sample.family = samples[i].family;
  return {};
}

Result<void> read_downloads(const StudyArguments& a, study::Dataset& dataset) {
  std::set<std::string> wanted;
  for (const study::Life& life : dataset.lives) wanted.insert(life.name);
  for (const study::Sample& s : dataset.samples) {
    if (s.malicious) wanted.insert(normalised_distribution(s.name));
  }
  for (const std::string& path : a.downloads) {
    if (auto done = study::read_export(path, wanted, dataset.downloads); !done) return done;
  }
  for (const std::string& path : a.access_logs) {
    if (auto done = study::read_access_log(path, wanted, dataset.downloads); !done) return done;
  }
  return {};
}

study::DetectorResult run_one(const study::Detector& detector, const std::string& rules,
                              const std::vector<Located>& all, const StudyArguments& a, const std::atomic<bool>& stop) {
  study::DetectorResult out;
  out.name = detector.title;
  out.note = "run here; " + std::string(detector.threshold);
  if (study::program_path(detector.program).empty()) {
    out.missing = std::string(detector.program) + " is not installed";
    return out;
  }
  std::vector<std::string> paths;
  std::vector<const Located*> places;
  for (const Located& one : all) {
    if (one.path.empty()) continue;
    paths.push_back(std::filesystem::absolute(one.path).string());
    places.push_back(&one);
  }
  if (paths.empty()) {
    out.missing = "detectors are run on TARGETs only";
    return out;
  }
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < paths.size(); ++i) index[paths[i]] = i;
  std::vector<study::Detected> results(paths.size());
  Progress progress(paths.size(), a.collect.shared.quiet);
  run_jobs(
      paths, {thread_count(a.collect.shared), &stop},
      [&](const std::string& path) {
        auto artifact = detector.wants_folder ? open_artifact(path, a.scan.unpack) : Result<Artifact>(Artifact{});
        if (artifact) results[index[path]] = run_detector(detector, rules, path, *artifact, a.detector_seconds);
        return Outcome{};
      },
      [&](size_t i, Outcome&&) { progress.advance(i + 1); });
  progress.clear();
  size_t failed = 0;
  for (size_t i = 0; i < results.size(); ++i) {
    const study::Sample& sample = places[i]->sample;
    const std::string& key = sample.sha256.empty() ? sample.file : sample.sha256;
    if (!results[i].malicious) {
      ++failed;
      continue;
    }
    out.detected[key] = *results[i].malicious;
    out.seconds[key] = results[i].seconds;
  }
  if (failed > 0) out.note += fmt::format("; failed on {}", failed);
  if (out.detected.empty()) out.missing = "failed on every package";
  return out;
}

Result<void> read_detectors(const StudyArguments& a, const std::vector<Located>& all, store::Store* store,
                            const std::atomic<bool>& stop, study::Dataset& dataset) {
  for (const std::string& argument : a.detectors) {
    const size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals),
                      rules = equals == std::string::npos ? "" : argument.substr(equals + 1);
    if (name == "all") {
      for (const study::Detector* detector : study::all_detectors()) {
        if (detector->name != "yara") dataset.detectors.push_back(run_one(*detector, rules, all, a, stop));
      }
      continue;
    }
    const study::Detector* detector = study::find_detector(name);
    if (detector == nullptr) return fail("is no detector that is known here", name);
    dataset.detectors.push_back(run_one(*detector, rules, all, a, stop));
  }
  for (const std::string& argument : a.against) {
    const size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0) return fail("--against needs NAME=FILE", argument);
    const auto text = read_text_file(argument.substr(equals + 1));
    if (!text) return tl::unexpected(text.error());
    auto result = study::parse_results(argument.substr(0, equals), *text, dataset.samples);
    if (!result) return tl::unexpected(result.error());
    dataset.detectors.push_back(std::move(*result));
  }
  if (store != nullptr) {
    auto result = study::virus_total_results(*store, dataset.samples);
    if (!result) return tl::unexpected(result.error());
    dataset.detectors.push_back(std::move(*result));
  }
  return {};
}

}  // namespace

Result<study::Dataset> read_study(const StudyArguments& a, const std::atomic<bool>& stop) {
  study::Dataset dataset;
  std::optional<store::Store> store;
  if (a.targets.empty() || !a.collect.db.empty()) {
    auto opened = open_store(a.collect, false);
    if (!opened) return tl::unexpected(opened.error());
    store = std::move(*opened);
  }
  auto all = located(a.targets, true);
  if (!all) return tl::unexpected(all.error());
  auto honest = located(a.benign, false);
  if (!honest) return tl::unexpected(honest.error());
  std::move(honest->begin(), honest->end(), std::back_inserter(*all));
  if (auto done = read_given_families(a, *all); !done) return tl::unexpected(done.error());
  // Of other families nothing will be told: they need no scan.
  if (!a.family.empty()) std::erase_if(*all, [&](const Located& one) { return one.sample.family != a.family; });
  all->resize(scan_all(*all, a, stop));
  if (a.targets.empty()) {
    auto kept = samples_of_store(*store);
    if (!kept) return tl::unexpected(kept.error());
    std::move(kept->begin(), kept->end(), std::back_inserter(*all));
  }
  if (auto done = read_given_families(a, *all); !done) return tl::unexpected(done.error());
  if (store) {
    if (auto done = read_lives(*store, dataset); !done) return tl::unexpected(done.error());
  }
  for (const Located& one : *all) dataset.samples.push_back(one.sample);
  if (auto done = read_downloads(a, dataset); !done) return tl::unexpected(done.error());
  join_downloads(dataset);
  if (!a.no_evolution && !stop) {
    // Opening makes the folder: not where only targets are looked at.
    std::optional<Result<store::Samples>> samples;
    if (a.targets.empty()) samples = open_samples(a.collect);
    compare_steps(*all, samples && *samples ? &**samples : nullptr, a, stop, dataset);
  }
  if (auto done = read_detectors(a, *all, store ? &*store : nullptr, stop, dataset); !done)
    return tl::unexpected(done.error());
  return dataset;
}

}  // namespace antivenom::cli
