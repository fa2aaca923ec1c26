// Which indexes and mirrors there are, and how each is to be treated.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace antivenom::collect {

struct Mirror {
  std::string name;    // of the source in the store
  std::string kind;    // "index" or "mirror"
  std::string url;     // of the simple API, ends with '/'; empty for a folder
  std::string folder;  // root of a bandersnatch, devpi or simple/ folder on this machine; empty for a URL
  std::string files;   // where files lie by their path, ends with '/'; may be empty
  std::string country;
  // A project that the mirror must have. If it has not, it is taken as broken: an address that moved would else answer
  // that everything is gone. Empty: not asked.
  std::string canary;
  unsigned parallel = 2;
  std::chrono::milliseconds pause{0};
};

// The rows of mirrors.def.
std::vector<Mirror> known_mirrors();

// What the user means by --mirror: a name of the table, a URL as pip takes it, or a folder; each of the latter also as
// NAME=...
Result<Mirror> parse_mirror(const std::string& text);

// The source that the mirror's sightings are stored under: no folder of this machine, no password.
store::Source source_of(const Mirror& mirror);

}  // namespace antivenom::collect
