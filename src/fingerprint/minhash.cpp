#include "fingerprint/minhash.h"

#include <algorithm>
#include <charconv>

namespace antivenom::fingerprint {

Signature signature_of(std::span<const uint64_t> items) {
  if (items.empty()) return {};
  Signature signature(kHashes, UINT32_MAX);
  std::array<uint64_t, kHashes> orders;
  for (size_t i = 0; i < kHashes; ++i) orders[i] = mixed(~i);  // small numbers may be items
  for (const uint64_t item : items) {
    const uint64_t base = mixed(item);
    for (size_t i = 0; i < kHashes; ++i) {
      // Multiply and shift: one family of hashes, a multiplier each.
      const auto hash = static_cast<uint32_t>((base ^ orders[i]) * (orders[i] | 1) >> 32);
      signature[i] = std::min(signature[i], hash);
    }
  }
  return signature;
}

double likeness(const Signature& a, const Signature& b) {
  if (a.size() != b.size() || a.empty()) return 0;
  size_t equal = 0;
  for (size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return static_cast<double>(equal) / static_cast<double>(a.size());
}

std::array<uint64_t, kBands> bands_of(const Signature& signature) {
  std::array<uint64_t, kBands> bands{};
  if (signature.size() != kHashes) return bands;
  for (size_t band = 0; band < kBands; ++band) {
    uint64_t hash = band;
    for (size_t row = 0; row < kRows; ++row) hash = mixed(hash ^ signature[band * kRows + row]);
    bands[band] = hash;
  }
  return bands;
}

std::string to_text(const Signature& signature) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const uint32_t hash : signature) {
    for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[hash >> shift & 15];
  }
  return text;
}

Signature signature_from(std::string_view text) {
  if (text.size() != kHashes * 8) return {};
  Signature signature(kHashes);
  for (size_t i = 0; i < kHashes; ++i) {
    const char* begin = text.data() + i * 8;
    const auto [end, error] = std::from_chars(begin, begin + 8, signature[i], 16);
    if (error != std::errc() || end != begin + 8) return {};
  }
  return signature;
}

}  // namespace antivenom::fingerprint
