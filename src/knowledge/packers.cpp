// Finding the marks of tools that make code unreadable. Few rows with rare literals: one walk in leaps tells which are
// there at all, nearly always none.
#include <string>
#include <vector>

#include <re2/re2.h>

#include "base/literal_sieve.h"
#include "base/search.h"
#include "knowledge/knowledge.h"
#include "knowledge/tables.h"

namespace antivenom::knowledge {
namespace {

constexpr size_t kMaxSearched = 4u << 20;
constexpr size_t kBefore = 64u << 10;  // around a literal, what its pattern sees
constexpr size_t kBehind = 4u << 10;
constexpr int kMaxTries = 4;  // occurrences of a literal whose surroundings are looked at

// Where the mark of a row stands; npos: nowhere.
size_t find_mark(const tables::PackerRow& row, std::string_view text) {
  size_t at = find_part(text, row.literal);
  if (at == std::string_view::npos || row.pattern.empty()) return at;
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);  // sources and libraries may hold any bytes
  options.set_log_errors(false);
  const RE2 pattern("(?m)" + std::string(row.pattern.view()), options);
  for (int tries = 0; tries < kMaxTries && at != std::string_view::npos; ++tries) {
    const size_t begin = at > kBefore ? at - kBefore : 0;
    const std::string_view part = text.substr(begin, at - begin + row.literal.view().size() + kBehind);
    if (RE2::PartialMatch(re2::StringPiece(part.data(), part.size()), pattern)) return at;
    at = find_part(text, row.literal, at + kBehind);
  }
  return std::string_view::npos;
}

const LiteralSieve& sieve() {
  static const LiteralSieve all([] {
    std::vector<std::string_view> literals;
    for (const tables::PackerRow& row : tables::kPackerRows) literals.push_back(row.literal);
    return literals;
  }());
  return all;
}

}  // namespace

std::vector<Packer> packers_of(std::string_view bytes, bool native) {
  bytes = bytes.substr(0, kMaxSearched);
  std::vector<Packer> found;
  const LiteralSieve::Found there = sieve().find(bytes);
  if (there.none()) return found;
  for (size_t i = 0; i < tables::kPackerRows.size(); ++i) {
    const tables::PackerRow& row = tables::kPackerRows[i];
    // Rows are sorted by tool: one that is found settles the rest of its tool.
    if (!there[i] || row.native != native || (!found.empty() && found.back().name == row.tool)) continue;
    if (const size_t at = find_mark(row, bytes); at != std::string_view::npos)
      found.push_back({row.tool, row.kind, at});
  }
  return found;
}

}  // namespace antivenom::knowledge
