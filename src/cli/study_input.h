// Where `study` gets its dataset from: targets that are scanned, the store, records of downloads, other detectors.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/collect.h"
#include "pipeline/scan.h"
#include "study/dataset.h"

namespace antivenom::cli {

struct StudyArguments {
  CollectOptions collect;
  ScanOptions scan;
  std::vector<std::string> targets, benign;  // archives, folders, lists
  std::vector<std::string> downloads, access_logs;
  std::vector<std::string> detectors, against;  // NAME or NAME=RULES; NAME=FILE
  std::string families, family, report, tables, print_query;
  unsigned detector_seconds = 300;
  bool no_evolution = false;
};

// Everything read and scanned. What could not be opened is told on standard error and left out, as is what stopped an
// interrupted run; an error means that there is nothing to study.
Result<study::Dataset> read_study(const StudyArguments& arguments, const std::atomic<bool>& stop);

}  // namespace antivenom::cli
