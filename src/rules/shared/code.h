// Questions about code that is run and about command lines, shared by the rules.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/lower_case.h"
#include "rules/query.h"

namespace antivenom::rules {

inline constexpr EffectSet kNetSources{Effect::net_fetch, Effect::net_receive};
inline constexpr EffectSet kRunsProgram{Effect::run_shell, Effect::run_process};
inline constexpr EffectSet kRunsAnything{Effect::run_shell, Effect::run_process, Effect::run_code, Effect::load_native};
inline constexpr EffectSet kUnpacks{Effect::decode, Effect::decompress, Effect::decrypt};

inline bool one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

inline bool is_cipher_step(std::string_view step) { return one_of(step, {"aes", "fernet", "xor", "rc4", "chacha"}); }

// True for decoding steps whose only effect on code is that a reader does not see it. Reading a file, formatting and
// replacing are no such steps.
inline bool is_disguise(std::string_view step) {
  return is_cipher_step(step) ||
         one_of(step, {"base64", "base32", "base16", "base85", "hex", "zlib", "gzip", "bz2", "lzma", "marshal", "rot13",
                       "reverse", "chr", "uu", "quopri", "translate", "letters", "zip", "code object"});
}

inline size_t count_disguises(const std::vector<std::string>& how) {
  return static_cast<size_t>(
      std::count_if(how.begin(), how.end(), [](const std::string& s) { return is_disguise(s); }));
}

// How many steps the text of an argument was hidden by. In a list, a step may belong to one item of data among clear
// words, so lists do not count.
inline size_t disguises_of(const Argument& argument) {
  const bool text = argument.type != "list" && argument.type != "tuple" && argument.type != "dict";
  return text && argument.known != Known::nothing ? count_disguises(argument.how) : 0;
}

inline bool has_step(const std::vector<std::string>& how, std::string_view step) {
  return std::find(how.begin(), how.end(), step) != how.end();
}

inline std::string steps_in_words(const std::vector<std::string>& how) {
  std::string text;
  for (const std::string& step : how) text += (text.empty() ? "" : ", ") + step;
  return text;
}

// Python code given as text, bytes or a code object.
inline bool runs_text(const Event& event) { return one_of(event.callee, {"exec", "eval", "types.FunctionType"}); }

// Python code in a file.
inline bool runs_file(const Event& event) {
  if (!event.effects.any({Effect::run_code, Effect::import_dynamic})) return false;
  return event.callee == "execfile" || event.callee == "runpy.run_path" || event.callee.starts_with("imp.load_") ||
         event.callee.ends_with(".exec_module") || event.callee.ends_with(".load_module");
}

// The nearest event with one of `effects` that the argument came from, not looking behind events with an effect of
// `barrier`.
inline std::optional<EventId> nearest_into(const Query& query, const Argument& argument, EffectSet effects,
                                           EffectSet barrier = {}) {
  constexpr size_t kMaxEvents = 512, kMaxEdges = 8'192;  // as far as a person could follow; see query.cpp
  const auto leads_there = [&](EventId id) {
    return (query.event(id).effects | query.upstream_effects(id)).any(effects);
  };
  std::vector<EventId> queue;
  std::copy_if(argument.origins.rbegin(), argument.origins.rend(), std::back_inserter(queue), leads_there);
  if (queue.empty()) return std::nullopt;
  std::vector<bool> seen(query.facts().events.size());
  for (EventId id : queue) seen[id] = true;
  size_t edges = 0;
  for (size_t head = 0; head < queue.size() && queue.size() < kMaxEvents; ++head) {
    const Event& event = query.event(queue[head]);
    if (event.effects.any(effects)) return queue[head];
    if (event.effects.any(barrier)) continue;
    for (const Argument& a : event.args) {
      for (EventId origin : a.origins) {
        if (++edges > kMaxEdges) return std::nullopt;
        if (seen[origin]) continue;
        seen[origin] = true;
        if (leads_there(origin)) queue.push_back(origin);
      }
    }
  }
  return std::nullopt;
}

inline std::optional<EventId> nearest_into(const Query& query, EventId id, EffectSet effects, EffectSet barrier = {}) {
  for (const Argument& argument : query.event(id).args) {
    if (const auto source = nearest_into(query, argument, effects, barrier)) return source;
  }
  return std::nullopt;
}

// What a run-shell or run-process call would run, in lower case: the positional arguments or `args`, without options
// such as `shell` and `env`.
inline std::string command_text(const Query& query, EventId id) {
  std::string text;
  const Event& event = query.event(id);
  for (size_t i = event.has_receiver ? 1 : 0; i < event.args.size(); ++i) {
    const Argument& a = event.args[i];
    if (!a.keyword.empty() && !one_of(a.keyword, {"args", "cmd", "command"})) continue;
    text += (text.empty() ? "" : " ") + a.text;
  }
  return lower_case(text);
}

inline bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view p) { return text.find(p) != std::string_view::npos; });
}

// True if a shell would write to a file: "> x", ">> x", "| tee x"; throwing output away is no writing.
inline bool redirects(std::string_view text) {
  if (contains_any(text, {"tee ", "sed -i"})) return true;
  for (size_t at = text.find('>'); at != std::string_view::npos; at = text.find('>', at + 1)) {
    const std::string_view rest = text.substr(at + 1, 16);
    const bool thrown_away = rest.find("/dev/null") < 4 || rest.find("nul") < 3 || rest.starts_with("&");
    if (!thrown_away && (at == 0 || text[at - 1] != '2')) return true;
  }
  return false;
}

// The program of a command line: "/usr/bin/gcc -o x" -> "gcc". Empty if it is not known.
inline std::string program_of(std::string_view command) {
  while (!command.empty() && (command.front() == ' ' || command.front() == '"' || command.front() == '\''))
    command.remove_prefix(1);
  std::string_view word = command.substr(0, command.find_first_of(" \t\n\"';|&"));
  const size_t slash = word.find_last_of("/\\");
  if (slash != std::string_view::npos) word.remove_prefix(slash + 1);
  if (word.ends_with(".exe")) word.remove_suffix(4);
  return word.find('{') == std::string_view::npos ? std::string(word) : std::string();
}

// True if every command of a line, and there is one at least, starts one of these programs.
inline bool starts_only(std::string_view command, std::initializer_list<std::string_view> programs) {
  constexpr std::string_view kSeparators = "&|;\n";
  for (size_t begin = 0; begin < command.size();) {
    const size_t part = command.find_first_not_of(kSeparators, begin);
    if (part == std::string_view::npos) break;
    size_t end = std::min(command.find_first_of(kSeparators, part), command.size());
    while (end < command.size() && command[end - 1] == '>')
      end = std::min(command.find_first_of(kSeparators, end + 1), command.size());  // 2>&1
    if (!one_of(program_of(command.substr(part, end - part)), programs)) return false;
    begin = end;
  }
  return !command.empty();
}

// True if the file that is written is named like a program; a text in it may only mention one.
inline bool is_named_program(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (!event.has_receiver || event.args.empty()) return query.has_tag(id, "executable-name");
  const auto& tags = event.args[0].tags;
  return std::find(tags.begin(), tags.end(), "executable-name") != tags.end();
}

// True if a text that is written is code which fetches something and runs it.
inline bool writes_downloader(const Event& written) {
  return std::any_of(written.args.begin(), written.args.end(), [](const Argument& a) {
    return contains_any(a.text, {"exec(", "eval(", "os.system", "subprocess", "Start-Process"}) &&
           contains_any(a.text, {"urlopen", "urllib.request", "requests.get", "urlretrieve", "import requests"});
  });
}

// The layers that the call at `place` opened.
inline std::vector<LayerId> layers_opened_at(const Query& query, const Place& place) {
  std::vector<LayerId> result;
  const auto& layers = query.facts().layers;
  for (LayerId id = 1; id < layers.size(); ++id) {
    if (layers[id].opened_at == place) result.push_back(id);
  }
  return result;
}

// What code would not be hidden for: reaching out, running programs, going through files.
inline constexpr EffectSet kActs{
    Effect::run_shell,    Effect::run_process, Effect::net_fetch,        Effect::net_send,
    Effect::net_connect,  Effect::load_native, Effect::native_memory,    Effect::write_registry,
    Effect::send_message, Effect::delete_file, Effect::read_credentials, Effect::install_package,
    Effect::net_receive,  Effect::write_file,  Effect::read_screen,      Effect::read_clipboard};

}  // namespace antivenom::rules
