#include "python/nfkc.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace antivenom::python {
namespace {

struct Range {
  uint32_t first, count;
  char to;
};
struct Single {
  uint32_t code;
  std::string_view to;
};

constexpr auto kRanges = std::to_array<Range>({
#define X(first, count, to) {first, count, to},
#define Y(code, text)
#include "python/nfkc.def"
#undef X
#undef Y
});

constexpr auto kSingles = std::to_array<Single>({
#define X(first, count, to)
#define Y(code, text) {code, text},
#include "python/nfkc.def"
#undef X
#undef Y
});

// Length of the character at the front; 1 for a byte that is no UTF-8.
size_t read_utf8(std::string_view text, uint32_t& code) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  code = lead;
  if (length == 1 || text.size() < length) return 1;
  code = lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  return length;
}

void append_folded(std::string& out, std::string_view character, uint32_t code) {
  const auto after = std::upper_bound(kRanges.begin(), kRanges.end(), code,
                                      [](uint32_t c, const Range& range) { return c < range.first; });
  if (after != kRanges.begin() && code - (after - 1)->first < (after - 1)->count) {
    out += static_cast<char>(static_cast<uint32_t>((after - 1)->to) + code - (after - 1)->first);
    return;
  }
  const auto single = std::lower_bound(kSingles.begin(), kSingles.end(), code,
                                       [](const Single& row, uint32_t c) { return row.code < c; });
  out += single != kSingles.end() && single->code == code ? single->to : character;
}

}  // namespace

std::string fold_name(std::string_view utf8) {
  std::string out;
  while (!utf8.empty()) {
    uint32_t code = 0;
    const size_t length = read_utf8(utf8, code);
    append_folded(out, utf8.substr(0, length), code);
    utf8.remove_prefix(length);
  }
  return out;
}

}  // namespace antivenom::python
