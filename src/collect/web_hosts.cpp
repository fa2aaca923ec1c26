#include "collect/web_hosts.h"

#include <algorithm>
#include <thread>

namespace antivenom::collect {
namespace {

// How soon a signal is noticed while waiting.
constexpr std::chrono::milliseconds kLook{50};

bool is_set(const std::atomic<bool>* stop) { return stop != nullptr && *stop; }

}  // namespace

Hosts::State& Hosts::state(const std::string& host) {
  return hosts_.try_emplace(host, State{others_, 0, {}}).first->second;
}

void Hosts::set(const std::string& host, Politeness politeness) {
  const std::lock_guard lock(mutex_);
  politeness.parallel = std::max(1u, politeness.parallel);
  state(host).politeness = politeness;
}

Hosts::Turn Hosts::take(const std::string& host, const std::atomic<bool>* stop) {
  std::unique_lock lock(mutex_);
  State& at = state(host);  // stays where it is: a map
  for (;;) {
    if (is_set(stop)) return {nullptr, {}};
    const auto now = Clock::now();
    if (at.running < at.politeness.parallel && now >= at.next) {
      ++at.running;
      at.next = now + at.politeness.pause;
      return {this, host};
    }
    const bool early = now < at.next;
    changed_.wait_for(lock, early ? std::min<Clock::duration>(at.next - now, kLook) : Clock::duration(kLook));
  }
}

Hosts::Turn::~Turn() {
  if (hosts_ == nullptr) return;
  {
    const std::lock_guard lock(hosts_->mutex_);
    --hosts_->state(host_).running;
  }
  hosts_->changed_.notify_all();
}

void Hosts::hold(const std::string& host, Clock::time_point until) {
  const std::lock_guard lock(mutex_);
  State& at = state(host);
  at.next = std::max(at.next, until);
}

bool sleep_unless(const std::atomic<bool>* stop, std::chrono::milliseconds time) {
  const auto end = Hosts::Clock::now() + time;
  while (!is_set(stop)) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Hosts::Clock::now());
    if (left.count() <= 0) return true;
    std::this_thread::sleep_for(std::min(left, kLook));
  }
  return false;
}

}  // namespace antivenom::collect
