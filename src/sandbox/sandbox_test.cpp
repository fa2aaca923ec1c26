#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace antivenom::sandbox {
namespace {

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/antivenom-sandbox-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    folder_ = name;
    std::ofstream(folder_ + "/target") << "text";
    std::ofstream(folder_ + "/other") << "text";
  }
  void TearDown() override {
    for (const char* name : {"/target", "/other"}) ::unlink((folder_ + name).c_str());
    ::rmdir(folder_.c_str());
  }

  // The exit code of `body` in a process of its own that may read only what is named; 77: no isolation to be had here.
  static int locked_in(const std::vector<std::string>& readable, const std::function<int()>& body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(lock_in(readable).complete() ? body() : 77);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
  }

  static int error_of(long result) { return result < 0 ? errno : 0; }
  std::string folder_;
};

#define SKIP_WITHOUT_ISOLATION(code) \
  if ((code) == 77) GTEST_SKIP() << "no isolation on this kernel or in this build"

TEST_F(Sandbox, reads_what_is_named_and_nothing_else) {
  const auto open_for = [&](const std::string& name, int flags) {
    return locked_in({folder_ + "/target"}, [&] { return error_of(::open((folder_ + name).c_str(), flags, 0600)); });
  };
  const int code = open_for("/target", O_RDONLY);
  SKIP_WITHOUT_ISOLATION(code);
  EXPECT_EQ(code, 0);
  EXPECT_EQ(open_for("/other", O_RDONLY), EACCES);
  EXPECT_EQ(open_for("/target", O_WRONLY), EACCES);
  EXPECT_EQ(open_for("/new", O_WRONLY | O_CREAT), EACCES);
  EXPECT_EQ(locked_in({}, [&] { return error_of(::unlink((folder_ + "/other").c_str())); }), EACCES);
  EXPECT_EQ(locked_in({}, [&] { return error_of(::truncate((folder_ + "/other").c_str(), 0)); }), EACCES);
}

TEST_F(Sandbox, a_folder_is_readable_with_all_below_it) {
  const int code = locked_in({folder_, folder_ + "/not there"}, [&] {
    return error_of(::open((folder_ + "/other").c_str(), O_RDONLY)) +
           error_of(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY));
  });
  SKIP_WITHOUT_ISOLATION(code);
  EXPECT_EQ(code, 0);
}

TEST_F(Sandbox, no_network_no_programs_no_processes) {
  const int code = locked_in({"/"}, [] { return error_of(::socket(AF_INET, SOCK_STREAM, 0)); });
  SKIP_WITHOUT_ISOLATION(code);
  EXPECT_EQ(code, EPERM);
  EXPECT_EQ(locked_in({"/"}, [] { return error_of(::socket(AF_UNIX, SOCK_STREAM, 0)); }), EPERM);
  EXPECT_EQ(locked_in({"/"}, [] { return error_of(::fork()); }), EPERM);
  EXPECT_EQ(locked_in({"/"}, [] { return error_of(::execl("/bin/true", "true", nullptr)); }), EPERM);
}

TEST_F(Sandbox, threads_start_and_are_locked_in) {
  const int code = locked_in({}, [] {
    int result = 0;
    std::thread([&] { result = error_of(::socket(AF_INET, SOCK_STREAM, 0)); }).join();
    return result;
  });
  SKIP_WITHOUT_ISOLATION(code);
  EXPECT_EQ(code, EPERM);
}

}  // namespace
}  // namespace antivenom::sandbox
