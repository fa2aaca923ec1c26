// The network through libcurl: TLS verified, proxies from the environment, http and https only.
//
// A request that fails in a way that may pass (no connection, cut off, 408, 429, 5xx) is tried again after a pause that
// doubles, with jitter, or after what Retry-After asks for. A body that was cut off is continued where it ended if the
// server gave a validator (ETag or Last-Modified), so that two versions of a file are never mixed.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "collect/web.h"
#include "collect/web_hosts.h"

namespace antivenom::collect {

struct WebOptions {
  std::string user_agent = "antivenom";
  std::chrono::milliseconds connect_timeout{15'000};
  std::chrono::milliseconds idle_timeout{30'000};    // nothing comes for so long; whole seconds
  std::chrono::milliseconds whole_timeout{300'000};  // one try, however steadily it drips
  unsigned redirects = 5;
  unsigned tries = 4;
  std::chrono::milliseconds first_pause{500};       // before the second try; doubles
  std::chrono::milliseconds longest_pause{60'000};  // a server that asks for more gets its answer handed on
  Politeness others;                                // hosts that nobody set
  const std::atomic<bool>* stop = nullptr;          // set by a signal: running requests end with an error
};

class WebClient final : public Web {
 public:
  explicit WebClient(WebOptions options);
  ~WebClient() override;

  // `url`: any of the host.
  void set_politeness(const std::string& url, Politeness politeness);

  // Any thread.
  Result<WebResponse> get(const WebRequest& request) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace antivenom::collect
