// Who the distribution says it is, and where its code lies: from whatever metadata files it ships.
#pragma once

#include <string>
#include <vector>

#include "artifact/artifact.h"

namespace antivenom::unpacking {

// Of entry points, requirements and the like no more are kept: no honest distribution has half as many, and they are
// compared with each other.
constexpr size_t kMaxListed = 2'000;

// What the metadata files say about where importable code lies. Hints: nothing here has to be true.
struct ProjectLayout {
  std::vector<std::string> package_roots;  // folders that hold the packages ("src"), no trailing '/'
  std::vector<std::string> top_level;      // names of top_level.txt and py_modules
};

// Fills `artifact.metadata` and adds the "metadata-mismatch" anomaly. The members are in place, with root
// folders stripped and contents told. `project` is the folder of the project's files, "" or "name/".
ProjectLayout read_metadata(Artifact& artifact, std::string_view project);

// The files, each on its own. They fill only what is still empty, so that the first file read wins.
void read_core_metadata(ByteView bytes, Metadata& metadata);  // PKG-INFO, METADATA
void read_entry_points(ByteView bytes, Metadata& metadata);   // entry_points.txt
void read_requires_txt(ByteView bytes, Metadata& metadata);   // *.egg-info/requires.txt
void read_requirements(ByteView bytes, Metadata& metadata);   // requirements.txt
void read_setup_cfg(ByteView bytes, Metadata& metadata, ProjectLayout& layout);
// False, with a reason, if it is no valid TOML; what could be read of it is taken all the same.
bool read_pyproject(ByteView bytes, Metadata& metadata, ProjectLayout& layout, std::string& reason);

}  // namespace antivenom::unpacking
