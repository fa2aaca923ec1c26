// The text form of facts.
//
//   antivenom-facts 1
//   package name="demo" version="1.0" kind="sdist"
//   file path="setup.py" role="setup" python=true lines=4
//   event callee="os.system" effects=run-shell place=0:0:3-3 trigger=install
//     arg text="echo" known=exact origins=0,2 how="base64"
//
// The first word says what the line is; strings are quoted with \" \\ \n \r \t \xNN, lists of strings repeat
// their key, lists of numbers and effects are joined by commas, a place is file:layer:line-end_line. `arg` and
// `frame` belong to the event above. A field at its default is left out. `#` starts a comment line.
#include "facts/text.h"

#include <algorithm>
#include <charconv>
#include <concepts>
#include <type_traits>

#include "base/hex.h"
#include "facts/fields.h"

namespace antivenom {
namespace {

using namespace text_form;

constexpr std::string_view kHeader = "antivenom-facts 1";

// ---- writing ------------------------------------------------------------------------------------------------

void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20 || byte == 0x7f) {
          out += "\\x";
          out += kHex[byte >> 4];
          out += kHex[byte & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void operator()(std::string_view key, const std::string& value) {
    if (value.empty()) return;
    start(key);
    append_quoted(out_, value);
  }
  void operator()(std::string_view key, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      start(key);
      append_quoted(out_, value);
    }
  }
  template <std::unsigned_integral T>
  void operator()(std::string_view key, const T& value) {
    if (value == 0) return;
    start(key);
    out_ += std::to_string(value);
  }
  void operator()(std::string_view key, const bool& value) {
    if (value == (key == "complete")) return;  // the one flag whose default is true
    start(key);
    out_ += value ? "true" : "false";
  }
  void operator()(std::string_view key, const std::vector<uint32_t>& values) {
    if (values.empty()) return;
    start(key);
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      out_ += std::to_string(values[i]);
    }
  }
  void operator()(std::string_view key, const Place& place) {
    if (place == Place{}) return;
    start(key);
    out_ += std::to_string(place.file) + ':' + std::to_string(place.layer) + ':' + std::to_string(place.line) + '-' +
            std::to_string(place.end_line);
  }
  void operator()(std::string_view key, const EffectSet& effects) {
    bool first = true;
    for (unsigned i = 0; i < static_cast<unsigned>(Effect::count); ++i) {
      if (!effects.has(static_cast<Effect>(i))) continue;
      if (first) start(key);
      if (!first) out_ += ',';
      first = false;
      out_ += to_string(static_cast<Effect>(i));
    }
  }
  template <class T>
  requires std::is_enum_v<T>
  void operator()(std::string_view key, const T& value) {
    start(key);
    out_ += to_string(value);
  }

 private:
  void start(std::string_view key) {
    out_ += ' ';
    out_ += key;
    out_ += '=';
  }
  std::string& out_;
};

// ---- reading ------------------------------------------------------------------------------------------------

struct Pair {
  std::string_view key;
  std::string value;
  bool quoted = false;
  bool used = false;
};

struct Line {
  std::string_view kind;
  std::vector<Pair> pairs;
};

// Reads a quoted string from the front of `rest`. Returns what is wrong, or "".
std::string_view read_quoted(std::string_view& rest, std::string& value) {
  rest.remove_prefix(1);
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') return {};
    if (c != '\\') {
      value += c;
      continue;
    }
    if (rest.empty()) break;
    const char escape = rest.front();
    rest.remove_prefix(1);
    switch (escape) {
      case '"':
        value += '"';
        break;
      case '\\':
        value += '\\';
        break;
      case 'n':
        value += '\n';
        break;
      case 'r':
        value += '\r';
        break;
      case 't':
        value += '\t';
        break;
      case 'x': {
        if (rest.size() < 2 || hex_digit(rest[0]) < 0 || hex_digit(rest[1]) < 0) return "\\x needs two hex digits";
        value += static_cast<char>(hex_digit(rest[0]) * 16 + hex_digit(rest[1]));
        rest.remove_prefix(2);
        break;
      }
      default:
        return "unknown escape in a string";
    }
  }
  return "a string does not end";
}

// Splits one line into its kind and its key=value pairs. Returns what is wrong, or "".
std::string_view split_line(std::string_view text, Line& line) {
  const size_t kind_end = std::min(text.find(' '), text.size());
  line.kind = text.substr(0, kind_end);
  text.remove_prefix(kind_end);
  while (true) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (text.empty()) return {};
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) return "expected key=value";
    Pair pair;
    pair.key = text.substr(0, equals);
    text.remove_prefix(equals + 1);
    if (!text.empty() && text.front() == '"') {
      pair.quoted = true;
      if (auto wrong = read_quoted(text, pair.value); !wrong.empty()) return wrong;
      if (!text.empty() && text.front() != ' ') return "expected a space after a string";
    } else {
      const size_t end = std::min(text.find(' '), text.size());
      pair.value = text.substr(0, end);
      text.remove_prefix(end);
    }
    line.pairs.push_back(std::move(pair));
  }
}

template <std::unsigned_integral T>
bool read_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// Calls `read` with each part of `text` between separators; false as soon as it is.
template <class Read>
bool each_part(std::string_view text, char separator, Read read) {
  while (true) {
    const size_t end = std::min(text.find(separator), text.size());
    if (!read(text.substr(0, end))) return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
}

constexpr int kEnumValues = 4;  // as many as Standing has; the others have three, and read a fourth as their last

class Reader {
 public:
  explicit Reader(Line& line) : line_(line) {}

  void operator()(std::string_view key, std::string& value) {
    if (Pair* pair = take(key, true)) value = std::move(pair->value);
  }
  void operator()(std::string_view key, std::vector<std::string>& values) {
    for (Pair& pair : line_.pairs) {
      if (pair.key != key) continue;
      pair.used = true;
      if (!pair.quoted) return complain(key, "must be a quoted string");
      values.push_back(std::move(pair.value));
    }
  }
  template <std::unsigned_integral T>
  void operator()(std::string_view key, T& value) {
    if (Pair* pair = take(key, false); pair && !read_number(pair->value, value)) complain(key, "is not a number");
  }
  void operator()(std::string_view key, bool& value) {
    Pair* pair = take(key, false);
    if (pair == nullptr) return;
    if (pair->value != "true" && pair->value != "false") return complain(key, "must be true or false");
    value = pair->value == "true";
  }
  void operator()(std::string_view key, std::vector<uint32_t>& values) {
    Pair* pair = take(key, false);
    if (pair == nullptr) return;
    const bool good = each_part(pair->value, ',', [&](std::string_view part) {
      uint32_t number = 0;
      if (!read_number(part, number)) return false;
      values.push_back(number);
      return true;
    });
    if (!good) complain(key, "must be numbers joined by commas");
  }
  void operator()(std::string_view key, Place& place) {
    Pair* pair = take(key, false);
    if (pair == nullptr) return;
    std::string_view text = pair->value;
    uint32_t* const fields[] = {&place.file, &place.layer, &place.line, &place.end_line};
    constexpr std::string_view kSeparators = "::-";
    for (size_t i = 0; i < 4; ++i) {
      const size_t end = i < 3 ? text.find(kSeparators[i]) : text.size();
      if (end == std::string_view::npos || !read_number(text.substr(0, end), *fields[i])) {
        return complain(key, "must be file:layer:line-end_line");
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }
  void operator()(std::string_view key, EffectSet& effects) {
    Pair* pair = take(key, false);
    if (pair == nullptr) return;
    const bool good = each_part(pair->value, ',', [&](std::string_view part) {
      const Effect effect = effect_from(part);
      if (effect == Effect::count) return false;
      effects.add(effect);
      return true;
    });
    if (!good) complain(key, "names an unknown effect");
  }
  template <class T>
  requires std::is_enum_v<T>
  void operator()(std::string_view key, T& value) {
    Pair* pair = take(key, false);
    if (pair == nullptr) return;
    for (int i = 0; i < kEnumValues; ++i) {
      if (to_string(static_cast<T>(i)) != pair->value) continue;
      value = static_cast<T>(i);
      return;
    }
    complain(key, "has an unknown value");
  }

  // What was wrong with the line, or "". Call after all fields were visited.
  std::string wrong() const {
    if (!wrong_.empty()) return wrong_;
    for (const Pair& pair : line_.pairs) {
      if (!pair.used) return "unknown or repeated key '" + std::string(pair.key) + "'";
    }
    return {};
  }

 private:
  Pair* take(std::string_view key, bool quoted) {
    for (Pair& pair : line_.pairs) {
      if (pair.used || pair.key != key) continue;
      pair.used = true;
      if (pair.quoted == quoted) return &pair;
      complain(key, quoted ? "must be a quoted string" : "must not be quoted");
      return nullptr;
    }
    return nullptr;
  }
  void complain(std::string_view key, std::string_view what) {
    if (wrong_.empty()) wrong_ = "'" + std::string(key) + "' " + std::string(what);
  }

  Line& line_;
  std::string wrong_;
};

// Builds Facts line by line; remembers the line each fact came from for the check of references at the end.
class Loader {
 public:
  // Returns what is wrong, or "".
  std::string add(std::string_view text, size_t number) {
    Line line;
    if (auto wrong = split_line(text, line); !wrong.empty()) return std::string(wrong);
    Reader read(line);
    if (line.kind == "package") {
      package_fields(read, facts_.package);
    } else if (line.kind == "file") {
      file_fields(read, facts_.files.emplace_back());
    } else if (line.kind == "shipped") {
      layer_fields(read, facts_.layers.front());
    } else if (line.kind == "layer") {
      layer_fields(read, facts_.layers.emplace_back());
      layer_lines_.push_back(number);
    } else if (line.kind == "condition") {
      condition_fields(read, facts_.conditions.emplace_back());
      condition_lines_.push_back(number);
    } else if (line.kind == "event") {
      event_fields(read, facts_.events.emplace_back());
      event_lines_.push_back(number);
    } else if (line.kind == "arg" || line.kind == "frame") {
      if (facts_.events.empty()) return "'" + std::string(line.kind) + "' before any event";
      Event& event = facts_.events.back();
      if (line.kind == "arg") {
        argument_fields(read, event.args.emplace_back());
      } else {
        frame_fields(read, event.path.emplace_back());
      }
    } else if (line.kind == "note") {
      note_fields(read, facts_.notes.emplace_back());
      note_lines_.push_back(number);
    } else if (line.kind == "indicator") {
      indicator_fields(read, facts_.indicators.emplace_back());
      indicator_lines_.push_back(number);
    } else if (line.kind == "dependency") {
      dependency_fields(read, facts_.dependencies.emplace_back());
      dependency_lines_.push_back(number);
    } else if (line.kind == "effort") {
      effort_fields(read, facts_.effort);
    } else {
      return "unknown kind of fact '" + std::string(line.kind.substr(0, 40)) + "'";
    }
    return read.wrong();
  }

  // The line of the first fact that refers to something that is not there; 0 if all is well. Consumers index
  // without asking again.
  size_t dangling() const {
    for (LayerId id = 1; id < facts_.layers.size(); ++id) {
      const Layer& layer = facts_.layers[id];
      if (layer.parent >= id || !good(layer.opened_at)) return layer_lines_[id - 1];
    }
    for (size_t i = 0; i < facts_.conditions.size(); ++i) {
      if (!all_below(facts_.conditions[i].origins, facts_.events.size())) return condition_lines_[i];
    }
    for (EventId id = 0; id < facts_.events.size(); ++id) {
      if (!good_event(id)) return event_lines_[id];
    }
    for (size_t i = 0; i < facts_.notes.size(); ++i) {
      const Note& note = facts_.notes[i];
      if (!good(note.place) || !all_below(note.origins, facts_.events.size())) return note_lines_[i];
    }
    for (size_t i = 0; i < facts_.indicators.size(); ++i) {
      if (!good(facts_.indicators[i].place)) return indicator_lines_[i];
    }
    for (size_t i = 0; i < facts_.dependencies.size(); ++i) {
      const Dependency& dependency = facts_.dependencies[i];
      if (!good(dependency.place) || !all_below(dependency.origins, facts_.events.size())) return dependency_lines_[i];
    }
    return 0;
  }

  Facts take() { return std::move(facts_); }

 private:
  static bool all_below(const std::vector<uint32_t>& ids, size_t limit) {
    for (uint32_t id : ids) {
      if (id >= limit) return false;
    }
    return true;
  }
  // File 0 may be meant without any file being listed: facts written by hand for a test.
  bool good(const Place& place) const {
    return (place.file == 0 || place.file < facts_.files.size()) && place.layer < facts_.layers.size() &&
           place.line >= 1 && place.end_line >= place.line;
  }
  bool good_event(EventId id) const {
    const Event& event = facts_.events[id];
    if (!good(event.place) || !all_below(event.conditions, facts_.conditions.size())) return false;
    for (const Argument& argument : event.args) {
      if (!all_below(argument.origins, id)) return false;
    }
    for (const Frame& frame : event.path) {
      if (!good(frame.call)) return false;
    }
    return true;
  }

  Facts facts_;
  std::vector<size_t> layer_lines_, condition_lines_, event_lines_, note_lines_, indicator_lines_, dependency_lines_;
};

}  // namespace

std::string dump_facts(const Facts& facts) {
  std::string out(kHeader);
  out += '\n';
  Writer write(out);
  const auto line = [&](std::string_view kind, auto&& fields) {
    out += kind;
    fields();
    out += '\n';
  };
  line("package", [&] { package_fields(write, facts.package); });
  for (const FileFact& file : facts.files) line("file", [&] { file_fields(write, file); });
  for (size_t i = 0; i < facts.layers.size(); ++i) {
    line(i == 0 ? "shipped" : "layer", [&] { layer_fields(write, facts.layers[i]); });
  }
  for (const Condition& condition : facts.conditions) line("condition", [&] { condition_fields(write, condition); });
  for (const Event& event : facts.events) {
    line("event", [&] { event_fields(write, event); });
    for (const Argument& argument : event.args) line("  arg", [&] { argument_fields(write, argument); });
    for (const Frame& frame : event.path) line("  frame", [&] { frame_fields(write, frame); });
  }
  for (const Note& note : facts.notes) line("note", [&] { note_fields(write, note); });
  for (const Indicator& indicator : facts.indicators) line("indicator", [&] { indicator_fields(write, indicator); });
  for (const Dependency& d : facts.dependencies) line("dependency", [&] { dependency_fields(write, d); });
  line("effort", [&] { effort_fields(write, facts.effort); });
  return out;
}

Result<Facts> load_facts(std::string_view text) {
  Loader loader;
  size_t number = 0;
  bool header_seen = false;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.empty() || line.front() == '#') continue;
    std::string wrong;
    if (!header_seen) {
      header_seen = line == kHeader;
      if (!header_seen) wrong = "expected '" + std::string(kHeader) + "'";
    } else {
      wrong = loader.add(line, number);
    }
    if (!wrong.empty()) return fail(wrong, "line " + std::to_string(number));
  }
  if (!header_seen) return fail("expected '" + std::string(kHeader) + "'", "line 1");
  if (const size_t bad = loader.dangling(); bad != 0) {
    return fail("refers to a fact that is not there, or to a line range that is none", "line " + std::to_string(bad));
  }
  return loader.take();
}

}  // namespace antivenom
