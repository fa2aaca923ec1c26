// Settings files: a [tool.antivenom] table of pyproject.toml, or antivenom.toml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace antivenom::cli {

struct Setting {
  std::string key;          // option name without dashes
  std::string value;        // as it would stand on the command line
  bool of_command = false;  // from the command's own table: must be an option of that command
};

struct Settings {
  std::string file;  // empty: there was none
  std::vector<Setting> values;
};

// Reads `file`, or if it is empty the first of pyproject.toml (with a [tool.antivenom] table) and antivenom.toml in
// the current folder. Keys at the top are for every command; those of a table named like `command` win over them.
// A flag that is set to false is left out; a list stands for the option as often as it has items.
Result<Settings> read_settings(const std::string& file, std::string_view command);

// The same from text, for tests. `whole_file`: the settings are the document itself, not [tool.antivenom] of it.
Result<std::vector<Setting>> parse_settings(std::string_view text, std::string_view command, bool whole_file);

}  // namespace antivenom::cli
