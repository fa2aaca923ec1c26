#include "known_malicious/known_malicious.h"

#include <gtest/gtest.h>

namespace antivenom {
namespace {

std::string read(std::string_view text) {
  KnownMalicious list;
  if (const std::string wrong = list.add(text, "list"); !wrong.empty()) return wrong;
  std::string out;
  for (const char* name : {"evil-tool", "other"}) {
    for (const char* version : {"", "1.0", "1.1", "2.0"}) {
      if (const ListedPackage* entry = list.find_package(name, version))
        out += std::string(out.empty() ? "" : " ") + name + "/" + version + "@" + std::to_string(entry->line);
    }
  }
  return out;
}

TEST(KnownMalicious, every_form_of_a_list_is_read) {
  const std::string all = "evil-tool/@1 evil-tool/1.0@1 evil-tool/1.1@1 evil-tool/2.0@1";
  EXPECT_EQ(read("Evil_Tool\n"), all);
  EXPECT_EQ(read("\xef\xbb\xbfpypi\tevil.tool\t[]\n"), all);
  EXPECT_EQ(read("npm\tother\t[]\r\npypi\tother\t['1.0', '1.1']\r\n"), "other/1.0@2 other/1.1@2");
  EXPECT_EQ(read("# mine\nevil-tool==1.0  # seen\n\nother\n"),
            "evil-tool/1.0@2 other/@4 other/1.0@4 other/1.1@4 other/2.0@4");
  EXPECT_EQ(read("other\t[1.0]\tpypi/somebody\t21-Jul-23\n"), "other/1.0@1");
  EXPECT_EQ(read("name,version\nother,1.0\n\"Evil_Tool\",\"\"\n"),
            "evil-tool/@3 evil-tool/1.0@3 evil-tool/1.1@3 evil-tool/2.0@3 other/1.0@2");
  EXPECT_EQ(
      read("manager,package_name,affected_version,overview\npip,other,\"[1.1,)\",\"two\nlines\"\nnpm,evil-tool,,\n"),
      "other/1.1@2 other/2.0@2");
  EXPECT_EQ(read(R"(["other==1.0", {"name": "Other", "version": "2.0"}])"), "other/1.0@0 other/2.0@0");
  EXPECT_EQ(
      read(R"({"id": "MAL-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "other"}, "versions": ["1.0"],
                     "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.1"}, {"fixed": "2.0"}]}]},
                     {"package": {"ecosystem": "npm", "name": "evil-tool"}}]})"),
      "other/1.0@0 other/1.1@0");
  EXPECT_EQ(read("{\"affected\": [{\"package\": {\"name\": \"other\"}, \"ranges\": [{\"events\": [{\"introduced\": "
                 "\"0\"}]}]}]}\n"
                 "{\"withdrawn\": \"2026\", \"affected\": [{\"package\": {\"name\": \"evil-tool\"}}]}\n"),
            "other/@0 other/1.0@0 other/1.1@0 other/2.0@0");
}

TEST(KnownMalicious, what_is_no_list_is_said_with_its_line) {
  EXPECT_EQ(read(" \n"), "is empty");
  EXPECT_EQ(read("other\nthis is no list\n"), "line 2 names no package");
  EXPECT_EQ(read("name,version\n,1\n"), "line 2 names no package");
  EXPECT_EQ(read("[1"), "is no JSON");
  EXPECT_EQ(read("{}\n{"), "line 2 is no JSON");
  EXPECT_EQ(read("[{\"a\": 1}]"), "record 1 names no package");
  EXPECT_EQ(read("[[[[]]]]"), "record 1 names no package");
}

TEST(KnownMalicious, a_requirement_is_certain_or_open) {
  KnownMalicious list;
  ASSERT_EQ(list.add("other==1.0\nevil-tool\n", "list"), "");
  const auto asked = [&](std::string_view name, std::string_view versions) -> std::string {
    const auto match = list.find_requirement(name, versions);
    return !match ? "no" : match->certain ? "certain" : "open";
  };
  EXPECT_EQ(asked("Evil.Tool", ">=3"), "certain");
  EXPECT_EQ(asked("other", "==1"), "certain");
  EXPECT_EQ(asked("other", ""), "open");
  EXPECT_EQ(asked("other", ">=0.5"), "open");
  EXPECT_EQ(asked("other", ">=1.1"), "no");
  EXPECT_EQ(asked("other", "==2.0"), "no");
  EXPECT_EQ(asked("unheard", ""), "no");
}

}  // namespace
}  // namespace antivenom
