// Libraries that few scans need, or only other commands, are loaded by their first use: each start of the program would
// pay for them. What is loaded is asked of the dynamic linker, whoever asked for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using test_support::Finished;
using test_support::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kServer = "postgresql://nobody@127.0.0.1:1/none";  // nobody listens there
constexpr const char* kNoCurl = ": cannot be loaded, it comes with the Debian package libcurl4 (";
constexpr const char* kNoYara = ": cannot be loaded, it comes with the Debian package libyara9 (";
constexpr const char* kNoCrypto = ": cannot be loaded, it comes with the Debian package libssl3 (";
constexpr const char* kNoPq = ": cannot be loaded, it comes with the Debian package libpq5 (";

class LateLibraries : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XDG_DATA_HOME", folder_.path().c_str(), 1);
    folder_.write("sample-1.0.tar.gz", test_support::sdist_of({{"sample/__init__.py", "x = 1\n"}}));
    folder_.write(
        "hashing-1.0.tar.gz",
        test_support::sdist_of({{"hashing/__init__.py", "import hashlib\nx = hashlib.md5(b'a').digest()\n"}}));
    folder_.write("rules.yar", "rule everything { condition: true }\n");
    folder_.write("list.csv", "name,version\nsample,1.0\n");
  }
  Finished run(const std::vector<std::string>& arguments, const std::string& faults = {}) {
    return test_support::run_antivenom(arguments, folder_, {}, faults);
  }
  // What the dynamic linker did in such a run, in the words of ld.so(8).
  std::string loading(const std::vector<std::string>& arguments, int code) {
    ::setenv("LD_DEBUG", "files", 1);
    const Finished finished = run(arguments);
    ::unsetenv("LD_DEBUG");
    EXPECT_EQ(finished.code, code) << arguments[0];
    EXPECT_THAT(finished.err, HasSubstr("file=libc.so")) << "the linker tells nothing";
    return finished.err;
  }
  std::string database() const { return "sqlite://" + folder_.path() + "/antivenom.db"; }
  TemporaryFolder folder_;
};

TEST_F(LateLibraries, are_not_loaded_where_they_are_not_used) {
  const std::vector<std::vector<std::string>> commands = {
      {"--version"}, {"scan", "sample-1.0.tar.gz"}, {"collect", "import", ".", "--db", database()}};
  for (const auto& command : commands) {
    const std::string loaded = loading(command, 0);
    EXPECT_THAT(loaded, Not(HasSubstr("file=libcurl"))) << command[0];
    EXPECT_THAT(loaded, Not(HasSubstr("file=libpq"))) << command[0];
    EXPECT_THAT(loaded, Not(HasSubstr("file=libssl"))) << command[0] << ": one of what stands behind both";
    EXPECT_THAT(loaded, Not(HasSubstr("file=libcrypto"))) << command[0];
    EXPECT_THAT(loaded, Not(HasSubstr("file=libyara"))) << command[0];
    EXPECT_THAT(loaded, Not(HasSubstr("libantivenom_skip_gram"))) << command[0];
  }
}

TEST_F(LateLibraries, are_loaded_by_their_first_use) {
  EXPECT_THAT(loading({"collect", "sync", "csv-list:us=list.csv", "--db", database()}, 0), HasSubstr("file=libcurl"));
  EXPECT_THAT(loading({"scan", "--db", kServer, "sample-1.0.tar.gz"}, 2), HasSubstr("file=libpq"));
  EXPECT_THAT(loading({"scan", "hashing-1.0.tar.gz"}, 0), HasSubstr("file=libcrypto"));
  EXPECT_THAT(loading({"scan", "--yara", "rules.yar", "sample-1.0.tar.gz"}, 0), HasSubstr("file=libyara"));
}

TEST_F(LateLibraries, that_are_missing_are_told) {
  const std::vector<std::vector<std::string>> of_curl = {
      {"collect", "sync", "csv-list:us=list.csv", "--db", database()},
      {"collect", "fetch", "--mirror", "http://127.0.0.1:1/simple/", "--db", database()},
      {"collect", "fetch", "--db", database()},
      {"mirrors", "--mirror", ".", "--db", database()}};
  for (const auto& command : of_curl) {
    const Finished finished = run(command, "library=libcurl");
    EXPECT_EQ(finished.code, 2) << command[1];
    EXPECT_THAT(finished.err, HasSubstr(kNoCurl)) << command[1];
  }
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"scan", "--db", kServer, "sample-1.0.tar.gz"},
        {"collect", "status", "--db", kServer}}) {
    const Finished finished = run(command, "library=libpq");
    EXPECT_EQ(finished.code, 2) << command[0];
    EXPECT_THAT(finished.err, HasSubstr(kNoPq)) << command[0];
  }
}

TEST_F(LateLibraries, that_a_scan_misses_are_told) {
  const Finished rules = run({"scan", "--yara", "rules.yar", "sample-1.0.tar.gz"}, "library=libyara");
  EXPECT_EQ(rules.code, 2);
  EXPECT_THAT(rules.err, HasSubstr(kNoYara));
  const Finished hashes = run({"scan", "hashing-1.0.tar.gz", "sample-1.0.tar.gz"}, "library=libcrypto");
  EXPECT_EQ(hashes.code, 2);
  EXPECT_THAT(hashes.out + hashes.err, HasSubstr(kNoCrypto));
  EXPECT_THAT(hashes.out, HasSubstr("CLEAN  sample 1.0")) << "the other is scanned";
}

TEST_F(LateLibraries, that_are_missing_are_not_missed_where_they_are_not_used) {
  EXPECT_EQ(run({"scan", "sample-1.0.tar.gz"}, "library=lib").code, 0);
  EXPECT_EQ(run({"collect", "import", ".", "--db", database()}, "library=lib").code, 0);
  EXPECT_EQ(run({"collect", "status", "--db", database()}, "library=lib").code, 0);
}

}  // namespace
}  // namespace antivenom
