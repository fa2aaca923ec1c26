#include <string>

#include "rules/flow.h"
#include "rules/shared/building.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::shell_at_install {
namespace {

// "... | bash": the text of the command is not what is run.
bool pipes_into_shell(std::string_view command) {
  for (size_t at = command.find('|'); at != std::string_view::npos; at = command.find('|', at + 1)) {
    const std::string_view rest = command.substr(at + 1);
    if (one_of(program_of(rest), {"sh", "bash", "zsh", "dash", "python", "python3", "perl", "powershell", "cmd"}))
      return true;
  }
  return false;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    if (event.trigger == Trigger::runtime || event.reach != Reach::entry) continue;
    const bool plain = event.callee.starts_with("os.") || event.callee.starts_with("subprocess.") ||
                       event.callee.starts_with("commands.") || event.callee.starts_with("pty.");
    const std::string command = command_text(query, id);
    const std::string program = program_of(command);
    const bool opens_page = event.callee == "os.startfile" && contains_any(command, {"http", "file:"});
    if (!plain || program.empty() || program.starts_with("%") || opens_page) continue;
    if (pipes_into_shell(command) &&
        (contains_any(command, {"base64", "xxd", "openssl"}) || query.argument(id, "args", 0)->known != Known::exact)) {
      reporter.found(0.9).weight(Weight::hostile).event(id, "pipes hidden text into a shell");
      continue;
    }
    if (program == "pythonw" || contains_any(command, {"start pythonw", "start /b python"})) {
      reporter.found(0.9).weight(Weight::hostile).event(id, "starts Python without a window");
      continue;
    }
    // Builds nothing, and tells nobody anything: it shows that code runs.
    const bool elsewhere = contains_any(command, {" /", " ~", ":\\", "%temp%"});
    if (event.trigger == Trigger::install &&
        (one_of(program, {"dir", "calc", "whoami", "id", "notepad", "mspaint", "ping", "dig", "nslookup"}) ||
         (program == "touch" && elsewhere))) {
      reporter.found(0.8).weight(Weight::suspicious).event(id, "runs " + program + ", which builds nothing");
      continue;
    }
    const bool telling =
        contains_any(command, {"http://", "https://", "/dev/tcp", "powershell", "base64 ", "%temp%", "/tmp/"});
    if (is_building(program) && !telling) continue;
    const bool binary = query.has_tag(id, "executable-name") && event.trigger == Trigger::install;
    if (binary) {
      // Built programs are waited for; what is started and left alone is no part of the build.
      reporter.found(0.9)
          .weight(program == "start" ? Weight::hostile : Weight::suspicious)
          .event(id, contains_any(command, {".exe", ".scr", ".bat", ".msi", ".cmd"}) ? "runs a Windows program"
                                                                                     : "runs a program");
      continue;
    }
    reporter.found(telling ? 0.9 : event.trigger == Trigger::install ? 0.6 : 0.4).event(id, "runs " + program);
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::notable,
    .summary =
        "run a program when it is installed or imported that has nothing to do with "
        "building",
    .why = "What runs while installing runs with the user's rights and is seen by nobody.",
    .careful =
        "Compilers, version control, package tools and questions about the machine are "
        "what setup files run; so are programs of the package itself. A command that could "
        "not be computed is not counted.",
    .attack = {"T1059"},
    .run = run,
};

}  // namespace antivenom::rules::command::shell_at_install
