#include "user_rules/user_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace antivenom {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Rule files of one test; gone with it.
class Folder {
 public:
  Folder() : path_(fs::path(::testing::TempDir()) / ("user_rules_" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string add(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

struct Package {
  Artifact artifact;
  Facts facts;

  void ship(const std::string& path, std::string text, Content content = Content::python) {
    artifact.buffers.push_back(std::make_unique<Bytes>(std::move(text)));
    Member member;
    member.path = path;
    member.content = content;
    member.bytes = *artifact.buffers.back();
    artifact.members.push_back(member);
    facts.files.emplace_back().path = path;
  }
  void unpack(FileId file, std::string text) {
    Layer layer;
    layer.opened_at.file = file;
    layer.bytes = text.size();
    layer.text = std::move(text);
    facts.layers.push_back(std::move(layer));
  }
};

std::string shown(const UserMatches& found) {
  std::string out;
  for (const UserMatch& match : found.matches) {
    out += match.rule_namespace + ":" + match.rule;
    for (const std::string& tag : match.tags) out += " #" + tag;
    out += " file " + std::to_string(match.place.file) + " layer " + std::to_string(match.place.layer) + " line " +
           std::to_string(match.place.line) + " says " + std::to_string(static_cast<int>(match.says));
    for (const MatchedString& s : match.strings) {
      out += " " + s.id + "@" + std::to_string(s.offset) + "+" + std::to_string(s.length) + "=" + s.bytes;
    }
    out += "\n";
  }
  for (const auto& problem : found.problems) out += "problem " + problem.file + ": " + problem.reason + "\n";
  return out;
}

std::unique_ptr<UserRules> compiled(const std::vector<std::string>& paths) {
  UserRules::Compiled out = UserRules::compile(paths);
  EXPECT_THAT(out.errors, ElementsAre());
  return std::move(out.rules);
}

TEST(UserRules, match_in_shipped_files_and_layers_with_place_and_strings) {
  const Folder folder;
  const std::string file = folder.add("mine.yar", R"(
rule marker : demo inert { meta: antivenom = "suspicious" strings: $a = "needle" $b = { 68 61 79 } condition: $a and #b > 0 }
rule named { condition: filename == "b.py" and extension == ".py" and filepath == "pkg/b.py" and layer == 0 }
rule unpacked { strings: $a = "needle" condition: $a and layer > 0 })");
  const auto rules = compiled({file});
  Package package;
  package.ship("pkg/a.py", "x = 1\nhay = 'needle needle'\n");
  package.ship("pkg/b.py", "pass\n");
  package.ship("pkg/empty.py", "");
  package.unpack(1, "\nneedle hay\n");
  EXPECT_EQ(shown(rules->run(package.artifact, package.facts)),
            "mine:marker #demo #inert file 0 layer 0 line 2 says 1 $b@6+3=hay $a@13+6=needle $a@20+6=needle\n"
            "mine:named file 1 layer 0 line 1 says 0\n"
            "mine:marker #demo #inert file 1 layer 1 line 2 says 1 $a@1+6=needle $b@8+3=hay\n"
            "mine:unpacked file 1 layer 1 line 2 says 0 $a@1+6=needle\n");
}

TEST(UserRules, folders_are_searched_and_each_file_is_a_namespace) {
  const Folder folder;
  const std::string rule = "rule same { condition: true }";
  folder.add("b.yar", rule);
  folder.add("deep/a.yara", "include \"../shared/c.inc\" " + rule);
  folder.add("shared/c.inc", "rule included { condition: true }");
  folder.add("notes.txt", "no rule");
  const auto rules = compiled({folder.path(), folder.path() + "/deep/../b.yar"});
  Package package;
  package.ship("a.py", "x");
  EXPECT_EQ(shown(rules->run(package.artifact, package.facts)),
            "b:same file 0 layer 0 line 1 says 0\n"
            "deep/a:included file 0 layer 0 line 1 says 0\n"
            "deep/a:same file 0 layer 0 line 1 says 0\n");
}

TEST(UserRules, every_broken_file_is_told_with_its_line) {
  const Folder folder;
  const std::string one = folder.add("one.yar", "rule a { condition: true }\nrule b { condition: $missing }\n");
  const std::string two = folder.add("two.yar", "rule c {\n  condition: maybe }\n");
  const std::string word = folder.add("word.yar", "rule d { meta: antivenom = \"bad\" condition: true }");
  UserRules::Compiled out = UserRules::compile({one, two});
  EXPECT_EQ(out.rules, nullptr);
  EXPECT_THAT(out.errors,
              ElementsAre(one + ":2: undefined string \"$missing\"", two + ":2: undefined identifier \"maybe\""));
  EXPECT_THAT(UserRules::compile({word}).errors,
              ElementsAre("word: rule d: meta 'antivenom' must be \"suspicious\" or \"malicious\""));
  EXPECT_THAT(UserRules::compile({folder.path() + "/none.yar"}).errors, ElementsAre(HasSubstr("No such file")));
  EXPECT_THAT(UserRules::compile({folder.add("nul.yar", std::string("rule e { condition: true }\0", 27))}).errors,
              ElementsAre(HasSubstr("is no text")));
  fs::create_directories(folder.path() + "/nothing");
  EXPECT_THAT(UserRules::compile({folder.path() + "/nothing"}).errors, ElementsAre(HasSubstr("no rule files")));
}

TEST(UserRules, an_include_reads_nothing_outside_of_its_folder) {
  const Folder folder;
  folder.add("secret.inc", "rule leaked { condition: true }");
  const std::string file = folder.add("inner/a.yar", "include \"../secret.inc\"\n");
  fs::create_symlink("../secret.inc", folder.path() + "/inner/link.inc");
  const std::string link = folder.add("inner/b.yar", "include \"link.inc\"\n");
  const std::string host = folder.add("inner/c.yar", "include \"/etc/hostname\"\n");
  for (const std::string& one : {file, link, host}) {
    const UserRules::Compiled out = UserRules::compile({one});
    EXPECT_EQ(out.rules, nullptr) << one;
    ASSERT_FALSE(out.errors.empty()) << one;
    EXPECT_THAT(out.errors[0], HasSubstr(":1: ")) << one;
  }
  EXPECT_NE(compiled({folder.path() + "/inner/../secret.inc"}), nullptr);
}

TEST(UserRules, what_matches_everywhere_is_listed_within_limits) {
  const Folder folder;
  const auto rules = compiled({folder.add("bomb.yar", R"(
rule everywhere { strings: $a = "aa" $b = /ab{1,500}/ condition: any of them }
rule everything { condition: true }
rule last { meta: antivenom = "malicious" condition: filename == "199.py" })")});
  Package package;
  package.ship("0.py", "a" + std::string(300, 'b') + std::string(1u << 21, 'a'), Content::binary);
  for (int i = 1; i < 200; ++i) package.ship(std::to_string(i) + ".py", "aaa");
  MatchLimits limits;
  limits.matches = 10;
  limits.strings = 8;
  const UserMatches found = rules->run(package.artifact, package.facts, limits);
  ASSERT_EQ(found.matches.size(), 11u);
  // A quarter of the list for the string that is everywhere, and the start of the long one.
  EXPECT_EQ(found.matches.front().strings.size(), 3u);
  EXPECT_EQ(found.matches.front().strings.front().length, 301u);
  EXPECT_EQ(found.matches.front().strings.front().bytes.size(), 64u);
  EXPECT_EQ(found.matches.back().rule, "last");
  std::vector<std::string> reasons;
  for (const auto& problem : found.problems) reasons.push_back(problem.reason);
  EXPECT_THAT(reasons, ElementsAre("a string of a YARA rule matches too often to be counted: $a",
                                   "390 more matches of YARA rules are not listed: more than 10"));
}

TEST(UserRules, the_time_limit_ends_a_rule_that_never_would) {
  const Folder folder;
  const auto rules = compiled({folder.add("slow.yar",
                                          "rule slow { condition: for all i in (0..100000000) : ( for all j in "
                                          "(0..100000000) : ( uint8(0) == 0x78 ) ) }")});
  Package package;
  package.ship("a.py", "x");
  package.ship("b.py", "x");
  MatchLimits limits;
  limits.seconds = 1;
  EXPECT_EQ(shown(rules->run(package.artifact, package.facts, limits)),
            "problem a.py: the YARA rules were not run over this file to its end, nor over those after it: more than 1 "
            "seconds for this package\n");
}

TEST(UserRules, many_threads_share_what_was_compiled_once) {
  const Folder folder;
  const auto rules =
      compiled({folder.add("a.yar", "rule r { strings: $a = /n[e]+dle/ condition: $a and layer == 0 }")});
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < results.size(); ++i) {
    threads.emplace_back([&, i] {
      Package package;
      for (size_t k = 0; k < 50; ++k) package.ship(std::to_string(k), k % 8 == i ? "needle" : "hay");
      results[i] = std::to_string(rules->run(package.artifact, package.facts).matches.front().place.file);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(results, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7"));
}

}  // namespace
}  // namespace antivenom
