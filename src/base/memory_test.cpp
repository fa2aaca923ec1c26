#include "base/memory.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace antivenom {
namespace {

class Pages : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(begin_, MAP_FAILED); }
  void TearDown() override { ::munmap(begin_, kPages * kPage); }

  // Which pages are in memory, a letter each.
  std::string ready() const {
    std::vector<unsigned char> there(kPages);
    EXPECT_EQ(::mincore(begin_, kPages * kPage, there.data()), 0);
    std::string out;
    for (const unsigned char one : there) out += (one & 1) != 0 ? 'x' : '.';
    return out;
  }
  char* at(size_t byte) const { return static_cast<char*>(begin_) + byte; }

  static constexpr size_t kPages = 8, kPage = 4096;
  void* begin_ = ::mmap(nullptr, kPages* kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
};

TEST_F(Pages, that_lie_in_the_range_are_made_ready) {
  make_pages_ready(at(kPage), 3 * kPage);
  const std::string pages = ready();
  if (pages == "........") GTEST_SKIP() << "this kernel cannot: it is older than Linux 5.14";
  EXPECT_EQ(pages, ".xxx....");
}

TEST_F(Pages, that_lie_in_the_range_only_in_part_are_left) {
  make_pages_ready(at(kPage - 1), kPage);
  make_pages_ready(at(100), 200);
  make_pages_ready(at(0), 0);
  EXPECT_EQ(ready(), "........");
}

TEST_F(Pages, keep_what_they_hold) {
  std::fill_n(at(0), kPage, 'a');
  make_pages_ready(at(0), kPages * kPage);
  EXPECT_EQ(std::count(at(0), at(kPage), 'a'), static_cast<ptrdiff_t>(kPage));
  EXPECT_EQ(*at(kPage), '\0');
}

TEST(Memory, nothing_happens_without_an_allocator_that_can) {
  expect_some_memory();
  expect_much_memory();
  std::thread([] { use_memory_of_worker(1); }).join();
  EXPECT_EQ(std::vector<int>(1000, 7)[999], 7);
}

}  // namespace
}  // namespace antivenom
