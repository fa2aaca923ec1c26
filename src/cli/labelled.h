// Labelled sets for `evaluate`: lists, CSV files and folders -> samples.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace antivenom::cli {

// How a sample enters the figures.
enum class Group : uint8_t {
  counted,
  not_visible,  // malicious, but nothing malicious is in it (column `payload` other than "visible")
  pentest,      // dual-use tools: neither benign nor malicious
};

struct Sample {
  std::string path;    // as opened
  std::string listed;  // as the list has it
  bool malicious = false;
  Group group = Group::counted;
  std::string category;  // of a benign one: CSV column, else its folder's name
  std::string family;    // of a malicious one, from the CSV column
  std::string project;   // of a benign one, from the CSV column: its versions belong together
  std::string payload;   // of a malicious one, from the CSV column: why nothing malicious is in it, or "visible"
};

// A folder (all archives below it, else its folders), a CSV file with a `path` column, or a text file with a path a
// line (# starts a comment). Relative paths are looked for beside the list, then in the current folder.
Result<std::vector<Sample>> read_set(const std::string& path, bool malicious);

// Fills `family` from a CSV with `path,family`. Paths are matched as listed, else by file name.
Result<size_t> read_families(const std::string& path, std::vector<Sample>& samples);

// A whole text file.
Result<std::string> read_text_file(const std::string& path);

// The part of a path after the last slash.
std::string file_name(const std::string& path);

}  // namespace antivenom::cli
