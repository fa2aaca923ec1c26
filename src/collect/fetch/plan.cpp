// Which tasks a run has: those that are new, those that were left, and those whose turn it is again.
#include <algorithm>

#include "artifact/hash.h"
#include "artifact/names.h"
#include "collect/fetch/crawl_state.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

constexpr size_t kTasksABatch = 5000;
constexpr size_t kRunsLookedAt = 1000;
// What an interrupted run saw longer ago is no longer news.
constexpr store::Time kLongestRun = 2 * store::kDay;
constexpr std::string_view kAllVersions = "all";

}  // namespace

// The same for the same wishes at the same mirrors, whatever their order.
std::string Crawl::description() const {
  std::vector<std::string> mirrors, wishes;
  for (const MirrorLane& lane : lanes_) mirrors.push_back(lane.mirror.name);
  for (const Wish& wish : options_.wishes) {
    wishes.push_back(unpacking::normalised_name(wish.name) + (wish.version.empty() ? "" : "==" + wish.version));
  }
  std::sort(mirrors.begin(), mirrors.end());
  std::sort(wishes.begin(), wishes.end());
  std::string text;
  for (const std::string& mirror : mirrors) text += (text.empty() ? "" : ", ") + mirror;
  for (const std::string& wish : wishes) text += "; " + wish;
  if (options_.all_versions) text += "; all versions";
  constexpr size_t kShown = 200;
  if (text.size() > kShown) text = store::storable(text, kShown) + " ... " + unpacking::sha256_hex(text).substr(0, 16);
  return store::storable(text);
}

// Since when work counts as done: the start of the run that is being continued, if the last ones were interrupted.
Result<void> Crawl::find_cutoff(store::Run& run) {
  cutoff_ = run.started;
  AV_CRAWL_TRY(runs, store_.runs(kRunsLookedAt));
  for (const store::Run& before : runs) {
    if (run.started - before.started > kLongestRun) break;
    if (before.command != run.command || before.source != run.source) continue;
    if (before.ended != 0 && before.error != "interrupted") break;
    cutoff_ = std::min(cutoff_, before.started);
  }
  AV_CRAWL_TRY(failures, store_.failures(SIZE_MAX / 4));
  for (const store::Failure& failure : failures) {
    if (failure.area == options_.command) failed_before_.emplace(failure.source, failure.subject);
  }
  return {};
}

Result<void> Crawl::plan() {
  for (const MirrorLane& lane : lanes_) {
    auto put = store_.put(source_of(lane.mirror));
    if (!put) return tl::unexpected(put.error());
  }
  AV_CRAWL_CHECK(reopen(page_kind()));
  if (samples_ != nullptr) AV_CRAWL_CHECK(reopen(file_kind()));
  AV_CRAWL_CHECK(add_page_tasks());
  const auto count = [&](const store::Task& task) {
    total_ += std::any_of(lanes_.begin(), lanes_.end(),
                          [&](const MirrorLane& lane) { return lane.mirror.name == task.key.source; });
    return true;
  };
  return store_.each_task(page_kind(), store::TaskState::pending, count);
}

// Pages are looked at once a run. Files that were not to be had are tried again; those that were fetched stay so.
Result<void> Crawl::reopen(const std::string& kind) {
  using store::TaskState;
  std::vector<store::Task> again;
  AV_CRAWL_CHECK(store_.each_task(kind, std::nullopt, [&](const store::Task& task) {
    const bool left = task.state == TaskState::running && options_.alone;
    const bool over = task.state == TaskState::failed || task.state == TaskState::absent ||
                      (task.state == TaskState::done && kind == page_kind());
    // What ends in the future was done when the clock was ahead: before this run all the same.
    if (left || (over && (task.finished < cutoff_ || task.finished > now()))) again.push_back(task);
    return true;
  }));
  for (size_t from = 0; from < again.size(); from += kTasksABatch) {
    AV_CRAWL_TRY(batch, store_.begin());
    for (size_t i = from; i < std::min(again.size(), from + kTasksABatch); ++i) {
      AV_CRAWL_CHECK(store_.finish_task(again[i].id, TaskState::pending, again[i].error, again[i].memo, 0));
    }
    AV_CRAWL_CHECK(batch.commit());
  }
  return {};
}

Result<void> Crawl::add_page_tasks() {
  std::vector<Wish> wishes = options_.wishes;
  if (!named()) {
    AV_CRAWL_CHECK(store_.each_blocked([&](const store::BlockEntry& entry) {
      if (entry.package.ecosystem == "pypi") wishes.push_back({entry.package.name, {}});
      return true;
    }));
  }
  std::vector<store::TaskKey> keys;
  for (const Wish& wish : wishes) {
    store::TaskKey key;
    key.kind = page_kind();
    key.file.version = {{unpacking::normalised_name(wish.name)}, wish.version};
    if (options_.all_versions && wish.version.empty()) key.subject = kAllVersions;
    for (const MirrorLane& lane : lanes_) {
      key.source = lane.mirror.name;
      keys.push_back(key);
    }
  }
  for (size_t from = 0; from < keys.size(); from += kTasksABatch) {
    AV_CRAWL_TRY(batch, store_.begin());
    for (size_t i = from; i < std::min(keys.size(), from + kTasksABatch); ++i) {
      auto added = store_.add_task(keys[i], now());
      if (!added) return tl::unexpected(added.error());
    }
    AV_CRAWL_CHECK(batch.commit());
  }
  return {};
}

}  // namespace antivenom::collect
