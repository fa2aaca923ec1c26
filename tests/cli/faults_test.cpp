// Faults around a scan: what cannot be read, no memory, a full disk, a clock that jumps. What can be told is told, and
// no package takes others along.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using nlohmann::json;
using test_support::Finished;
using test_support::read_file;
using test_support::TemporaryFolder;
using ::testing::HasSubstr;

class Faults : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("sets/small-1.0.tar.gz", test_support::sdist_of({{"small/__init__.py", "x = 1\n"}}));
  }
  // The exit code of a shell's command in the folder; `antivenom` is the built program.
  int shell(const std::string& command) {
    const std::string line = "cd '" + folder_.path() + "' && antivenom() { '" AV_BINARY "' \"$@\"; } && " + command;
    const int status = std::system(line.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string text(const std::string& name) { return read_file(folder_.path() + "/" + name); }
  Finished scan(std::vector<std::string> arguments, const std::string& faults) {
    arguments.insert(arguments.begin(), {"scan", "--jobs", "1"});
    return test_support::run_antivenom(arguments, folder_, {}, faults);
  }
  // The JSON reports of a scan, by path.
  std::map<std::string, json> reports(const Finished& finished) {
    std::map<std::string, json> out;
    std::istringstream lines(finished.out);
    for (std::string line; std::getline(lines, line);) {
      json report = json::parse(line);
      const std::string path = report["artifact"]["path"];
      out[path] = std::move(report);
    }
    return out;
  }
  TemporaryFolder folder_;
};

TEST_F(Faults, a_report_that_a_full_disk_swallowed_is_an_error) {
  for (const std::string command : {"scan sets", "scan --format json sets", "scan --format sarif sets"}) {
    EXPECT_EQ(shell("antivenom " + command + " > /dev/full 2> errors"), 2) << command;
    EXPECT_NE(text("errors").find("antivenom: the report could not be written in full: No space left on device"),
              std::string::npos)
        << command << text("errors");
  }
}

TEST_F(Faults, an_archive_on_a_bad_sector_is_told_and_the_others_are_scanned) {
  folder_.write("sets/bad-1.0.tar.gz", test_support::version_of("bad", "1.0", std::string(test_support::kShell)));
  const Finished finished = scan({"--format", "json", "sets"}, "read=bad-1.0@100");
  EXPECT_EQ(finished.code, 2);
  EXPECT_THAT(finished.err, HasSubstr("antivenom: sets/bad-1.0.tar.gz: Input/output error"));
  auto told = reports(finished);
  EXPECT_EQ(told["sets/bad-1.0.tar.gz"]["verdict"], "unreadable");
  EXPECT_EQ(told["sets/small-1.0.tar.gz"]["verdict"], "clean");
}

TEST_F(Faults, a_member_on_a_bad_sector_is_read_up_to_it) {
  constexpr int kSector = 4096;
  folder_.write("tree/setup.py", "x = 1\n");
  folder_.write("tree/evil/__init__.py", std::string(test_support::kShell) + std::string(2 * kSector, '#'));
  const Finished finished = scan({"--format", "json", "tree"}, "read=evil/__init__.py@" + std::to_string(kSector));
  const json report = reports(finished)["tree"];
  EXPECT_EQ(report["verdict"], "malicious");
  EXPECT_EQ(report["errors"][0]["file"], "evil/__init__.py");
  EXPECT_EQ(report["errors"][0]["reason"], "could not be read in full: Input/output error");
}

TEST_F(Faults, a_folder_that_cannot_be_listed_is_a_target_that_says_so) {
  folder_.write("sets/more/bad-1.0.tar.gz", test_support::version_of("bad", "1.0", std::string(test_support::kShell)));
  const Finished finished = scan({"--format", "json", "sets"}, "list=sets/more@0");
  EXPECT_EQ(finished.code, 2);
  EXPECT_THAT(finished.err, HasSubstr("antivenom: sets/more: the folder could not be read: Input/output error"));
  EXPECT_EQ(reports(finished)["sets/small-1.0.tar.gz"]["verdict"], "clean");
}

TEST_F(Faults, a_file_of_no_telling_name_is_not_passed_over_because_it_cannot_be_read) {
  folder_.write("sets/bad", test_support::version_of("bad", "1.0", std::string(test_support::kShell)));
  const Finished finished = scan({"--format", "json", "sets"}, "read=sets/bad@0");
  EXPECT_EQ(finished.code, 2);
  EXPECT_THAT(finished.err, HasSubstr("antivenom: sets/bad: Input/output error"));
}

TEST_F(Faults, what_the_user_named_and_cannot_be_read_is_an_error) {
  folder_.write("list.txt", "evil\n");
  folder_.write("antivenom.toml", "[scan]\nfail-on = 'never'\n");
  const Finished list = scan({"--known-malicious", "list.txt", "sets"}, "read=list.txt@2");
  EXPECT_EQ(list.code, 2);
  EXPECT_THAT(list.err, HasSubstr("list.txt: cannot be read"));
  const Finished settings = scan({"sets"}, "read=antivenom.toml@0");
  EXPECT_EQ(settings.code, 2);
  EXPECT_THAT(settings.err, HasSubstr("antivenom.toml: cannot be read"));
}

TEST_F(Faults, a_clock_that_jumps_changes_no_result) {
  for (const std::string shift : {"36000", "-36000"}) {
    const Finished finished = scan({"--format", "json", "--max-seconds", "60", "sets"}, "clock=1@" + shift);
    EXPECT_EQ(finished.code, 0);
    const json report = reports(finished)["sets/small-1.0.tar.gz"];
    EXPECT_TRUE(report["errors"].empty()) << report;
    EXPECT_GE(report["elapsed_ms"], 0);
    EXPECT_LT(report["elapsed_ms"], 60'000);
  }
}

#ifndef AV_SANITIZED
// One allocation of many fails. It may be one that somebody does without.
TEST_F(Faults, wherever_memory_runs_out_it_is_told_and_the_others_are_scanned) {
  std::string code(test_support::kShell);
  for (int i = 0; i < 200; ++i) code += "n = 1234567890123456789012345678901234567890 ** 9\n";  // GMP takes memory, too
  folder_.write("sets/evil-1.0.tar.gz", test_support::version_of("evil", "1.0", code));
  const std::vector<std::string> arguments = {"--isolation", "off", "--fail-on", "never", "sets"};
  const Finished counted = scan(arguments, "count");
  const int allocations = std::stoi(counted.err.substr(counted.err.find("faults: ") + 8));
  // The last lines have the time it took.
  const auto without_totals = [](const std::string& text) { return text.substr(0, text.find(" scanned in ")); };
  const std::string undisturbed = without_totals(counted.out);
  ASSERT_GT(allocations, 1'000);
  constexpr int kPoints = 100;
  int told = 0;
  for (int point = 0; point < kPoints; ++point) {
    const int number = 1 + (allocations - 1) * point / kPoints;
    const Finished finished = scan(arguments, "memory=" + std::to_string(number) + "@1");
    ASSERT_TRUE(finished.code == 0 || finished.code == 2) << number << ": " << finished.code << finished.err;
    if (finished.code == 0) {
      EXPECT_EQ(without_totals(finished.out), undisturbed) << number << " changed the result, and nobody says so";
      continue;
    }
    ++told;
    EXPECT_THAT(finished.err, HasSubstr(": out of memory")) << number;
    if (finished.out.empty()) continue;  // it ended before the first package, as where folders are listed
    for (const char* target : {"sets/evil-1.0.tar.gz", "sets/small-1.0.tar.gz"})
      EXPECT_THAT(finished.out, HasSubstr(target)) << number;
  }
  EXPECT_GT(told, kPoints / 10);
}

TEST_F(Faults, without_memory_for_one_package_the_others_are_scanned) {
  std::string code;
  for (int i = 0; i < 500'000; ++i) code += "x = f(1, 2)\n";
  folder_.write("sets/large-1.0.tar.gz", test_support::sdist_of({{"large/__init__.py", code}}));
  EXPECT_EQ(shell("(ulimit -v 300000 && antivenom scan --jobs 1 --format json sets > out 2> errors)"), 2)
      << text("errors");
  const std::string out = text("out");
  EXPECT_NE(out.find("\"reason\":\"out of memory\""), std::string::npos) << out;
  EXPECT_NE(out.find("sets/small-1.0.tar.gz"), std::string::npos) << out;
  EXPECT_NE(text("errors").find("large-1.0.tar.gz: out of memory"), std::string::npos) << text("errors");
}
#endif

}  // namespace
}  // namespace antivenom
