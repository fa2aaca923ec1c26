// Results of detectors that were run elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/store.h"
#include "study/dataset.h"

namespace antivenom::study {

// A CSV with the columns file and detected (and seconds), or a SARIF log: then the files with a result were detected
// and all others of the study were not. Files are told apart by their names.
Result<DetectorResult> parse_results(const std::string& name, std::string_view text,
                                     const std::vector<Sample>& samples);

// What `collect verify` was told by VirusTotal; without results if nobody asked it.
Result<DetectorResult> virus_total_results(store::Store& store, const std::vector<Sample>& samples);

}  // namespace antivenom::study
