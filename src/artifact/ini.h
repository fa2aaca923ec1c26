// setup.cfg and entry_points.txt as configparser reads them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace antivenom::unpacking {

struct IniValue {
  std::string section;             // as written
  std::string key;                 // as written
  std::vector<std::string> lines;  // trimmed; the first may be empty, comments are left out
};

// Values in file order, from text in UTF-8. Lines that are no INI are passed over.
std::vector<IniValue> parse_ini(std::string_view text);

}  // namespace antivenom::unpacking
