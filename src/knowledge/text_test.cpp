#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "knowledge/examples.h"
#include "knowledge/knowledge.h"

namespace antivenom::knowledge {
namespace {

using Tags = std::vector<std::string_view>;

bool has(const Tags& tags, std::string_view tag) { return std::find(tags.begin(), tags.end(), tag) != tags.end(); }

TEST(Text, every_row_finds_its_example_and_not_its_counter_example) {
  ASSERT_GE(text_examples().size(), 200u);
  for (const TextExample& row : text_examples()) {
    EXPECT_TRUE(has(tags_of(row.example), row.tag)) << row.where << ": " << row.example;
    EXPECT_FALSE(has(tags_of(row.counter), row.tag)) << row.where << ": " << row.counter;
  }
}

TEST(Text, tags_are_sorted_and_unique) {
  const Tags tags = tags_of("curl http://example.invalid/x.exe; curl http://example.invalid/y.exe; ~/.ssh/id_rsa");
  EXPECT_EQ(tags, (Tags{"executable-name", "shell-download", "ssh-credentials"}));
}

TEST(Text, plain_text_means_nothing) {
  EXPECT_EQ(tags_of(""), Tags{});
  EXPECT_EQ(tags_of("The quick brown fox jumps over the lazy dog."), Tags{});
}

TEST(Text, case_and_runs_of_slashes_make_no_difference) {
  const Tags expected = tags_of("google/chrome/user data/default/login data");
  ASSERT_TRUE(has(expected, "browser-store"));
  EXPECT_EQ(tags_of("Google\\Chrome\\User Data\\Default\\Login Data"), expected);
  EXPECT_EQ(tags_of("Google\\\\Chrome//User Data\\/Default\\\\\\Login Data"), expected);
  EXPECT_EQ(tags_of("GOOGLE/CHROME/USER DATA/DEFAULT/LOGIN DATA"), expected);
}

TEST(Text, a_pattern_may_ask_for_exact_case) {
  EXPECT_TRUE(has(tags_of("AKIAAAAAAAAAAAAAAAAA"), "cloud-credentials"));
  EXPECT_FALSE(has(tags_of("akiaaaaaaaaaaaaaaaaa"), "cloud-credentials"));
}

TEST(Text, tokens_without_a_literal_are_found_at_every_position) {
  const std::string token = "MTAwMDAwMDAwMDAwMDAwMDAw.AAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA";
  for (size_t before = 0; before < 60; ++before)
    EXPECT_TRUE(has(tags_of(std::string(before, ' ') + token), "discord-token")) << before;
}

TEST(Text, only_the_first_64_kib_are_looked_at) {
  EXPECT_TRUE(has(tags_of(std::string(64 * 1024 - 6, 'a') + " .ssh/"), "ssh-credentials"));
  EXPECT_EQ(tags_of(std::string(64 * 1024, ' ') + " ~/.ssh/"), Tags{});
}

TEST(Text, any_bytes_are_accepted) {
  std::string bytes;
  for (int i = 0; i < 3 * 256; ++i) bytes.push_back(static_cast<char>(i % 256));
  EXPECT_EQ(tags_of(bytes), Tags{});
  EXPECT_TRUE(has(tags_of(bytes + std::string("\0\xff ~/.ssh/ \0", 12)), "ssh-credentials"));
  EXPECT_EQ(tags_of(std::string(1 << 20, '\\')), Tags{});
}

TEST(Text, threads_agree) {
  Tags expected;
  for (const TextExample& row : text_examples()) {
    for (std::string_view tag : tags_of(row.example)) expected.push_back(tag);
  }
  std::vector<Tags> seen(4);
  std::vector<std::thread> threads;
  for (Tags& mine : seen) {
    threads.emplace_back([&mine] {
      for (const TextExample& row : text_examples()) {
        for (std::string_view tag : tags_of(row.example)) mine.push_back(tag);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Tags& mine : seen) EXPECT_EQ(mine, expected);
}

}  // namespace
}  // namespace antivenom::knowledge
