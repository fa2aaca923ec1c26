// A feed reads one kind of records into the store. To add one, add one file: src/collect/feeds/<name>.cpp that defines
//
//   namespace antivenom::collect::feeds { extern const Feed <name>{.summary = ..., .location = ..., .read = read}; }
//
// The build finds it (cmake/FeedTable.cmake); the file's name, with '-' for '_', is the feed's name on the command
// line: osv_dump.cpp is `collect sync osv-dump=LOCATION`. Formats that several feeds share lie in
// src/collect/feeds/formats/.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "collect/web.h"
#include "store/store.h"

namespace antivenom::collect {

// One record that could not be read. The others go on.
struct FeedProblem {
  std::string subject;  // line, member, id or URL within the feed
  std::string reason;
};

struct FeedCounts {
  uint64_t read = 0;                               // records looked at
  uint64_t skipped = 0;                            // of other ecosystems, or not about malice
  uint64_t added = 0, changed = 0, unchanged = 0;  // rows

  void count(store::Change change) {
    switch (change) {
      case store::Change::added:
        ++added;
        break;
      case store::Change::changed:
        ++changed;
        break;
      case store::Change::unchanged:
        ++unchanged;
        break;
    }
  }
};

// What a feed works with. Everything is given: a feed reads no clock, no environment and no option.
struct FeedContext {
  store::Store& store;
  Web& web;
  std::string location;  // path or URL, as the user gave it or Feed::default_location
  std::string source;    // name of the source that the records are stored under
  std::string cursor;    // position of the last complete read; empty the first time, or when all is to be read again
  store::Time now = 0;
  const std::atomic<bool>* stop = nullptr;                      // set by a signal: commit what is whole and return
  std::function<void(const FeedProblem&)> problem;              // reports one bad record; never ends the read
  std::function<void(uint64_t done, uint64_t total)> progress;  // total 0: not known

  bool stopped() const { return stop != nullptr && *stop; }
};

struct FeedResult {
  FeedCounts counts;
  // Where the next read starts; the caller stores it when read() has returned without an error and was not stopped.
  // A feed that wants to resume within a long read sets the cursor itself, in the batch of the records it covers.
  std::string cursor;
  bool complete = true;  // false: stopped early
};

struct Feed {
  std::string_view summary;           // "advisories of the OSV database, as its dump"
  std::string_view location;          // what LOCATION is: "all.zip, a folder of MAL-*.json, or a URL of the dump"
  std::string_view default_location;  // empty: the user must name one
  std::string_view source;            // default name of the source: "osv"
  std::string_view source_kind;       // Source::kind: advisories|list|folder|index|downloads
  std::string_view claim;             // Source::claim
  // Stores records in batches of at most some thousand rows. An error means that the feed as a whole could not be read.
  Result<FeedResult> (*read)(FeedContext& context);
};

struct FeedEntry {
  std::string_view name;  // "osv-dump"
  const Feed* feed;
};

// Every feed, sorted by name. Generated from the files in src/collect/feeds/.
std::span<const FeedEntry> all_feeds();
const FeedEntry* find_feed(std::string_view name);

}  // namespace antivenom::collect
