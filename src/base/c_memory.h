// C libraries when memory is short: a shortage throws, so that it ends one package and is told. What a library makes of
// it by itself would end the process, or look like damage, or like nothing at all.
#pragma once

#include <cstdlib>
#include <mutex>
#include <new>

namespace antivenom {

namespace c_memory {
inline void* or_throw(void* memory, size_t size) {
  if (memory == nullptr && size > 0) throw std::bad_alloc();
  return memory;
}
inline void* allocate(size_t size) { return or_throw(std::malloc(size), size); }
inline void* allocate_zeros(size_t count, size_t size) { return or_throw(std::calloc(count, size), count * size); }
inline void* resize(void* memory, size_t size) { return or_throw(std::realloc(memory, size), size); }
// As GMP calls them: with the size that the memory has.
inline void* resize_known(void* memory, size_t, size_t size) { return resize(memory, size); }
inline void release_known(void* memory, size_t) { std::free(memory); }
}  // namespace c_memory

// For libraries that else end the process; they have to be compiled with -fexceptions. `set` takes functions like
// malloc, calloc, realloc and free; it is called once in the process.
inline void use_throwing_memory(void (*set)(void* (*)(size_t), void* (*)(size_t, size_t), void* (*)(void*, size_t),
                                            void (*)(void*))) {
  static std::once_flag once;
  std::call_once(once, [set] { set(c_memory::allocate, c_memory::allocate_zeros, c_memory::resize, std::free); });
}

// What a library made; it gives null where there is no memory.
template <class Thing>
Thing* made(Thing* thing) {
  if (thing == nullptr) throw std::bad_alloc();
  return thing;
}

// Gives back what such a library made. Where that takes memory itself and there is none, the rest stays where it is:
// a deleter must not throw.
template <class Thing>
void give_back(void (*release)(Thing*), Thing* thing) noexcept {
  try {
    release(thing);
  } catch (const std::bad_alloc&) {
  }
}

}  // namespace antivenom
