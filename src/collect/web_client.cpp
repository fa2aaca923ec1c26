#include "collect/web_client.h"

#include <algorithm>
#include <mutex>
#include <random>
#include <vector>

#include "collect/libcurl.h"
#include "collect/web_transfer.h"
#include "collect/web_url.h"

namespace antivenom::collect {
namespace {

struct Freed {
  void operator()(CURL* handle) const { curl().easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, Freed>;

std::string host_of(const Url& url) { return url.port.empty() ? url.host : url.host + ":" + url.port; }

bool is_busy(long status) {
  return status == 408 || status == 425 || status == 429 || status == 500 || status == 502 || status == 503 ||
         status == 504;
}
bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// libcurl wants this once in a process, before any thread of its own.
Result<void> ready() {
  const Result<LibCurl>& library = libcurl();
  if (!library) return tl::unexpected(library.error());
  static const bool done = library->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!done) return fail("libcurl cannot be used");
  return {};
}

WebResponse answer(Transfer&& transfer) {
  WebResponse response;
  response.status = static_cast<int>(transfer.status);
  response.body = std::move(transfer.body);
  response.url = without_credentials(transfer.url);
  response.content_type = transfer.headers["content-type"];
  response.etag = transfer.headers["etag"];
  response.last_modified = transfer.headers["last-modified"];
  if (transfer.headers.contains("retry-after")) response.retry_after_ms = int64_t{transfer.retry_after_s} * 1000;
  response.headers = std::move(transfer.headers);
  if (response.status == 304) response.body.clear();
  return response;
}

}  // namespace

struct WebClient::State {
  explicit State(WebOptions given) : options(std::move(given)), hosts(options.others), random(std::random_device()()) {}

  const WebOptions options;
  Hosts hosts;
  std::mutex mutex;          // of all below
  std::vector<Handle> idle;  // with their open connections
  std::minstd_rand random;

  Handle take_handle() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return Handle(curl().easy_init());
    Handle handle = std::move(idle.back());
    idle.pop_back();
    return handle;
  }
  void give_back(Handle handle) {
    curl().easy_reset(handle.get());
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(handle));
  }

  // Between a half and one and a half of what is asked, so that many do not come back together.
  std::chrono::milliseconds pause_before(unsigned retry) {
    const auto whole = std::min(options.longest_pause, options.first_pause * (1 << std::min(retry, 16u)));
    const std::lock_guard lock(mutex);
    return whole / 2 + std::chrono::milliseconds(random() % (static_cast<unsigned long>(whole.count()) + 1));
  }

  Result<WebResponse> try_once(Transfer& transfer);
};

// One try: the request and its redirects.
Result<WebResponse> WebClient::State::try_once(Transfer& transfer) {
  const std::optional<Url> first = parse_url(transfer.request->url);
  const std::string context = without_credentials(transfer.request->url);
  transfer.url = first->text;
  transfer.own_host = true;
  transfer.public_only = transfer.request->foreign;
  std::string validator = std::move(transfer.range_validator);
  std::string scheme = first->scheme;
  for (unsigned hop = 0;; ++hop) {
    const std::optional<Url> url = parse_url(transfer.url);
    {
      const Hosts::Turn turn = hosts.take(host_of(*url), options.stop);
      if (!turn) return fail("interrupted", context);
      Handle handle = take_handle();
      if (!handle) return fail("libcurl gives no handle", context);
      transfer.range_validator = validator;
      const Bytes partial = transfer.body;  // kept over a redirect, whose answer has a body of its own
      transfer.run(handle.get());
      give_back(std::move(handle));
      if (is_redirect(transfer.status) && transfer.error.empty()) transfer.body = partial;
    }
    if (!transfer.error.empty()) return fail(transfer.error, context);
    if (!is_redirect(transfer.status) || transfer.redirect.empty()) return answer(std::move(transfer));

    const std::optional<Url> next = resolve_url(transfer.url, transfer.redirect);
    if (hop >= options.redirects) return fail("more than " + std::to_string(options.redirects) + " redirects", context);
    if (!next) return fail("redirected to what is no address of http or https", context);
    if (scheme == "https" && next->scheme != "https") return fail("redirected from https to http", context);
    if (!transfer.request->body.empty()) return fail("redirected what was sent", context);
    const bool same = next->host == first->host;
    transfer.own_host = same && next->port == first->port;
    transfer.public_only = transfer.request->foreign || !same;
    scheme = next->scheme;
    transfer.url = next->text;
  }
}

WebClient::WebClient(WebOptions options) : state_(std::make_unique<State>(std::move(options))) {}
WebClient::~WebClient() = default;

void WebClient::set_politeness(const std::string& url, Politeness politeness) {
  if (const auto parsed = parse_url(url)) state_->hosts.set(host_of(*parsed), politeness);
}

Result<WebResponse> WebClient::get(const WebRequest& request) {
  if (auto library = ready(); !library) return tl::unexpected(library.error());
  const std::optional<Url> url = parse_url(request.url);
  if (!url) return fail("this is no address of http or https", request.url.substr(0, 200));
  State& state = *state_;
  Transfer transfer;
  transfer.request = &request;
  transfer.options = &state.options;
  for (unsigned attempt = 0;; ++attempt) {
    Result<WebResponse> result = state.try_once(transfer);
    const bool last = attempt + 1 >= state.options.tries;
    if (result && !is_busy(result->status)) return result;
    if (last || (!result && !transfer.may_pass)) return result;
    auto pause = state.pause_before(attempt);
    if (result && result->retry_after_ms >= 0) {
      const std::chrono::milliseconds asked(result->retry_after_ms);
      if (asked > state.options.longest_pause) return result;
      state.hosts.hold(host_of(*url), Hosts::Clock::now() + asked);
      pause = std::max(pause, asked);
    }
    if (result) transfer.body.clear();
    if (!sleep_unless(state.options.stop, pause)) return fail("interrupted", without_credentials(request.url));
  }
}

}  // namespace antivenom::collect
