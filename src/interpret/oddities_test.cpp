#include "interpret/oddities.h"

#include <gtest/gtest.h>

#include <string>

#include "base/testing/cost.h"

namespace antivenom::interpret {
namespace {

std::string oddities(std::string_view source) {
  Interner names;
  const python::Tree tree = python::parse(source, names);
  std::vector<Note> notes;
  std::vector<bool> mentioned(names.size());
  find_oddities(tree, NodeIndex(tree, mentioned), names, source, 0, 0, notes);
  std::string out;
  for (const Note& n : notes) out += n.id + " @" + std::to_string(n.place.line) + ": " + n.detail + '\n';
  return out;
}

// Pieces of text that look random and are the same on every machine.
std::string noise(size_t size, std::string_view alphabet) {
  std::string out;
  uint32_t state = 7;
  while (out.size() < size) out += alphabet[(state = state * 1'103'515'245u + 12'345u) / 65'536u % alphabet.size()];
  return out;
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

TEST(oddities, plain_code_has_none) {
  EXPECT_EQ(oddities("import os\n\ndef area(width, height):\n    '''doc'''\n    return width * height\n"), "");
  EXPECT_EQ(oddities(""), "");
}

TEST(oddities, names_that_fold_to_others) {
  EXPECT_EQ(
      oddities("\xF0\x9D\x93\xAE\xF0\x9D\x94\x81\xF0\x9D\x93\xAE\xF0\x9D\x93\xAC('1')\n"),
      "lookalike-names @1: '\xF0\x9D\x93\xAE\xF0\x9D\x94\x81\xF0\x9D\x93\xAE\xF0\x9D\x93\xAC' is read as 'exec'\n");
  // Formulas, other languages, and texts.
  EXPECT_EQ(oddities("xi = 1\nx\xE1\xB5\xA2 = 2\n\xCE\xB1 = 3\ngr\xC3\xB6\xC3\x9F"
                     "e = 4\ns = '\xF0\x9D\x93\xAE'\n"),
            "");
}

TEST(oddities, characters_that_turn_the_order) {
  EXPECT_EQ(oddities("if a:  # \xE2\x80\xAE check\n    pass\n"),
            "bidi-text @1: a character outside of texts turns the order of what is shown\n");
  EXPECT_EQ(oddities("s = 'user\xE2\x80\xAE \xE2\x81\xA6# admin'\n"),
            "bidi-text @1: a character in a text turns the order of what is shown after it\n");
  EXPECT_EQ(oddities("s = '\xE2\x80\xAB\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\xE2\x80\xAC'\n"), "");
}

TEST(oddities, code_off_the_screen) {
  EXPECT_EQ(oddities("import os;" + std::string(240, ' ') + "print(1)\n"),
            "off-screen-code @1: code in column 251 behind 240 blanks\n");
  EXPECT_EQ(oddities("import os" + std::string(240, ' ') + "# comment\n"), "");
  EXPECT_EQ(oddities("x = '" + std::string(240, ' ') + "print(1)'\n"), "");
  EXPECT_EQ(oddities("x = [1," + std::string(240, ' ') + "2]\n"), "");
}

TEST(oddities, generated_names) {
  EXPECT_EQ(oddities("lIl=1\nIlIl=2\nllIIl=3\nOO0O=4\n_0x1a2b=5\n____=6\nqzxkvbnwj=7\na8f3k2x9=8\nname=9\n"),
            "mangled-names @2: 7 of 9 names (77 %) look generated, such as 'IlIl'\n");
  EXPECT_EQ(
      oddities(
          "a=1\nb=2\nx1=3\nx2=4\nfoo_bar=5\n_=6\nHTTPServer=7\nMLKEM768X25519PrivateKey=0\nGetProcAddress=8\nimgs=9\n"),
      "");
}

TEST(oddities, encoded_literals) {
  const std::string text = noise(1'200, kBase64);
  EXPECT_EQ(oddities("run('" + text + "')\n"), "encoded-literal @1: a literal of 1200 bytes in base64\n");
  EXPECT_EQ(oddities("DATA = '" + text + "'\n"), "");
  EXPECT_EQ(oddities("'" + text + "'\nrun()\n"), "");
  EXPECT_EQ(oddities("run('" + noise(1'200, "0123456789abcdef") + "')\n"),
            "encoded-literal @1: a literal of 1200 bytes in hexadecimal\n");
  std::string prose;
  while (prose.size() < 1'200) prose += "the quick brown fox jumps over it. ";
  EXPECT_EQ(oddities("run('" + prose + "')\n"), "");
  EXPECT_EQ(oddities("run('" + std::string(2'000, 'a') + "')\n"), "");
}

TEST(oddities, arrays_and_split_texts) {
  std::string numbers, pieces, sum = "x = 'a'";
  for (int i = 0; i < 300; ++i) numbers += std::to_string(32 + i * 37 % 90) + ", ";
  for (int i = 0; i < 24; ++i) pieces += "'ab', ", sum += " + chr(97)";
  EXPECT_EQ(oddities("x = [" + numbers + "]\n"), "number-array @1: 300 numbers that read as characters\n");
  EXPECT_EQ(oddities("x = ''.join([" + pieces + "])\n"), "split-string @1: a text put together from 24 pieces\n");
  EXPECT_EQ(oddities(sum + "\n"), "split-string @1: a text put together from 25 pieces\n");
  EXPECT_EQ(oddities("x = ', '.join([" + pieces + "])\n"), "");
}

TEST(oddities, lines_brackets_and_encodings) {
  EXPECT_EQ(oddities("x = '" + std::string(6'000, 'a') + "'\n"), "");
  EXPECT_EQ(oddities("run('" + std::string(6'000, 'a') + "')\n"), "long-line @1: a line of 6008 bytes with code\n");
  EXPECT_EQ(oddities("x = " + std::string(120, '[') + std::string(120, ']') + "\n"),
            "deep-nesting @1: brackets nested 100 deep\n");
  EXPECT_EQ(oddities("# coding: rot13\ncevag(1)\n"), "odd-encoding @1: the source is in the encoding rot13\n");
  EXPECT_EQ(oddities("# coding: latin-1\nx = '\xE9'\n"), "");
  EXPECT_EQ(oddities(std::string_view("x = 1\n\0\n", 8)).substr(0, 9), "nul-bytes");
}

TEST(oddities, code_that_does_not_parse) {
  std::string honest;
  for (int i = 0; i < 100; ++i) honest += "value_" + std::to_string(i) + " = compute(1)\n";
  EXPECT_EQ(oddities(honest), "");
  EXPECT_NE(oddities(honest + "exec(x y z ???\n").find("broken-syntax"), std::string::npos);
}

TEST(oddities, notes_are_bounded) {
  std::string source;
  for (int i = 0; i < 50; ++i) source += "# \xE2\x80\xAE\n";
  Interner names;
  const python::Tree tree = python::parse(source, names);
  std::vector<Note> notes;
  std::vector<bool> mentioned(names.size());
  find_oddities(tree, NodeIndex(tree, mentioned), names, source, 3, 2, notes);
  ASSERT_EQ(notes.size(), 8u);
  EXPECT_EQ(notes[7].place, (Place{3, 2, 8, 8}));
}

TEST(oddities, hostile_sources_cost_no_more) {
  constexpr size_t kSize = kSanitized ? 50'000 : 200'000;
  for (std::string_view piece : {"\xE2\x80\xAE", "a + ", "[", "\xF0\x9D\x93\xAE", "#'", "f'{", "'' ", "(1,"}) {
    std::string source = "x = 1 # ";
    while (source.size() < kSize) source += piece;
    oddities(source);
    oddities(source.substr(8));
    std::string padded;
    while (padded.size() < kSize) padded += "," + std::string(70, ' ') + std::string(piece);
    oddities(padded);
  }
}

}  // namespace
}  // namespace antivenom::interpret
