// Threads that wait for others: a lane for each host, so many jobs of a lane at a time, all lanes beside each other.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace antivenom::collect {

class Crew {
 public:
  // What is to be done with the result, on the thread that calls wait().
  using Done = std::function<void()>;
  // Runs on a thread of the crew.
  using Job = std::function<Done()>;

  // Jobs at a time, for each lane.
  explicit Crew(const std::vector<unsigned>& lanes);
  // Waits for what runs; what was not begun is dropped.
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void add(size_t lane, Job job);
  // Forgets the jobs of the lane that were not begun.
  void drop(size_t lane);
  // Jobs of the lane that are waiting or running, or of all lanes.
  size_t open(size_t lane) const;
  size_t open() const;
  // Up to `limit` results; waits for the first if any job is open. Empty: nothing is open. Throws what a job threw.
  std::vector<Done> wait(size_t limit);

 private:
  struct Lane {
    unsigned parallel = 1, running = 0;
    std::deque<Job> waiting;
  };
  void work();
  bool take(Job& job, size_t& lane);  // under the lock

  mutable std::mutex mutex_;
  std::condition_variable work_, done_;
  std::vector<Lane> lanes_;
  std::deque<Done> results_;
  size_t next_ = 0;  // lane that is looked at first: each gets its turn
  bool over_ = false;
  std::exception_ptr failed_;  // of a job that threw, until wait() tells
  std::vector<std::thread> threads_;
};

}  // namespace antivenom::collect
