// How alike two sets are, from a fixed number of hashes of each (Broder, 1997), and which sets are worth comparing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace antivenom::fingerprint {

// For each of kHashes orders of all possible items, the first item of the set. Empty: an empty set.
using Signature = std::vector<uint32_t>;

inline constexpr size_t kHashes = 128;
// Bands of rows: two sets share a band with 50 % chance from a Jaccard index of about 0.37 on, with 99.9 % from 0.67
// on.
inline constexpr size_t kBands = 32, kRows = kHashes / kBands;

Signature signature_of(std::span<const uint64_t> items);

// Estimated Jaccard index, 0 to 1: the share of equal hashes (standard error at most 0.044). 0 if one is empty.
double likeness(const Signature& a, const Signature& b);

// One number a band; sets whose numbers agree in one band are worth comparing. Of an empty signature all zeros.
std::array<uint64_t, kBands> bands_of(const Signature& signature);

// 8 hex digits a hash, for keeping; what is no signature gives an empty one.
std::string to_text(const Signature& signature);
Signature signature_from(std::string_view text);

// A good mix of 64 bits (splitmix64).
constexpr uint64_t mixed(uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ x >> 27) * 0x94D049BB133111EBull;
  return x ^ x >> 31;
}

}  // namespace antivenom::fingerprint
