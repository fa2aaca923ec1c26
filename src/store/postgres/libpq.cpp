#include "store/postgres/libpq.h"

#include "base/late_library.h"

namespace antivenom::store {
namespace {

Result<LibPq> load() {
  const auto library = LateLibrary::open(AV_SONAME, "libpq5");
  if (!library) return tl::unexpected(library.error());
  LibPq functions;
#define AV_FIND(name) \
  if (auto found = library->find("PQ" #name, functions.name); !found) return tl::unexpected(found.error());
  AV_LIBPQ_FUNCTIONS(AV_FIND)
#undef AV_FIND
  return functions;
}

}  // namespace

const Result<LibPq>& libpq() {
  static const Result<LibPq> loaded = load();
  return loaded;
}

}  // namespace antivenom::store
