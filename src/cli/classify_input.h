// Where `classify` gets its packages from: targets that are scanned, or scans that the store keeps.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "base/result.h"
#include "classify/sample.h"
#include "pipeline/scan.h"
#include "store/samples.h"
#include "store/store.h"

namespace antivenom::cli {

struct ClassifyInput {
  std::vector<classify::Sample> samples;     // to be classified
  std::vector<classify::Sample> background;  // that the embedding learns from
  std::vector<std::string> unopened;         // "path: reason"
  bool interrupted = false;
};

struct ScanSettings {
  ScanOptions scan;
  unsigned threads = 1;
  bool quiet = false;
  const std::atomic<bool>* stop = nullptr;
};

// Targets as for `scan`, and lists: text with a path a line, or CSV with a `path` column and, where known, `family`,
// `category` and a date (`first_seen`, `uploaded` or `added`).
Result<ClassifyInput> read_targets(const std::vector<std::string>& targets, const std::vector<std::string>& background,
                                   const ScanSettings& settings);

// Scans of the store, the newest of each artifact. What is known or judged to be malicious or suspicious is classified,
// the rest is background. Signatures that are not kept yet are made of the locked samples, where there are any, and
// kept.
Result<ClassifyInput> read_store(store::Store& store, const store::Samples* samples, const ScanSettings& settings);

// Families of a CSV with path,family; matched by path, else by file name. Dates are taken over, too. Returns how many
// packages were found in it.
Result<size_t> read_given_families(const std::string& csv, std::vector<classify::Sample>& samples);

}  // namespace antivenom::cli
