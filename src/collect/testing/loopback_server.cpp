#include "collect/testing/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <chrono>
#include <cstdlib>

namespace antivenom::collect::testing {
namespace {

// False when the other side is gone.
bool send_all(int connection, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t sent = send(connection, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<size_t>(sent);
  }
  return true;
}

std::string read_until(int connection, std::string& buffer, const std::string& end) {
  for (;;) {
    if (const size_t at = buffer.find(end); at != std::string::npos) {
      std::string out = buffer.substr(0, at);
      buffer.erase(0, at + end.size());
      return out;
    }
    char piece[4096];
    const ssize_t got = recv(connection, piece, sizeof piece, 0);
    if (got <= 0) return {};
    buffer.append(piece, static_cast<size_t>(got));
  }
}

bool read_ask(int connection, Ask& ask) {
  std::string buffer;
  const std::string head = read_until(connection, buffer, "\r\n\r\n");
  if (head.empty()) return false;
  const size_t line_end = head.find("\r\n");
  const std::string line = head.substr(0, line_end);
  const size_t first = line.find(' '), second = line.rfind(' ');
  if (first == std::string::npos || second <= first) return false;
  ask.method = line.substr(0, first);
  ask.path = line.substr(first + 1, second - first - 1);
  for (size_t at = line_end; at != std::string::npos && at + 2 < head.size();) {
    const size_t end = head.find("\r\n", at + 2);
    const std::string field = head.substr(at + 2, end == std::string::npos ? end : end - at - 2);
    const size_t colon = field.find(':');
    if (colon != std::string::npos) {
      std::string name = field.substr(0, colon);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      ask.headers[name] = field.substr(field.find_first_not_of(' ', colon + 1));
    }
    at = end;
  }
  const size_t length = static_cast<size_t>(std::atoll(ask.header("content-length").c_str()));
  while (buffer.size() < length) {
    char piece[4096];
    const ssize_t got = recv(connection, piece, sizeof piece, 0);
    if (got <= 0) return false;
    buffer.append(piece, static_cast<size_t>(got));
  }
  ask.body = buffer;
  return true;
}

}  // namespace

LoopbackServer::LoopbackServer(Answer answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 64) != 0 || getsockname(listener_, any, &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] {
    while (!over_) {
      pollfd waiting{listener_, POLLIN, 0};
      if (poll(&waiting, 1, 20) <= 0) continue;
      const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      const std::lock_guard lock(mutex_);
      threads_.emplace_back([this, connection] { serve(connection); });
    }
  });
}

LoopbackServer::~LoopbackServer() {
  over_ = true;
  accepting_.join();
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
}

std::vector<Ask> LoopbackServer::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

size_t LoopbackServer::count(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  size_t count = 0;
  for (const Ask& ask : asked_) count += ask.path == path;
  return count;
}

void LoopbackServer::serve(int connection) {
  const timeval patience{5, 0};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  Ask ask;
  if (read_ask(connection, ask)) {
    const unsigned running = ++running_;
    for (unsigned most = most_; running > most && !most_.compare_exchange_weak(most, running);) {
    }
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(ask);
    }
    reply(connection, answer_(ask));
    --running_;
  }
  close(connection);
}

void LoopbackServer::reply(int connection, const Reply& reply) {
  for (int waited = 0; waited < reply.delay_ms && !over_; waited += 10) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " As-Told\r\nConnection: close\r\n";
  if (reply.status != 304) head += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  head += "\r\n";
  if (!send_all(connection, head.data(), head.size()) || reply.status == 304) return;
  const size_t size = std::min(reply.cut_at, reply.body.size());
  if (reply.drip_ms == 0) {
    send_all(connection, reply.body.data(), size);
    return;
  }
  for (size_t i = 0; i < size && !over_; ++i) {
    if (!send_all(connection, reply.body.data() + i, 1)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(reply.drip_ms));
  }
}

Reply file_reply(const Ask& ask, const std::string& body, const std::string& etag) {
  Reply reply;
  reply.headers["ETag"] = etag;
  reply.headers["Accept-Ranges"] = "bytes";
  if (ask.header("if-none-match") == etag) {
    reply.status = 304;
    return reply;
  }
  const std::string range = ask.header("range"), if_range = ask.header("if-range");
  reply.body = body;
  if (range.rfind("bytes=", 0) != 0 || (!if_range.empty() && if_range != etag)) return reply;
  const size_t from = static_cast<size_t>(std::atoll(range.c_str() + 6));
  const size_t dash = range.find('-');
  size_t to = body.empty() ? 0 : body.size() - 1;
  if (dash + 1 < range.size()) to = std::min(to, static_cast<size_t>(std::atoll(range.c_str() + dash + 1)));
  if (from >= body.size()) {
    reply.status = 416;
    reply.body.clear();
    return reply;
  }
  reply.status = 206;
  reply.body = body.substr(from, to - from + 1);
  reply.headers["Content-Range"] =
      "bytes " + std::to_string(from) + "-" + std::to_string(to) + "/" + std::to_string(body.size());
  return reply;
}

}  // namespace antivenom::collect::testing
