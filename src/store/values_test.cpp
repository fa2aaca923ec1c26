#include <gtest/gtest.h>

#include "store/store.h"
#include "store/text.h"

namespace antivenom::store {
namespace {

TEST(Time, is_read_in_the_forms_of_the_feeds) {
  const struct {
    const char* text;
    const char* expected;
  } cases[] = {
      {"2024-10-27", "2024-10-27T00:00:00Z"},
      {"2024-10-27T13:55:45Z", "2024-10-27T13:55:45Z"},
      {"2024-10-27T14:05:09.316165759Z", "2024-10-27T14:05:09.316Z"},
      {"2024-10-27T13:55:45+02:00", "2024-10-27T11:55:45Z"},
      {"2023-02-11 10:29:47.204280 UTC", "2023-02-11T10:29:47.204Z"},
      {"2024-02-29 10:29", "2024-02-29T10:29:00Z"},
      {"17-Nov-23", "2023-11-17T00:00:00Z"},
      {"17 NOV 2023", "2023-11-17T00:00:00Z"},
      {"Nov 17, 2023", "2023-11-17T00:00:00Z"},
      {" 17 November 2023 ", "2023-11-17T00:00:00Z"},
      {"Fri, 17 Nov 2023 10:29:47 GMT", "2023-11-17T10:29:47Z"},
  };
  for (const auto& [text, expected] : cases) {
    const auto time = parse_time(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(to_text(*time), expected) << text;
  }
}

TEST(Time, is_nothing_where_it_is_none) {
  for (const char* text : {"", "x", "2024", "2024-13-01", "2024-02-30", "0001-01-01", "99999-01-01", "17-Foo-23",
                           "17-Nov", "INTRODUCED: 17 NOV 2023", "2024-10-27T", "2024-10-27T25:00:00Z",
                           "2024-10-27T13:55:45 CEST", "2024-10-27 x", "----", "17-Nov-023"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
  EXPECT_EQ(to_text(0), "");
  EXPECT_EQ(to_date(1'700'000'000'123), "2023-11-14");
}

TEST(Versions, are_in_the_order_of_pep_440) {
  const std::vector<std::string> sorted = {"",
                                           "dev",
                                           "not a version",
                                           "0",
                                           "0.0.1.dev1",
                                           "0.0.1a1",
                                           "0.0.1",
                                           "1.0.dev456",
                                           "1.0a1.dev1",
                                           "1.0a1",
                                           "1.0a2",
                                           "1.0b1.post1",
                                           "1.0rc1",
                                           "1.0",
                                           "1.0+abc",
                                           "1.0+5",
                                           "1.0.post456.dev34",
                                           "1.0.post456",
                                           "1.0.15",
                                           "1.1.dev1",
                                           "1.2",
                                           "1.10",
                                           "99999999999999999999999",
                                           "1!0.1"};
  for (size_t i = 0; i < sorted.size(); ++i) {
    for (size_t j = 0; j < sorted.size(); ++j) {
      const int order = compare_versions(sorted[i], sorted[j]);
      EXPECT_EQ(order < 0, i < j) << sorted[i] << " | " << sorted[j];
      EXPECT_EQ(order == 0, i == j) << sorted[i] << " | " << sorted[j];
    }
  }
}

TEST(Versions, have_several_spellings) {
  for (const auto& [a, b] : {std::pair{"1.0", "1"},
                             {"v1.0", "1.0.0"},
                             {"1.0-1", "1.0.post1"},
                             {"1.0RC1", "1.0c1"},
                             {"1.0-alpha.1", "1.0a1"},
                             {"1.0.preview", "1.0rc0"},
                             {" 1.0r2 ", "1.0.post2"},
                             {"1.0+ab-C", "1.0+ab.c"}}) {
    EXPECT_EQ(compare_versions(a, b), 0) << a << " | " << b;
  }
}

TEST(Text, becomes_storable) {
  EXPECT_EQ(storable("grün"), "grün");
  EXPECT_EQ(storable(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(storable("\xed\xa0\x80z"), "\\xed\\xa0\\x80z") << "a surrogate";
  EXPECT_EQ(storable("grün", 3), "gr") << "cut between characters";
  EXPECT_EQ(from_list(to_list({"a\"b", "\xff"})), (std::vector<std::string>{"a\"b", "\\xff"}));
  EXPECT_TRUE(from_list("{broken").empty());
}

}  // namespace
}  // namespace antivenom::store
