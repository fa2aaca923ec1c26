#include "collect/libcurl.h"

#include "base/late_library.h"

namespace antivenom::collect {
namespace {

Result<LibCurl> load() {
  const auto library = LateLibrary::open(AV_SONAME, "libcurl4");
  if (!library) return tl::unexpected(library.error());
  LibCurl functions;
#define AV_FIND(name) \
  if (auto found = library->find("curl_" #name, functions.name); !found) return tl::unexpected(found.error());
  AV_LIBCURL_FUNCTIONS(AV_FIND)
#undef AV_FIND
  return functions;
}

}  // namespace

const Result<LibCurl>& libcurl() {
  static const Result<LibCurl> loaded = load();
  return loaded;
}

}  // namespace antivenom::collect
