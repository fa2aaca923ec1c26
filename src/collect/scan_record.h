// A scan's result as the store keeps it.
#pragma once

#include <string>

#include "report/report.h"
#include "store/records.h"

namespace antivenom::collect {

// `engine`: what decided. The report within is that of `scan --format json --verbose --api-sequence`, with elapsed_ms
// 0, so that the same engine gives the same record.
store::Scan scan_record(ScanResult result, const std::string& sha256, const std::string& engine, store::Time now);

}  // namespace antivenom::collect
