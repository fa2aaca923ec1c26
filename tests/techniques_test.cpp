// Every way to hide under techniques/ against what must be revealed (format: techniques/README.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "interpret/testing/package_facts.h"
#include "support/packages.h"

namespace antivenom {
namespace {

namespace fs = std::filesystem;

struct Revealed {
  std::string callee, argument;
  std::vector<std::string> how;
  bool indirect = false, off_screen = false;
  std::string layer_text;
};

std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \r\n\t");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \r\n\t") + 1 - begin);
}

Revealed read_revealed(const fs::path& path) {
  Revealed out;
  std::istringstream in(test_support::read_file(path));
  bool directives = true;
  for (std::string line; std::getline(in, line);) {
    if (directives && line.starts_with("# event: ")) {
      const size_t open = line.find("(\"");
      out.callee = line.substr(9, open - 9);
      out.argument = line.substr(open + 2, line.rfind("\")") - open - 2);
    } else if (directives && line.starts_with("# how: ")) {
      std::istringstream steps(line.substr(7));
      for (std::string step; steps >> step;) out.how.push_back(step);
    } else if (directives && line == "# indirect") {
      out.indirect = true;
    } else if (directives && line == "# off-screen") {
      out.off_screen = true;
    } else {
      directives = false;
      out.layer_text += line + '\n';
    }
  }
  out.layer_text = trimmed(out.layer_text);
  return out;
}

// The package in folder/<name>.py, one module, or in folder/<name>/, all of its files.
Facts facts_of(const fs::path& folder, const std::string& name) {
  std::vector<interpret::test_support::SourceFile> files;
  if (!fs::is_directory(folder / name)) {
    files.push_back({"sample/__init__.py", test_support::read_file(folder / (name + ".py"))});
  } else {
    for (test_support::File& file : test_support::read_tree(folder / name))
      files.push_back({std::move(file.path), std::move(file.text)});
  }
  return interpret::test_support::facts_of(files);
}

bool holds_in_order(const std::vector<std::string>& all, const std::vector<std::string>& wanted) {
  size_t found = 0;
  for (const std::string& step : all)
    if (found < wanted.size() && step == wanted[found]) ++found;
  return found == wanted.size();
}

std::vector<fs::path> technique_folders() {
  std::vector<fs::path> folders;
  for (const auto& kind : fs::directory_iterator(AV_SOURCE_DIR "/techniques")) {
    if (!kind.is_directory()) continue;
    for (const auto& technique : fs::directory_iterator(kind.path()))
      if (technique.is_directory()) folders.push_back(technique.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

class Techniques : public ::testing::TestWithParam<fs::path> {};

TEST_P(Techniques, has_its_three_files) {
  EXPECT_TRUE(fs::is_regular_file(GetParam() / "revealed.py"));
  for (const std::string name : {"hidden", "lookalike"})
    EXPECT_TRUE(fs::is_regular_file(GetParam() / (name + ".py")) || fs::is_directory(GetParam() / name)) << name;
}

TEST_P(Techniques, is_revealed) {
  const Revealed expected = read_revealed(GetParam() / "revealed.py");
  ASSERT_FALSE(expected.callee.empty()) << "revealed.py names no event";
  const Facts facts = facts_of(GetParam(), "hidden");
  const bool event = std::any_of(facts.events.begin(), facts.events.end(), [&](const Event& e) {
    return e.callee == expected.callee && e.reach == Reach::entry && !e.args.empty() &&
           e.args[0].known == Known::exact && e.args[0].text == expected.argument &&
           (e.indirect || !expected.indirect) && (e.hidden_column || !expected.off_screen);
  });
  const bool text = expected.layer_text.empty() ||
                    std::any_of(facts.layers.begin() + 1, facts.layers.end(),
                                [&](const Layer& l) { return trimmed(l.text) == expected.layer_text; });
  const bool how = std::any_of(facts.layers.begin(), facts.layers.end(),
                               [&](const Layer& l) { return holds_in_order(l.how, expected.how); });
  EXPECT_TRUE(event) << "no such event in\n" << interpret::test_support::short_form(facts);
  EXPECT_TRUE(text) << "no such layer in\n" << interpret::test_support::short_form(facts);
  EXPECT_TRUE(how) << "no layer was unpacked like this in\n" << interpret::test_support::short_form(facts);
}

TEST_P(Techniques, lookalike_gives_no_such_event) {
  const Revealed expected = read_revealed(GetParam() / "revealed.py");
  const Facts facts = facts_of(GetParam(), "lookalike");
  EXPECT_TRUE(std::none_of(facts.events.begin(), facts.events.end(), [&](const Event& e) {
    return e.callee == expected.callee;
  })) << interpret::test_support::short_form(facts);
}

std::string technique_name(const ::testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.parent_path().filename().string() + '_' + info.param.filename().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Techniques, ::testing::ValuesIn(technique_folders()), technique_name);

}  // namespace
}  // namespace antivenom
