// A mirror that was asked before another one made a file known has not been told about yet: once all pages are read,
// what such a mirror did not list is written down, too. Nobody is asked again who had no page at all.
#include <algorithm>

#include "collect/fetch/crawl_state.h"

namespace antivenom::collect {
namespace {

constexpr size_t kPackagesABatch = 200;

}  // namespace

Result<void> Crawl::fill_gaps() {
  std::map<std::string, std::vector<std::pair<size_t, store::Task>>> told;  // package -> lane and its task
  AV_CRAWL_CHECK(store_.each_task(page_kind(), std::nullopt, [&](const store::Task& task) {
    const bool over = task.state == store::TaskState::done || task.state == store::TaskState::absent;
    if (!over || task.finished < cutoff_ || !task.error.empty()) return true;
    for (size_t lane = 0; lane < lanes_.size(); ++lane) {
      if (lanes_[lane].mirror.name == task.key.source && !lanes_[lane].over) {
        told[task.key.file.version.package.name].emplace_back(lane, task);
      }
    }
    return true;
  }));
  for (auto package = told.begin(); package != told.end() && !stopped();) {
    AV_CRAWL_TRY(batch, store_.begin());
    for (size_t i = 0; i < kPackagesABatch && package != told.end(); ++i, ++package) {
      AV_CRAWL_CHECK(fill_gaps_of(package->first, package->second));
    }
    AV_CRAWL_CHECK(batch.commit());
  }
  return {};
}

Result<void> Crawl::fill_gaps_of(const std::string& package, const std::vector<std::pair<size_t, store::Task>>& tasks) {
  std::map<std::string, std::unordered_set<std::string>> seen;  // mirror -> files
  store::SightingFilter filter;
  filter.package.name = package;
  AV_CRAWL_CHECK(store_.each_sighting(filter, [&](const store::SightingRow& row) {
    seen[row.source].insert(row.file.filename);
    return true;
  }));
  std::vector<store::FileKey> files;
  AV_CRAWL_CHECK(
      store_.each_file({package}, [&](const store::FileRecord& file) { return files.push_back(file.key), true; }));
  for (const auto& [lane, task] : tasks) {
    const std::unordered_set<std::string>& known = seen[task.key.source];
    bool gap = false;
    for (const store::FileKey& file : files) {
      if (gap || known.contains(file.filename)) continue;
      AV_CRAWL_TRY(is_wanted, wanted(task, file.version.version));
      gap = is_wanted;
    }
    if (!gap) continue;
    ++total_;
    if (task.state == store::TaskState::done) {
      AV_CRAWL_CHECK(store_.finish_task(task.id, store::TaskState::pending, {}, task.memo, now()));
      continue;
    }
    AV_CRAWL_TRY(probes, take_missing(lane, task, known, store::Presence::gone, "there is no such project"));
    AV_CRAWL_CHECK(end_page(lane, task, task.state, task.memo, std::move(probes)));
  }
  return {};
}

}  // namespace antivenom::collect
