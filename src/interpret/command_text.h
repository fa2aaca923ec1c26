// Texts of shells: split into commands, and PowerShell made plain. No values, nothing is run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace antivenom::interpret {

// One command of a script. Quotes are removed from its words.
struct ShellCommand {
  std::vector<std::string> words;
  uint32_t begin = 0, end = 0;  // bytes of the script
  bool piped = false;           // its input is the output of the command before
  std::string output;           // file that `>` names
};

// Commands of a text for sh or cmd.exe, in order, at most 2,000. Substitutions of sh that need no machine are done:
// ${IFS}, $(echo text), $(printf '\x41'), variables that the text itself sets. `${x}` and `%x%` stay otherwise.
std::vector<ShellCommand> split_commands(std::string_view text, bool windows);

// The program a word names: no folder, no ".exe", lower case.
std::string program_of(std::string_view word);

// The text with what hides its words undone: backticks, 'a'+'b', -f, -replace, [char]65, -join, FromBase64String inside
// GetString, and variables set to a plain string. At most 1 MiB is looked at.
std::string plain_powershell(std::string_view text);

// The value of base64 text as bytes; empty if it is none.
std::string from_base64(std::string_view text);

// UTF-16-LE as UTF-8; other bytes as they are.
std::string from_utf16(std::string_view bytes);

}  // namespace antivenom::interpret
