// Digests by nettle: plain functions with the processor's own instructions. OpenSSL, as fast, looks algorithms up by
// name, and brings tables along that take a fifth of a start.
#pragma once

#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace antivenom {

namespace digest_detail {
template <auto Init, auto Update, auto Digest, class State, size_t kSize>
std::array<uint8_t, kSize> digest(std::string_view bytes) {
  State state;
  std::array<uint8_t, kSize> out;
  Init(&state);
  Update(&state, bytes.size(), reinterpret_cast<const uint8_t*>(bytes.data()));
  Digest(&state, out.size(), out.data());
  return out;
}
}  // namespace digest_detail

inline auto sha1(std::string_view bytes) {
  return digest_detail::digest<sha1_init, sha1_update, sha1_digest, sha1_ctx, SHA1_DIGEST_SIZE>(bytes);
}
inline auto sha256(std::string_view bytes) {
  return digest_detail::digest<sha256_init, sha256_update, sha256_digest, sha256_ctx, SHA256_DIGEST_SIZE>(bytes);
}
inline auto sha384(std::string_view bytes) {
  return digest_detail::digest<sha384_init, sha512_update, sha384_digest, sha512_ctx, SHA384_DIGEST_SIZE>(bytes);
}
inline auto sha512(std::string_view bytes) {
  return digest_detail::digest<sha512_init, sha512_update, sha512_digest, sha512_ctx, SHA512_DIGEST_SIZE>(bytes);
}

}  // namespace antivenom
