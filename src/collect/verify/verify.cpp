#include "collect/verify/verify.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "artifact/names.h"
#include "collect/scan_record.h"
#include "collect/verify/virus_total.h"
#include "pipeline/jobs.h"

namespace antivenom::collect {
namespace {

constexpr const char* kTask = "virustotal";
constexpr store::Time kLease = 30 * store::kMinute;
constexpr store::Time kLater = store::kHour;  // until a look-up that failed is tried again
constexpr size_t kBatch = 64;
constexpr size_t kQuestionsABatch = 5000;

#define AV_VERIFY_TRY(name, expression)                             \
  auto name##_result = (expression);                                \
  if (!name##_result) return tl::unexpected(name##_result.error()); \
  auto& name = *name##_result
#define AV_VERIFY_CHECK(expression) \
  if (auto checked = (expression); !checked) return tl::unexpected(checked.error())

struct Sample {
  std::string sha256, filename;
};

// What a thread made of one sample.
struct Examined {
  store::Scan scan;
  std::vector<store::Check> checks;
  std::string error;
};

class Verification {
 public:
  Verification(store::Store& store, const store::Samples& samples, Web& web, const VerifyOptions& options)
      : store_(store), samples_(samples), options_(options), virus_total_(store, web, options) {}

  Result<VerifyReport> run() {
    AV_VERIFY_CHECK(obey_labels());
    AV_VERIFY_TRY(chosen, choose());
    AV_VERIFY_CHECK(examine(chosen));
    if (!stopped() && !options_.virus_total.key.empty()) AV_VERIFY_CHECK(ask());
    AV_VERIFY_CHECK(store_.each_task(kTask, store::TaskState::pending,
                                     [&](const store::Task&) { return ++report_.waiting, true; }));
    for (const auto& [sha256, outcome] : outcomes_) ++report_.outcomes[outcome];
    report_.asked = virus_total_.asked();
    report_.cached = virus_total_.cached();
    report_.complete = !stopped();
    return std::move(report_);
  }

 private:
  bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  // Labels that were given since.
  Result<void> obey_labels() {
    std::vector<std::string> labelled;
    AV_VERIFY_CHECK(store_.each_label([&](const store::Label& label) {
      if (label.target == store::Label::Target::artifact) labelled.push_back(label.sha256);
      return true;
    }));
    for (const std::string& sha256 : labelled) AV_VERIFY_CHECK(judge(sha256));
    return {};
  }

  bool is_wished(const store::ArtifactRow& row) const {
    if (options_.wishes.empty()) return true;
    return std::any_of(options_.wishes.begin(), options_.wishes.end(), [&](const Wish& wish) {
      return std::any_of(row.names.begin(), row.names.end(), [&](const store::ArtifactName& name) {
        const store::VersionKey& version = name.file.version;
        return unpacking::normalised_name(version.package.name) == unpacking::normalised_name(wish.name) &&
               (wish.version.empty() || wish.version == version.version ||
                store::compare_versions(wish.version, version.version) == 0);
      });
    });
  }

  Result<std::vector<Sample>> choose() {
    std::vector<Sample> chosen;
    store::ArtifactFilter filter;
    filter.not_verified = !options_.again;
    AV_VERIFY_CHECK(store_.each_artifact(filter, [&](const store::ArtifactRow& row) {
      if (is_wished(row))
        chosen.push_back({row.artifact.sha256, row.names.empty() ? row.artifact.sha256 : row.names[0].file.filename});
      return true;
    }));
    return chosen;
  }

  Examined examine_one(const Sample& sample) const {
    Examined out;
    auto bytes = samples_.read(sample.sha256);
    if (!bytes) {
      out.error = bytes.error().message();
      return out;
    }
    ScanResult result = scan(std::move(*bytes), sample.filename, options_.scanning);
    out.checks = {syntax_check(result), scan_check(result, options_.engine)};
    for (store::Check& check : out.checks) {
      check.sha256 = sample.sha256;
      check.at = options_.clock();
    }
    out.scan = scan_record(std::move(result), sample.sha256, options_.engine, options_.clock());
    return out;
  }

  // The local checks, on many threads; written in short batches by this one.
  Result<void> examine(const std::vector<Sample>& chosen) {
    std::vector<std::string> targets;
    std::unordered_map<std::string, const Sample*> by_hash;
    for (const Sample& sample : chosen) {
      targets.push_back(sample.sha256);
      by_hash[sample.sha256] = &sample;
    }
    std::mutex mutex;
    std::unordered_map<std::string, Examined> ready;
    std::atomic<bool> broken{false};
    Result<void> outcome;
    std::vector<Examined> batch;
    const auto flush = [&] {
      if (outcome) outcome = record(batch);
      batch.clear();
      if (!outcome) broken = true;
    };
    run_jobs(
        targets, {options_.threads, &broken},
        [&](const std::string& sha256) {
          if (stopped()) broken = true;
          Examined examined = examine_one(*by_hash.at(sha256));
          const std::lock_guard lock(mutex);
          ready[sha256] = std::move(examined);
          return ::antivenom::Outcome{};
        },
        [&](size_t index, ::antivenom::Outcome&& result) {
          Examined examined;
          {
            const std::lock_guard lock(mutex);
            if (auto node = ready.extract(targets[index]))
              examined = std::move(node.mapped());
            else
              examined.error = result.result.errors.empty() ? "internal error" : result.result.errors.front().reason;
          }
          ++report_.checked;
          if (!examined.error.empty()) {
            report_.failed.push_back({targets[index], examined.error});
            if (outcome)
              outcome = store_.put(
                  store::Failure{"verify", "", targets[index], examined.error, options_.clock(), options_.clock()});
          } else {
            batch.push_back(std::move(examined));
          }
          if (batch.size() >= kBatch) flush();
          if (options_.progress) options_.progress(index + 1, targets.size());
        });
    flush();
    return outcome;
  }

  Result<void> record(const std::vector<Examined>& batch) {
    AV_VERIFY_TRY(transaction, store_.begin());
    for (const Examined& examined : batch) {
      const std::string& sha256 = examined.scan.sha256;
      AV_VERIFY_CHECK(store_.put(examined.scan));
      for (const store::Check& check : examined.checks) AV_VERIFY_CHECK(store_.put(check));
      AV_VERIFY_CHECK(judge(sha256));
      AV_VERIFY_CHECK(store_.clear_failures("verify", "", sha256));
    }
    return transaction.commit();
  }

  // A question for every sample that VirusTotal was not asked about, also in runs without a key.
  Result<void> plan_questions() {
    std::vector<std::string> samples;
    AV_VERIFY_CHECK(store_.each_artifact({}, [&](const store::ArtifactRow& row) {
      if (is_wished(row)) samples.push_back(row.artifact.sha256);
      return true;
    }));
    for (size_t from = 0; from < samples.size(); from += kQuestionsABatch) {
      AV_VERIFY_TRY(batch, store_.begin());
      for (size_t i = from; i < std::min(samples.size(), from + kQuestionsABatch); ++i) {
        store::TaskKey key;
        key.kind = kTask;
        key.subject = samples[i];
        AV_VERIFY_TRY(added, store_.add_task(key, options_.clock()));
        if (added == store::Change::added || !options_.again) continue;
        AV_VERIFY_TRY(task, store_.task(key));
        if (task && task->state == store::TaskState::done) {
          AV_VERIFY_CHECK(store_.finish_task(task->id, store::TaskState::pending, {}, task->memo, options_.clock()));
        }
      }
      AV_VERIFY_CHECK(batch.commit());
    }
    return {};
  }

  Result<void> judge(const std::string& sha256) {
    AV_VERIFY_TRY(row, store_.artifact(sha256));
    if (!row) return {};
    AV_VERIFY_TRY(checks, store_.checks(sha256));
    if (checks.empty() && row->label.empty()) return {};
    const Judgement judgement = outcome_of(checks, row->label);
    outcomes_[sha256] = judgement.outcome;
    if (row->outcome == judgement.outcome && row->reasons == judgement.reasons) return {};
    report_.changed += row->outcome != judgement.outcome;
    auto set = store_.set_outcome(sha256, judgement.outcome, judgement.reasons, options_.clock());
    if (!set) return tl::unexpected(set.error());
    return {};
  }

  // VirusTotal, one after the other: its quota allows no more.
  Result<void> ask() {
    AV_VERIFY_CHECK(plan_questions());
    // What a killed run was asking is asked again; should another process be asking it, the quota counts both.
    AV_VERIFY_CHECK(store_.reopen_tasks(kTask, {store::TaskState::running}, 0));
    while (!stopped()) {
      AV_VERIFY_TRY(tasks, store_.claim_tasks(kTask, {}, options_.clock(), kLease, 1));
      if (tasks.empty()) return {};
      const store::Task& task = tasks[0];
      std::vector<store::Indicator> indicators;
      store::ScanFilter filter;
      filter.sha256 = task.key.subject;
      AV_VERIFY_CHECK(
          store_.each_scan(filter, [&](const store::Scan& scan) { return indicators = scan.indicators, false; }));
      AV_VERIFY_TRY(verdict, virus_total_.look_up(task.key.subject, indicators));
      AV_VERIFY_TRY(batch, store_.begin());
      const store::Time now = options_.clock();
      switch (verdict.kind) {
        case VirusTotal::Verdict::Kind::answered:
          AV_VERIFY_CHECK(store_.put(verdict.check));
          AV_VERIFY_CHECK(judge(task.key.subject));
          AV_VERIFY_CHECK(store_.finish_task(task.id, store::TaskState::done, {}, {}, now));
          break;
        case VirusTotal::Verdict::Kind::later:
          AV_VERIFY_CHECK(store_.finish_task(task.id, store::TaskState::pending, verdict.error, {}, now, now + kLater));
          break;
        case VirusTotal::Verdict::Kind::over:
          AV_VERIFY_CHECK(store_.finish_task(task.id, store::TaskState::pending, verdict.error, {}, now));
          report_.virus_total_error = verdict.error;
          break;
      }
      AV_VERIFY_CHECK(batch.commit());
      if (verdict.kind == VirusTotal::Verdict::Kind::over) return {};
    }
    return {};
  }

  store::Store& store_;
  const store::Samples& samples_;
  const VerifyOptions& options_;
  VirusTotal virus_total_;
  VerifyReport report_;
  std::unordered_map<std::string, std::string> outcomes_;
};

}  // namespace

Result<VerifyReport> verify(store::Store& store, const store::Samples& samples, Web& web,
                            const VerifyOptions& options) {
  return Verification(store, samples, web, options).run();
}

}  // namespace antivenom::collect
