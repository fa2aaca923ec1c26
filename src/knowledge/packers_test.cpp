#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "knowledge/examples.h"
#include "knowledge/knowledge.h"

namespace antivenom::knowledge {
namespace {

bool has(std::string_view text, bool native, std::string_view tool) {
  const auto found = packers_of(text, native);
  return std::any_of(found.begin(), found.end(), [&](const Packer& p) { return p.name == tool; });
}

TEST(Packers, every_example_is_of_its_tool_and_no_counter_is) {
  for (const PackerExample& example : packer_examples()) {
    EXPECT_TRUE(has(example.example, example.native, example.tool)) << example.where;
    EXPECT_FALSE(has(example.counter, example.native, example.tool)) << example.where;
    EXPECT_TRUE(has(std::string(10'000, '\n') + std::string(example.example) + std::string(10'000, '\n'),
                    example.native, example.tool))
        << example.where;
  }
}

TEST(Packers, plain_and_hostile_texts_are_of_no_tool) {
  EXPECT_TRUE(packers_of("", false).empty());
  EXPECT_TRUE(packers_of(std::string(1u << 20, '\0'), true).empty());
  EXPECT_TRUE(packers_of("import os\nprint(os.getcwd())\n", false).empty());
}

TEST(Packers, sealed_tools_are_told_from_encoders) {
  const auto found = packers_of("from pyarmor_runtime_000000 import __pyarmor__\n__obfuscator__ = 'Hyperion'\n", false);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "Hyperion");
  EXPECT_EQ(found[0].kind, PackerKind::encoder);
  EXPECT_EQ(found[1].name, "PyArmor");
  EXPECT_EQ(found[1].kind, PackerKind::sealed);
  EXPECT_EQ(found[1].at, 5u);
}

}  // namespace
}  // namespace antivenom::knowledge
