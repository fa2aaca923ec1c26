// One archive, whatever its format: bytes -> entries.
#pragma once

#include <string>
#include <vector>

#include "artifact/intake.h"

namespace antivenom::unpacking {

// Appends the entries of the archive `bytes` and returns its format, told from the bytes ("tar.gz", "zip", "gz"
// for a single compressed file, ...); "" with a problem if it is none. `name` is used for messages and to
// name the content of a single compressed file. Entries may point into `bytes`.
std::string open_archive(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries);

// Opens the archives among the members, and those inside them, down to max_nesting.
void open_inner_archives(Artifact& artifact, Intake& intake);

// All that follows once the top members stand: kind, root folder, inner archives, metadata, roles, RECORD.
void complete(Artifact& artifact, Intake& intake);

}  // namespace antivenom::unpacking
