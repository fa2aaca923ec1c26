// What a package brings in: requirements of its metadata and of setup(), installs by command, imports.
#pragma once

#include <map>
#include <string>

#include "artifact/artifact.h"
#include "facts/facts.h"

namespace antivenom::interpret {

// Top-level names that were imported and are no modules of the package, each with the first place.
using OutsideImports = std::map<std::string, Place, std::less<>>;

// Fills Facts::dependencies from the metadata, the events and `imports`: each (name, from, place) once, at most 1,000.
// Modules of the standard library are no dependencies; an import that a requirement explains is none of its own.
void list_dependencies(const Artifact& artifact, const OutsideImports& imports, Facts& facts);

}  // namespace antivenom::interpret
