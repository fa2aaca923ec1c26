// A folder of archives -> samples, names and, if wanted, scans.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/feed.h"
#include "pipeline/scan.h"
#include "store/samples.h"
#include "store/store.h"

namespace antivenom::collect {

struct ImportOptions {
  std::string source;       // name of the source; created with kind "folder"
  std::string claim;        // what it says of its packages: "malicious", "benign" or nothing
  bool scan = false;        // scan what this engine has not scanned
  bool scan_again = false;  // ... and what it has
  std::string engine;
  ScanOptions scanning;  // its limits of unpacking hold without scanning, too
  unsigned threads = 1;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(uint64_t done, uint64_t total)> progress;
};

struct ImportCounts {
  uint64_t files = 0;  // archives looked at
  uint64_t added = 0;  // samples under a name that were not known so
  uint64_t unchanged = 0;
  uint64_t samples = 0;  // of the added, with bytes that were not known under any name
  uint64_t scanned = 0;
  uint64_t ignored = 0;             // files that are no archives and do not claim to be
  std::vector<FeedProblem> failed;  // sorted by path
  bool complete = true;             // false: stopped
};

// Imports all archives below `folder`, and all in locked ZIP files: one that holds archives gives these, one that holds
// an unpacked package is packed again, always to the same bytes. Links are not followed. Samples are on the disk before
// the database names them, and batches are short: killed at any moment, the next import goes on where this one was. An
// error means that the folder or the database cannot be used at all; what was done is kept.
Result<ImportCounts> import_folder(const std::string& folder, store::Store& store, const store::Samples& samples,
                                   const ImportOptions& options, store::Time now);

}  // namespace antivenom::collect
