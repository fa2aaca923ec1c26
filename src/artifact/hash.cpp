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
  SHA256_CTX state;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash;
  SHA256_Init(&state);
  SHA256_Update(&state, bytes.data(), bytes.size());
  SHA256_Final(hash.data(), &state);
  std::string out;
  out.reserve(2 * hash.size());
  for (const unsigned char byte : hash) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string record_digest(std::string_view algorithm, ByteView bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const EVP_MD* type = algorithm == "sha256"   ? EVP_sha256()
                       : algorithm == "sha384" ? EVP_sha384()
                       : algorithm == "sha512" ? EVP_sha512()
                                               : nullptr;
  if (type == nullptr) return {};
  std::string out;
  uint32_t bits = 0;
  int held = 0;
  for (char c : digest(type, bytes)) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += kAlphabet[(bits >> (held - 6)) & 63];
  }
  if (held > 0) out += kAlphabet[(bits << (6 - held)) & 63];
  return out;
}

}  // namespace antivenom::unpacking
