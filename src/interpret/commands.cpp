// Command lines that carry code of their own: python -c, powershell -EncodedCommand, sh -c.
#include <algorithm>
#include <cctype>

#include "interpret/interpreter.h"
#include "interpret/library/codecs.h"

namespace antivenom::interpret {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// The word or quoted text that starts at `begin` of a command line, quotes removed.
std::string word_at(const std::string& text, size_t begin) {
  while (begin < text.size() && (text[begin] == ' ' || text[begin] == '\t')) ++begin;
  if (begin >= text.size()) return {};
  if (text[begin] == '"' || text[begin] == '\'') {
    const size_t end = text.find(text[begin], begin + 1);
    return text.substr(begin + 1, end == std::string::npos ? std::string::npos : end - begin - 1);
  }
  return text.substr(begin, text.find_first_of(" \t", begin) - begin);
}

// Position behind the first of `options` that stands as a word behind `from`; npos if none does.
size_t behind_option(const std::string& lowered, size_t from, std::initializer_list<std::string_view> options) {
  for (std::string_view option : options) {
    for (size_t at = lowered.find(option, from); at != std::string::npos; at = lowered.find(option, at + 1)) {
      const size_t end = at + option.size();
      if (at > 0 && (lowered[at - 1] == ' ' || lowered[at - 1] == '\t') && end < lowered.size() &&
          (lowered[end] == ' ' || lowered[end] == '\t'))
        return end;
    }
  }
  return std::string::npos;
}

}  // namespace

// Opens the layers inside the command line of an event: Python is interpreted, the rest kept to be searched.
void Interpreter::look_into_command(EventId id) {
  std::string text;
  Trail trail = Trail::none;
  Origins origins = Origins::none;
  {
    const Event& event = facts_.events[id];
    for (const Argument& a : event.args) {
      if (a.keyword.empty() || a.keyword == "args") text += (text.empty() ? "" : " ") + a.text;
      for (const std::string& step : a.how) trail = heap_ref_.step(trail, step);
      for (EventId origin : a.origins) origins = heap_ref_.join(origins, heap_ref_.origin(origin));
    }
  }
  const std::string lowered = lower(text);
  if (const size_t shell = lowered.find("powershell"); shell != std::string::npos || lowered.find("pwsh") != std::string::npos) {
    const size_t encoded = behind_option(lowered, 0, {"-encodedcommand", "-enc", "-e", "-ec", "-en", "-encoded"});
    if (encoded != std::string::npos) {
      Value bytes = codec_decode(*this, heap_ref_.str(word_at(text, encoded)), "base64", "strict");
      Value script = bytes.valid() ? codec_decode(*this, bytes, "utf-16-le", "replace") : Value();
      raised_ = false;
      if (script.is(Kind::kStr)) {
        open_layer(script.as<Text>()->text(), heap_ref_.step(trail, "base64"), "powershell -EncodedCommand", "powershell");
        return;
      }
    }
    const size_t command = behind_option(lowered, 0, {"-command", "-c"});
    if (command != std::string::npos) open_layer(text.substr(command), trail, "powershell -Command", "powershell");
    return;
  }
  const size_t python = std::min(lowered.find("python"), lowered.find("sys.executable"));
  if (python == std::string::npos) return;
  const size_t code = behind_option(lowered, python, {"-c"});
  if (code == std::string::npos || activations_.empty()) return;
  std::string source = facts_.events[id].args.size() == 1 && facts_.events[id].args[0].type == "str"
                           ? word_at(text, code)
                           : text.substr(std::min(text.size(), code + 1));
  if (source.empty()) return;
  auto* names = &heap_ref_.make<Scope>()->names;
  run_layer(source, trail, origins, "python -c", names, nullptr);
  raised_ = false;
}

}  // namespace antivenom::interpret
