#include "collect/fetch/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <new>

namespace antivenom::collect {
namespace {

TEST(Crew, does_every_job_once_and_keeps_to_its_lanes) {
  Crew crew({2, 1});
  std::atomic<int> running[2] = {0, 0}, most[2] = {0, 0};
  int done = 0;
  for (int i = 0; i < 40; ++i) {
    const size_t lane = static_cast<size_t>(i % 2);
    crew.add(lane, [&, lane]() -> Crew::Done {
      most[lane] = std::max<int>(most[lane], ++running[lane]);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      --running[lane];
      return [&] { ++done; };
    });
  }
  for (auto results = crew.wait(7); !results.empty(); results = crew.wait(7)) {
    EXPECT_LE(results.size(), 7u);
    for (const auto& result : results) result();
  }
  EXPECT_EQ(done, 40);
  EXPECT_EQ(crew.open(), 0u);
  EXPECT_LE(most[0], 2);
  EXPECT_EQ(most[1], 1);
  EXPECT_TRUE(crew.wait(1).empty());
}

TEST(Crew, what_was_not_begun_is_dropped_at_the_end) {
  std::atomic<int> begun{0};
  {
    Crew crew({1});
    for (int i = 0; i < 10'000; ++i) {
      crew.add(0, [&]() -> Crew::Done {
        ++begun;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return [] {};
      });
    }
  }
  EXPECT_LT(begun, 10'000);
}

TEST(Crew, what_a_job_throws_is_told_to_who_waits) {
  Crew crew({1});
  int done = 0;
  crew.add(0, []() -> Crew::Done { throw std::bad_alloc(); });
  crew.add(0, [&]() -> Crew::Done { return [&] { ++done; }; });
  EXPECT_THROW(while (crew.wait(1).empty()){}, std::bad_alloc);
  while (crew.open() > 0) {
    for (const auto& result : crew.wait(1)) result();
  }
  EXPECT_EQ(done, 1) << "the thread goes on";
}

}  // namespace
}  // namespace antivenom::collect
