#include "artifact/ini.h"

#include <algorithm>

#include "artifact/names.h"

namespace antivenom::unpacking {

std::vector<IniValue> parse_ini(std::string_view text) {
  constexpr size_t kMaxValues = 10'000;
  std::vector<IniValue> values;
  std::string section;
  bool open = false;  // a value that indented lines go on with
  while (!text.empty() && values.size() < kMaxValues) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view content = trimmed(line);
    if (content.empty() || content[0] == '#' || content[0] == ';') continue;
    if (open && (line[0] == ' ' || line[0] == '\t')) {
      values.back().lines.emplace_back(content);
      continue;
    }
    open = false;
    if (content.front() == '[' && content.back() == ']') {
      section = trimmed(content.substr(1, content.size() - 2));
      continue;
    }
    const size_t equals = content.find_first_of("=:");
    if (equals == std::string_view::npos) continue;
    values.push_back(
        {section, std::string(trimmed(content.substr(0, equals))), {std::string(trimmed(content.substr(equals + 1)))}});
    open = true;
  }
  return values;
}

}  // namespace antivenom::unpacking
