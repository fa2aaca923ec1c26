// Memory that is handed out piece by piece and given back all at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace antivenom {

// What it hands out stays where it is and lives as long as the arena.
class Arena {
 public:
  // Takes memory in chunks of so many bytes.
  explicit Arena(size_t chunk_bytes) : chunk_bytes_(chunk_bytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // `bytes` of memory, uninitialised. `alignment` is a power of two, at most that of operator new.
  std::byte* room(size_t bytes, size_t alignment = 1) {
    const size_t skipped = -reinterpret_cast<uintptr_t>(free_) & (alignment - 1);
    if (skipped + bytes <= free_bytes_) {
      std::byte* made = free_ + skipped;
      free_ = made + bytes;
      free_bytes_ -= skipped + bytes;
      return made;
    }
    if (bytes > chunk_bytes_ / 4) return add_chunk(bytes);  // what is left of the last one still serves
    std::byte* made = add_chunk(chunk_bytes_);
    free_ = made + bytes;
    free_bytes_ = chunk_bytes_ - bytes;
    return made;
  }

 private:
  std::byte* add_chunk(size_t bytes) {
    return chunks_.emplace_back(std::make_unique_for_overwrite<std::byte[]>(bytes)).get();
  }

  size_t chunk_bytes_;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* free_ = nullptr;  // in a chunk
  size_t free_bytes_ = 0;
};

}  // namespace antivenom
