#include "artifact/hash.h"

#include <nettle/sha2.h>

namespace antivenom::unpacking {
namespace {

// The bytes of a hash. nettle's is a plain function: OpenSSL's, which would be as fast, looks algorithms up by name,
// and brings tables along that take a fifth of a start.
template <auto Init, auto Update, auto Digest, size_t kSize, class State>
std::string digest(State state, ByteView bytes) {
  std::string out(kSize, '\0');
  Init(&state);
  Update(&state, bytes.size(), reinterpret_cast<const uint8_t*>(bytes.data()));
  Digest(&state, out.size(), reinterpret_cast<uint8_t*>(out.data()));
  return out;
}

std::string sha256(ByteView bytes) {
  return digest<sha256_init, sha256_update, sha256_digest, SHA256_DIGEST_SIZE>(sha256_ctx{}, bytes);
}

}  // namespace

std::string sha256_hex(ByteView bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (char c : sha256(bytes)) {
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string record_digest(std::string_view algorithm, ByteView bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::string hash =
      algorithm == "sha256" ? sha256(bytes)
      : algorithm == "sha384"
          ? digest<sha384_init, sha512_update, sha384_digest, SHA384_DIGEST_SIZE>(sha512_ctx{}, bytes)
      : algorithm == "sha512"
          ? digest<sha512_init, sha512_update, sha512_digest, SHA512_DIGEST_SIZE>(sha512_ctx{}, bytes)
          : std::string();
  std::string out;
  uint32_t bits = 0;
  int held = 0;
  for (char c : hash) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += kAlphabet[(bits >> (held - 6)) & 63];
  }
  if (held > 0) out += kAlphabet[(bits << (6 - held)) & 63];
  return out;
}

}  // namespace antivenom::unpacking
