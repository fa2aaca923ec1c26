#include "interpret/wallets.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>

#include "base/digest.h"

namespace antivenom::interpret {
namespace {

constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kBech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

size_t distinct(std::string_view text) {
  std::bitset<256> seen;
  for (unsigned char c : text) seen.set(c);
  return seen.count();
}

// Number of bytes that `text` stands for in base 58, written right-aligned into `out`; 0 if it is not base 58 or
// longer.
size_t decode_base58(std::string_view text, std::array<uint8_t, 40>& out) {
  out.fill(0);
  size_t used = 0;
  for (char c : text) {
    const size_t digit = kBase58.find(c);
    if (digit == std::string_view::npos) return 0;
    uint32_t carry = static_cast<uint32_t>(digit);
    size_t i = 0;
    for (; i < used || carry != 0; ++i) {
      if (i == out.size()) return 0;
      uint8_t& byte = out[out.size() - 1 - i];
      carry += 58u * byte;
      byte = static_cast<uint8_t>(carry);
      carry >>= 8;
    }
    used = i;
  }
  // Leading ones are leading zero bytes.
  const size_t ones = std::min(text.find_first_not_of('1'), text.size());
  return used + ones;
}

// The version byte of a base58check address of 20 bytes; -1 if it is none.
int base58check_version(std::string_view token) {
  std::array<uint8_t, 40> bytes;
  if (decode_base58(token, bytes) != 25) return -1;
  const uint8_t* payload = bytes.data() + bytes.size() - 25;
  const auto once = sha256({reinterpret_cast<const char*>(payload), 21});
  const auto twice = sha256({reinterpret_cast<const char*>(once.data()), once.size()});
  return std::memcmp(twice.data(), payload + 21, 4) == 0 ? payload[0] : -1;
}

// BIP 173 and BIP 350.
bool is_bech32(std::string_view token, std::string_view prefix) {
  if (!token.starts_with(prefix) || token.size() < prefix.size() + 1 + 38 || token.size() > 90) return false;
  uint32_t state = 1;
  auto add = [&](uint32_t value) {
    static constexpr uint32_t kGenerator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const uint32_t top = state >> 25;
    state = (state & 0x1ffffff) << 5 ^ value;
    for (unsigned i = 0; i < 5; ++i)
      if ((top >> i & 1) != 0) state ^= kGenerator[i];
  };
  for (char c : prefix) add(static_cast<uint32_t>(c) >> 5);
  add(0);
  for (char c : prefix) add(static_cast<uint32_t>(c) & 31);
  for (char c : token.substr(prefix.size() + 1)) {
    const size_t value = kBech32.find(c);
    if (value == std::string_view::npos) return false;
    add(static_cast<uint32_t>(value));
  }
  return state == 1 || state == 0x2bc830a3;
}

bool is_ethereum(std::string_view token) {
  if (token.size() != 42 || !(token.starts_with("0x") || token.starts_with("0X"))) return false;
  const std::string_view digits = token.substr(2);
  // Zeros and other fillers are no one's.
  return digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos && distinct(digits) >= 8;
}

bool is_monero(std::string_view token) {
  if ((token.size() != 95 && token.size() != 106) || (token[0] != '4' && token[0] != '8')) return false;
  return token.find_first_not_of(kBase58) == std::string_view::npos && distinct(token) >= 30;
}

}  // namespace

std::string_view currency_of(std::string_view token) {
  if (token.size() < kMinWallet || token.size() > 110) return {};
  if (token[0] == '0') return is_ethereum(token) ? "ETH" : "";
  if (token.starts_with("bc1")) return is_bech32(token, "bc") ? "BTC" : "";
  if (token.starts_with("ltc1")) return is_bech32(token, "ltc") ? "LTC" : "";
  if (token.size() >= 95) return is_monero(token) ? "XMR" : "";
  if (token.size() <= 35 && std::string_view("13LMDT").find(token[0]) != std::string_view::npos) {
    switch (base58check_version(token)) {
      case 0x00:
      case 0x05:
        return "BTC";
      case 0x30:
      case 0x32:
        return "LTC";
      case 0x1E:
        return "DOGE";
      case 0x41:
        return "TRX";
      default:
        break;
    }
  }
  if (token.size() >= 40 && token.size() <= 44) {
    std::array<uint8_t, 40> bytes;
    if (decode_base58(token, bytes) == 32 && distinct(token) >= 16) return "SOL";
  }
  return {};
}

}  // namespace antivenom::interpret
