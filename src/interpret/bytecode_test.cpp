// Code objects that are run: what cannot be listed, and what costs more than its bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interpret/testing/package_facts.h"

namespace antivenom::interpret {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

std::string number(uint32_t value) {
  std::string out;
  for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

std::string tuple(const std::vector<std::string>& items) {
  std::string out = "(" + number(static_cast<uint32_t>(items.size()));
  for (const std::string& item : items) out += item;
  return out;
}

std::string text(std::string_view value) {
  return "u" + number(static_cast<uint32_t>(value.size())) + std::string(value);
}

// A code object as Python's marshal writes it: argument counts, three more numbers, instructions, constants, names. It
// may be referred to.
std::string code(unsigned counts, std::string_view instructions, const std::vector<std::string>& constants,
                 const std::vector<std::string>& names) {
  std::string out(1, static_cast<char>('c' | 0x80));
  for (unsigned i = 0; i < counts + 3; ++i) out += number(0);
  out += "s" + number(static_cast<uint32_t>(instructions.size())) + std::string(instructions) + tuple(constants) +
         tuple(names);
  for (int i = 0; i < 3; ++i) out += tuple({});
  return out + text("m") + text("m") + number(1) + "s" + number(0);
}

std::vector<std::string> callees(const Facts& facts) {
  std::vector<std::string> out;
  for (const Event& event : facts.events) out.push_back(event.callee);
  return out;
}

TEST(Bytecode, code_of_a_python_without_a_table_is_kept_once_and_what_follows_is_seen) {
  const std::string pyc =
      std::string("\xee\x0c\r\n\0\0\0\0\0\0\0\0", 12) + code(2, std::string("d\0\0S", 4), {"N"}, {text("secret")});
  const Facts facts = test_support::facts_of(
      {{"setup.py", "import os, runpy\nfor i in range(1000): runpy.run_path('old.pyc')\nos.system('after')\n"},
       {"old.pyc", pyc}});
  EXPECT_THAT(callees(facts), ElementsAre("runpy.run_path", "os.system"));
  ASSERT_GE(facts.layers.size(), 2u);
  EXPECT_LE(facts.layers.size(), Budget{}.layers + 2u);
  EXPECT_EQ(facts.layers[1].text, "secret\n");
}

// Each level defines the one below twice: a dozen levels have the size of twelve functions and the work of thousands.
TEST(Bytecode, code_objects_that_share_others_spend_steps_for_each_of_them) {
  constexpr uint32_t kLevels = 12;
  std::string level = code(3, std::string("d\0S\0", 4), {"N"}, {});
  for (uint32_t depth = kLevels; depth-- > 0;) {
    const std::string instructions("d\0d\1\x84\0Z\0d\2d\1\x84\0Z\0d\3S\0", 20);
    level = code(3, instructions, {level, text("f"), "r" + number(depth + 1), "N"}, {text("f")});
  }
  std::string source = "import marshal, os\nd = open('data.bin', 'rb').read()\n";
  for (int i = 0; i < 5'000; ++i) source += "exec(marshal.loads(d))\n";
  Budget budget;
  budget.entry_steps = 400'000;
  const Facts facts = test_support::facts_of(
      {{"sample/__init__.py", source}, {"sample/next.py", "import os\nos.system('next')\n"}, {"data.bin", level}},
      budget);
  EXPECT_THAT(callees(facts), Contains("os.system"));
  EXPECT_THAT(facts.effort.exhausted, Contains("steps of sample/__init__.py"));
}

}  // namespace
}  // namespace antivenom::interpret
