#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/collect.h"
#include "cli/commands.h"

namespace antivenom::cli {

namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class CollectSync : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "antivenom-sync-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << text;
    return folder_ + "/" + name;
  }
  // What is printed; `code` gets the exit code.
  std::string run(std::vector<std::string> arguments, int& code) {
    arguments.insert(arguments.end(), {"--db", folder_ + "/test.db", "--quiet"});
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    code = collect_sync(arguments);
    errors_ = ::testing::internal::GetCapturedStderr();
    return ::testing::internal::GetCapturedStdout();
  }

  std::string folder_, errors_;
};

TEST_F(CollectSync, CountsBySourceAndFailures) {
  const std::string list = write("list.txt", "one\ntwo==2.0\nnot a name\n");
  int code = -1;
  const Json first = Json::parse(run({"text-list:mine=" + list, "--format", "json"}, code));
  EXPECT_EQ(code, kExitFine);
  EXPECT_EQ(first["added"], 2);
  EXPECT_EQ(first["advisories"], 2);
  EXPECT_EQ(
      first["by_source"]["mine"],
      Json::parse(R"({"added":2,"changed":0,"unchanged":0,"skipped":0,"failed":1,"advisories":2,"sightings":0})"));
  EXPECT_EQ(first["failed"].dump(),
            R"([{"feed":"text-list:mine","path":"list.txt:3","reason":"no name and versions: not a name"}])");
  const Json second = Json::parse(run({"text-list:mine=" + list, "--format", "json"}, code));
  EXPECT_EQ(second["added"].get<int>() + second["changed"].get<int>(), 0);
  EXPECT_EQ(second["unchanged"], 2);
  {
    auto store = store::Store::open(folder_ + "/test.db");
    ASSERT_TRUE(store);
    const auto failures = *store->failures(10);
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_EQ(failures[0].source + " " + failures[0].subject, "text-list:mine list.txt:3");
    EXPECT_EQ(failures[0].times, 2u);
    EXPECT_EQ(store->runs(10)->size(), 2u);
  }
  write("list.txt", "one\ntwo==2.0\n");
  run({"text-list:mine=" + list}, code);
  auto store = store::Store::open(folder_ + "/test.db");
  ASSERT_TRUE(store);
  EXPECT_TRUE(store->failures(10)->empty()) << "mended";
}

TEST_F(CollectSync, AFeedThatCannotBeReadDoesNotStopTheOthers) {
  int code = -1;
  const Json out = Json::parse(
      run({"osv-dump=" + folder_ + "/missing", "text-list=" + write("list.txt", "one\n"), "--format", "json"}, code));
  EXPECT_EQ(code, kExitWrong);
  EXPECT_EQ(out["added"], 1);
  EXPECT_EQ(out["feeds"][0]["error"], "there is no such file or folder");
  EXPECT_THAT(errors_, HasSubstr("/missing: there is no such file or folder"));
}

TEST_F(CollectSync, WrongUseSaysWhatIsRight) {
  int code = -1;
  run({}, code);
  EXPECT_EQ(code, kExitWrong);
  run({"nonsense"}, code);
  EXPECT_EQ(code, kExitWrong);
  EXPECT_THAT(errors_, HasSubstr("there is no feed 'nonsense'"));
  run({"text-list"}, code);
  EXPECT_EQ(code, kExitWrong);
  EXPECT_THAT(errors_, HasSubstr("text-list=LOCATION"));
  EXPECT_THAT(run({"--list"}, code), HasSubstr("osv-dump"));
  EXPECT_EQ(code, kExitFine);
}

TEST_F(CollectSync, FeedsOfTheSettingsFile) {
  const std::string list = write("list.txt", "one\n");
  const std::string settings =
      write("antivenom.toml", "feed = [\"text-list:a=" + list + "\", \"text-list:b=" + list + "\"]\n");
  int code = -1;
  const Json out = Json::parse(run({"--config", settings, "--format", "json"}, code));
  EXPECT_EQ(code, kExitFine);
  EXPECT_EQ(out["by_source"]["a"]["added"], 1);
  EXPECT_EQ(out["by_source"]["b"]["added"], 1);
}

}  // namespace
}  // namespace antivenom::cli
