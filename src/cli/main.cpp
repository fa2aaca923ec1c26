#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/version.h"
#include "pipeline/jobs.h"

namespace {

using namespace antivenom::cli;

struct Command {
  std::string_view name, summary;
  int (*run)(const std::vector<std::string>&);
};

constexpr std::array kCommands = {
    Command{"scan", "decide whether packages are malicious, and explain", scan_command},
    Command{"evaluate", "accuracy and speed on labelled sets", evaluate_command},
    Command{"diff", "what changed in behaviour between two versions", diff_command},
    Command{"collect", "keep a dataset of malicious packages", collect_command},
    Command{"classify", "groups of packages by their calls, five categories, families", classify_command},
    Command{"study", "every table and figure of the study, on the dataset", study_command},
    Command{"mirrors", "which mirror still serves what is known to be malicious", mirrors_command},
};

void print_help(std::FILE* out) {
  std::fputs(
      "antivenom finds malicious code in Python packages without running it.\n\nusage: antivenom COMMAND "
      "[OPTION...]\n\n",
      out);
  for (const Command& command : kCommands) {
    std::fprintf(out, "  %-10.*s %.*s\n", static_cast<int>(command.name.size()), command.name.data(),
                 static_cast<int>(command.summary.size()), command.summary.data());
  }
  std::fputs(
      "\n  --version  print the version\n  --help     print this; antivenom COMMAND --help tells more\n"
      "\nexamples:\n  antivenom scan package-1.0.tar.gz\n  antivenom scan --format json downloads/ > report.jsonl\n",
      out);
}

int run(std::vector<std::string> arguments) {
  const auto is_command = [](const std::string& argument) {
    return std::any_of(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == argument; });
  };
  // Options may stand before the command, too.
  const auto name = std::find_if(arguments.begin(), arguments.end(), is_command);
  if (name == arguments.end()) {
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
      print_help(arguments.empty() ? stderr : stdout);
      return arguments.empty() ? kExitWrong : kExitFine;
    }
    std::fprintf(stderr, "antivenom: no command '%s'\n\n", arguments[0].c_str());
    print_help(stderr);
    return kExitWrong;
  }
  const std::string command = *name;
  arguments.erase(name);
  return std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == command; })
      ->run(arguments);
}

// Where an exception must not pass, as inside the C++ library's folders, which throw when there is no memory.
[[noreturn]] void end_with_a_message() {
  const char* reason = "out of memory, or something else that must not happen";
  try {
    if (const std::exception_ptr current = std::current_exception()) std::rethrow_exception(current);
  } catch (const std::bad_alloc&) {
    reason = "out of memory";
  } catch (...) {
  }
  std::fflush(stdout);  // what was found so far
  std::fprintf(stderr, "antivenom: ended early: %s\n", reason);
  std::_Exit(kExitWrong);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 2 && (std::string_view(argv[1]) == "--version" || std::string_view(argv[1]) == "-V")) {
    std::printf("antivenom %s\n", kVersion.data());
    return kExitFine;
  }
  std::set_terminate(end_with_a_message);
  antivenom::expect_some_memory();
  try {
    const int code = run({argv + std::min(argc, 1), argv + argc});
    // A report that a full disk swallowed must not look like one that has nothing to say.
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    std::fprintf(stderr, "antivenom: the report could not be written in full: %s\n", std::strerror(errno));
    return kExitWrong;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "antivenom: %s\n", antivenom::reason_of(error).c_str());
    return kExitWrong;
  }
}
