// How often and how many at a time one host is asked.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace antivenom::collect {

struct Politeness {
  unsigned parallel = 4;               // requests to the host at the same time
  std::chrono::milliseconds pause{0};  // between the starts of two
};

// Any thread may ask. Hosts are told apart by name and port.
class Hosts {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Hosts(Politeness others) : others_(others) {}

  void set(const std::string& host, Politeness politeness);

  // A place at a host, held while a request runs.
  class Turn {
   public:
    Turn(Turn&& other) noexcept : hosts_(other.hosts_), host_(std::move(other.host_)) { other.hosts_ = nullptr; }
    Turn& operator=(Turn&&) = delete;
    ~Turn();
    explicit operator bool() const { return hosts_ != nullptr; }

   private:
    friend class Hosts;
    Turn(Hosts* hosts, std::string host) : hosts_(hosts), host_(std::move(host)) {}
    Hosts* hosts_;
    std::string host_;
  };
  // Waits for a place. False as a bool if `stop` was set meanwhile.
  Turn take(const std::string& host, const std::atomic<bool>* stop);

  // Nobody asks the host before `until`.
  void hold(const std::string& host, Clock::time_point until);

 private:
  struct State {
    Politeness politeness;
    unsigned running = 0;
    Clock::time_point next{};
  };
  State& state(const std::string& host);  // under the lock

  Politeness others_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, State> hosts_;
};

// Sleeps; false if `stop` was set meanwhile.
bool sleep_unless(const std::atomic<bool>* stop, std::chrono::milliseconds time);

}  // namespace antivenom::collect
