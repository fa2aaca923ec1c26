#include "pipeline/jobs.h"

#include <pthread.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "base/memory.h"

namespace antivenom {
namespace {

constexpr size_t kStackBytes = 512ull << 20;
constexpr size_t kSmallStackBytes = 64ull << 20;  // where address space is limited
// Results that may wait for a slow one before them: so many, and of so many bytes of packages. Among many small
// packages a large one is then no reason to idle.
constexpr size_t kAheadPerThread = 128, kMostAhead = 4096;
constexpr uint64_t kBytesAhead = 8u << 20;
constexpr size_t kAlwaysAheadPerThread = 4;  // whatever they weigh
constexpr size_t kChoicePerThread = 16;      // targets among which the largest is begun first

class JobQueue {
 public:
  JobQueue(std::span<const std::string> targets, const JobOptions& options,
           const std::function<Outcome(const std::string&)>& work)
      : targets_(targets), options_(options), work_(work) {
    const size_t threads = std::max(1u, options.threads);
    window_ = std::clamp<size_t>(targets.size(), 1, std::min(kAheadPerThread * threads, kMostAhead));
    always_ = std::min(kAlwaysAheadPerThread * threads, window_);
    choice_ = options.weight && threads > 1 ? std::min(kChoicePerThread * threads, window_) : 1;
    waiting_.reserve(choice_);
    done_.resize(window_);
    lost_.resize(targets.size());
  }

  // Body of a worker thread. Nothing is allocated but by run_one(): what runs out of memory must not end here.
  void work() {
    use_memory_of_worker(workers_begun_++);
    while (const auto index = next()) {
      std::optional<Outcome> outcome = run_one(targets_[*index]);
      const std::lock_guard lock(mutex_);
      lost_[*index] = !outcome;
      if (outcome) bytes_waiting_ += outcome->bytes;
      slot(*index) = std::move(outcome);
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

  // Nothing new is started.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  // For when no thread can be had at all: slower, one at a time.
  size_t run_here(const std::function<void(size_t, Outcome&&)>& deliver) {
    for (size_t index = 0; index < targets_.size(); ++index) {
      if (stopped()) return index;
      deliver(index, or_out_of_memory(index, run_one(targets_[index])));
    }
    return targets_.size();
  }

  // Delivers in order until all are there, or no worker is left to bring the next.
  size_t deliver_all(const std::function<void(size_t, Outcome&&)>& deliver) {
    for (size_t index = 0; index < targets_.size(); ++index) {
      std::optional<Outcome> outcome;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return slot(index) || lost_[index] || running_ == 0; });
        if (!slot(index) && !lost_[index]) return index;
        outcome = std::exchange(slot(index), std::nullopt);
        if (outcome) bytes_waiting_ -= outcome->bytes;
        delivered_ = index + 1;
        changed_.notify_all();
      }
      deliver(index, or_out_of_memory(index, std::move(outcome)));
    }
    return targets_.size();
  }

 private:
  bool stopped() const { return closed_ || (options_.stop != nullptr && options_.stop->load()); }

  std::optional<size_t> next() {
    std::unique_lock lock(mutex_);
    for (;;) {
      while (waiting_.size() < choice_ && next_ < targets_.size()) {
        waiting_.push_back({next_, choice_ > 1 ? options_.weight(targets_[next_]) : 0});
        ++next_;
      }
      if (stopped() || waiting_.empty()) return std::nullopt;
      if (const auto chosen = choose(); chosen != waiting_.end()) {
        const size_t index = chosen->index;
        waiting_.erase(chosen);
        return index;
      }
      changed_.wait(lock);
    }
  }

  struct Waiting {
    size_t index;
    uint64_t weight;
  };

  // The largest that may be begun, the first of several; the end where none may. The very next one always may, once all
  // before it were delivered. Called with the lock held.
  std::vector<Waiting>::iterator choose() {
    auto largest = waiting_.end();
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it)
      if (may_start(it->index) && (largest == waiting_.end() || it->weight > largest->weight)) largest = it;
    return largest;
  }

  // Called with the lock held.
  bool may_start(size_t index) const {
    const size_t ahead = index - delivered_;
    return ahead < always_ || (ahead < window_ && bytes_waiting_ < kBytesAhead);
  }

  // Whatever happens on one target stays with it. Nothing where there is no memory even to say so.
  std::optional<Outcome> run_one(const std::string& target) const noexcept {
    try {
      try {
        return work_(target);
      } catch (const std::exception& error) {
        Outcome failed;
        failed.result = unreadable(target, reason_of(error));
        return failed;
      }
    } catch (const std::bad_alloc&) {
      return std::nullopt;
    }
  }

  Outcome or_out_of_memory(size_t index, std::optional<Outcome> outcome) const {
    if (outcome) return std::move(*outcome);
    Outcome failed;
    failed.result = unreadable(targets_[index], reason_of(std::bad_alloc()));
    return failed;
  }

  // Workers stay within the window, so that no two results want the same slot.
  std::optional<Outcome>& slot(size_t index) { return done_[index % window_]; }

  const std::span<const std::string> targets_;
  const JobOptions& options_;
  const std::function<Outcome(const std::string&)>& work_;
  size_t window_ = 1, always_ = 1, choice_ = 1;

  std::atomic<size_t> workers_begun_{0};
  std::mutex mutex_;  // guards everything below
  std::condition_variable changed_;
  std::vector<std::optional<Outcome>> done_;  // not delivered yet
  std::vector<bool> lost_;                    // of all targets: there was no memory for an outcome
  std::vector<Waiting> waiting_;              // to be begun, in order
  size_t next_ = 0, delivered_ = 0;           // next_: behind those in waiting_
  uint64_t bytes_waiting_ = 0;                // of the packages in done_
  unsigned running_ = 0;
  bool closed_ = false;
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

// Threads that are waited for, also when a result could not be delivered.
class Workers {
 public:
  Workers(JobQueue& queue, size_t wanted) : queue_(queue) {
    threads_.reserve(wanted);
    for (size_t i = 0; i < wanted; ++i) {
      pthread_t thread;
      queue.thread_started();  // counted before it runs, or the first result could be waited for in vain
      if (start_thread(thread, kStackBytes, queue) || start_thread(thread, kSmallStackBytes, queue)) {
        threads_.push_back(thread);
      } else {
        queue.thread_ended();
      }
    }
  }
  ~Workers() {
    queue_.close();
    for (pthread_t thread : threads_) pthread_join(thread, nullptr);
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  bool empty() const { return threads_.empty(); }

 private:
  JobQueue& queue_;
  std::vector<pthread_t> threads_;
};

}  // namespace

std::string reason_of(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return "out of memory";
  return std::string("internal error: ") + error.what();
}

uint64_t bytes_on_disk(const std::string& path) noexcept {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return 0;
  return S_ISDIR(about.st_mode) ? UINT64_MAX : static_cast<uint64_t>(about.st_size);
}

size_t run_jobs(std::span<const std::string> targets, const JobOptions& options,
                const std::function<Outcome(const std::string&)>& work,
                const std::function<void(size_t, Outcome&&)>& deliver) {
  JobQueue queue(targets, options, work);
  const size_t wanted = std::min<size_t>(std::max(1u, options.threads), targets.size());
  const Workers workers(queue, wanted);
  return workers.empty() ? queue.run_here(deliver) : queue.deliver_all(deliver);
}

}  // namespace antivenom
