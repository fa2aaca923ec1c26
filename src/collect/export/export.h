// The dataset in the forms that others read. Everything is made from the store, in a fixed order, so that the same
// dataset gives the same bytes (but for the date of a MISP event); nothing names this machine.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/samples.h"
#include "store/store.h"

namespace antivenom::collect {

// Takes the next piece of a document.
using Sink = std::function<Result<void>(std::string_view)>;

struct ExportOptions {
  std::string version;          // of this program, for records that name their maker
  store::Time now = 0;          // for documents that carry their date
  bool only_malicious = false;  // manifests, samples: only of versions known to be
  bool with_claimed = false;    // OSV: also what a source claims already
  const std::atomic<bool>* stop = nullptr;
};

// One row a sample and name: CSV (RFC 4180) with a header, or a JSON object a line.
Result<void> export_csv(store::Store& store, const ExportOptions& options, const Sink& sink);
Result<void> export_json_lines(store::Store& store, const ExportOptions& options, const Sink& sink);

// What to block: "name" or "name==version" a line; constraints that make pip refuse; JSON for proxies.
Result<void> export_names(store::Store& store, const ExportOptions& options, const Sink& sink);
Result<void> export_constraints(store::Store& store, const ExportOptions& options, const Sink& sink);
Result<void> export_block_json(store::Store& store, const ExportOptions& options, const Sink& sink);

// Indicators of artifacts that are malicious: a STIX 2.1 bundle, a MISP event.
Result<void> export_stix(store::Store& store, const ExportOptions& options, const Sink& sink);
Result<void> export_misp(store::Store& store, const ExportOptions& options, const Sink& sink);

struct FolderCounts {
  uint64_t written = 0, unchanged = 0;
  std::vector<std::pair<std::string, std::string>> failed;  // what, reason
};

// <folder>/<name>/MAL-0000-<name>.json, an OSV record for each package that we found malicious and no advisory names:
// the form in which the database of malicious packages takes reports.
Result<FolderCounts> export_osv(store::Store& store, const ExportOptions& options, const std::string& folder);

// <folder>/<name>/<version>/<file>: the registry's layout. `locked`: each file in a ZIP with the usual password.
// What is there with the same bytes is left.
Result<FolderCounts> export_registry(store::Store& store, const store::Samples& samples, const ExportOptions& options,
                                     const std::string& folder, bool locked);

}  // namespace antivenom::collect
