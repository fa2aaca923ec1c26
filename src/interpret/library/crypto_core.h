// Digests and ciphers through OpenSSL. No values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "interpret/library/text_codecs.h"

namespace antivenom::interpret {

// Python's name of a digest ("sha256", "SHA3_256", "blake2b") as OpenSSL's; empty if there is none.
std::string digest_name(std::string_view python_name);
// Bytes of a digest and of its block; 0 if unknown (and for shake, which has no size).
struct DigestSizes {
  int digest = 0, block = 0;
};
DigestSizes digest_sizes(const std::string& openssl_name);

// `length` is used by shake only.
Computed<std::string> digest(const std::string& openssl_name, std::string_view data, size_t length = 0);
Computed<std::string> hmac(const std::string& openssl_name, std::string_view key, std::string_view data);
// The caller pays for the iterations before.
Computed<std::string> pbkdf2(const std::string& openssl_name, std::string_view password, std::string_view salt,
                             int iterations, size_t length);
Computed<std::string> scrypt(std::string_view password, std::string_view salt, uint64_t n, uint64_t r, uint64_t p,
                             size_t length);

// One run of a cipher without padding: `name` as OpenSSL's ("AES-256-CBC", "ChaCha20", "DES-EDE3-CBC", "BF-ECB"),
// or "RC4" and "XOR". An authentication tag is not checked: who knows the key has the data either way.
Computed<std::string> run_cipher(const std::string& name, std::string_view key, std::string_view iv,
                                 std::string_view data, bool encrypt);
// The counter block that EAX mode starts from.
Computed<std::string> eax_counter(std::string_view key, std::string_view nonce);

// PKCS#7 with blocks of `block` bytes (1..255).
std::string pad_pkcs7(std::string_view data, size_t block);
Computed<std::string> unpad_pkcs7(std::string_view data, size_t block, std::string_view message);

}  // namespace antivenom::interpret
