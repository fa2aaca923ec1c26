// Entries as an archive states them -> Members as everybody else sees them.
#pragma once

#include <string_view>
#include <vector>

#include "artifact/intake.h"

namespace antivenom::unpacking {

// Appends the files among `entries` to `artifact.members`, with clean paths, contents told and links to files of the
// same archive resolved; reports odd names, links that lead outside and duplicates. `container` is the path
// of the archive they come from, "" for the artifact itself.
void add_members(Artifact& artifact, Intake& intake, std::vector<Entry> entries, std::string_view container);

// Removes `folder` + '/' from the front of all paths that have it.
void strip_folder(Artifact& artifact, std::string_view folder);

// Some mirrors store each file in a folder of its own name (`a.py/a.py`, `pkg/a.py/pkg/a.py`). Where every Python
// file is stored so, takes the second half of each such path.
void undo_doubled_paths(Artifact& artifact);

}  // namespace antivenom::unpacking
