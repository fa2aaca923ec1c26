// A wheel's RECORD held against what the wheel holds.
#pragma once

#include "artifact/artifact.h"
#include "artifact/intake.h"

namespace antivenom::unpacking {

// Adds a "record-mismatch" anomaly for each listed file that is missing or differs, and for each file that is
// not listed. For wheels as uploaded; an installed tree lists files elsewhere.
void check_record(const Artifact& artifact, Intake& intake);

}  // namespace antivenom::unpacking
