// What the libFuzzer targets share: packages of one file made in memory, bounds that end within milliseconds, and what
// holds of every result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "artifact/artifact.h"
#include "pipeline/scan.h"

namespace antivenom::fuzz {

// Ends the process when `holds` is false, so that libFuzzer keeps the input.
void require(bool holds, const char* what);

inline ByteView view(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

// Checks that what the artifact says of damage and lies can be shown.
void check_told(const Artifact& artifact);

// An empty artifact, as unpack() leaves one.
Artifact empty_artifact();
// Adds a member; `bytes` must outlive the artifact.
void add_file(Artifact& artifact, std::string path, Role role, Content content, std::string module, ByteView bytes);
// A package whose __init__ is `source`, with the input beside it as data.bin.
Artifact package_with_data(ByteView source, ByteView data);

// A budget small enough for many inputs a second. Depths are those of the product: they decide about the stack.
interpret::Budget small_budget();

// Interprets and judges the artifact twice at most, writes every report, and checks what must hold of the results.
void scan_and_check(const Artifact& artifact, bool twice = false);

}  // namespace antivenom::fuzz
