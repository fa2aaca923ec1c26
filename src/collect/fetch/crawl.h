// Looks for known-malicious files at indexes and mirrors, keeps every sighting, and fetches the samples.
//
// The work is kept as tasks in the store: a page of a package at a mirror, then the bytes of a file from whichever
// mirror has it. Whoever is killed leaves tasks that the next run takes up; a sample is written before the store names
// it, so nothing is lost, and everything is written by its natural key, so nothing is doubled. Pages that were looked
// at are not asked for again before the run is complete, also over several interruptions.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/feed.h"
#include "collect/fetch/mirror.h"
#include "collect/web.h"
#include "store/samples.h"
#include "store/store.h"

namespace antivenom::collect {

struct Wish {
  std::string name;
  std::string version;  // empty: those that are known to be malicious, or all of them
};

struct CrawlOptions {
  std::string command = "fetch";  // of the run in the store
  std::vector<Mirror> mirrors;    // names differ
  std::vector<Wish> wishes;       // empty: everything that is known to be malicious
  bool all_versions = false;      // of these packages, not only the malicious ones
  bool probe_paths = true;        // ask for known files that a page does not list, by their path
  bool alone = false;             // no other process works on this store: what seems to run was left by a dead one
  uint64_t max_file_bytes = 256u << 20;
  store::Time lease = 10 * store::kMinute;  // of a task, on machines that share a store
  std::function<store::Time()> clock;       // milliseconds since 1970
  const std::atomic<bool>* stop = nullptr;
  std::function<void(uint64_t done, uint64_t total)> progress;
};

struct MirrorCounts {
  std::string name;
  uint64_t pages = 0, unchanged = 0, absent = 0, failed = 0;                // packages asked for; absent: not there
  uint64_t served = 0, yanked = 0, quarantined = 0, gone = 0, by_path = 0;  // files, as they were found
  uint64_t changed = 0;    // sightings that say something new of whether a file is there
  uint64_t downloads = 0;  // files taken from here
  std::string error;       // why it was not asked any more
};

struct CrawlReport {
  std::vector<MirrorCounts> mirrors;  // in the order of the options
  uint64_t added = 0;                 // samples that were not there
  uint64_t unchanged = 0;             // files whose bytes were there already
  uint64_t absent = 0;                // files that no mirror delivers
  uint64_t bytes = 0;                 // of the added
  uint64_t failures = 0;              // pages and files that could not be read
  std::vector<FeedProblem> failed;    // the first thousand of them: "mirror: package" or "mirror: file"
  bool complete = true;               // false: stopped, or a mirror gave up
};

// Without `samples` no file is fetched. An error is the store's: what was done is kept.
Result<CrawlReport> crawl(store::Store& store, const store::Samples* samples, Web& web, const CrawlOptions& options);

}  // namespace antivenom::collect
