#include "interpret/patience.h"

#include <gtest/gtest.h>

namespace antivenom::interpret {
namespace {

TEST(Patience, ends_when_nothing_new_was_seen_for_so_many_steps) {
  Patience patience;
  patience.begin(100);
  EXPECT_FALSE(patience.over(100));
  EXPECT_TRUE(patience.over(101));
}

TEST(Patience, what_is_new_adds_its_worth) {
  Patience patience;
  patience.begin(100);
  patience.renew(40, 10);  // 60 are left of 100, and 10 more
  EXPECT_FALSE(patience.over(110));
  EXPECT_TRUE(patience.over(111));
}

TEST(Patience, is_never_longer_than_at_the_beginning) {
  Patience patience;
  patience.begin(100);
  patience.renew(40, 1'000);
  EXPECT_FALSE(patience.over(140));
  EXPECT_TRUE(patience.over(141));
}

TEST(Patience, comes_back_after_it_was_over) {
  Patience patience;
  patience.begin(100);
  patience.renew(500, 10);
  EXPECT_FALSE(patience.over(510));
  EXPECT_TRUE(patience.over(511));
  patience.renew(600);
  EXPECT_FALSE(patience.over(700));
  EXPECT_TRUE(patience.over(701));
}

}  // namespace
}  // namespace antivenom::interpret
