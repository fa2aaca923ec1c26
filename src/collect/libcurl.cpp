#include "collect/libcurl.h"

namespace antivenom::collect {

const Result<LibCurl>& libcurl() {
  static const Result<LibCurl> loaded = open_late<LibCurl>(AV_SONAME, "libcurl4");
  return loaded;
}

}  // namespace antivenom::collect
