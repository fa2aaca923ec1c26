// The processor time of the thread that asks: what work costs, whatever else the machine is doing.
#pragma once

#include <ctime>

namespace antivenom {

// Milliseconds since some moment; only differences mean something.
inline double processor_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace antivenom
