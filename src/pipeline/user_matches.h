// What the matches of the user's own rules mean for a result.
#pragma once

#include "report/report.h"

namespace antivenom {

// What was not looked at becomes an error of the result.
void report_user_problems(ScanResult& result);

// A match of a rule that says so raises the label, and the summary begins with that rule; no match lowers it. The score
// stays: it is what was learned of packages, and an analyst's word is no sample of that.
void raise_by_user_matches(ScanResult& result);

}  // namespace antivenom
