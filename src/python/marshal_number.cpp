#include "python/marshal_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

namespace antivenom::python {

std::optional<std::string> long_to_decimal(std::string_view digits, bool negative) {
  constexpr size_t kMostDigits = 20'000;
  constexpr uint64_t kBillion = 1'000'000'000;
  const size_t count = digits.size() / 2;
  if (count > kMostDigits) return std::nullopt;
  std::vector<uint32_t> limbs;  // base 10^9, the lowest first
  for (size_t i = count; i > 0; --i) {
    uint64_t carry = static_cast<uint64_t>(static_cast<uint8_t>(digits[2 * i - 2])) |
                     static_cast<uint64_t>(static_cast<uint8_t>(digits[2 * i - 1]) & 0x7Fu) << 8;
    for (uint32_t& limb : limbs) {
      const uint64_t value = (static_cast<uint64_t>(limb) << 15) + carry;
      limb = static_cast<uint32_t>(value % kBillion);
      carry = value / kBillion;
    }
    if (carry != 0) limbs.push_back(static_cast<uint32_t>(carry));
  }
  if (limbs.empty()) return "0";
  std::string out = negative ? "-" : "";
  out += std::to_string(limbs.back());
  for (size_t i = limbs.size() - 1; i > 0; --i) {
    const std::string part = std::to_string(limbs[i - 1]);
    out.append(9 - part.size(), '0');
    out += part;
  }
  return out;
}

std::string float_repr(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  // Python writes an exponent from 1e16 on and below 1e-4.
  const double size = std::fabs(number);
  const bool exponent = size != 0 && (size >= 1e16 || size < 1e-4);
  std::array<char, 64> buffer;
  const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format).ptr;
  std::string out(buffer.data(), end);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

}  // namespace antivenom::python
