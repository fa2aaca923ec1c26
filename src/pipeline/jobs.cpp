#include "pipeline/jobs.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <vector>

namespace antivenom {
namespace {

constexpr size_t kStackBytes = 512ull << 20;
constexpr size_t kSmallStackBytes = 64ull << 20;  // where address space is limited
constexpr size_t kAheadPerThread = 4;             // results that may wait for a slow one before them

class JobQueue {
 public:
  JobQueue(std::span<const std::string> targets, const JobOptions& options,
           const std::function<Outcome(const std::string&)>& work)
      : targets_(targets), options_(options), work_(work) {
    window_ = kAheadPerThread * std::max(1u, options.threads);
  }

  // Body of a worker thread.
  void work() {
    while (const auto index = next()) {
      Outcome outcome = run_one(targets_[*index]);
      const std::lock_guard lock(mutex_);
      done_.emplace(*index, std::move(outcome));
      changed_.notify_all();
    }
    thread_ended();
  }

  void thread_started() {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  void thread_ended() {
    const std::lock_guard lock(mutex_);
    --running_;
    changed_.notify_all();
  }

  // For when no thread can be had at all: slower, one at a time.
  size_t run_here(const std::function<void(size_t, Outcome&&)>& deliver) {
    for (size_t index = 0; index < targets_.size(); ++index) {
      if (stopped()) return index;
      deliver(index, run_one(targets_[index]));
    }
    return targets_.size();
  }

  // Delivers in order until all are there, or no worker is left to bring the next.
  size_t deliver_all(const std::function<void(size_t, Outcome&&)>& deliver) {
    for (size_t index = 0; index < targets_.size(); ++index) {
      Outcome outcome;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return done_.contains(index) || running_ == 0; });
        const auto it = done_.find(index);
        if (it == done_.end()) return index;
        outcome = std::move(it->second);
        done_.erase(it);
        delivered_ = index + 1;
        changed_.notify_all();
      }
      deliver(index, std::move(outcome));
    }
    return targets_.size();
  }

 private:
  bool stopped() const { return options_.stop != nullptr && options_.stop->load(); }

  std::optional<size_t> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped() || next_ >= targets_.size() || next_ < delivered_ + window_; });
    if (stopped() || next_ >= targets_.size()) return std::nullopt;
    return next_++;
  }

  // Whatever happens on one target stays with it.
  Outcome run_one(const std::string& target) {
    std::string reason;
    try {
      return work_(target);
    } catch (const std::bad_alloc&) {
      reason = "out of memory";
    } catch (const std::exception& error) {
      reason = std::string("internal error: ") + error.what();
    }
    Outcome failed;
    failed.result = unreadable(target, std::move(reason));
    return failed;
  }

  const std::span<const std::string> targets_;
  const JobOptions& options_;
  const std::function<Outcome(const std::string&)>& work_;
  size_t window_ = 1;

  std::mutex mutex_;  // guards everything below
  std::condition_variable changed_;
  std::map<size_t, Outcome> done_;  // not delivered yet
  size_t next_ = 0, delivered_ = 0;
  unsigned running_ = 0;
};

void* worker(void* queue) {
  static_cast<JobQueue*>(queue)->work();
  return nullptr;
}

bool start_thread(pthread_t& thread, size_t stack_bytes, JobQueue& queue) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  const bool started = pthread_attr_setstacksize(&attributes, stack_bytes) == 0 &&
                       pthread_create(&thread, &attributes, worker, &queue) == 0;
  pthread_attr_destroy(&attributes);
  return started;
}

}  // namespace

size_t run_jobs(std::span<const std::string> targets, const JobOptions& options,
                const std::function<Outcome(const std::string&)>& work,
                const std::function<void(size_t, Outcome&&)>& deliver) {
  JobQueue queue(targets, options, work);
  std::vector<pthread_t> threads;
  const size_t wanted = std::min<size_t>(std::max(1u, options.threads), targets.size());
  for (size_t i = 0; i < wanted; ++i) {
    pthread_t thread;
    queue.thread_started();  // counted before it runs, or the first result could be waited for in vain
    if (start_thread(thread, kStackBytes, queue) || start_thread(thread, kSmallStackBytes, queue)) {
      threads.push_back(thread);
    } else {
      queue.thread_ended();
    }
  }
  if (threads.empty()) return queue.run_here(deliver);
  const size_t delivered = queue.deliver_all(deliver);
  for (pthread_t thread : threads) pthread_join(thread, nullptr);
  return delivered;
}

}  // namespace antivenom
