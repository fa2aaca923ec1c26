// ZIP archives in memory (wheels, eggs, zipped sdists), with the central directory held against the local headers.
#pragma once

#include <vector>

#include "artifact/intake.h"

namespace antivenom::unpacking {

// Begins like a ZIP (a local header, or the end record of an empty one).
bool is_zip(ByteView bytes);
// Ends like a ZIP: an end record in the last 64 KiB. Also true for a ZIP behind other data.
bool has_zip_end(ByteView bytes);

// Appends the entries of `bytes`: those of the central directory in its order, then those it hides. Stored members are
// views into `bytes`. `name` names the archive in problems.
void read_zip(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries);

}  // namespace antivenom::unpacking
