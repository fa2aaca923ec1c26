// libcurl, opened by its first use: only the collector needs it, and it brings two dozen libraries along.
#pragma once

#include <curl/curl.h>

#include "base/result.h"

namespace antivenom::collect {

// The functions in use, without their prefix curl_.
#define AV_LIBCURL_FUNCTIONS(_) \
  _(easy_cleanup)               \
  _(easy_getinfo)               \
  _(easy_init)                  \
  _(easy_perform)               \
  _(easy_reset)                 \
  _(easy_setopt)                \
  _(easy_strerror)              \
  _(free)                       \
  _(global_init)                \
  _(slist_append)               \
  _(slist_free_all)             \
  _(url)                        \
  _(url_cleanup)                \
  _(url_get)                    \
  _(url_set)

struct LibCurl {
#define AV_FUNCTION(name) decltype(&::curl_##name) name = nullptr;
  AV_LIBCURL_FUNCTIONS(AV_FUNCTION)
#undef AV_FUNCTION
};

// The library, or why it cannot be used, which stays so for the life of the process. Any thread.
const Result<LibCurl>& libcurl();

// The same where it is known to be there: whoever has a handle has the library.
inline const LibCurl& curl() { return *libcurl(); }

}  // namespace antivenom::collect
