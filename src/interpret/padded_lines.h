// Code that stands so far to the right that nobody sees it.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "python/tree.h"

namespace antivenom::interpret {

// Asked for each event, and a line may be as long as the file: each byte is looked at once.
class PaddedLines {
 public:
  // True if a long run of blanks pushes the byte at `offset` off the screen.
  bool off_screen(const python::Tree& tree, uint32_t offset) {
    const uint32_t line = tree.line_of(offset);
    const uint32_t start = tree.line_starts[line - 1];
    if (offset - start < kScreenColumn) return false;
    Line& known = lines_.try_emplace(line, Line{start}).first->second;
    for (; known.looked < offset && known.blanks < kPaddingBlanks; ++known.looked) {
      const char c = tree.text[known.looked];
      known.blanks = c == ' ' || c == '\t' ? known.blanks + 1 : 0;
    }
    return known.blanks >= kPaddingBlanks && known.looked <= offset;
  }

 private:
  static constexpr uint32_t kScreenColumn = 200;  // beyond any editor's width
  static constexpr uint32_t kPaddingBlanks = 60;

  struct Line {
    uint32_t looked;      // bytes before this offset
    uint32_t blanks = 0;  // right before it, at most kPaddingBlanks
  };
  std::unordered_map<uint32_t, Line> lines_;  // long ones with events
};

}  // namespace antivenom::interpret
