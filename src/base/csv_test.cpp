#include "base/csv.h"

#include <gtest/gtest.h>

namespace antivenom {
namespace {

using Fields = std::vector<std::string>;

TEST(Csv, records_end_with_their_line) {
  std::string_view rest = "a,b\r\n\"x,\"\"y\"\"\nz\",\n\nlast";
  uint32_t lines = 0;
  EXPECT_EQ(take_csv_record(rest, &lines), (Fields{"a", "b"}));
  EXPECT_EQ(lines, 1u);
  EXPECT_EQ(take_csv_record(rest, &lines), (Fields{"x,\"y\"\nz", ""}));
  EXPECT_EQ(lines, 3u);
  EXPECT_EQ(take_csv_record(rest, &lines), Fields{""});
  EXPECT_EQ(take_csv_record(rest, &lines), Fields{"last"});
  EXPECT_EQ(rest, "");
  EXPECT_EQ(take_csv_record(rest), Fields{""});
}

TEST(Csv, an_open_quote_ends_with_the_text) {
  std::string_view rest = "\"a,b\nc";
  EXPECT_EQ(take_csv_record(rest), Fields{"a,b\nc"});
  EXPECT_EQ(rest, "");
}

TEST(Csv, fields_are_quoted_where_they_must_be_and_read_back) {
  EXPECT_EQ(csv_field("plain text"), "plain text");
  for (const std::string text : {"a,b", "say \"no\"", "two\nlines", "\r", "\""}) {
    const std::string written = csv_field(text);
    std::string_view rest = written;
    EXPECT_EQ(written.front(), '"');
    EXPECT_EQ(take_csv_record(rest), Fields{text});
  }
}

}  // namespace
}  // namespace antivenom
