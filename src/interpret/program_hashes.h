// Hashes of the programs that a package ships, for blocking and for looking up elsewhere.
#pragma once

#include "artifact/artifact.h"
#include "facts/facts.h"

namespace antivenom::interpret {

// Adds an indicator "hash" (SHA-256, hex) for each program and script of the system's shells, those inside of archives
// too: PE, ELF and Mach-O by their bytes, .scr, .bat and the like by their names. At most 64 and 256 MiB. Tests and
// documents are left out. Compiled modules of a wheel, which nobody loads by hand, belong there: benign_looking.
void add_program_hashes(const Artifact& artifact, Facts& facts);

}  // namespace antivenom::interpret
