// What the user names -> artifacts in memory. The only place that reads packages from the disk.
#pragma once

#include <string>
#include <vector>

#include "pipeline/jobs.h"
#include "pipeline/neighbours.h"
#include "pipeline/scan.h"

namespace antivenom::cli {

// Directories of archives become their archives; all else stays as named.
std::vector<std::string> expand_targets(const std::vector<std::string>& named);

// The targets by name and version, for Neighbours: archives as their file names say, directories as their metadata.
// `folder` (may be empty) holds further packages, which are not reported.
std::vector<NamedTarget> name_targets(const std::vector<std::string>& targets, const std::string& folder,
                                      const UnpackLimits& limits);

// The same file, directory or standard input, unpacked and not scanned.
Result<Artifact> open_artifact(const std::string& target, const UnpackLimits& limits);

// Reads a file, a directory or standard input ("-") and scans it. What cannot be opened is an unreadable result with
// Outcome::opened false. May be called from any thread.
Outcome open_and_scan(const std::string& target, const ScanOptions& options);

}  // namespace antivenom::cli
