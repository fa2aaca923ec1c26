// A list that needs no memory of its own while it is short.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace antivenom {

// The first N items lie in the object itself; what does not fit goes to a vector.
template <class T, size_t N>
class SmallVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](size_t i) const { return i < N ? first_[i] : more_[i - N]; }
  void push_back(T item) {
    if (size_ < N)
      first_[size_] = item;
    else
      more_.push_back(item);
    ++size_;
  }

 private:
  std::array<T, N> first_;
  std::vector<T> more_;
  size_t size_ = 0;
};

}  // namespace antivenom
