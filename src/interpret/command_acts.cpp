#include "interpret/command_acts.h"

#include <algorithm>
#include <cctype>

#include "base/lower_case.h"
#include "interpret/command_text.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kMaxActs = 500;
constexpr size_t kMaxArgument = 4'096;

// Which language a row is of.
enum Language : uint8_t { kShell = 1, kBatch = 2, kPowershell = 4, kScript = 8 };

struct Row {
  std::string_view word;  // lower case; the program, cmdlet or method. Two words: program and subcommand
  std::string_view name;  // in the callee
  uint8_t languages;
  EffectSet effects;
};

using enum Effect;

constexpr Row kRows[] = {
    {"curl", "curl", kShell | kBatch, {net_fetch}},
    {"wget", "wget", kShell | kBatch, {net_fetch, write_file}},
    {"fetch", "fetch", kShell, {net_fetch}},
    {"ncat", "nc", kShell | kBatch, {net_connect}},
    {"nc", "nc", kShell | kBatch, {net_connect}},
    {"netcat", "nc", kShell, {net_connect}},
    {"ssh", "ssh", kShell | kBatch, {net_connect}},
    {"scp", "scp", kShell | kBatch, {net_send}},
    {"rsync", "rsync", kShell, {net_send}},
    {"rm", "rm", kShell, {delete_file}},
    {"unlink", "unlink", kShell, {delete_file}},
    {"shred", "shred", kShell, {delete_file}},
    {"chmod", "chmod", kShell, {change_mode}},
    {"chattr", "chattr", kShell, {change_mode}},
    {"crontab", "crontab", kShell, {change_system}},
    {"systemctl", "systemctl", kShell, {change_system}},
    {"launchctl", "launchctl", kShell, {change_system}},
    {"useradd", "useradd", kShell, {change_system}},
    {"shutdown", "shutdown", kShell | kBatch, {change_system}},
    {"kill", "kill", kShell, {kill_process}},
    {"pkill", "pkill", kShell, {kill_process}},
    {"killall", "killall", kShell, {kill_process}},
    {"mv", "mv", kShell, {move_file}},
    {"cp", "cp", kShell, {move_file}},
    {"tar", "tar", kShell, {archive}},
    {"unzip", "unzip", kShell, {archive}},
    {"sh", "sh", kShell, {run_shell}},
    {"bash", "sh", kShell, {run_shell}},
    {"zsh", "sh", kShell, {run_shell}},
    {"dash", "sh", kShell, {run_shell}},
    {"python", "python", kShell | kBatch, {run_process}},
    {"python3", "python", kShell | kBatch, {run_process}},
    {"perl", "perl", kShell, {run_process}},
    {"osascript", "osascript", kShell, {run_process}},
    {"whoami", "whoami", kShell | kBatch, {read_host}},
    {"hostname", "hostname", kShell | kBatch, {read_host}},
    {"uname", "uname", kShell, {read_host}},
    {"id", "id", kShell, {read_host}},
    {"env", "env", kShell, {read_env}},
    {"printenv", "printenv", kShell, {read_env}},
    {"cat", "cat", kShell, {read_file}},
    {"pip install", "pip install", kShell | kBatch, {install_package}},
    {"pip3 install", "pip install", kShell | kBatch, {install_package}},
    {"npm install", "npm install", kShell | kBatch, {install_package}},
    {"del", "del", kBatch, {delete_file}},
    {"erase", "del", kBatch, {delete_file}},
    {"rd", "rd", kBatch, {delete_file}},
    {"rmdir", "rd", kBatch, {delete_file}},
    {"reg add", "reg add", kBatch, {write_registry}},
    {"reg delete", "reg delete", kBatch, {write_registry}},
    {"reg query", "reg query", kBatch, {read_registry}},
    {"schtasks", "schtasks", kBatch, {change_system}},
    {"sc", "sc", kBatch, {change_system}},
    {"net", "net", kBatch, {change_system}},
    {"netsh", "netsh", kBatch, {change_system}},
    {"vssadmin", "vssadmin", kBatch, {change_system}},
    {"bcdedit", "bcdedit", kBatch, {change_system}},
    {"certutil", "certutil", kBatch, {net_fetch, write_file}},
    {"bitsadmin", "bitsadmin", kBatch, {net_fetch, write_file}},
    {"start", "start", kBatch, {run_process}},
    {"call", "call", kBatch, {run_process}},
    {"wscript", "wscript", kBatch, {run_process}},
    {"cscript", "wscript", kBatch, {run_process}},
    {"mshta", "mshta", kBatch, {run_process}},
    {"rundll32", "rundll32", kBatch, {load_native}},
    {"regsvr32", "regsvr32", kBatch, {load_native}},
    {"taskkill", "taskkill", kBatch, {kill_process}},
    {"attrib", "attrib", kBatch, {change_mode}},
    {"copy", "copy", kBatch, {move_file}},
    {"xcopy", "copy", kBatch, {move_file}},
    {"move", "move", kBatch, {move_file}},
    {"tasklist", "tasklist", kBatch, {read_processes}},
    {"systeminfo", "systeminfo", kBatch, {read_host}},
    {"ipconfig", "ipconfig", kBatch, {read_network_config}},
    {"invoke-webrequest", "Invoke-WebRequest", kPowershell, {net_fetch}},
    {"iwr", "Invoke-WebRequest", kPowershell, {net_fetch}},
    {"wget", "Invoke-WebRequest", kPowershell, {net_fetch}},
    {"curl", "Invoke-WebRequest", kPowershell, {net_fetch}},
    {"curl.exe", "curl", kPowershell, {net_fetch}},
    {"invoke-restmethod", "Invoke-RestMethod", kPowershell, {net_fetch}},
    {"irm", "Invoke-RestMethod", kPowershell, {net_fetch}},
    {"downloadstring", "DownloadString", kPowershell, {net_fetch}},
    {"downloaddata", "DownloadData", kPowershell, {net_fetch}},
    {"downloadfile", "DownloadFile", kPowershell, {net_fetch, write_file}},
    {"start-bitstransfer", "Start-BitsTransfer", kPowershell, {net_fetch, write_file}},
    {"uploadstring", "UploadString", kPowershell, {net_send}},
    {"uploadfile", "UploadFile", kPowershell, {net_send}},
    {"net.sockets.tcpclient", "TcpClient", kPowershell, {net_connect}},
    {"start-process", "Start-Process", kPowershell, {run_process}},
    {"saps", "Start-Process", kPowershell, {run_process}},
    {"invoke-item", "Invoke-Item", kPowershell, {run_process}},
    {"invoke-expression", "Invoke-Expression", kPowershell, {run_code}},
    {"iex", "Invoke-Expression", kPowershell, {run_code}},
    {"remove-item", "Remove-Item", kPowershell, {delete_file}},
    {"set-content", "Set-Content", kPowershell, {write_file}},
    {"add-content", "Add-Content", kPowershell, {write_file}},
    {"out-file", "Out-File", kPowershell, {write_file}},
    {"writeallbytes", "WriteAllBytes", kPowershell, {write_file}},
    {"writealltext", "WriteAllText", kPowershell, {write_file}},
    {"new-itemproperty", "New-ItemProperty", kPowershell, {write_registry}},
    {"set-itemproperty", "Set-ItemProperty", kPowershell, {write_registry}},
    {"register-scheduledtask", "Register-ScheduledTask", kPowershell, {change_system}},
    {"schtasks", "schtasks", kPowershell, {change_system}},
    {"set-mppreference", "Set-MpPreference", kPowershell, {change_system}},
    {"add-mppreference", "Add-MpPreference", kPowershell, {change_system}},
    {"new-service", "New-Service", kPowershell, {change_system}},
    {"stop-process", "Stop-Process", kPowershell, {kill_process}},
    {"get-process", "Get-Process", kPowershell, {read_processes}},
    {"get-wmiobject", "Get-WmiObject", kPowershell, {read_host}},
    {"get-ciminstance", "Get-CimInstance", kPowershell, {read_host}},
    {"get-clipboard", "Get-Clipboard", kPowershell, {read_clipboard}},
    {"get-content", "Get-Content", kPowershell, {read_file}},
    {"copyfromscreen", "CopyFromScreen", kPowershell, {read_screen}},
    {"expand-archive", "Expand-Archive", kPowershell, {archive}},
    {"add-type", "Add-Type", kPowershell, {load_native}},
    {"virtualalloc", "VirtualAlloc", kPowershell, {native_memory}},
    {"start-sleep", "Start-Sleep", kPowershell, {sleep}},
    {"eval", "eval", kScript, {run_code}},
    {"execute", "Execute", kScript, {run_code}},
    {"xmlhttp", "XMLHTTP", kScript, {net_fetch}},
    {"serverxmlhttp", "XMLHTTP", kScript, {net_fetch}},
    {"savetofile", "SaveToFile", kScript, {write_file}},
    {"shellexecute", "ShellExecute", kScript, {run_process}},
    {"wscript.shell", "WScript.Shell", kScript, {run_process}},
    {"regwrite", "RegWrite", kScript, {write_registry}},
    {"deletefile", "DeleteFile", kScript, {delete_file}},
};

bool is_command_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_'; }

bool is_url(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("ftp://");
}

std::string cut(std::string text) {
  if (text.size() > kMaxArgument) text.resize(kMaxArgument);
  return text;
}

const Row* find_row(const std::string& word, const std::string& next, uint8_t language) {
  for (const Row& row : kRows) {
    if ((row.languages & language) == 0) continue;
    const size_t space = row.word.find(' ');
    if (space == std::string_view::npos ? row.word == word
                                        : row.word.substr(0, space) == word && row.word.substr(space + 1) == next)
      return &row;
  }
  return nullptr;
}

// Words that only say how the next is run.
bool is_prefix(const std::string& word) {
  return word == "sudo" || word == "nohup" || word == "exec" || word == "setsid" || word == "@echo" ||
         word == "timeout";
}

void shell_acts(std::string_view text, std::string_view prefix, uint8_t language, std::vector<Act>& out) {
  bool fetched_before = false;
  for (const ShellCommand& command : split_commands(text, language == kBatch)) {
    if (out.size() >= kMaxActs) return;
    size_t first = 0;
    while (first + 1 < command.words.size() && is_prefix(lower_case(command.words[first]))) ++first;
    const std::string program = program_of(command.words[first]);
    const std::string next = first + 1 < command.words.size() ? lower_case(command.words[first + 1]) : "";
    const Row* row = find_row(program, next, language);
    const bool is_file = row == nullptr && command.words[first].find_first_of("/\\") != std::string::npos;
    if (row == nullptr && !is_file) {
      fetched_before = fetched_before && command.piped;
      continue;
    }
    Act act;
    act.callee = std::string(prefix) + ":" + std::string(row != nullptr ? row->name : "run");
    act.effects = row != nullptr ? row->effects : EffectSet{run_process};
    act.begin = command.begin;
    act.end = command.end;
    act.file = command.output;
    std::string rest;
    for (size_t k = row != nullptr ? first + 1 : first; k < command.words.size(); ++k) {
      const std::string& word = command.words[k];
      const bool takes_file = word == "-o" || word == "-O" || word == "--output" || word == "-OutFile";
      if (takes_file && k + 1 < command.words.size() && !(word == "-O" && program == "curl")) {
        act.file = command.words[++k];
        continue;
      }
      const bool sends = row != nullptr && row->name == "curl" &&
                         (word == "-d" || word == "-F" || word == "-T" || word.starts_with("--data") ||
                          word == "--upload-file" || word == "--form");
      if (sends) act.effects.add(net_send);
      if (is_url(word))
        act.arguments.insert(act.arguments.begin(), cut(word));
      else
        rest += (rest.empty() ? "" : " ") + word;
    }
    if (act.file.empty() && row != nullptr && row->effects.has(write_file) && !act.arguments.empty() &&
        is_url(act.arguments[0]))
      act.file = act.arguments[0].substr(act.arguments[0].rfind('/') + 1);
    if (act.file == "-") act.file.clear();
    if (row != nullptr && act.effects.has(net_fetch) && (row->name == "certutil" || row->name == "bitsadmin")) {
      if (act.arguments.empty()) continue;  // it does many things
      act.file = command.words.back();
    }
    if (!rest.empty()) act.arguments.push_back(cut(rest));
    if (!act.file.empty() && !act.effects.has(run_shell)) act.effects.add(write_file);
    act.from_before = command.piped && fetched_before;
    fetched_before = act.effects.has(net_fetch) || act.from_before;
    out.push_back(std::move(act));
  }
}

// Words of a statement in quotes or with a meaning of their own: addresses and paths.
void statement_arguments(std::string_view statement, Act& act) {
  std::string word, before;
  char quote = 0;
  auto end_word = [&] {
    if (word.empty()) return;
    const std::string lowered = lower_case(before);
    if (is_url(word))
      act.arguments.insert(act.arguments.begin(), cut(word));
    else if (lowered == "-outfile" || lowered == "-destination" || lowered == "-o")
      act.file = word;
    else if (word.find_first_of("/\\.") != std::string::npos || word.find("%") != std::string::npos)
      act.arguments.push_back(cut(word));
    before = word;
    word.clear();
  };
  for (char c : statement.substr(0, kMaxArgument)) {
    if (quote != 0 ? c == quote : c == '"' || c == '\'') {
      quote = quote != 0 ? 0 : c;
      end_word();
    } else if (quote == 0 && (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '(' || c == ')' || c == ',')) {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  if (act.arguments.size() > 16) act.arguments.resize(16);
  if (act.file.empty() && act.effects.has(net_fetch) && act.effects.has(write_file) && act.arguments.size() > 1)
    act.file = act.arguments.back();
}

void statement_acts(std::string_view text, std::string_view prefix, uint8_t language, std::vector<Act>& out) {
  const std::string lowered = lower_case(text);
  bool fetched_before = false;
  for (size_t at = 0; at < lowered.size() && out.size() < kMaxActs;) {
    if (!is_command_letter(lowered[at]) || (at > 0 && (is_command_letter(lowered[at - 1]) || lowered[at - 1] == '$'))) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < lowered.size() && is_command_letter(lowered[end])) ++end;
    const Row* row = find_row(lowered.substr(at, end - at), "", language);
    if (row == nullptr) {
      // Names with dots: Net.Sockets.TCPClient, WScript.Shell.
      for (const Row& candidate : kRows)
        if ((candidate.languages & language) != 0 && candidate.word.find('.') != std::string_view::npos &&
            std::string_view(lowered).substr(at).starts_with(candidate.word))
          row = &candidate;
    }
    if (row != nullptr) {
      const size_t begin =
          std::min(lowered.find_last_of(";\n", at), at) == at ? 0 : lowered.find_last_of(";\n", at) + 1;
      const size_t stop = std::min(lowered.find_first_of(";\n", at), lowered.size());
      Act act;
      act.callee = std::string(prefix) + ":" + std::string(row->name);
      act.effects = row->effects;
      act.begin = static_cast<uint32_t>(at);
      act.end = static_cast<uint32_t>(stop);
      statement_arguments(
          text.substr(row->effects.has(run_code) ? begin : at, stop - (row->effects.has(run_code) ? begin : at)), act);
      if (!act.file.empty()) act.effects.add(write_file);
      act.from_before = row->effects.has(run_code) && fetched_before;
      fetched_before = fetched_before || act.effects.has(net_fetch);
      out.push_back(std::move(act));
    }
    at = end;
  }
  // `iex (iwr ...)` runs what it fetches, though its word comes first.
  for (size_t i = 0; i + 1 < out.size(); ++i)
    if (out[i].effects.has(run_code) && out[i + 1].effects.has(net_fetch) && out[i + 1].end == out[i].end) {
      out[i].from_before = true;
      std::swap(out[i], out[i + 1]);
      ++i;
    }
}

}  // namespace

std::vector<Act> acts_of(std::string_view text, std::string_view language) {
  std::vector<Act> out;
  if (language == "shell")
    shell_acts(text, language, kShell, out);
  else if (language == "batch")
    shell_acts(text, language, kBatch, out);
  else if (language == "powershell")
    statement_acts(text, language, kPowershell, out);
  else if (language == "javascript" || language == "vbscript")
    statement_acts(text, language, kScript, out);
  return out;
}

}  // namespace antivenom::interpret
