// What work costs, for tests that bound it: in time of the processor, which does not depend on what else the machine
// does. A bound is ten times what is usual and more, for slow machines and sanitizers. What never ends is CTest's to
// stop.
#pragma once

#include <sys/resource.h>

namespace antivenom {

// Seconds that this process has used (RUSAGE_SELF), or those of its children that have ended (RUSAGE_CHILDREN).
inline double processor_seconds(int whose = RUSAGE_SELF) {
  rusage used{};
  ::getrusage(whose, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

template <class Work>
double cost_of(Work&& work) {
  const double before = processor_seconds();
  work();
  return processor_seconds() - before;
}

// Sizes that only make a loop longer are smaller where each step costs five times as much.
#ifdef AV_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace antivenom
