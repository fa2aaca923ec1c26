#include "base/csv.h"

namespace antivenom {

std::vector<std::string> take_csv_record(std::string_view& rest, uint32_t* lines) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  size_t at = 0;
  while (at < rest.size()) {
    const char c = rest[at++];
    if (c == '\n' && lines != nullptr) ++*lines;
    if (quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (at < rest.size() && rest[at] == '"') {
        fields.back() += rest[at++];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  rest.remove_prefix(at);
  return fields;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace antivenom
