#include "artifact/hash.h"

#include <algorithm>

#include "base/digest.h"

namespace antivenom::unpacking {
std::string sha256_hex(ByteView bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (const uint8_t byte : sha256(bytes)) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string record_digest(std::string_view algorithm, ByteView bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  uint32_t bits = 0;
  int held = 0;
  const auto add = [&](uint8_t byte) {
    bits = (bits << 8) | byte;
    for (held += 8; held >= 6; held -= 6) out += kAlphabet[(bits >> (held - 6)) & 63];
  };
  if (algorithm == "sha256") std::ranges::for_each(sha256(bytes), add);
  if (algorithm == "sha384") std::ranges::for_each(sha384(bytes), add);
  if (algorithm == "sha512") std::ranges::for_each(sha512(bytes), add);
  if (held > 0) out += kAlphabet[(bits << (6 - held)) & 63];
  return out;
}

}  // namespace antivenom::unpacking
