#include "collect/fetch/crew.h"

#include <algorithm>
#include <utility>

namespace antivenom::collect {
namespace {

constexpr unsigned kMaxThreads = 64;

}  // namespace

Crew::Crew(const std::vector<unsigned>& lanes) {
  unsigned threads = 0;
  for (const unsigned parallel : lanes) {
    lanes_.push_back({std::max(1u, parallel), 0, {}});
    threads += std::max(1u, parallel);
  }
  for (unsigned i = 0; i < std::min(threads, kMaxThreads); ++i) threads_.emplace_back([this] { work(); });
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    for (Lane& lane : lanes_) lane.waiting.clear();
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::add(size_t lane, Job job) {
  {
    const std::lock_guard lock(mutex_);
    lanes_[lane].waiting.push_back(std::move(job));
  }
  work_.notify_one();
}

void Crew::drop(size_t lane) {
  const std::lock_guard lock(mutex_);
  lanes_[lane].waiting.clear();
  done_.notify_all();
}

size_t Crew::open(size_t lane) const {
  const std::lock_guard lock(mutex_);
  return lanes_[lane].waiting.size() + lanes_[lane].running;
}

size_t Crew::open() const {
  const std::lock_guard lock(mutex_);
  size_t count = results_.size();
  for (const Lane& lane : lanes_) count += lane.waiting.size() + lane.running;
  return count;
}

std::vector<Crew::Done> Crew::wait(size_t limit) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] {
    if (!results_.empty() || failed_) return true;
    return std::all_of(lanes_.begin(), lanes_.end(),
                       [](const Lane& lane) { return lane.waiting.empty() && lane.running == 0; });
  });
  if (failed_) std::rethrow_exception(std::exchange(failed_, nullptr));
  std::vector<Done> out;
  while (!results_.empty() && out.size() < limit) {
    out.push_back(std::move(results_.front()));
    results_.pop_front();
  }
  return out;
}

bool Crew::take(Job& job, size_t& lane) {
  for (size_t i = 0; i < lanes_.size(); ++i) {
    const size_t at = (next_ + i) % lanes_.size();
    Lane& candidate = lanes_[at];
    if (candidate.waiting.empty() || candidate.running >= candidate.parallel) continue;
    job = std::move(candidate.waiting.front());
    candidate.waiting.pop_front();
    ++candidate.running;
    next_ = at + 1;
    lane = at;
    return true;
  }
  return false;
}

void Crew::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    Job job;
    size_t lane = 0;
    work_.wait(lock, [&] { return over_ || take(job, lane); });
    if (!job) return;
    lock.unlock();
    try {
      Done done = job();
      job = nullptr;
      lock.lock();
      results_.push_back(std::move(done));
    } catch (...) {
      if (!lock.owns_lock()) lock.lock();
      failed_ = std::current_exception();
    }
    --lanes_[lane].running;
    done_.notify_all();
    work_.notify_one();  // the lane has room again
  }
}

}  // namespace antivenom::collect
