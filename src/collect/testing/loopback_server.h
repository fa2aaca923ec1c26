// A web server on 127.0.0.1 that answers as a test says, faults included. For tests only.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace antivenom::collect::testing {

struct Ask {
  std::string method, path;                    // with the query
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string header(const std::string& name) const {
    const auto at = headers.find(name);
    return at == headers.end() ? std::string() : at->second;
  }
};

struct Reply {
  int status = 200;
  std::string body;
  std::map<std::string, std::string> headers;
  size_t cut_at = SIZE_MAX;  // the connection ends after so many bytes of the body
  int delay_ms = 0;          // before anything is sent
  int drip_ms = 0;           // after each byte of the body
};

class LoopbackServer {
 public:
  using Answer = std::function<Reply(const Ask&)>;  // called on many threads

  explicit LoopbackServer(Answer answer);
  ~LoopbackServer();

  std::string url(const std::string& path = "/") const { return "http://" + host() + path; }
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  std::vector<Ask> asked() const;
  size_t count(const std::string& path) const;
  unsigned most_at_once() const { return most_; }

 private:
  void serve(int connection);
  void reply(int connection, const Reply& reply);

  Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> over_{false};
  std::atomic<unsigned> running_{0}, most_{0};
  mutable std::mutex mutex_;
  std::vector<Ask> asked_;
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

// What a server with ranges answers: 200, or 206 if the range is asked of this very file, or 416, or 304.
Reply file_reply(const Ask& ask, const std::string& body, const std::string& etag);

}  // namespace antivenom::collect::testing
