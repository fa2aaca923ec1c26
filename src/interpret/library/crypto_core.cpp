#include "interpret/library/crypto_core.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>

#include "interpret/library/libcrypto.h"

namespace antivenom::interpret {
namespace {

template <auto Free>  // a member of LibCrypto
struct Freed {
  template <class T>
  void operator()(T* p) const {
    (crypto().*Free)(p);
  }
};
using Digest = std::unique_ptr<EVP_MD, Freed<&LibCrypto::EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<&LibCrypto::EVP_MD_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, Freed<&LibCrypto::EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<&LibCrypto::EVP_CIPHER_CTX_free>>;
using Library = std::unique_ptr<OSSL_LIB_CTX, Freed<&LibCrypto::OSSL_LIB_CTX_free>>;
using Provider = std::unique_ptr<OSSL_PROVIDER, Freed<&LibCrypto::OSSL_PROVIDER_unload>>;
using Mac = std::unique_ptr<EVP_MAC, Freed<&LibCrypto::EVP_MAC_free>>;
using Kdf = std::unique_ptr<EVP_KDF, Freed<&LibCrypto::EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freed<&LibCrypto::EVP_KDF_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Freed<&LibCrypto::EVP_MAC_CTX_free>>;

const uint8_t* bytes_of(std::string_view s) { return reinterpret_cast<const uint8_t*>(s.data()); }
uint8_t* bytes_of(std::string& s) { return reinterpret_cast<uint8_t*>(s.data()); }

std::string rc4(std::string_view key, std::string_view data) {
  uint8_t state[256];
  std::iota(std::begin(state), std::end(state), uint8_t{0});
  for (unsigned i = 0, j = 0; i < 256; ++i) {
    j = (j + state[i] + static_cast<uint8_t>(key[i % key.size()])) & 255;
    std::swap(state[i], state[j]);
  }
  std::string out(data);
  unsigned i = 0, j = 0;
  for (char& c : out) {
    i = (i + 1) & 255;
    j = (j + state[i]) & 255;
    std::swap(state[i], state[j]);
    c = static_cast<char>(c ^ state[(state[i] + state[j]) & 255]);
  }
  return out;
}

Computed<std::string> mac(const char* algorithm, const char* parameter, std::string name, std::string_view key,
                          std::string_view data) {
  const Mac method(crypto().EVP_MAC_fetch(crypto_context(), algorithm, nullptr));
  const MacContext context(method ? crypto().EVP_MAC_CTX_new(method.get()) : nullptr);
  const OSSL_PARAM parameters[] = {crypto().OSSL_PARAM_construct_utf8_string(parameter, name.data(), 0),
                                   crypto().OSSL_PARAM_construct_end()};
  std::string out(EVP_MAX_MD_SIZE, '\0');
  size_t size = 0;
  const bool done = context && crypto().EVP_MAC_init(context.get(), bytes_of(key), key.size(), parameters) &&
                    crypto().EVP_MAC_update(context.get(), bytes_of(data), data.size()) &&
                    crypto().EVP_MAC_final(context.get(), bytes_of(out), &size, out.size());
  if (!done) return not_computable();
  out.resize(size);
  return out;
}

}  // namespace

std::string digest_name(std::string_view python_name) {
  std::string name;
  for (const char c : python_name) {
    if (c != '-' && c != '_' && c != ' ') name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {{"md5", "MD5"},
                                                                      {"sha", "SHA1"},
                                                                      {"sha1", "SHA1"},
                                                                      {"sha224", "SHA224"},
                                                                      {"sha256", "SHA256"},
                                                                      {"sha384", "SHA384"},
                                                                      {"sha512", "SHA512"},
                                                                      {"sha512224", "SHA512-224"},
                                                                      {"sha512256", "SHA512-256"},
                                                                      {"sha3224", "SHA3-224"},
                                                                      {"sha3256", "SHA3-256"},
                                                                      {"sha3384", "SHA3-384"},
                                                                      {"sha3512", "SHA3-512"},
                                                                      {"shake128", "SHAKE128"},
                                                                      {"shake256", "SHAKE256"},
                                                                      {"blake2b", "BLAKE2B512"},
                                                                      {"blake2b512", "BLAKE2B512"},
                                                                      {"blake2s", "BLAKE2S256"},
                                                                      {"blake2s256", "BLAKE2S256"},
                                                                      {"ripemd160", "RIPEMD160"},
                                                                      {"sm3", "SM3"}};
  for (const auto& [ours, theirs] : kNames) {
    if (name == ours) return std::string(theirs);
  }
  return {};
}

DigestSizes digest_sizes(const std::string& openssl_name) {
  const Digest method(crypto().EVP_MD_fetch(crypto_context(), openssl_name.c_str(), nullptr));
  if (!method) return {};
  return {openssl_name.starts_with("SHAKE") ? 0 : crypto().EVP_MD_get_size(method.get()),
          crypto().EVP_MD_get_block_size(method.get())};
}

Computed<std::string> digest(const std::string& openssl_name, std::string_view data, size_t length) {
  const Digest method(crypto().EVP_MD_fetch(crypto_context(), openssl_name.c_str(), nullptr));
  const DigestContext context(crypto().EVP_MD_CTX_new());
  if (!method || !context || !crypto().EVP_DigestInit_ex(context.get(), method.get(), nullptr) ||
      !crypto().EVP_DigestUpdate(context.get(), data.data(), data.size())) {
    return not_computable();
  }
  if (openssl_name.starts_with("SHAKE")) {
    std::string out(length, '\0');
    if (length && !crypto().EVP_DigestFinalXOF(context.get(), bytes_of(out), length)) return not_computable();
    return out;
  }
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (!crypto().EVP_DigestFinal_ex(context.get(), bytes_of(out), &size)) return not_computable();
  out.resize(size);
  return out;
}

Computed<std::string> hmac(const std::string& openssl_name, std::string_view key, std::string_view data) {
  return mac("HMAC", OSSL_MAC_PARAM_DIGEST, openssl_name, key.empty() ? std::string_view("") : key, data);
}

Computed<std::string> pbkdf2(const std::string& openssl_name, std::string_view password, std::string_view salt,
                             int iterations, size_t length) {
  if (length > 1 << 20) return not_computable();
  const Kdf method(crypto().EVP_KDF_fetch(crypto_context(), "PBKDF2", nullptr));
  const KdfContext context(method ? crypto().EVP_KDF_CTX_new(method.get()) : nullptr);
  std::string digest = openssl_name, secret(password), seasoning(salt);
  int as_asked = 1;  // no least number of rounds, no least salt
  const OSSL_PARAM parameters[] = {
      crypto().OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, secret.data(), secret.size()),
      crypto().OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, seasoning.data(), seasoning.size()),
      crypto().OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &as_asked),
      crypto().OSSL_PARAM_construct_int(OSSL_KDF_PARAM_ITER, &iterations),
      crypto().OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      crypto().OSSL_PARAM_construct_end()};
  std::string out(length, '\0');
  if (!context || crypto().EVP_KDF_derive(context.get(), bytes_of(out), length, parameters) != 1)
    return not_computable();
  return out;
}

Computed<std::string> scrypt(std::string_view password, std::string_view salt, uint64_t n, uint64_t r, uint64_t p,
                             size_t length) {
  constexpr uint64_t kMemory = 64u << 20;
  std::string out(length, '\0');
  if (!crypto().EVP_PBE_scrypt_ex(password.data(), password.size(), bytes_of(salt), salt.size(), n, r, p, kMemory,
                                  bytes_of(out), length, crypto_context(), nullptr)) {
    return not_computable();
  }
  return out;
}

Computed<std::string> run_cipher(const std::string& name, std::string_view key, std::string_view iv,
                                 std::string_view data, bool encrypt) {
  if (name == "RC4" && !key.empty()) return rc4(key, data);
  if (name == "XOR" && !key.empty()) {
    std::string out(data);
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<char>(out[i] ^ key[i % key.size()]);
    return out;
  }
  if (data.size() > std::numeric_limits<int>::max() - 64) return not_computable();
  // Single DES and Blowfish are only in OpenSSL's legacy provider, which a library context of our own may load.
  const bool legacy = name.starts_with("BF-") || name.starts_with("CAST5-") || name.starts_with("RC2-") ||
                      name.starts_with("DES-C") || name == "DES-ECB" || name == "DES-OFB";
  const Library library(legacy ? crypto().OSSL_LIB_CTX_new() : nullptr);
  if (legacy && !library) return not_computable();
  const Provider standard(legacy ? crypto().OSSL_PROVIDER_load(library.get(), "default") : nullptr);
  const Provider old(legacy ? crypto().OSSL_PROVIDER_load(library.get(), "legacy") : nullptr);
  if (legacy && (!standard || !old)) return not_computable();
  const Cipher cipher(crypto().EVP_CIPHER_fetch(legacy ? library.get() : crypto_context(), name.c_str(), nullptr));
  const CipherContext context(crypto().EVP_CIPHER_CTX_new());
  if (!cipher || !context ||
      !crypto().EVP_CipherInit_ex2(context.get(), cipher.get(), nullptr, nullptr, encrypt, nullptr))
    return not_computable();
  if (name.ends_with("GCM")) {
    if (iv.empty() ||
        !crypto().EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(iv.size()), nullptr))
      return not_computable();
  } else if (static_cast<size_t>(crypto().EVP_CIPHER_CTX_get_iv_length(context.get())) != iv.size()) {
    return not_computable();
  }
  if (static_cast<size_t>(crypto().EVP_CIPHER_CTX_get_key_length(context.get())) != key.size() &&
      !crypto().EVP_CIPHER_CTX_set_key_length(context.get(), static_cast<int>(key.size()))) {
    return not_computable();
  }
  const int block = crypto().EVP_CIPHER_CTX_get_block_size(context.get());
  if (data.size() % static_cast<size_t>(block)) return not_computable();
  std::string out(data.size() + 32, '\0');
  int size = 0;
  if (!crypto().EVP_CipherInit_ex2(context.get(), nullptr, bytes_of(key), iv.empty() ? nullptr : bytes_of(iv), encrypt,
                                   nullptr) ||
      !crypto().EVP_CIPHER_CTX_set_padding(context.get(), 0) ||
      !crypto().EVP_CipherUpdate(context.get(), bytes_of(out), &size, bytes_of(data), static_cast<int>(data.size()))) {
    return not_computable();
  }
  out.resize(static_cast<size_t>(size));
  return out;
}

Computed<std::string> eax_counter(std::string_view key, std::string_view nonce) {
  return mac("CMAC", OSSL_MAC_PARAM_CIPHER, "AES-" + std::to_string(key.size() * 8) + "-CBC", key,
             std::string(16, '\0').append(nonce));
}

std::string pad_pkcs7(std::string_view data, size_t block) {
  const size_t n = block - data.size() % block;
  return std::string(data).append(n, static_cast<char>(n));
}

Computed<std::string> unpad_pkcs7(std::string_view data, size_t block, std::string_view message) {
  const size_t n = data.empty() ? 0 : static_cast<uint8_t>(data.back());
  const bool good =
      n >= 1 && n <= std::min(block, data.size()) && data.size() % block == 0 &&
      std::ranges::all_of(data.substr(data.size() - n), [&](char c) { return static_cast<uint8_t>(c) == n; });
  if (!good) return raised("ValueError", std::string(message));
  return std::string(data.substr(0, data.size() - n));
}

}  // namespace antivenom::interpret
