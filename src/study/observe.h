// A kept scan -> what the study counts of it.
#pragma once

#include "study/dataset.h"

namespace antivenom::study {

// Fills in all that the scan tells; name, sources and labels are the caller's.
void observe(const store::Scan& scan, Sample& sample);

}  // namespace antivenom::study
