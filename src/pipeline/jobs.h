// Many targets on many threads, results in the order of the targets.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <span>
#include <string>

#include "pipeline/scan.h"

namespace antivenom {

// One target's result and what it cost.
struct Outcome {
  ScanResult result;
  StageTimes times;
  uint64_t bytes = 0;  // read from the disk
  bool opened = true;  // false: the file or folder itself could not be read
};

struct JobOptions {
  unsigned threads = 1;
  const std::atomic<bool>* stop = nullptr;  // set by a signal: nothing new is started, what runs is finished
  // What the work of a target grows with: threads begin the largest of the next few first, so that none is left to
  // run alone at the end. Called once for each target, by one thread at a time; must not allocate,
  // or no memory would end the process. Empty: begun in order.
  std::function<uint64_t(const std::string&)> weight;
};

// Bytes of a file, for JobOptions::weight. A folder, whose bytes are not known before it is read, counts as large; what
// cannot be read as nothing.
uint64_t bytes_on_disk(const std::string& path) noexcept;

// What an exception says, in words for a report.
std::string reason_of(const std::exception& error);

// Calls work(target) on `threads` threads and deliver(index, outcome) on the calling thread, in input order, as soon as
// all before it are there. How far workers may be ahead of what was delivered is bounded, and so is memory. An
// exception of `work` becomes an unreadable result; the others go on. One of `deliver` is passed on when what runs has
// ended. Returns how many were delivered: fewer than all when stopped, and then the first ones without a gap.
//
// Threads have 512 MiB of stack (virtual; only what is touched costs memory): evaluation of nested code is as deep as
// the package's code, within the interpreter's budget.
size_t run_jobs(std::span<const std::string> targets, const JobOptions& options,
                const std::function<Outcome(const std::string&)>& work,
                const std::function<void(size_t, Outcome&&)>& deliver);

}  // namespace antivenom
