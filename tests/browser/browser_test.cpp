// Pages in a real browser: what it checks is in pages.mjs.
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>

#include "../support/process.h"
#include "html/page.h"
#include "html/testing/samples.h"

namespace antivenom {
namespace {

// Ends by itself: a browser that hangs must not hold up the other tests.
constexpr const char* kRun = "timeout -k 5 200 node '{}/tests/browser/pages.mjs' '{}' '{}' '{}' 2>&1";

std::string first_of(std::initializer_list<const char*> paths) {
  for (const char* path : paths) {
    if (std::filesystem::exists(path)) return path;
  }
  return "";
}

TEST(Browser, shows_pages_that_can_be_used_and_that_fetch_nothing) {
  const std::string chromium = first_of({"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"});
  if (chromium.empty()) GTEST_SKIP() << "there is no chromium";
  if (first_of({"/usr/bin/node", "/usr/local/bin/node"}).empty()) GTEST_SKIP() << "there is no node";
  if (!std::filesystem::exists(AV_DEPS_DIR "/node_modules/playwright-core")) {
    GTEST_SKIP() << "playwright-core was not fetched: scripts/fetch_sources.sh test";
  }
  const test_support::TemporaryFolder folder;
  folder.write("study.html", html::study_page(testing::sample_document()));
  folder.write("classify.html", html::classify_page(testing::sample_classification(400)));
  folder.write("many.html", html::classify_page(testing::sample_classification(20'000)));

  std::string command = kRun;
  for (const std::string& argument : {std::string(AV_SOURCE_DIR), folder.path(), std::string(AV_DEPS_DIR), chromium}) {
    command.replace(command.find("{}"), 2, argument);
  }
  std::FILE* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string output;
  std::array<char, 4096> part{};
  while (const size_t count = std::fread(part.data(), 1, part.size(), pipe)) output.append(part.data(), count);
  const int status = ::pclose(pipe);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << output;
  std::fputs(output.c_str(), stdout);
}

}  // namespace
}  // namespace antivenom
