// libcurl, opened by its first use: only the collector needs it, and it brings two dozen libraries along.
#pragma once

#include <curl/curl.h>

#include "base/late_library.h"

namespace antivenom::collect {

// The functions in use, ours without their prefix.
#define AV_LIBCURL_FUNCTIONS(_)          \
  _(easy_cleanup, curl_easy_cleanup)     \
  _(easy_getinfo, curl_easy_getinfo)     \
  _(easy_init, curl_easy_init)           \
  _(easy_perform, curl_easy_perform)     \
  _(easy_reset, curl_easy_reset)         \
  _(easy_setopt, curl_easy_setopt)       \
  _(easy_strerror, curl_easy_strerror)   \
  _(free, curl_free)                     \
  _(global_init, curl_global_init)       \
  _(slist_append, curl_slist_append)     \
  _(slist_free_all, curl_slist_free_all) \
  _(url, curl_url)                       \
  _(url_cleanup, curl_url_cleanup)       \
  _(url_get, curl_url_get)               \
  _(url_set, curl_url_set)

AV_LATE_TABLE(LibCurl, AV_LIBCURL_FUNCTIONS);

// The library, or why it cannot be used, which stays so for the life of the process. Any thread.
const Result<LibCurl>& libcurl();

// The same where it is known to be there: whoever has a handle has the library.
inline const LibCurl& curl() { return *libcurl(); }

}  // namespace antivenom::collect
