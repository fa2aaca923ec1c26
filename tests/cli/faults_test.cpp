// Faults around a scan: no memory, a full disk. What can be told is told, and no package takes others along.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using test_support::read_file;
using test_support::TemporaryFolder;

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
  TemporaryFolder folder_;
};

TEST_F(Faults, a_report_that_a_full_disk_swallowed_is_an_error) {
  for (const std::string command : {"scan sets", "scan --format json sets", "scan --format sarif sets"}) {
    EXPECT_EQ(shell("antivenom " + command + " > /dev/full 2> errors"), 2) << command;
    EXPECT_NE(text("errors").find("antivenom: the report could not be written in full: No space left on device"), std::string::npos)
        << command << text("errors");
  }
}

#ifndef AV_SANITIZED
TEST_F(Faults, without_memory_for_one_package_the_others_are_scanned) {
  std::string code;
  for (int i = 0; i < 500'000; ++i) code += "x = f(1, 2)\n";
  folder_.write("sets/large-1.0.tar.gz", test_support::sdist_of({{"large/__init__.py", code}}));
  EXPECT_EQ(shell("(ulimit -v 300000 && antivenom scan --jobs 1 --format json sets > out 2> errors)"), 2) << text("errors");
  const std::string out = text("out");
  EXPECT_NE(out.find("\"reason\":\"out of memory\""), std::string::npos) << out;
  EXPECT_NE(out.find("sets/small-1.0.tar.gz"), std::string::npos) << out;
  EXPECT_NE(text("errors").find("large-1.0.tar.gz: out of memory"), std::string::npos) << text("errors");
}
#endif

}  // namespace
}  // namespace antivenom
