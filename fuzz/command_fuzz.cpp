// Command lines and scripts of the shell that the first byte chooses: splitting, decoding, acts, and a package that
// runs them.
#include <string>

#include "fuzz.h"
#include "interpret/command_acts.h"
#include "interpret/command_text.h"

namespace {

using namespace antivenom;

struct Shell {
  std::string_view language;
  std::string_view source;  // a package that hands data.bin to it
};
#define DATA "import os, pkgutil, subprocess\ntext = pkgutil.get_data(__name__, 'data.bin').decode('latin-1')\n"
constexpr Shell kShells[] = {
    {"shell", DATA "os.system(text)\n"},
    {"batch", DATA "subprocess.Popen('cmd /c ' + text, shell=True)\n"},
    {"powershell", DATA "subprocess.run(['powershell', '-Command', text])\n"},
    {"javascript", DATA "os.system('mshta javascript:' + text)\n"},
    {"vbscript", DATA "open('a.vbs', 'w').write(text)\nos.system('wscript a.vbs')\n"},
};
#undef DATA

void check_commands(std::string_view text, bool windows) {
  constexpr size_t kMaxCommands = 2'000;
  const auto commands = interpret::split_commands(text, windows);
  fuzz::require(commands.size() <= kMaxCommands, "commands are bounded");
  for (const interpret::ShellCommand& command : commands) {
    fuzz::require(!command.words.empty(), "a command has a word");
    fuzz::require(command.begin <= command.end && command.end <= text.size(), "a command lies inside its text");
  }
}

void check_acts(std::string_view text, std::string_view language) {
  constexpr size_t kMaxActs = 500;
  const auto acts = interpret::acts_of(text, language);
  fuzz::require(acts.size() <= kMaxActs, "acts are bounded");
  for (const interpret::Act& act : acts)
    fuzz::require(act.begin <= act.end && act.end <= text.size() && !act.callee.empty(), "an act lies inside its text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const Shell& shell = kShells[data[0] % std::size(kShells)];
  const ByteView text = fuzz::view(data + 1, size - 1);
  if (shell.language == "powershell") {
    const std::string plain = interpret::plain_powershell(text);
    check_acts(plain, shell.language);
  } else {
    check_commands(text, shell.language == "batch");
    check_acts(text, shell.language);
  }
  interpret::from_utf16(interpret::from_base64(text));
  fuzz::scan_and_check(fuzz::package_with_data(shell.source, text));
  return 0;
}
