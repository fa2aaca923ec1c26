// Patterns that became automata when the program was built find what RE2 finds: in their examples, and in what is left
// of these after random changes.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>
#include <string>

#include "knowledge/examples.h"
#include "knowledge/tables.h"

namespace antivenom::knowledge {
namespace {

std::string changed(std::string text, unsigned changes, std::mt19937& chance) {
  constexpr std::string_view kBytes("aZ09 ._-/\"'\n\0\t\v\r:=@$\x80\xe9\xff", 23);
  for (; changes > 0; --changes) {
    const size_t at = chance() % (text.size() + 1);
    switch (chance() % 5) {
      case 0:
        text.insert(at, 1, kBytes[chance() % kBytes.size()]);
        break;
      case 1:
        text.erase(at, 1);
        break;
      case 2:
        text.resize(at);
        break;
      case 3:
        text.insert(at, text, 0, chance() % (text.size() + 1));
        break;
      default:
        for (size_t i = at; i < text.size() && i < at + 3; ++i)
          text[i] = static_cast<char>(std::isupper(static_cast<unsigned char>(text[i])) ? std::tolower(text[i])
                                                                                        : std::toupper(text[i]));
    }
  }
  return text;
}

TEST(PatternAutomata, find_what_re2_finds) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_encoding(RE2::Options::EncodingLatin1);
  std::mt19937 chance(1);
  const auto examples = text_examples();
  ASSERT_EQ(examples.size(), tables::kTextRows.size());
  size_t exact = 0, patterns = 0, matches = 0, texts = 0;
  for (size_t row = 0; row < examples.size(); ++row) {
    const tables::TextRow& candidate = tables::kTextRows[row];
    if (candidate.pattern.empty()) continue;
    ++patterns;
    exact += candidate.automaton.exact ? 1 : 0;
    const std::string_view pattern = candidate.pattern;
    const RE2 re2(re2::StringPiece(pattern.data(), pattern.size()), options);
    for (const std::string_view example : {examples[row].example, examples[row].counter}) {
      for (unsigned round = 0; round < 40; ++round) {
        const std::string text = changed(std::string(example), round / 4, chance);
        const bool expected = RE2::PartialMatch(text, re2);
        const bool found = tables::is_found(candidate.automaton, text);
        ASSERT_TRUE(found == expected || (found && !candidate.automaton.exact)) << examples[row].where << ": " << text;
        ++texts;
        matches += expected ? 1 : 0;
      }
    }
  }
  EXPECT_GE(exact * 100, patterns * 98) << "more patterns than a few may be compiled when the program runs";
  EXPECT_GE(matches, texts / 10) << "texts that match nothing test nothing";
  EXPECT_LE(matches, texts * 9 / 10);
}

TEST(PatternAutomata, a_match_may_begin_and_end_with_the_text) {
  for (const tables::TextRow& row : tables::kTextRows) {
    if (row.pattern != "(^|[^a-z0-9-])ngrok\\.com($|[^a-z0-9.-]|\\.?[\"'\\s])") continue;
    EXPECT_TRUE(tables::is_found(row.automaton, "ngrok.com"));
    EXPECT_TRUE(tables::is_found(row.automaton, "x.NGROK.com/"));
    EXPECT_TRUE(tables::is_found(row.automaton, "ngrok.com. "));
    EXPECT_FALSE(tables::is_found(row.automaton, "ngrok.com."));
    EXPECT_FALSE(tables::is_found(row.automaton, "my-ngrok.com"));
    EXPECT_FALSE(tables::is_found(row.automaton, "ngrok.community"));
    EXPECT_FALSE(tables::is_found(row.automaton, ""));
    return;
  }
  FAIL() << "the row is gone";
}

}  // namespace
}  // namespace antivenom::knowledge
