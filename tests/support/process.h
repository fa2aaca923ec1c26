// Runs the built program and collects what it says.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace antivenom::test_support {

struct Finished {
  int code = -1;  // exit code; -1: ended by a signal
  std::string out, err;
};

// A folder that goes away with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "antivenom-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data()) == nullptr ? "" : pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  // Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& bytes) const {
    const std::string path = path_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

 private:
  std::string path_;
};

// A running program whose standard input and output are pipes; standard error goes to a file. `faults` are those that
// it meets, in the words of tests/preload/faults.cpp; then it is the program with the C library's allocator.
class Process {
 public:
  Process(const std::vector<std::string>& arguments, const std::string& folder, const std::string& error_file,
          const std::string& faults = {}) {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error_file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    const char* binary = faults.empty() ? AV_BINARY : AV_FAULTY_BINARY;
    std::vector<char*> argv{const_cast<char*>(binary)};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    std::string preload = "LD_PRELOAD=" AV_FAULTS_LIBRARY, told = "AV_FAULTS=" + faults;
    std::vector<char*> environment;
    for (char** variable = environ; *variable != nullptr; ++variable) environment.push_back(*variable);
    if (!faults.empty()) environment.insert(environment.end(), {preload.data(), told.data()});
    environment.push_back(nullptr);
    if (::posix_spawn(&pid_, binary, &actions, nullptr, argv.data(), environment.data()) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    in_ = in[1];
    out_ = out[0];
  }
  ~Process() {
    close_input();
    if (out_ >= 0) ::close(out_);
    if (pid_ > 0) (void)wait();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void send(const std::string& bytes) {
    for (size_t sent = 0; sent < bytes.size();) {
      const ssize_t count = ::write(in_, bytes.data() + sent, bytes.size() - sent);
      if (count <= 0) return;
      sent += static_cast<size_t>(count);
    }
  }
  void close_input() {
    if (in_ >= 0) ::close(in_);
    in_ = -1;
  }
  std::string read_line() { return read_until(true); }
  std::string read_rest() { return read_until(false); }
  void interrupt() const {
    if (pid_ > 0) ::kill(pid_, SIGINT);
  }
  void kill() const {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
  }
  bool ended() const {
    siginfo_t info{};
    return pid_ <= 0 ||
           (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid_);
  }
  int wait() {
    int status = 0;
    if (pid_ <= 0 || ::waitpid(pid_, &status, 0) != pid_) return -1;
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  std::string read_until(bool newline) {
    std::string text;
    char c = 0;
    while (::read(out_, &c, 1) == 1) {
      text += c;
      if (newline && c == '\n') break;
    }
    return text;
  }

  pid_t pid_ = -1;
  int in_ = -1, out_ = -1;
};

// Kills the program as soon as it has got as far as `reached` says: at the same places on every machine, however slow.
// False if it ended before.
template <class Reached>
bool kill_when(Process& process, Reached reached) {
  while (!process.ended() && !reached()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  process.kill();
  return process.wait() == -1;
}

// Runs the program to its end in `folder`.
inline Finished run_antivenom(const std::vector<std::string>& arguments, const TemporaryFolder& folder,
                              const std::string& input = {}, const std::string& faults = {}) {
  const std::string errors = folder.path() + "/.stderr";
  Finished finished;
  Process process(arguments, folder.path(), errors, faults);
  process.send(input);
  process.close_input();
  finished.out = process.read_rest();
  finished.code = process.wait();
  std::ifstream in(errors, std::ios::binary);
  finished.err.assign(std::istreambuf_iterator<char>(in), {});
  return finished;
}

}  // namespace antivenom::test_support
