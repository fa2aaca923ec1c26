#pragma once

#include <atomic>

namespace antivenom::cli {

// Turns the first SIGINT or SIGTERM into a flag, so that what was finished is still reported. The second one ends the
// program at once. To be called once, before threads are started.
const std::atomic<bool>& watch_interrupts();

}  // namespace antivenom::cli
