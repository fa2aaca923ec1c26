#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace antivenom::cli {

// Count, rate and time left on standard error: redrawn in place on a terminal, else one line a minute.
class Progress {
 public:
  Progress(size_t total, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(size_t done);
  // Takes the line away before something else is printed to the same terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  size_t total_;
  bool silent_, terminal_, shown_ = false;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

// "12/981  45.1 a second  0:21 left"
std::string progress_text(size_t done, size_t total, double seconds);

}  // namespace antivenom::cli
