// The network as feeds and mirrors see it. src/collect/fetch implements it; tests bring their own.
#pragma once

#include <map>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace antivenom::collect {

struct WebRequest {
  std::string url;  // http or https
  std::string accept;
  std::string etag, last_modified;             // of what the caller has: makes the request conditional
  std::map<std::string, std::string> headers;  // further ones
  std::string body;                            // not empty: POST
  std::string content_type;
  uint64_t max_bytes = 256ull << 20;  // a longer body is an error
  bool foreign = false;               // an answer named the URL, nobody else: not to be asked on private addresses
};

struct WebResponse {
  int status = 0;  // of HTTP; 304: `body` is empty and what the caller has still holds
  Bytes body;
  std::string url;  // after redirects
  std::string content_type, etag, last_modified;
  std::map<std::string, std::string> headers;  // names in lower case
  int64_t retry_after_ms = -1;                 // -1: the server did not say
};

class Web {
 public:
  virtual ~Web() = default;
  // An error means that there was no whole answer (no connection, cut off, too long, too many redirects); any status is
  // an answer. Retries and politeness are the implementation's. May be called from any thread.
  virtual Result<WebResponse> get(const WebRequest& request) = 0;
};

}  // namespace antivenom::collect
