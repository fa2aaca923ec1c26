// Small packages against the facts they must give. Each goldens/*.golden holds cases:
//
//   #### name of the case
//   --- path/of/a/file.py
//   its source
//   ===
//   the short form of the facts (testing/package_facts.h)
//
// A file without a `---` line is sample/__init__.py. ANTIVENOM_UPDATE_GOLDENS=1 rewrites what follows `===`; the
// difference is then reviewed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "interpret/testing/package_facts.h"

namespace antivenom::interpret {
namespace {

using test_support::SourceFile;

struct Case {
  std::string name, source, expected;
};

std::vector<Case> read_cases(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<Case> cases;
  bool expected = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#### ")) {
      cases.push_back({line.substr(5), "", ""});
      expected = false;
    } else if (line == "===") {
      expected = true;
    } else if (!cases.empty()) {
      (expected ? cases.back().expected : cases.back().source) += line + '\n';
    }
  }
  for (Case& c : cases)
    while (c.expected.ends_with("\n\n")) c.expected.pop_back();
  return cases;
}

std::vector<SourceFile> files_of(const std::string& source) {
  std::vector<SourceFile> files;
  std::istringstream in(source);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("--- ")) {
      files.push_back({line.substr(4), ""});
      continue;
    }
    if (files.empty()) files.push_back({"sample/__init__.py", ""});
    files.back().text += line + '\n';
  }
  return files;
}

std::vector<std::filesystem::path> golden_files() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(AV_SOURCE_DIR "/src/interpret/goldens"))
    if (entry.path().extension() == ".golden") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

class Goldens : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Goldens, give_these_facts) {
  const std::vector<Case> cases = read_cases(GetParam());
  ASSERT_FALSE(cases.empty()) << GetParam();
  const bool update = std::getenv("ANTIVENOM_UPDATE_GOLDENS") != nullptr;
  std::string rewritten;
  for (const Case& c : cases) {
    const std::string actual = test_support::short_form(test_support::facts_of(files_of(c.source)));
    rewritten += (rewritten.empty() ? "" : "\n") + ("#### " + c.name) + '\n' + c.source + "===\n" + actual;
    if (!update) {
      EXPECT_EQ(actual, c.expected) << c.name << "\n" << c.source;
    }
  }
  if (update) std::ofstream(GetParam(), std::ios::binary) << rewritten;
}

INSTANTIATE_TEST_SUITE_P(All, Goldens, ::testing::ValuesIn(golden_files()),
                         [](const auto& instance) { return instance.param.stem().string(); });

}  // namespace
}  // namespace antivenom::interpret
