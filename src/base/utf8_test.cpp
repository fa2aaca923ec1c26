#include "base/utf8.h"

#include <gtest/gtest.h>

namespace antivenom {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, EveryCodePointComesBack) {
  for (uint32_t code : {0u, 0x7Fu, 0x80u, 0x7FFu, 0x800u, 0xD7FFu, 0xE000u, 0xFFFFu, 0x10000u, 0x10FFFFu}) {
    std::string text;
    append_utf8(text, code);
    const CodePoint one = decode_utf8(text + "x");
    EXPECT_EQ(one.code, code);
    EXPECT_EQ(one.size, text.size());
    EXPECT_TRUE(is_utf8(text));
  }
}

TEST(Utf8, WhatIsNone) {
  for (std::string_view bad :
       {"\x80"sv, "\xC3"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xE0\x9F\xBF"sv, "\xED\xA0\x80"sv, "\xF0\x8F\xBF\xBF"sv,
        "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xE2\x82"sv, "\xE2\x28\xA1"sv}) {
    EXPECT_EQ(decode_utf8(bad).size, 0u);
    for (size_t before = 0; before < 17; ++before) {
      EXPECT_FALSE(is_utf8(std::string(before, 'a') + std::string(bad))) << before;
      EXPECT_FALSE(is_utf8(std::string(bad) + std::string(before, 'a'))) << before;
    }
  }
}

TEST(Utf8, AsciiEndsWhereTheFirstOtherByteStands) {
  for (size_t size = 0; size < 80; ++size) {
    EXPECT_EQ(ascii_prefix(std::string(size, 'a')), size);
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, '\x7F');
      text[at] = '\x80';
      EXPECT_EQ(ascii_prefix(text), at) << size;
    }
  }
}

TEST(Utf8, SurrogatesAndNumbersBeyondAreWritten) {
  std::string text;
  append_utf8(text, 0xD800);
  append_utf8(text, 0x110000);
  EXPECT_EQ(text, "\xED\xA0\x80\xEF\xBF\xBD");
}

}  // namespace
}  // namespace antivenom
