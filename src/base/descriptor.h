// Open files of the system, and reading them.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace antivenom {

// Closes what it holds; negative: nothing.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool valid() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  int number_;
};

struct ReadCount {
  size_t bytes = 0;
  int error = 0;  // why no more could be read, as errno has it; 0: all was wanted, or the file ended
};

// Reads `size` bytes to `out`: less where the file ends, or up to where it is damaged.
inline ReadCount read_up_to(const Descriptor& file, char* out, size_t size) {
  ReadCount read;
  while (read.bytes < size) {
    const ssize_t got = ::read(file.get(), out + read.bytes, size - read.bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) read.error = errno;
    if (got <= 0) break;
    read.bytes += static_cast<size_t>(got);
  }
  return read;
}

}  // namespace antivenom
