// Which lines of a text another text took over, in order.
//
// The common start and end are set aside, then lines that stand once on each side and in the same order cut what is
// left into pieces (B. Cohen's patience diff), and each piece gets a shortest edit script (E. W. Myers, "An O(ND)
// Difference Algorithm and Its Variations", Algorithmica 1, 1986). Patience keeps functions together that were moved
// around, and makes the pieces small; a piece with more than kMaxEdits edits is taken as replaced, so that hostile
// texts cost no more than linear memory and kMaxEdits passes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace antivenom::diff {

inline constexpr uint32_t kMaxEdits = 1'000;    // of one piece: 4 MB of trace at most
inline constexpr uint32_t kMaxLines = 200'000;  // of one text; what follows counts as one line

// A run of lines that differ; 0-based, either side may be empty.
struct Hunk {
  uint32_t old_begin = 0, old_end = 0;
  uint32_t new_begin = 0, new_end = 0;
  bool operator==(const Hunk&) const = default;
};

// Split at line feeds; a carriage return before one belongs to neither. A text that ends in a line feed has no empty
// line after it. The views point into `text`.
std::vector<std::string_view> split_lines(std::string_view text);

// In order, none touching the next. Pure; the same texts give the same hunks.
std::vector<Hunk> differing_lines(const std::vector<std::string_view>& old_lines,
                                  const std::vector<std::string_view>& new_lines);

}  // namespace antivenom::diff
