#include "artifact/hash.h"

#include <array>
#include <new>

// SHA-256 by its own functions, which OpenSSL 3 would rather have reached through EVP: to look an algorithm up there
// for the first time costs as much as to parse a small package.
#define OPENSSL_API_COMPAT 0x10100000L
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

namespace antivenom::unpacking {
namespace {

// The bytes of the hash, as digest() gives them for other algorithms.
std::string sha256(ByteView bytes) {
  SHA256_CTX state;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> out;
  SHA256_Init(&state);
  SHA256_Update(&state, bytes.data(), bytes.size());
  SHA256_Final(out.data(), &state);
  return std::string(out.begin(), out.end());
}

std::string digest(const EVP_MD* algorithm, ByteView bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  // It fails for want of memory only; where OpenSSL had none when it was first used, for good. Nothing goes without its
  // hash.
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, algorithm, nullptr) != 1) throw std::bad_alloc();
  return std::string(reinterpret_cast<const char*>(out.data()), length);
}

}  // namespace

void use_openssl_as_built() {
  // Where it fails, memory is short, which the first digest will tell.
  (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
                                OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
                            nullptr);
}

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
  const std::string hash = algorithm == "sha256"   ? sha256(bytes)
                           : algorithm == "sha384" ? digest(EVP_sha384(), bytes)
                           : algorithm == "sha512" ? digest(EVP_sha512(), bytes)
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
