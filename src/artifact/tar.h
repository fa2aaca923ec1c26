// Tar archives in memory: old, ustar, GNU and pax.
#pragma once

#include <vector>

#include "artifact/intake.h"

namespace antivenom::unpacking {

bool is_tar(ByteView bytes);

// Appends the entries of `bytes`, in order; their bytes are views into it. `name` names the archive in problems.
void read_tar(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries);

}  // namespace antivenom::unpacking
