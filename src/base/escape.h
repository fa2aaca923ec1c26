// Text of a package is hostile: made safe here, and nowhere else, before it reaches a terminal or a document.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace antivenom {

// One line, safe for a terminal: control characters become \xNN, characters that reorder or hide text (bidi
// controls, zero width, line separators, tags, byte order marks) become \u{NNNN}, bytes that are no UTF-8 become
// \xNN; a tab becomes a space. At most `max_characters` are kept, with "..." after a cut. Applying it twice changes
// nothing more.
std::string visible(std::string_view text, size_t max_characters = SIZE_MAX);

// The same with line feeds kept, for texts of several lines.
std::string visible_lines(std::string_view text);

// The text with every byte that is no UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

// A URL, domain, address or mail that nothing can open by accident: hxxp://example[.]com.
std::string defanged(std::string_view value);

// Text for HTML and SVG, in elements and in quoted attributes: one visible line, markup characters as references.
std::string html_text(std::string_view text, size_t max_characters = SIZE_MAX);

// A path as a relative URI reference: percent-encoded but for unreserved characters and '/'.
std::string uri_path(std::string_view path);

}  // namespace antivenom
