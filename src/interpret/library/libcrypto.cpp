#include "interpret/library/libcrypto.h"

#include <new>
#include <stdexcept>

namespace antivenom::interpret {

const LibCrypto& crypto() {
  static const Result<LibCrypto> loaded = open_late<LibCrypto>(AV_SONAME, "libssl3");
  if (!loaded) throw std::runtime_error(loaded.error().message());
  return *loaded;
}

OSSL_LIB_CTX* crypto_context() {
  static OSSL_LIB_CTX* const context = [] {
    OSSL_LIB_CTX* made = crypto().OSSL_LIB_CTX_new();
    return made != nullptr ? made : throw std::bad_alloc();
  }();
  return context;
}

}  // namespace antivenom::interpret
