#include "interpret/padded_lines.h"

#include <gtest/gtest.h>

#include <string>

namespace antivenom::interpret {
namespace {

TEST(PaddedLines, tells_code_behind_blanks_in_any_order_of_questions) {
  // Code, 59 blanks, code up to column 300, 60 blanks and tabs, code; a long line without a run; a short one.
  const std::string first =
      "a=1;" + std::string(59, ' ') + std::string(237, 'b') + ";" + std::string(59, ' ') + "\tc()";
  const std::string second = std::string(400, 'd'), third = "e()";
  Interner names;
  const python::Tree tree = python::parse_text(first + "\n" + second + "\n" + third + "\n", names);
  const auto c = static_cast<uint32_t>(first.find("c()")), of_second = static_cast<uint32_t>(first.size() + 1);
  const auto of_third = static_cast<uint32_t>(of_second + second.size() + 1);
  for (bool backwards : {false, true}) {
    PaddedLines lines;
    std::string told;
    for (size_t i = 0; i < 6; ++i) {
      const uint32_t offsets[] = {0, 250, c - 1, c, of_second + 350, of_third};
      const size_t at = backwards ? 5 - i : i;
      const char answer = lines.off_screen(tree, offsets[at]) ? 'y' : 'n';
      told.insert(backwards ? told.begin() : told.end(), answer);
    }
    EXPECT_EQ(told, "nnnynn") << backwards;
  }
}

}  // namespace
}  // namespace antivenom::interpret
