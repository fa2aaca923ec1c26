#include "python/decode.h"

#include <gtest/gtest.h>

namespace antivenom::python {
namespace {

using namespace std::string_view_literals;
using Oddities = std::vector<std::string>;

void expect_decoded(std::string_view bytes, std::string_view text, std::string_view encoding,
                    const Oddities& oddities = {}) {
  const DecodedText decoded = decode_source(bytes);
  EXPECT_EQ(decoded.text, text);
  EXPECT_EQ(decoded.encoding, encoding);
  EXPECT_EQ(decoded.oddities, oddities);
}

TEST(Decode, PlainAndMarked) {
  expect_decoded("", "", "utf-8");
  expect_decoded("x = 'é\0'\r"sv, "x = 'é\0'\r"sv, "utf-8");
  expect_decoded("\xEF\xBB\xBFx", "x", "utf-8-sig");
  expect_decoded("\xFF\xFEx\0\xE9\0"sv, "xé", "utf-16-le", {"source in utf-16-le"});
  expect_decoded("\xFE\xFF\0x\xD8\x3D\xDE\x00"sv, "x😀", "utf-16-be", {"source in utf-16-be"});
  expect_decoded("\xFF\xFE\0\0x\0\0\0"sv, "x", "utf-32-le", {"source in utf-32-le"});
  expect_decoded("\0\0\xFE\xFF\0\0\0x"sv, "x", "utf-32-be", {"source in utf-32-be"});
}

TEST(Decode, LoneSurrogateIsWtf8) {
  expect_decoded("\xFF\xFE\x3D\xD8x\0"sv, "\xED\xA0\xBDx", "utf-16-le", {"source in utf-16-le"});
}

TEST(Decode, WideTextWithoutMark) {
  expect_decoded("i\0m\0p\0o\0r\0t\0"sv, "import", "utf-16-le", {"source in utf-16-le without a mark"});
  expect_decoded("\0\0\0a\0\0\0b"sv, "ab", "utf-32-be", {"source in utf-32-be without a mark"});
}

TEST(Decode, BytesThatFitNothing) {
  expect_decoded("x = '\xE9'", "x = 'é'", "latin-1", {"bytes that are no utf-8, read as latin-1"});
  expect_decoded("\xED\xA0\xBD", "í\u00A0½", "latin-1", {"bytes that are no utf-8, read as latin-1"});
}

TEST(Decode, Cookies) {
  expect_decoded("# -*- coding: latin-1 -*-\n'\xE9'", "# -*- coding: latin-1 -*-\n'é'", "latin-1");
  expect_decoded("#!x\r# vim: set fileencoding=cp1251 :\r'\xE9'", "#!x\r# vim: set fileencoding=cp1251 :\r'й'",
                 "cp1251");
  expect_decoded("# coding: Windows_1252\n'\x80'", "# coding: Windows_1252\n'€'", "windows-1252");
  expect_decoded("# coding: shift_jis\n'\x82\xA0'", "# coding: shift_jis\n'あ'", "shift-jis");
  expect_decoded("# coding: gbk\n'\xC4\xE3'", "# coding: gbk\n'你'", "gbk");
  expect_decoded("# coding: ascii\nx", "# coding: ascii\nx", "ascii");
  expect_decoded("x = 1\n# coding: latin-1\n", "x = 1\n# coding: latin-1\n", "utf-8");
  expect_decoded("\n\n# coding: latin-1\n", "\n\n# coding: latin-1\n", "utf-8");
}

TEST(Decode, CookiesThatHideCode) {
  expect_decoded("# coding: rot13\ncevag", "# pbqvat: ebg13\nprint", "rot13", {"source in the encoding rot13"});
  expect_decoded("# coding: utf_7\n+AAo-x", "# coding: utf_7\n\nx", "utf-7", {"source in the encoding utf-7"});
  expect_decoded("# coding: unicode_escape\n\\x78\\12\\u0079", "# coding: unicode_escape\nx\ny", "unicode-escape",
                 {"source in the encoding unicode-escape"});
  expect_decoded("# coding: raw_unicode_escape\n\\u0079\\n", "# coding: raw_unicode_escape\ny\\n", "raw-unicode-escape",
                 {"source in the encoding raw-unicode-escape"});
}

TEST(Decode, CookiesThatLie) {
  expect_decoded("# coding: nonsense\nx", "# coding: nonsense\nx", "utf-8",
                 {"declared encoding nonsense does not fit"});
  expect_decoded("# coding: utf-16\nx", "# coding: utf-16\nx", "utf-8", {"declared encoding utf-16 does not fit"});
  expect_decoded("# coding: ascii\n\xC3\xA9", "# coding: ascii\né", "utf-8", {"declared as ascii, which it is not"});
}

}  // namespace
}  // namespace antivenom::python
