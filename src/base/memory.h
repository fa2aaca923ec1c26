// Memory comes from the system a page at a time, each by a fault that costs as much as scanning a line of Python. Here
// pages are asked for in batches, and workers keep theirs apart. With another allocator than jemalloc (sanitizers,
// tests of faults) the functions do nothing but what they can do without.
#pragma once

#include <cstddef>

namespace antivenom {

// Has the kernel make the whole pages of a range ready at once. What they hold stays as it is. Where it cannot, they
// come by their faults, as ever.
void make_pages_ready(void* begin, size_t bytes) noexcept;

// Makes ready what every command takes. Once, when the program starts.
void expect_some_memory() noexcept;

// From here on the allocator makes pages ready in batches. For what will take megabytes: to set it up costs three dozen
// pages. Any thread; does nothing when it was done.
void expect_much_memory() noexcept;

// The calling thread, worker `number` of a pool, takes its memory from a place of its own. Worker 0 shares that of the
// main thread, which waits for it meanwhile; there are a few dozen places, which later workers share.
void use_memory_of_worker(size_t number) noexcept;

}  // namespace antivenom
