// Command lines that carry code of their own: python -c, powershell -EncodedCommand, sh -c, base64 into a shell, files
// written before. Python is interpreted; other scripts are searched for what they do.
#include <algorithm>

#include "base/lower_case.h"
#include "interpret/command_acts.h"
#include "interpret/command_text.h"
#include "interpret/interpreter.h"
#include "interpret/library/inflate.h"

namespace antivenom::interpret {

namespace {

constexpr unsigned kMaxNesting = 8;
constexpr size_t kMaxLookedInto = 64;  // of one text that are looked into

bool is_shell(const std::string& program) {
  return program == "sh" || program == "bash" || program == "zsh" || program == "dash" || program == "ksh";
}

bool is_python(const std::string& program) {
  return program.starts_with("python") || program.starts_with("pypy") || program == "py" ||
         program == "{sys.executable}" || program == "executable}" || program.ends_with("sys.executable}");
}

std::string rest_of(const std::vector<std::string>& words, size_t first) {
  std::string out;
  for (size_t i = first; i < words.size(); ++i) out += (i > first ? " " : "") + words[i];
  return out;
}

std::string_view language_of(std::string_view path) {
  const size_t dot = path.rfind('.');
  const std::string ending = dot == std::string_view::npos ? std::string() : lower_case(path.substr(dot));
  if (ending == ".py" || ending == ".pyw") return "python";
  if (ending == ".ps1") return "powershell";
  if (ending == ".bat" || ending == ".cmd") return "batch";
  if (ending == ".sh" || ending == ".command") return "shell";
  if (ending == ".vbs" || ending == ".vbe" || ending == ".hta") return "vbscript";
  if (ending == ".js" || ending == ".jse") return "javascript";
  return {};
}

}  // namespace

// Opens the layers inside the command line of an event.
void Interpreter::look_into_command(EventId id) {
  if (activations_.empty() || facts_.events[id].callee.find(':') != std::string::npos) return;  // an act of a script
  CommandSource source;
  source.event = id;
  std::string text;
  {
    const Event& event = facts_.events[id];
    for (const Argument& a : event.args) {
      if (a.keyword.empty() || a.keyword == "args") text += (text.empty() ? "" : " ") + a.text;
      if (a.type == "list" || a.type == "tuple") source.list = true;
      for (const std::string& step : a.how) source.trail = heap_ref_.step(source.trail, step);
      for (EventId origin : a.origins) source.origins = heap_ref_.join(source.origins, heap_ref_.origin(origin));
    }
  }
  if (text.size() < 4) return;
  look_into_line(text, source);
}

void Interpreter::look_into_line(const std::string& text, CommandSource source) {
  if (source.nesting >= kMaxNesting || !spend(text.size() / 16 + 1)) return;
  const std::string lowered = lower_case(text);
  const bool windows = lowered.find("powershell") != std::string::npos || lowered.find("pwsh") != std::string::npos ||
                       lowered.find("cmd") != std::string::npos || lowered.find(".exe") != std::string::npos ||
                       lowered.find("mshta") != std::string::npos || lowered.find(":\\") != std::string::npos;
  // The elements of a list are words already, but their borders are not in the text: what an option is given goes on to
  // the end.
  if (source.list) {
    std::vector<std::string> words;
    for (size_t begin = 0; begin < text.size();) {
      // Empty ones too: runs of blanks in code that is handed over are its indentation.
      const size_t end = std::min(text.find(' ', begin), text.size());
      words.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    look_into_words(words, source);
    return;
  }
  look_into_heredocs(text, source);
  const std::vector<ShellCommand> commands = split_commands(text, windows);
  bool fetches = false;
  std::string decoded;
  for (size_t i = 0; i < commands.size() && i < kMaxLookedInto && !stopped_; ++i) {
    const ShellCommand& command = commands[i];
    const std::string program = program_of(command.words[0]);
    if (!command.piped) decoded.clear();
    // echo <base64> | base64 -d | sh
    if (program == "echo" || program == "printf")
      decoded = rest_of(command.words, command.words.size() > 1 && command.words[1].starts_with('-') ? 2 : 1);
    else if (program == "base64" && command.piped && !decoded.empty())
      decoded = from_base64(decoded);
    else if ((is_shell(program) || is_python(program)) && command.piped && !decoded.empty() &&
             command.words.size() <= 2)
      open_script(decoded, command.words[0], is_python(program) ? "python" : "shell", source);
    else
      look_into_words(command.words, source);
    fetches = fetches || program == "curl" || program == "wget" || program == "certutil" || program == "bitsadmin";
  }
  // A plain command line is an event already; what it fetches, and runs of that, is worth events of its own.
  if (fetches && source.nesting == 0 && !source.list) record_acts(acts_of(text, windows ? "batch" : "shell"), nullptr);
}

// python - <<EOF ... EOF, sh <<EOF ... EOF
void Interpreter::look_into_heredocs(const std::string& text, CommandSource source) {
  for (size_t at = text.find("<<"); at != std::string::npos; at = text.find("<<", at + 2)) {
    size_t begin = at + 2;
    while (begin < text.size() && (text[begin] == '-' || text[begin] == ' ' || text[begin] == '\'' ||
                                   text[begin] == '"' || text[begin] == '\\'))
      ++begin;
    size_t end = begin;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
    const std::string mark = text.substr(begin, end - begin);
    const size_t line = text.find('\n', end);
    if (mark.empty() || line == std::string::npos) continue;
    const size_t stop = std::min(text.find("\n" + mark, line), text.size());
    const size_t line_begin = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
    const std::vector<ShellCommand> commands =
        split_commands(std::string_view(text).substr(line_begin, at - line_begin), false);
    if (commands.empty() || stop <= line) continue;
    const std::string program = program_of(commands.back().words[0]);
    const std::string body = text.substr(line + 1, stop - line - 1);
    if (is_python(program))
      open_script(body, "python -", "python", source);
    else if (is_shell(program))
      open_script(body, program, "shell", source);
    at = stop;
    if (at >= text.size()) return;
  }
}

// The words of one command: what it hands to another interpreter.
void Interpreter::look_into_words(const std::vector<std::string>& words, CommandSource source) {
  if (words.empty()) return;
  ++source.nesting;
  size_t first = 0;
  for (; first + 1 < words.size(); ++first) {
    const std::string word = lower_case(words[first]);
    if (word != "sudo" && word != "nohup" && word != "start" && word != "call" && word != "/b" && word != "/min" &&
        word != "\"\"" && word != "exec")
      break;
  }
  const std::string program = program_of(words[first]);
  auto option = [&](auto&& matches) -> size_t {
    for (size_t i = first + 1; i + 1 < words.size(); ++i)
      if (matches(lower_case(words[i]))) return i + 1;
    return 0;
  };
  auto given = [&](size_t index) { return source.list ? rest_of(words, index) : words[index]; };
  if (program == "powershell" || program == "pwsh") return look_into_powershell(words, first + 1, source);
  if (program == "cmd" || program == "%comspec%") {
    if (const size_t at = option([](const std::string& w) { return w == "/c" || w == "/k" || w == "/r"; })) {
      source.list = false;
      look_into_line(rest_of(words, at), source);
    }
    return;
  }
  if (is_shell(program)) {
    if (const size_t at = option(
            [](const std::string& w) { return w.size() >= 2 && w.size() <= 4 && w[0] == '-' && w.back() == 'c'; })) {
      open_script(given(at), program + " -c", "shell", source);
      return;
    }
  }
  if (is_python(program)) {
    if (const size_t at = option([](const std::string& w) { return w == "-c"; })) {
      open_script(given(at), "python -c", "python", source);
      return;
    }
    run_own_python(words, first + 1);
  }
  if (program == "mshta") {
    const std::string code = rest_of(words, first + 1);
    const std::string kind = lower_case(code.substr(0, code.find(':')));
    if (kind == "javascript" || kind == "vbscript") open_script(code.substr(kind.size() + 1), "mshta", kind, source);
    return;
  }
  run_written_files(words, source);
}

// python own/file, python -m own.module: runs as a program of its own what the package shipped, whatever its name ends
// in.
void Interpreter::run_own_python(const std::vector<std::string>& words, size_t first) {
  size_t at = first;
  for (; at + 1 < words.size() && words[at].starts_with('-') && words[at] != "-m"; ++at) {
  }
  if (at >= words.size() || activations_.size() >= budget_.call_depth) return;
  std::optional<FileId> file;
  if (words[at] == "-m" && at + 1 < words.size()) {
    for (const std::string& module : {words[at + 1] + ".__main__", words[at + 1]})
      if (auto it = module_files_.find(module); it != module_files_.end() && !file) file = it->second;
  } else {
    file = shipped_file_id(words[at]);
  }
  if (!file) return;
  for (const auto& [module, loaded] : loaded_) {
    const Value* name = module->globals.find(sym("__name__"));
    if (loaded == *file && name != nullptr && hint_of(*name) == "__main__") return;  // ran as a program before
  }
  run_module(new_module("__main__", *file), *file);
  raised_ = false;
}

// Files that the package wrote before, or shipped, and now runs.
void Interpreter::run_written_files(const std::vector<std::string>& words, CommandSource source) {
  for (size_t i = 0; i < words.size() && i < kMaxLookedInto; ++i) {
    WrittenFile* file = written(words[i]);
    const std::string_view* shipped = file == nullptr ? shipped_file(words[i]) : nullptr;
    if (shipped == nullptr && (file == nullptr || !file->content.valid())) continue;
    std::string_view language = language_of(words[i]);
    for (size_t before = i; before-- > 0 && language.empty();) {  // start /min pythonw.exe FILE
      const std::string program = program_of(words[before]);
      language = is_shell(program) ? "shell" : is_python(program) ? "python" : "";
    }
    if (shipped != nullptr) {
      // Shipped Python is no layer: it was read as a file.
      if (!language.empty() && language != "python") open_script(std::string(*shipped), "file", language, source);
      continue;
    }
    if (language.empty() || (!file->content.is(Kind::kStr) && !file->content.is(Kind::kBytes))) continue;
    source.trail = heap_ref_.join(source.trail, trail_of(file->content));
    source.origins = heap_ref_.join(source.origins, origins_of(file->content));
    open_script(std::string(file->content.as<Text>()->text()), "written file", language, source);
  }
}

void Interpreter::look_into_powershell(const std::vector<std::string>& words, size_t first, CommandSource source) {
  constexpr std::string_view kWithValue[] = {"executionpolicy", "ep",          "windowstyle",  "file",
                                             "version",         "inputformat", "outputformat", "configurationname"};
  for (size_t i = first; i < words.size(); ++i) {
    std::string word = lower_case(words[i]);
    const bool is_option = word.size() >= 2 && (word[0] == '-' || word[0] == '/');
    const std::string name = is_option ? word.substr(1) : std::string();
    if (is_option && (std::string_view("encodedcommand").starts_with(name) || name == "ec")) {
      if (i + 1 >= words.size()) return;
      source.trail = heap_ref_.step(source.trail, "base64");
      open_script(from_utf16(from_base64(words[i + 1])), "powershell -EncodedCommand", "powershell", source);
      return;
    }
    if (is_option && (std::string_view("command").starts_with(name))) {
      if (i + 1 < words.size()) open_script(rest_of(words, i + 1), "powershell -Command", "powershell", source);
      return;
    }
    if (is_option) {
      const bool takes = std::any_of(std::begin(kWithValue), std::end(kWithValue),
                                     [&](std::string_view o) { return o.starts_with(name); });
      if (takes && i + 1 < words.size()) ++i;
      if (takes && std::string_view("file").starts_with(name)) run_written_files({"powershell", words[i]}, source);
      continue;
    }
    open_script(rest_of(words, i), "powershell -Command", "powershell", source);
    return;
  }
}

// A text that another interpreter runs: Python is interpreted, the rest is kept as a layer and searched.
void Interpreter::open_script(const std::string& text, std::string_view how, std::string_view language,
                              CommandSource source) {
  if (text.size() < 3 || source.nesting >= kMaxNesting || stopped_ || !spend(text.size() / 8 + 1)) return;
  if (language == "python") {
    auto* names = &heap_ref_.make<Scope>()->names;
    names->set(sym("__name__"), heap_ref_.str("__main__"));
    run_layer(text, source.trail, source.origins, how, names, nullptr);
    raised_ = false;
    return;
  }
  if (facts_.layers.size() > budget_.layers) {
    exhausted("layers");
    return;
  }
  const std::string plain = language == "powershell" ? plain_powershell(text) : text;
  Unit*& unit = layer_units_[std::hash<std::string>{}(plain + std::string(language))];
  if (unit == nullptr) {
    if (plain != text) source.trail = heap_ref_.step(source.trail, "powershell");
    const LayerId layer = open_layer(plain, source.trail, how, language);
    const FileId file = site_unit_ != nullptr ? site_unit_->file : 0;
    unit = &units_.emplace_back();
    unit->file = file;
    unit->layer = layer;
    unit->tree.text = python::SourceText::keep(plain);
    unit->tree.line_starts.push_back(0);
    for (uint32_t i = 0; i < plain.size(); ++i)
      if (plain[i] == '\n') unit->tree.line_starts.push_back(i + 1);
  }
  Unit* const script = unit;
  const Unit* const outer_unit = site_unit_;
  const NodeId outer_site = site_;
  record_acts(acts_of(plain, language), script);
  site_unit_ = script;
  site_ = NodeId::none;
  ++source.nesting;
  source.list = false;
  if (language == "shell" || language == "batch") look_into_line(plain, source);
  if (language == "powershell") look_into_nested_powershell(plain, source);
  site_unit_ = outer_unit;
  site_ = outer_site;
}

// What PowerShell unpacks or hands on: a compressed stream in base64, iex of a known text, another powershell.
void Interpreter::look_into_nested_powershell(const std::string& text, CommandSource source) {
  const std::string lowered = lower_case(text);
  if (lowered.find("gzipstream") != std::string::npos || lowered.find("deflatestream") != std::string::npos) {
    const size_t call = lowered.find("frombase64string");
    const size_t open = call == std::string::npos ? call : text.find_first_of("'\"", call);
    const size_t close = open == std::string::npos ? open : text.find(text[open], open + 1);
    if (close != std::string::npos) {
      const std::string packed = from_base64(std::string_view(text).substr(open + 1, close - open - 1));
      const bool gzip = packed.starts_with("\x1f\x8b");
      const auto plain = inflate(*this, packed, gzip ? 31 : -15);
      raised_ = false;
      if (plain && !plain->data.empty()) {
        CommandSource inner = source;
        inner.trail = heap_ref_.step(heap_ref_.step(inner.trail, "base64"), gzip ? "gzip" : "deflate");
        open_script(plain->data, "powershell", "powershell", inner);
      }
    }
  }
  for (std::string_view word : {"iex", "invoke-expression"}) {
    for (size_t at = lowered.find(word); at != std::string::npos; at = lowered.find(word, at + 1)) {
      size_t open = at + word.size();
      while (open < text.size() && (text[open] == ' ' || text[open] == '(')) ++open;
      if (open >= text.size() || (text[open] != '\'' && text[open] != '"')) continue;
      const size_t close = text.find(text[open], open + 1);
      if (close != std::string::npos && close > open + 4)
        open_script(text.substr(open + 1, close - open - 1), "iex", "powershell", source);
    }
  }
  for (std::string_view program : {"powershell", "cmd "}) {
    const size_t at = lowered.find(program);
    if (at == std::string::npos) continue;
    const size_t end = std::min(text.find_first_of(";\n", at), text.size());
    for (const ShellCommand& command : split_commands(std::string_view(text).substr(at, end - at), true))
      look_into_words(command.words, source);
  }
}

// Writes the acts of a script down as events. `script` is the layer they are in; nullptr: the command line itself.
void Interpreter::record_acts(const std::vector<Act>& acts, Unit* script) {
  const Unit* const outer_unit = site_unit_;
  const NodeId outer_site = site_;
  std::optional<EventId> before;
  for (size_t i = 0; i < acts.size() && !stopped_; ++i) {
    const Act& act = acts[i];
    const bool runs = act.effects.any({Effect::run_shell, Effect::run_process, Effect::run_code});
    // On a command line of its own only a download and what runs it is new.
    if (script == nullptr && !act.effects.has(Effect::net_fetch) && !(runs && act.from_before)) continue;
    if (script != nullptr) {
      // A script has a node for each of its acts: the same one whenever it runs.
      while (script->tree.nodes.size() <= i) {
        python::Node node{};
        node.kind = python::NodeKind::kError;
        node.begin = acts[script->tree.nodes.size()].begin;
        node.end = acts[script->tree.nodes.size()].end;
        script->tree.nodes.push_back(node);
      }
      site_unit_ = script;
      site_ = static_cast<NodeId>(i);
    }
    CallArgs args;
    if (act.from_before && before)
      args.positional.push_back(
          unknown_like("str", "{" + facts_.events[*before].callee + "}", heap_ref_.origin(*before)));
    for (const std::string& argument : act.arguments) {
      const Value value = heap_ref_.str(argument);
      if (value.valid()) args.positional.push_back(value);
    }
    if (!act.file.empty()) args.keywords.emplace_back(sym("file"), heap_ref_.str(act.file));
    const auto event = record(act.callee, act.effects, Value(), args, false);
    if (event && act.effects.has(Effect::net_fetch)) before = event;
    if (event && !act.file.empty()) add_writer(act.file, *event, Value());
  }
  site_unit_ = outer_unit;
  site_ = outer_site;
}

}  // namespace antivenom::interpret
