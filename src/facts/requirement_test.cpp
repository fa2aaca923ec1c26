#include "facts/requirement.h"

#include <gtest/gtest.h>

namespace antivenom {
namespace {

std::string shown(std::string_view text) {
  const auto r = parse_requirement(text);
  return r ? r->name + "|" + r->versions + "|" + r->address : "none";
}

TEST(Requirement, is_read_as_it_is_spelled_everywhere) {
  EXPECT_EQ(shown("Evil_Tool"), "evil-tool||");
  EXPECT_EQ(shown(" evil.-_tool [a,b] (>= 1.0, <2) ; python_version < '3'"), "evil-tool|>=1.0,<2|");
  EXPECT_EQ(shown("evil==1.0"), "evil|==1.0|");
  EXPECT_EQ(shown("'evil'"), "evil||");
  EXPECT_EQ(shown("evil @ https://example.com/x.zip ; extra == 'a'"), "evil||https://example.com/x.zip");
  EXPECT_EQ(shown("git+https://example.com/owner/Evil.Tool.git@v1"),
            "evil-tool||git+https://example.com/owner/Evil.Tool.git@v1");
  EXPECT_EQ(shown("https://example.com/evil-1.0-py3-none-any.whl"),
            "evil||https://example.com/evil-1.0-py3-none-any.whl");
  EXPECT_EQ(shown("https://example.com/archive/main.zip#egg=evil-2&x=1"),
            "evil-2||https://example.com/archive/main.zip#egg=evil-2&x=1");
  EXPECT_EQ(shown("https://example.com"), "none");
  EXPECT_EQ(shown("a sentence of words"), "none");
  EXPECT_EQ(shown("./folder"), "none");
  EXPECT_EQ(shown("[broken"), "none");
  EXPECT_EQ(shown("evil["), "evil||");
  EXPECT_EQ(shown(""), "none");
}

TEST(Requirement, versions_have_the_order_of_the_standard) {
  const std::string_view ordered[] = {"nonsense", "0.9",       "1.0.dev1", "1.0a1", "1.0b2", "1.0rc1",
                                      "1.0",      "1.0.post1", "1.0.1",    "1.2",   "1.10",  "1!0.1"};
  for (size_t i = 0; i < std::size(ordered); ++i)
    for (size_t j = 0; j < std::size(ordered); ++j)
      EXPECT_EQ(compare_versions(ordered[i], ordered[j]), i < j ? -1 : i > j) << ordered[i] << ' ' << ordered[j];
  EXPECT_EQ(compare_versions("V1.0-alpha.1", "1a1"), 0);
  EXPECT_EQ(compare_versions("01.0.0+local", "1"), 1);
  EXPECT_TRUE(allows("==1.0", "1.0+local"));
  EXPECT_FALSE(allows("==1.0+other", "1.0+local"));
  EXPECT_EQ(compare_versions(std::string(100'000, '9'), "1"), 1);
}

TEST(Requirement, specifiers_say_what_may_be_installed) {
  for (std::string_view yes :
       {"", "==1.4.2", "==1.4.*", "~=1.4.1", "~=1.1", ">=1,<2,!=1.3", "===1.4.2", ">1.4.2rc1", "rubbish"})
    EXPECT_TRUE(allows(yes, "1.4.2")) << yes;
  for (std::string_view no : {"==1.4", "!=1.4.*", "~=1.3.0", ">1.4.2", "<1.4.2", ">=1,<1.4", "===1.4.2.0"})
    EXPECT_FALSE(allows(no, "1.4.2")) << no;
  EXPECT_TRUE(allows("==1.0.*", "1"));
  EXPECT_EQ(pinned_version(">=1,==1.4"), "1.4");
  EXPECT_EQ(pinned_version("==1.*"), "");
  EXPECT_EQ(pinned_version(""), "");
}

}  // namespace
}  // namespace antivenom
