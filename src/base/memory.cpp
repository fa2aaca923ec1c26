#include "base/memory.h"

#include <jemalloc/jemalloc.h>
#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <optional>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23  // Linux 5.14, later than Debian 12's headers
#endif

// jemalloc is there if the program was linked with it.
#pragma weak mallctl

// One arena for all threads but those that ask for another: each costs two dozen pages before it holds anything.
const char* malloc_conf = "narenas:1";

namespace antivenom {
namespace {

constexpr uintptr_t kPage = 4096, kBatch = 256u << 10;
// Larger ones may be reserved for what never comes; who knows that all of it is needed says so.
constexpr size_t kMostAtOnce = 4u << 20;
// What there is when batches begin, of which jemalloc has given out the addresses: the pages of so many bytes.
constexpr size_t kSome = 256u << 10, kMuch = 1u << 20;
constexpr size_t kMostPlaces = 64;

extent_hooks_t g_hooks;
extent_alloc_t* g_take_addresses = nullptr;

// jemalloc takes addresses by the megabyte, and commits parts of them when it gives them out.
void* take_addresses(extent_hooks_t* hooks, void* wanted, size_t size, size_t alignment, bool* zero, bool* committed,
                     unsigned arena) {
  void* addresses = g_take_addresses(hooks, wanted, size, alignment, zero, committed, arena);
  if (addresses != nullptr) *committed = false;
  return addresses;
}

// False: done. Parts are given out from the front, so that what follows is soon needed, too.
bool commit(extent_hooks_t*, void* extent, size_t, size_t offset, size_t length, unsigned) {
  thread_local uintptr_t ready_begin = 0, ready_end = 0;
  char* part = static_cast<char*>(extent) + offset;
  const auto begin = reinterpret_cast<uintptr_t>(part);
  const uintptr_t end = begin + length;
  if ((begin >= ready_begin && end <= ready_end) || length > kMostAtOnce) return false;
  const size_t known = begin >= ready_begin && begin < ready_end ? ready_end - begin : 0;
  const uintptr_t batch_end = (end + kBatch - 1) / kBatch * kBatch;
  make_pages_ready(part + known, batch_end - begin - known);
  ready_begin = begin + known;
  ready_end = batch_end;
  return false;
}

// jemalloc gives out again first what was freed last.
void make_ready_what_comes_next(size_t bytes) {
  void* next = std::malloc(bytes);
  if (next != nullptr) make_pages_ready(next, bytes);
  std::free(next);
}

// Hooks are set for arena 0, which most threads share, and given to those that are made later.
bool set_hooks() {
  extent_hooks_t* hooks = nullptr;
  size_t size = sizeof(void*);
  if (mallctl("arena.0.extent_hooks", &hooks, &size, nullptr, 0) != 0) return false;
  g_hooks = *hooks;
  g_take_addresses = g_hooks.alloc;
  g_hooks.alloc = take_addresses;
  g_hooks.commit = commit;
  hooks = &g_hooks;
  return mallctl("arena.0.extent_hooks", nullptr, nullptr, &hooks, sizeof(void*)) == 0;
}

bool comes_in_batches() {
  static const bool set = [] {
    if (&mallctl == nullptr || !set_hooks()) return false;
    make_ready_what_comes_next(kMuch);
    return true;
  }();
  return set;
}

std::optional<unsigned> new_arena() {
  unsigned arena = 0;
  size_t size = sizeof arena;
  extent_hooks_t* hooks = &g_hooks;
  if (mallctl("arenas.create", &arena, &size, &hooks, sizeof(void*)) != 0) return std::nullopt;
  return arena;
}

}  // namespace

void make_pages_ready(void* begin, size_t bytes) noexcept {
  const size_t in_page = reinterpret_cast<uintptr_t>(begin) % kPage;
  const size_t before = in_page == 0 ? 0 : kPage - in_page;  // bytes of a page that begins outside
  if (bytes < before + kPage) return;
  (void)::madvise(static_cast<char*>(begin) + before, (bytes - before) / kPage * kPage, MADV_POPULATE_WRITE);
}

void expect_some_memory() noexcept {
  if (&mallctl != nullptr) make_ready_what_comes_next(kSome);
}

void expect_much_memory() noexcept { (void)comes_in_batches(); }

void use_memory_of_worker(size_t number) noexcept {
  static std::array<std::atomic<unsigned>, kMostPlaces> arenas;  // 0: not made yet
  if (number % kMostPlaces == 0 || !comes_in_batches()) return;
  std::atomic<unsigned>& arena = arenas[number % kMostPlaces];
  unsigned index = arena;
  if (index == 0) {
    const std::optional<unsigned> made = new_arena();
    if (!made) return;
    arena = index = *made;
  }
  (void)mallctl("thread.arena", nullptr, nullptr, &index, sizeof index);
}

}  // namespace antivenom
