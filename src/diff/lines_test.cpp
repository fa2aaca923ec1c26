#include "diff/lines.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace antivenom::diff {
namespace {

std::vector<Hunk> hunks(std::string_view a, std::string_view b) {
  return differing_lines(split_lines(a), split_lines(b));
}

// Length of the longest common subsequence by the book.
size_t common(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  std::vector<std::vector<size_t>> best(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      best[i][j] = a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1 : std::max(best[i - 1][j], best[i][j - 1]);
    }
  }
  return best[a.size()][b.size()];
}

// What the hunks leave out is the same on both sides; returns how much.
size_t kept_lines(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  size_t i = 0, j = 0, kept = 0;
  const auto same_until = [&](size_t end_a, size_t end_b) {
    EXPECT_EQ(end_a - i, end_b - j);
    for (; i < end_a && j < end_b; ++i, ++j, ++kept) EXPECT_EQ(a[i], b[j]);
  };
  for (const Hunk& hunk : differing_lines(a, b)) {
    same_until(hunk.old_begin, hunk.new_begin);
    i = hunk.old_end;
    j = hunk.new_end;
  }
  same_until(a.size(), b.size());
  return kept;
}

TEST(Lines, are_split_with_either_ending) {
  EXPECT_EQ(split_lines("a\r\n\nb"), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split_lines("a\n"), (std::vector<std::string_view>{"a"}));
  EXPECT_TRUE(split_lines("").empty());
}

TEST(Lines, that_differ_stand_in_hunks) {
  EXPECT_TRUE(hunks("a\nb\nc\n", "a\nb\nc\n").empty());
  EXPECT_EQ(hunks("a\nb\nc\n", "a\nx\nc\n"), (std::vector<Hunk>{{1, 2, 1, 2}}));
  EXPECT_EQ(hunks("a\nc\n", "a\nb\nc\nd\n"), (std::vector<Hunk>{{1, 1, 1, 2}, {2, 2, 3, 4}}));
  EXPECT_EQ(hunks("", "a\n"), (std::vector<Hunk>{{0, 0, 0, 1}}));
  EXPECT_EQ(hunks("a\nb\n", ""), (std::vector<Hunk>{{0, 2, 0, 0}}));
}

TEST(Lines, of_a_function_put_before_another_stay_together) {
  EXPECT_EQ(hunks("def a():\n  x()\n  end\n", "def b():\n  y()\n  end\n\ndef a():\n  x()\n  end\n"),
            (std::vector<Hunk>{{0, 0, 0, 4}}));
}

TEST(Lines, without_unique_ones_get_a_shortest_script) {
  std::mt19937 random(7);
  constexpr std::string_view kLetters[] = {"a", "b", "c"};
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string_view> a(random() % 12 + 4), b(random() % 12 + 4);
    for (auto& line : a) line = kLetters[random() % 2];
    for (auto& line : b) line = kLetters[random() % 2];
    // Both letters stand more than once on each side, and no end is common: nothing is set aside or unique.
    for (auto* side : {&a, &b}) side->insert(side->end(), {"a", "b", "a", "b"});
    for (const std::string_view end : {"old start", "old end"}) a.insert(end == "old start" ? a.begin() : a.end(), end);
    for (const std::string_view end : {"new start", "new end"}) b.insert(end == "new start" ? b.begin() : b.end(), end);
    EXPECT_EQ(kept_lines(a, b), common(a, b));
  }
}

TEST(Lines, are_all_accounted_for_whatever_the_texts) {
  std::mt19937 random(8);
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) names.push_back("line " + std::to_string(i));
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string_view> a(random() % 60), b(random() % 60);
    for (auto& line : a) line = names[random() % names.size()];
    for (auto& line : b) line = names[random() % names.size()];
    kept_lines(a, b);
  }
}

TEST(Lines, of_hostile_texts_cost_little) {
  std::string a, b;
  for (int i = 0; i < 100'000; ++i) {
    a += i % 2 == 0 ? "x\n" : "y\n";
    b += i % 3 == 0 ? "x\n" : "z\n";
  }
  EXPECT_FALSE(hunks(a, b).empty());
}

}  // namespace
}  // namespace antivenom::diff
