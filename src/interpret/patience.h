// How long an entry point may go on without anything new. After that, what has come to nothing so far is passed over:
// a library walked again and again with values that nobody knows must not use up what the code behind it needs.
#pragma once

#include <algorithm>
#include <cstdint>

namespace antivenom::interpret {

// Counts in steps of the entry point that is running.
class Patience {
 public:
  // An entry point begins at step 0; it may take `most` steps without anything new.
  void begin(uint64_t most) { most_ = ends_ = most; }
  // Something new was seen at step `now`: worth `steps` more, never more than the most from there.
  void renew(uint64_t now, uint64_t steps) { ends_ = std::min(std::max(ends_, now) + steps, now + most_); }
  // The same for what calls for a whole new look.
  void renew(uint64_t now) { ends_ = now + most_; }
  bool over(uint64_t now) const { return now > ends_; }

 private:
  uint64_t most_ = 0, ends_ = 0;
};

// What something new is worth, in steps.
inline constexpr uint64_t kStatementIsWorth = 100;  // one that runs for the first time
inline constexpr uint64_t kEventIsWorth = 2'000;

}  // namespace antivenom::interpret
