#include "store/postgres/libpq.h"

namespace antivenom::store {

const Result<LibPq>& libpq() {
  static const Result<LibPq> loaded = open_late<LibPq>(AV_SONAME, "libpq5");
  return loaded;
}

}  // namespace antivenom::store
