// OpenSSL's libcrypto, opened by its first use: few packages compute hashes or decrypt anything.
#pragma once

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/provider.h>

#include "base/late_library.h"

namespace antivenom::interpret {

// The functions in use, under their own names.
#define AV_LIBCRYPTO_FUNCTIONS(_)                                         \
  _(EVP_CIPHER_CTX_ctrl, EVP_CIPHER_CTX_ctrl)                             \
  _(EVP_CIPHER_CTX_free, EVP_CIPHER_CTX_free)                             \
  _(EVP_CIPHER_CTX_get_block_size, EVP_CIPHER_CTX_get_block_size)         \
  _(EVP_CIPHER_CTX_get_iv_length, EVP_CIPHER_CTX_get_iv_length)           \
  _(EVP_CIPHER_CTX_get_key_length, EVP_CIPHER_CTX_get_key_length)         \
  _(EVP_CIPHER_CTX_new, EVP_CIPHER_CTX_new)                               \
  _(EVP_CIPHER_CTX_set_key_length, EVP_CIPHER_CTX_set_key_length)         \
  _(EVP_CIPHER_CTX_set_padding, EVP_CIPHER_CTX_set_padding)               \
  _(EVP_CIPHER_fetch, EVP_CIPHER_fetch)                                   \
  _(EVP_CIPHER_free, EVP_CIPHER_free)                                     \
  _(EVP_CipherInit_ex2, EVP_CipherInit_ex2)                               \
  _(EVP_CipherUpdate, EVP_CipherUpdate)                                   \
  _(EVP_DigestFinalXOF, EVP_DigestFinalXOF)                               \
  _(EVP_DigestFinal_ex, EVP_DigestFinal_ex)                               \
  _(EVP_DigestInit_ex, EVP_DigestInit_ex)                                 \
  _(EVP_DigestUpdate, EVP_DigestUpdate)                                   \
  _(EVP_KDF_CTX_free, EVP_KDF_CTX_free)                                   \
  _(EVP_KDF_CTX_new, EVP_KDF_CTX_new)                                     \
  _(EVP_KDF_derive, EVP_KDF_derive)                                       \
  _(EVP_KDF_fetch, EVP_KDF_fetch)                                         \
  _(EVP_KDF_free, EVP_KDF_free)                                           \
  _(EVP_MAC_CTX_free, EVP_MAC_CTX_free)                                   \
  _(EVP_MAC_CTX_new, EVP_MAC_CTX_new)                                     \
  _(EVP_MAC_fetch, EVP_MAC_fetch)                                         \
  _(EVP_MAC_final, EVP_MAC_final)                                         \
  _(EVP_MAC_free, EVP_MAC_free)                                           \
  _(EVP_MAC_init, EVP_MAC_init)                                           \
  _(EVP_MAC_update, EVP_MAC_update)                                       \
  _(EVP_MD_CTX_free, EVP_MD_CTX_free)                                     \
  _(EVP_MD_CTX_new, EVP_MD_CTX_new)                                       \
  _(EVP_MD_fetch, EVP_MD_fetch)                                           \
  _(EVP_MD_free, EVP_MD_free)                                             \
  _(EVP_MD_get_block_size, EVP_MD_get_block_size)                         \
  _(EVP_MD_get_size, EVP_MD_get_size)                                     \
  _(EVP_PBE_scrypt_ex, EVP_PBE_scrypt_ex)                                 \
  _(OSSL_LIB_CTX_free, OSSL_LIB_CTX_free)                                 \
  _(OSSL_LIB_CTX_new, OSSL_LIB_CTX_new)                                   \
  _(OSSL_PARAM_construct_end, OSSL_PARAM_construct_end)                   \
  _(OSSL_PARAM_construct_int, OSSL_PARAM_construct_int)                   \
  _(OSSL_PARAM_construct_octet_string, OSSL_PARAM_construct_octet_string) \
  _(OSSL_PARAM_construct_utf8_string, OSSL_PARAM_construct_utf8_string)   \
  _(OSSL_PROVIDER_load, OSSL_PROVIDER_load)                               \
  _(OSSL_PROVIDER_unload, OSSL_PROVIDER_unload)

AV_LATE_TABLE(LibCrypto, AV_LIBCRYPTO_FUNCTIONS);

// The functions. Without the library a package that computes such things is not scanned: throws std::runtime_error,
// which becomes the error of its report. Any thread.
const LibCrypto& crypto();

// Where they look algorithms up: as OpenSSL was built, whatever the machine's openssl.cnf says, which could forbid a
// hash and so change what is found, and is left to TLS. Any thread.
OSSL_LIB_CTX* crypto_context();

}  // namespace antivenom::interpret
