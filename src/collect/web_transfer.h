// One request over the wire: no redirect, no second try. Only web_client.cpp uses it.
#pragma once

#include <atomic>
#include <map>
#include <string>

#include "base/bytes.h"
#include "collect/libcurl.h"
#include "collect/web_client.h"

namespace antivenom::collect {

struct Transfer {
  // given
  const WebRequest* request = nullptr;
  const WebOptions* options = nullptr;
  std::string url;
  bool public_only = false;     // private addresses are refused
  bool own_host = true;         // false: another host than the caller's; its headers may be secrets and are not sent
  std::string range_validator;  // with a body that is not empty: continue it if this still holds

  // found
  Bytes body;  // continued; replaced if the server sends all of it
  long status = 0;
  std::map<std::string, std::string> headers;  // of the last answer, names in lower case
  std::string redirect;                        // absolute URL, if the answer is one
  long retry_after_s = 0;
  bool too_long = false, stopped = false, private_address = false;
  std::string error;      // why there is no whole answer
  bool may_pass = false;  // ... and whether it may be better next time

  // Runs it on an idle handle; keeps the connection open for the next.
  void run(CURL* handle);

  // Whether the body, cut off, can be continued later; sets the validator.
  bool can_continue();

 private:
  friend struct Callbacks;
  void take_header(std::string_view line);
  bool take_body(std::string_view piece);
  void begin_body();
  CURL* handle_ = nullptr;
  size_t header_bytes_ = 0, continued_from_ = 0;
  bool body_begun_ = false, keep_body_ = true;
};

}  // namespace antivenom::collect
