#include "diff/lines.h"

#include <algorithm>
#include <unordered_map>

namespace antivenom::diff {
namespace {

using Ids = std::vector<uint32_t>;  // equal lines have equal numbers

struct Piece {
  uint32_t old_begin, old_end, new_begin, new_end;
  bool empty() const { return old_begin == old_end && new_begin == new_end; }
};

class Differ {
 public:
  Differ(const Ids& a, const Ids& b, uint32_t distinct) : a_(a), b_(b), kept_(b.size(), UINT32_MAX), seen_(distinct) {}

  // For each new line the old one it was taken from, or UINT32_MAX; increasing.
  std::vector<uint32_t> run() {
    std::vector<Piece> open = {{0, static_cast<uint32_t>(a_.size()), 0, static_cast<uint32_t>(b_.size())}};
    while (!open.empty()) {
      Piece piece = open.back();
      open.pop_back();
      trim(piece);
      if (piece.old_begin == piece.old_end || piece.new_begin == piece.new_end) continue;
      if (!cut(piece, open)) shortest_edits(piece);
    }
    return std::move(kept_);
  }

 private:
  void trim(Piece& p) {
    while (p.old_begin < p.old_end && p.new_begin < p.new_end && a_[p.old_begin] == b_[p.new_begin]) {
      kept_[p.new_begin++] = p.old_begin++;
    }
    while (p.old_begin < p.old_end && p.new_begin < p.new_end && a_[p.old_end - 1] == b_[p.new_end - 1]) {
      kept_[--p.new_end] = --p.old_end;
    }
  }

  struct Seen {
    uint32_t old_count = 0, new_count = 0, old_line = 0;
  };

  // Lines that stand once on each side of the piece, in the order of the new side.
  std::vector<std::pair<uint32_t, uint32_t>> unique_lines(const Piece& p) {
    for (uint32_t i = p.old_begin; i < p.old_end; ++i) {
      Seen& seen = seen_[a_[i]];
      ++seen.old_count;
      seen.old_line = i;
    }
    for (uint32_t i = p.new_begin; i < p.new_end; ++i) ++seen_[b_[i]].new_count;
    std::vector<std::pair<uint32_t, uint32_t>> out;
    for (uint32_t i = p.new_begin; i < p.new_end; ++i) {
      const Seen& seen = seen_[b_[i]];
      if (seen.old_count == 1 && seen.new_count == 1) out.emplace_back(seen.old_line, i);
    }
    for (uint32_t i = p.old_begin; i < p.old_end; ++i) seen_[a_[i]] = {};
    for (uint32_t i = p.new_begin; i < p.new_end; ++i) seen_[b_[i]] = {};
    return out;
  }

  // The longest of them in which the old lines increase, too (patience sorting).
  static std::vector<std::pair<uint32_t, uint32_t>> increasing(
      const std::vector<std::pair<uint32_t, uint32_t>>& pairs) {
    std::vector<size_t> tops, before(pairs.size(), SIZE_MAX);
    for (size_t i = 0; i < pairs.size(); ++i) {
      const auto at = std::lower_bound(tops.begin(), tops.end(), i,
                                       [&](size_t x, size_t y) { return pairs[x].first < pairs[y].first; });
      if (at != tops.begin()) before[i] = *(at - 1);
      if (at == tops.end())
        tops.push_back(i);
      else
        *at = i;
    }
    std::vector<std::pair<uint32_t, uint32_t>> out;
    for (size_t i = tops.empty() ? SIZE_MAX : tops.back(); i != SIZE_MAX; i = before[i]) out.push_back(pairs[i]);
    std::reverse(out.begin(), out.end());
    return out;
  }

  // Cuts the piece at its unique common lines; false if it has none.
  bool cut(const Piece& p, std::vector<Piece>& open) {
    const auto anchors = increasing(unique_lines(p));
    if (anchors.empty()) return false;
    Piece rest = p;
    for (const auto& [old_line, new_line] : anchors) {
      kept_[new_line] = old_line;
      open.push_back({rest.old_begin, old_line, rest.new_begin, new_line});
      rest.old_begin = old_line + 1;
      rest.new_begin = new_line + 1;
    }
    open.push_back(rest);
    return true;
  }

  // Myers' greedy search, furthest reaching points by diagonal, each round kept to walk back.
  void shortest_edits(const Piece& p) {
    const auto n = static_cast<int32_t>(p.old_end - p.old_begin), m = static_cast<int32_t>(p.new_end - p.new_begin);
    const int32_t limit = std::min<int32_t>(n + m, kMaxEdits);
    std::vector<int32_t> reach(static_cast<size_t>(2 * limit + 3), 0);
    const auto at = [&](int32_t diagonal) -> int32_t& { return reach[static_cast<size_t>(diagonal + limit + 1)]; };
    std::vector<std::vector<int32_t>> rounds;
    for (int32_t d = 0; d <= limit; ++d) {
      rounds.emplace_back(reach.begin() + (limit + 1 - d), reach.begin() + (limit + 2 + d));  // diagonals -d..d before
      for (int32_t k = -d; k <= d; k += 2) {
        int32_t x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
        int32_t y = x - k;
        while (x < n && y < m &&
               a_[p.old_begin + static_cast<uint32_t>(x)] == b_[p.new_begin + static_cast<uint32_t>(y)]) {
          ++x;
          ++y;
        }
        at(k) = x;
        if (x < n || y < m) continue;
        walk_back(p, rounds, d, n, m);
        return;
      }
    }
  }

  void walk_back(const Piece& p, const std::vector<std::vector<int32_t>>& rounds, int32_t d, int32_t x, int32_t y) {
    for (; d >= 0; --d) {
      const std::vector<int32_t>& reach = rounds[static_cast<size_t>(d)];
      const auto at = [&](int32_t k) { return k < -d || k > d ? 0 : reach[static_cast<size_t>(k + d)]; };
      const int32_t k = x - y;
      const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
      const int32_t from = down ? k + 1 : k - 1;
      const int32_t from_x = d == 0 ? 0 : at(from), from_y = d == 0 ? 0 : from_x - from;
      while (x > from_x && y > from_y) {
        --x;
        --y;
        kept_[p.new_begin + static_cast<uint32_t>(y)] = p.old_begin + static_cast<uint32_t>(x);
      }
      x = from_x;
      y = from_y;
    }
  }

  const Ids &a_, &b_;
  std::vector<uint32_t> kept_;
  std::vector<Seen> seen_;
};

}  // namespace

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    size_t end = lines.size() + 1 < kMaxLines ? text.find('\n') : std::string_view::npos;
    if (end == std::string_view::npos) end = text.size();
    std::string_view line = text.substr(0, end);
    if (end < text.size() && line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<Hunk> differing_lines(const std::vector<std::string_view>& old_lines,
                                  const std::vector<std::string_view>& new_lines) {
  std::unordered_map<std::string_view, uint32_t> numbers;
  const auto ids_of = [&](const std::vector<std::string_view>& lines) {
    Ids ids;
    ids.reserve(lines.size());
    for (const std::string_view line : lines) {
      ids.push_back(numbers.try_emplace(line, static_cast<uint32_t>(numbers.size())).first->second);
    }
    return ids;
  };
  const Ids a = ids_of(old_lines), b = ids_of(new_lines);
  const std::vector<uint32_t> kept = Differ(a, b, static_cast<uint32_t>(numbers.size())).run();
  std::vector<Hunk> hunks;
  uint32_t old_at = 0, new_at = 0;
  const auto close = [&](uint32_t old_to, uint32_t new_to) {
    if (old_to > old_at || new_to > new_at) hunks.push_back({old_at, old_to, new_at, new_to});
  };
  for (uint32_t i = 0; i < kept.size(); ++i) {
    if (kept[i] == UINT32_MAX) continue;
    close(kept[i], i);
    old_at = kept[i] + 1;
    new_at = i + 1;
  }
  close(static_cast<uint32_t>(a.size()), static_cast<uint32_t>(b.size()));
  return hunks;
}

}  // namespace antivenom::diff
