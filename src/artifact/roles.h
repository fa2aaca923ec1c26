// When would a file run? Told from its path, the kind of artifact and the metadata, once for all rooms.
#pragma once

#include <string>

#include "artifact/artifact.h"
#include "artifact/metadata.h"

namespace antivenom::unpacking {

// "wheel" by a *.dist-info folder, "egg" by EGG-INFO, else sdist; a directory stays one.
ArtifactKind kind_of(const Artifact& artifact);

// The one top folder `name-1.0/` that holds the whole distribution; "" if there is none. Without '/' at the end.
std::string root_folder(const Artifact& artifact);

// Folder of the project's own files with '/' at the end: "" or, where the root holds none and just one top
// folder does, that folder.
std::string project_folder(const Artifact& artifact);

// Sets `role` and `module` of every member.
void assign_roles(Artifact& artifact, const ProjectLayout& layout, std::string_view project);

}  // namespace antivenom::unpacking
