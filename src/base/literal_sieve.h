// Which of a few texts occur in a long one.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace antivenom {

// Looks at two neighbouring letters of a text, leaps, looks again: of every literal, as many such pairs in a row as a
// leap is long are known, so that one of them is looked at wherever the literal stands. Those pairs are taken that
// sources have least. After S. Wu, U. Manber: A fast algorithm for multi-pattern searching, TR 94-17, 1994.
class LiteralSieve {
 public:
  static constexpr size_t kMaxLiterals = 63;
  using Found = std::bitset<kMaxLiterals>;  // by position in `literals`

  // At most kMaxLiterals, of at least kLeap + 1 bytes each; they must outlive the sieve.
  explicit LiteralSieve(std::vector<std::string_view> literals) : literals_(std::move(literals)) {
    for (size_t literal = 0; literal < literals_.size(); ++literal) {
      const std::string_view text = literals_[literal];
      const size_t window = rarest_window(text);
      for (size_t offset = window; offset < window + kLeap; ++offset) {
        uint8_t& first = first_[bucket(text.data() + offset)];
        pairs_.push_back({static_cast<uint8_t>(literal), static_cast<uint16_t>(offset), first});
        first = static_cast<uint8_t>(pairs_.size());
      }
    }
  }

  Found find(std::string_view text) const {
    Found found;
    for (size_t at = 0; at + 1 < text.size(); at += kLeap) {
      for (uint8_t next = first_[bucket(text.data() + at)]; next != 0; next = pairs_[next - 1].next) {
        const Pair& pair = pairs_[next - 1];
        if (at >= pair.offset && text.substr(at - pair.offset).starts_with(literals_[pair.literal]))
          found.set(pair.literal);
      }
    }
    return found;
  }

  static constexpr size_t kLeap = 4;

 private:
  // A pair of letters of a literal, and the next one of the same bucket by its number plus one; 0: none.
  struct Pair {
    uint8_t literal;
    uint16_t offset;
    uint8_t next;
  };
  static constexpr size_t kBuckets = 4096;
  static_assert(kMaxLiterals * kLeap < 256);

  static size_t bucket(const char* pair) {
    return (static_cast<uint8_t>(pair[0]) << 5 ^ static_cast<uint8_t>(pair[1])) % kBuckets;
  }

  // Where the kLeap pairs in a row begin whose letters are least common in Python.
  static size_t rarest_window(std::string_view text) {
    constexpr std::string_view kCommon = " etsrniaolfdpcmu_hgy.(),=:'\"b";  // the most common first
    const auto commonness = [&](char c) { return kCommon.size() - std::min(kCommon.find(c), kCommon.size()); };
    size_t best = 0, least = SIZE_MAX;
    for (size_t begin = 0; begin + kLeap < text.size(); ++begin) {
      size_t sum = 0;
      for (size_t at = begin; at < begin + kLeap; ++at) sum += commonness(text[at]) * commonness(text[at + 1]);
      if (sum < least) best = begin, least = sum;
    }
    return best;
  }

  std::vector<std::string_view> literals_;
  std::vector<Pair> pairs_;
  std::array<uint8_t, kBuckets> first_{};  // into pairs_, plus one
};

}  // namespace antivenom
