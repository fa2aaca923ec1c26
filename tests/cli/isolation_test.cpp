// The scanning process locks itself in, and limits end one package only.
#include <gtest/gtest.h>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using test_support::Finished;
using test_support::TemporaryFolder;

class Isolation : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("sets/sample-1.0.tar.gz", test_support::sdist_of({{"sample/__init__.py", "x = 1\n"}}));
  }
  Finished run(const std::vector<std::string>& arguments) { return test_support::run_antivenom(arguments, folder_); }
  TemporaryFolder folder_;
};

TEST_F(Isolation, holds_or_says_why_not) {
  const Finished finished = run({"scan", "--isolation", "require", "--verbose", "sets"});
  if (finished.code == 2) {
    EXPECT_EQ(finished.err.rfind("antivenom: --isolation require: ", 0), 0u) << finished.err;
    GTEST_SKIP() << finished.err;
  }
  EXPECT_EQ(finished.code, 0) << finished.err;
  EXPECT_EQ(
      finished.err.rfind("antivenom: isolation: files locked (only the targets can be read, nothing written), network "
                         "and programs locked\n",
                         0),
      0u)
      << finished.err;
}

TEST_F(Isolation, every_kind_of_target_can_be_read) {
  folder_.write("tree/setup.py", "from setuptools import setup\nsetup(name='tree', version='1')\n");
  for (const std::string target : {"sets", "sets/sample-1.0.tar.gz", "tree", "./sets/../tree"}) {
    EXPECT_EQ(run({"scan", target}).code, 0) << target;
    EXPECT_EQ(run({"scan", "--dependencies", "sets", target}).code, 0) << target;
  }
}

TEST_F(Isolation, the_report_is_the_same_without) {
  EXPECT_EQ(run({"scan", "--isolation", "off", "--quiet", "--fail-on", "never", "sets"}).out,
            run({"scan", "--isolation", "auto", "--quiet", "--fail-on", "never", "sets"}).out);
}

TEST_F(Isolation, memory_runs_out_for_one_package_only) {
  folder_.write("sets/greedy-1.0.tar.gz",
                test_support::sdist_of({{"greedy/__init__.py", "x = 'a' * 400000\ny = 'b' * 400000\nz = x + y\n"}}));
  const Finished finished = run({"scan", "--max-memory", "1M", "--max-seconds", "600", "--format", "json", "sets"});
  EXPECT_EQ(finished.code, 0) << finished.err;
  const size_t second = finished.out.find('\n') + 1;
  EXPECT_NE(finished.out.find("analysis cut short: out of memory of greedy/__init__.py"), std::string::npos)
      << finished.out;
  EXPECT_NE(finished.out.find("\"errors\":[]", second), std::string::npos) << finished.out;
}

}  // namespace
}  // namespace antivenom
