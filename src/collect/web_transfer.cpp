#include "collect/web_transfer.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "artifact/names.h"
#include "base/lower_case.h"

namespace antivenom::collect {
namespace {

constexpr size_t kMaxHeaders = 256 << 10;

struct FreeList {
  void operator()(curl_slist* list) const { curl().slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void add(HeaderList& list, const std::string& name, const std::string& value) {
  // A line end would make two headers of one.
  if (value.find_first_of("\r\n") != std::string::npos) return;
  curl_slist* longer = curl().slist_append(list.get(), (name + ": " + value).c_str());
  if (longer == nullptr) return;
  (void)list.release();
  list.reset(longer);
}

bool is_private(uint32_t v4) {
  const uint8_t a = static_cast<uint8_t>(v4 >> 24), b = static_cast<uint8_t>(v4 >> 16);
  return a == 0 || a == 10 || a == 127 || a >= 224 || (a == 100 && b >= 64 && b < 128) || (a == 169 && b == 254) ||
         (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168);
}

// Loopback, link-local, local networks, multicast: nothing an index on the internet has to name.
bool is_private(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    return is_private(ntohl(in.sin_addr.s_addr));
  }
  if (address->sa_family != AF_INET6) return true;
  sockaddr_in6 in6{};
  std::memcpy(&in6, address, sizeof in6);
  const uint8_t* b = in6.sin6_addr.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr)) {
    return is_private(uint32_t{b[12]} << 24 | uint32_t{b[13]} << 16 | uint32_t{b[14]} << 8 | b[15]);
  }
  return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr) || IN6_IS_ADDR_UNSPECIFIED(&in6.sin6_addr) || (b[0] & 0xfe) == 0xfc ||
         (b[0] == 0xfe && b[1] >= 0x80) || b[0] == 0xff;
}

// Behind a proxy the address is the proxy's; whom it may reach is its own business.
bool uses_proxy() {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return true;
  }
  return false;
}

// What may be better next time.
bool passes(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_BAD_CONTENT_ENCODING:
      return true;
    default:
      return false;
  }
}

}  // namespace

// Exceptions must not pass through C.
struct Callbacks {
  static size_t header(char* data, size_t size, size_t count, void* self) {
    Transfer& transfer = *static_cast<Transfer*>(self);
    transfer.header_bytes_ += size * count;
    if (transfer.header_bytes_ > kMaxHeaders) return 0;
    transfer.take_header({data, size * count});
    return size * count;
  }
  static size_t body(char* data, size_t size, size_t count, void* self) {
    return static_cast<Transfer*>(self)->take_body({data, size * count}) ? size * count : 0;
  }
  static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    Transfer& transfer = *static_cast<Transfer*>(self);
    const std::atomic<bool>* stop = transfer.options->stop;
    transfer.stopped = stop != nullptr && *stop;
    return transfer.stopped ? 1 : 0;
  }
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    Transfer& transfer = *static_cast<Transfer*>(self);
    if (transfer.public_only && is_private(&address->addr)) {
      transfer.private_address = true;
      return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
};

void Transfer::take_header(std::string_view line) {
  if (unpacking::starts_with(line, "HTTP/")) {  // a new answer: after 100 Continue, or a proxy's
    headers.clear();
    body_begun_ = false;
    return;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  headers[lower_case(unpacking::trimmed(line.substr(0, colon)))] =
      unpacking::printable(unpacking::trimmed(line.substr(colon + 1)));
}

void Transfer::begin_body() {
  body_begun_ = true;
  long code = 0;
  curl().easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &code);
  const bool continues = code == 206 && continued_from_ > 0 &&
                         headers["content-range"].rfind("bytes " + std::to_string(continued_from_) + "-", 0) == 0;
  if (!continues) body.clear();
  // A part that is not the missing one is worth nothing.
  keep_body_ = code != 206 || continued_from_ == 0 || continues;
}

bool Transfer::take_body(std::string_view piece) {
  if (!body_begun_) begin_body();
  if (!keep_body_) return false;
  if (body.size() + piece.size() > request->max_bytes) {
    too_long = true;
    return false;
  }
  body.append(piece);
  return true;
}

bool Transfer::can_continue() {
  if (body.empty() || too_long || headers.contains("content-encoding")) return false;
  const std::string& etag = headers["etag"];
  range_validator = !etag.empty() && etag[0] == '"' ? etag : headers["last-modified"];
  return !range_validator.empty();
}

void Transfer::run(CURL* handle) {
  handle_ = handle;
  headers.clear();
  redirect.clear();
  error.clear();
  header_bytes_ = 0;
  body_begun_ = too_long = stopped = private_address = may_pass = false;
  keep_body_ = true;
  if (range_validator.empty()) body.clear();
  continued_from_ = body.size();
  char words[CURL_ERROR_SIZE] = "";

  curl().easy_setopt(handle, CURLOPT_ERRORBUFFER, words);
  curl().easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl().easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl().easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl().easy_setopt(handle, CURLOPT_USERAGENT, options->user_agent.c_str());
  curl().easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl().easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  curl().easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options->connect_timeout.count()));
  curl().easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options->whole_timeout.count()));
  curl().easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl().easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>((options->idle_timeout.count() + 999) / 1000));
  curl().easy_setopt(handle, CURLOPT_HEADERFUNCTION, Callbacks::header);
  curl().easy_setopt(handle, CURLOPT_HEADERDATA, this);
  curl().easy_setopt(handle, CURLOPT_WRITEFUNCTION, Callbacks::body);
  curl().easy_setopt(handle, CURLOPT_WRITEDATA, this);
  curl().easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl().easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, Callbacks::progress);
  curl().easy_setopt(handle, CURLOPT_XFERINFODATA, this);
  if (public_only && uses_proxy()) public_only = false;
  if (public_only) {
    curl().easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, Callbacks::open_socket);
    curl().easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
    curl().easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);  // an open connection would not be looked at
  }

  HeaderList list;
  if (!request->accept.empty()) add(list, "Accept", request->accept);
  if (own_host) {
    for (const auto& [name, value] : request->headers) add(list, name, value);
  }
  const bool whole = continued_from_ == 0;
  const bool ranged = !whole || request->headers.contains("Range");
  if (!request->headers.contains("Accept-Encoding") && !ranged) curl().easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
  if (whole && !request->etag.empty()) add(list, "If-None-Match", request->etag);
  if (whole && !request->last_modified.empty()) add(list, "If-Modified-Since", request->last_modified);
  if (!whole) {
    add(list, "Range", "bytes=" + std::to_string(continued_from_) + "-");
    add(list, "If-Range", range_validator);
  }
  if (!request->body.empty()) {
    curl().easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request->body.size()));
    curl().easy_setopt(handle, CURLOPT_POSTFIELDS, request->body.data());
    add(list, "Content-Type", request->content_type);
  }
  curl().easy_setopt(handle, CURLOPT_HTTPHEADER, list.get());

  const CURLcode code = curl().easy_perform(handle);
  curl().easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl_off_t after = 0;
  curl().easy_getinfo(handle, CURLINFO_RETRY_AFTER, &after);
  retry_after_s = static_cast<long>(std::min<curl_off_t>(after, 1'000'000));
  char* next = nullptr;
  curl().easy_getinfo(handle, CURLINFO_REDIRECT_URL, &next);
  if (next != nullptr) redirect = next;
  range_validator.clear();
  if (code == CURLE_OK) {
    if (!body_begun_) body.clear();  // an answer without a body
    if (status == 416 && !whole) {   // what was there is no part of what is there now
      error = "the file changed while it was read";
      may_pass = true;
    }
  } else if (stopped) {
    error = "interrupted";
  } else if (too_long) {
    error = "the answer is longer than " + std::to_string(request->max_bytes) + " bytes";
  } else if (private_address) {
    error = "the address is of a private network, which a page of another host has no reason to name";
  } else {
    error = *words != '\0' ? words : curl().easy_strerror(code);
    may_pass = passes(code) || !keep_body_;
    if (status >= 200 && status < 300 && may_pass && body_begun_ && keep_body_) can_continue();
  }
  if (range_validator.empty() && !error.empty()) body.clear();
}

}  // namespace antivenom::collect
