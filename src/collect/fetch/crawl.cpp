#include "collect/fetch/crawl.h"

#include <algorithm>

#include "collect/fetch/crawl_state.h"
#include "collect/web_url.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

constexpr size_t kResultsABatch = 200;  // results written in one transaction
constexpr size_t kMaxProblems = 1000;
constexpr unsigned kFailuresInARow = 10;  // pages: then the mirror is down

std::vector<unsigned> lanes_of(const std::vector<Mirror>& mirrors) {
  std::vector<unsigned> lanes;
  for (const Mirror& mirror : mirrors) lanes.push_back(mirror.parallel);
  return lanes;
}

}  // namespace

Crawl::Crawl(store::Store& store, const store::Samples* samples, Web& web, const CrawlOptions& options)
    : store_(store), samples_(samples), options_(options) {
  for (const Mirror& mirror : options.mirrors) {
    MirrorLane& lane = lanes_.emplace_back();
    lane.mirror = mirror;
    lane.index = open_index(mirror, web);
    lane.counts.name = mirror.name;
  }
  crew_ = std::make_unique<Crew>(lanes_of(options.mirrors));
}

Result<void> Crawl::fail_at(size_t lane, const std::string& subject, const std::string& reason) {
  const std::string& mirror = lanes_[lane].mirror.name;
  ++report_.failures;
  if (report_.failed.size() < kMaxProblems) {
    report_.failed.push_back({store::storable(mirror + ": " + subject), store::storable(reason)});
  }
  failed_before_.emplace(mirror, subject);
  return store_.put(store::Failure{options_.command, mirror, subject, reason, now(), now()});
}

Result<void> Crawl::mended(size_t lane, const std::string& subject) {
  if (failed_before_.erase({lanes_[lane].mirror.name, subject}) == 0) return {};
  return store_.clear_failures(options_.command, lanes_[lane].mirror.name, subject);
}

Result<void> Crawl::end_task(const store::Task& task, store::TaskState state, const std::string& error,
                             const std::string& memo, store::Time next_try) {
  ++done_;
  claimed_.erase(task.id);
  return store_.finish_task(task.id, state, error, memo, now(), next_try);
}

Result<void> Crawl::check_canaries() {
  for (size_t lane = 0; lane < lanes_.size(); ++lane) {
    const std::string canary = lanes_[lane].mirror.canary;
    if (canary.empty()) continue;
    crew_->add(lane, [this, lane, canary]() -> Crew::Done {
      auto answer = std::make_shared<PageAnswer>(lanes_[lane].index->page(canary, {}, {}));
      return [this, lane, canary, answer] {
        if (answer->kind == PageAnswer::Kind::page && !answer->page.files.empty()) return;
        const bool failed = answer->kind == PageAnswer::Kind::failed;
        give_up(lane, failed ? answer->error : "has no " + canary + ": is the address right?");
      };
    });
  }
  for (auto results = crew_->wait(kResultsABatch); !results.empty(); results = crew_->wait(kResultsABatch)) {
    for (const Crew::Done& result : results) result();
  }
  if (stopped()) return {};
  for (size_t lane = 0; lane < lanes_.size(); ++lane) {
    const std::string& error = lanes_[lane].counts.error;
    if (auto noted = error.empty() ? mended(lane, "(mirror)") : fail_at(lane, "(mirror)", error); !noted) return noted;
  }
  return {};
}

// Hands out work and writes down what comes back, until there is nothing left or somebody says stop.
Result<void> Crawl::work(const std::function<Outcome()>& refill) {
  Outcome outcome;
  while (outcome) {
    if (!stopped()) {
      if (outcome = refill(); !outcome) break;
    }
    auto results = crew_->wait(kResultsABatch);
    if (results.empty()) break;
    auto batch = store_.begin();
    if (!batch) return tl::unexpected(batch.error());
    for (const Crew::Done& result : results) result();
    outcome = std::exchange(failure_, Outcome());
    if (outcome) outcome = batch->commit();
    if (options_.progress) options_.progress(done_, std::max(done_, total_));
    if (stopped()) break;
  }
  return outcome;
}

// What was claimed and will not be done by this run.
Result<void> Crawl::give_back() {
  crew_.reset();
  AV_CRAWL_TRY(batch, store_.begin());
  for (const auto& [id, task] : claimed_) {
    AV_CRAWL_CHECK(store_.finish_task(id, store::TaskState::pending, task.error, task.memo, now()));
  }
  claimed_.clear();
  return batch.commit();
}

void Crawl::give_up(size_t lane, const std::string& why) {
  MirrorLane& at = lanes_[lane];
  if (at.over) return;
  at.over = true;
  at.counts.error = why;
  crew_->drop(lane);
}

Result<void> Crawl::refill_pages() {
  for (size_t lane = 0; lane < lanes_.size(); ++lane) {
    const MirrorLane& at = lanes_[lane];
    if (at.failures_in_a_row >= kFailuresInARow) {
      give_up(lane, std::to_string(at.failures_in_a_row) + " failures in a row: it seems to be down");
    }
    const size_t open = crew_->open(lane), limit = size_t{at.mirror.parallel} * 4;
    if (at.over || open >= limit / 2) continue;
    AV_CRAWL_TRY(tasks, store_.claim_tasks(page_kind(), at.mirror.name, now(), options_.lease,
                                           static_cast<uint32_t>(limit - open)));
    for (const store::Task& task : tasks) {
      if (!claimed_.emplace(task.id, task).second) continue;  // ours, and its lease ran out meanwhile
      AV_CRAWL_TRY(memo, usable_memo(task));
      crew_->add(lane, page_job(lane, task, memo));
    }
  }
  return {};
}

Result<void> Crawl::refill_files() {
  size_t room = 0;
  for (const MirrorLane& lane : lanes_) room += lane.over ? 0 : size_t{lane.mirror.parallel} * 2;
  // Some files need no mirror: their bytes are there already, or nobody has them.
  for (size_t open = crew_->open(); open < room; open = crew_->open()) {
    const auto limit = static_cast<uint32_t>(room - open);
    AV_CRAWL_TRY(tasks, store_.claim_tasks(file_kind(), {}, now(), options_.lease, limit));
    AV_CRAWL_TRY(batch, store_.begin());
    size_t fresh = 0;
    for (store::Task& task : tasks) {
      if (!claimed_.emplace(task.id, task).second) continue;
      ++fresh;
      AV_CRAWL_CHECK(start_download(std::move(task)));
    }
    AV_CRAWL_CHECK(batch.commit());
    if (fresh == 0) return {};
  }
  return {};
}

Result<void> Crawl::work_on_files() {
  done_ = total_ = 0;
  AV_CRAWL_CHECK(
      store_.each_task(file_kind(), store::TaskState::pending, [&](const store::Task&) { return ++total_, true; }));
  return work([this] { return refill_files(); });
}

Result<CrawlReport> Crawl::run() {
  store::Run run;
  run.command = options_.command;
  run.source = description();
  run.started = now();
  AV_CRAWL_CHECK(find_cutoff(run));
  AV_CRAWL_TRY(id, store_.start_run(run));
  run.id = id;
  Outcome outcome = plan();
  if (outcome) outcome = check_canaries();
  if (outcome && !stopped()) outcome = work([this] { return refill_pages(); });
  if (outcome && !stopped()) outcome = fill_gaps();
  if (outcome && !stopped()) outcome = work([this] { return refill_pages(); });
  if (outcome && !stopped() && samples_ != nullptr) outcome = work_on_files();
  if (auto back = give_back(); outcome) outcome = back;

  for (MirrorLane& lane : lanes_) {
    if (lane.over) report_.complete = false;
    run.changed += lane.counts.changed;
    report_.mirrors.push_back(std::move(lane.counts));
  }
  if (stopped()) report_.complete = false;
  run.ended = now();
  run.added = report_.added;
  run.unchanged = report_.unchanged;
  run.failed = report_.failures;
  if (stopped()) run.error = "interrupted";
  if (!outcome) run.error = outcome.error().message();
  auto ended = store_.end_run(run);
  if (!outcome) return tl::unexpected(outcome.error());
  if (!ended) return tl::unexpected(ended.error());
  return std::move(report_);
}

Result<CrawlReport> crawl(store::Store& store, const store::Samples* samples, Web& web, const CrawlOptions& options) {
  // Even a folder's pages are full of addresses.
  if (auto ready = urls_ready(); !ready) return tl::unexpected(ready.error());
  return Crawl(store, samples, web, options).run();
}

}  // namespace antivenom::collect
