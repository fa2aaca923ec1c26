// JSON for a <script> element: pure ASCII, no "<", so that no text of a package can end the element.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/escape.h"

namespace antivenom::html {

inline std::string script_json(const nlohmann::json& value) {
  const std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace antivenom::html
