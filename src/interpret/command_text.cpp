#include "interpret/command_text.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <map>

#include "base/lower_case.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kMaxText = 1u << 20;
constexpr size_t kMaxCommands = 2'000;

std::string printf_escapes(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    const bool hex = c == 'x';
    if (hex || (c >= '0' && c <= '7')) {
      unsigned value = 0;
      size_t digits = 0;
      size_t at = hex ? i + 1 : i;
      auto digit = [&](char d) {
        return hex ? std::isxdigit(static_cast<unsigned char>(d)) != 0 : d >= '0' && d <= '7';
      };
      for (; at < text.size() && digits < (hex ? 2u : 4u) && digit(text[at]); ++at, ++digits) {
        const char d = text[at];
        value = value * (hex ? 16 : 8) + static_cast<unsigned>(d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10);
      }
      out += static_cast<char>(value);
      i = at - 1;
    } else {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return out;
}

using Replace = std::function<std::string(const std::array<re2::StringPiece, 4>&)>;

// Every match of `pattern` (up to three groups) replaced by what `replace` gives; true if there was any.
bool replace_matches(std::string& text, const RE2& pattern, const Replace& replace) {
  std::string out;
  re2::StringPiece rest(text);
  std::array<re2::StringPiece, 4> groups;
  const int count = std::min(3, pattern.NumberOfCapturingGroups()) + 1;
  size_t pos = 0;
  bool any = false;
  while (pos <= text.size() && pattern.Match(rest, pos, text.size(), RE2::UNANCHORED, groups.data(), count)) {
    const auto begin = static_cast<size_t>(groups[0].data() - text.data());
    out.append(text, pos, begin - pos);
    out += replace(groups);
    pos = begin + groups[0].size();
    any = true;
    if (groups[0].empty() || out.size() > 2 * kMaxText) break;
  }
  if (!any) return false;
  out.append(text, std::min(pos, text.size()), std::string::npos);
  text = std::move(out);
  return true;
}

std::string str(const re2::StringPiece& piece) { return std::string(piece.data(), piece.size()); }

// A PowerShell literal with its quotes -> its text.
std::string literal_text(const re2::StringPiece& literal) {
  if (literal.size() < 2) return {};
  std::string out;
  const char quote = literal[0];
  for (size_t i = 1; i + 1 < literal.size(); ++i) {
    if (literal[i] == quote && literal[i + 1] == quote && i + 2 < literal.size()) ++i;
    out += literal[i];
  }
  return out;
}

std::string literal(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

std::vector<std::string> literals_in(const re2::StringPiece& text) {
  static const RE2 pattern(R"re(('(?:[^']|'')*'|"[^"$]*"))re");
  std::vector<std::string> out;
  re2::StringPiece input(text), match;
  while (out.size() < 1'000 && RE2::FindAndConsume(&input, pattern, &match)) out.push_back(literal_text(match));
  return out;
}

std::string utf8_character(unsigned code) {
  if (code < 0x80) return std::string(1, static_cast<char>(code));
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
  if (code >= 0xD800 && code < 0xE000) return "?";
  return {static_cast<char>(0xE0 | (code >> 12 & 15)), static_cast<char>(0x80 | (code >> 6 & 63)),
          static_cast<char>(0x80 | (code & 63))};
}

unsigned number_of(const std::string& text) {
  return static_cast<unsigned>(std::strtoul(text.c_str(), nullptr, 0)) & 0xFFFF;
}

#define LITERAL R"re('(?:[^']|'')*'|"[^"$]*")re"

// One round; true if something changed.
bool simplify(std::string& text) {
  static const RE2 kConcat("(" LITERAL R"re()[ \t]*\+[ \t]*()re" LITERAL ")");
  static const RE2 kBrackets(R"re(\([ \t]*()re" LITERAL R"re()[ \t]*\))re");
  static const RE2 kChar(R"re((?i)\[char\][ \t]*\(?[ \t]*(0x[0-9a-f]{1,4}|\d{1,5})\b[ \t]*\)?)re");
  static const RE2 kChars(R"re((?i)\[char\[\]\][ \t]*\(([0-9xa-f, \t]+)\)[ \t]*-join[ \t]*(?:''|""))re");
  static const RE2 kJoin(R"re((?i)-join[ \t]*\(((?:[ \t,]|)re" LITERAL R"re()+)\))re");
  static const RE2 kJoinAfter(R"re((?i)\(((?:[ \t,]|)re" LITERAL R"re()+)\)[ \t]*-join[ \t]*(?:''|""))re");
  static const RE2 kFormat(R"re((?i)("[^"$]*\{\d+\}[^"$]*"|'[^']*\{\d+\}[^']*')[ \t]*-f[ \t]*((?:(?:)re" LITERAL
                           R"re()[ \t]*,?[ \t]*)+))re");
  static const RE2 kReplace(R"re((?i)()re" LITERAL R"re()[ \t]*-[ci]?replace[ \t]*((?:)re" LITERAL
                            R"re()[ \t]*,[ \t]*(?:)re" LITERAL R"re()))re");
  static const RE2 kReplaceMethod(R"re((?i)()re" LITERAL R"re()[ \t]*\.replace\([ \t]*((?:)re" LITERAL
                                  R"re()[ \t]*,[ \t]*(?:)re" LITERAL R"re())[ \t]*\))re");
  static const RE2 kBase64(
      R"re((?i)\[(?:system\.)?text\.encoding\]::(\w+)\.getstring\([ \t]*\[(?:system\.)?convert\]::frombase64string\([ \t]*()re" LITERAL
      R"re()[ \t]*\)[ \t]*\))re");
  bool any = false;
  any |= replace_matches(text, kBase64, [](const auto& g) {
    const std::string bytes = from_base64(literal_text(g[2]));
    return literal(lower_case(str(g[1])) == "unicode" ? from_utf16(bytes) : bytes);
  });
  any |= replace_matches(text, kChars, [](const auto& g) {
    std::string out, digits;
    for (char c : str(g[1]) + ",") {
      if (c != ',' && c != ' ' && c != '\t')
        digits += c;
      else if (!digits.empty())
        out += utf8_character(number_of(digits)), digits.clear();
    }
    return literal(out);
  });
  any |= replace_matches(text, kChar, [](const auto& g) { return literal(utf8_character(number_of(str(g[1])))); });
  auto joined = [](const auto& g) {
    std::string out;
    for (const std::string& part : literals_in(g[1])) out += part;
    return literal(out);
  };
  any |= replace_matches(text, kJoin, joined);
  any |= replace_matches(text, kJoinAfter, joined);
  any |= replace_matches(text, kFormat, [](const auto& g) {
    std::string out = literal_text(g[1]);
    const std::vector<std::string> parts = literals_in(g[2]);
    static const RE2 kHole(R"re(\{(\d{1,3})\})re");
    replace_matches(out, kHole, [&](const auto& hole) {
      const size_t index = std::strtoul(str(hole[1]).c_str(), nullptr, 10);
      return index < parts.size() ? parts[index] : std::string();
    });
    return literal(out);
  });
  auto replaced = [](const auto& g) {
    const std::vector<std::string> pair = literals_in(g[2]);
    std::string value = literal_text(g[1]);
    // The pattern of -replace is a regular expression; hidden words use plain ones.
    for (size_t at = 0; pair.size() == 2 && !pair[0].empty() && (at = value.find(pair[0], at)) != std::string::npos;
         at += pair[1].size()) {
      value.replace(at, pair[0].size(), pair[1]);
      if (value.size() > kMaxText) break;
    }
    return literal(value);
  };
  any |= replace_matches(text, kReplace, replaced);
  any |= replace_matches(text, kReplaceMethod, replaced);
  any |= replace_matches(text, kConcat, [](const auto& g) { return literal(literal_text(g[1]) + literal_text(g[2])); });
  any |= replace_matches(text, kBrackets, [](const auto& g) { return " " + literal(literal_text(g[1])) + " "; });
  return any;
}

// $x = 'text' -> the later uses of $x.
void use_variables(std::string& text) {
  static const RE2 kSet(R"re(\$(\w{1,64})[ \t]*=[ \t]*('(?:[^']|'')*'|"[^"]*")[ \t]*(?:;|\r?\n|$))re");
  static const RE2 kUse(R"re((\$\{?(\w{1,64})\}?)([ \t]*=)?)re");
  std::map<std::string, std::string> values;
  re2::StringPiece input(text), name, value;
  while (values.size() < 500 && RE2::FindAndConsume(&input, kSet, &name, &value))
    values.emplace(lower_case(str(name)), literal_text(value));
  if (values.empty()) return;
  replace_matches(text, kUse, [&](const auto& g) {
    const auto it = values.find(lower_case(str(g[2])));
    if (it == values.end() || !g[3].empty()) return str(g[0]);
    return literal(it->second);
  });
}

#undef LITERAL

}  // namespace

std::string program_of(std::string_view word) {
  const size_t slash = word.find_last_of("/\\");
  std::string name = lower_case(slash == std::string_view::npos ? word : word.substr(slash + 1));
  if (name.ends_with(".exe")) name.resize(name.size() - 4);
  return name;
}

std::string from_base64(std::string_view text) {
  std::string out;
  uint32_t bits = 0;
  unsigned count = 0;
  for (char c : text) {
    const bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
    if (c == '=') break;
    if (std::isspace(static_cast<unsigned char>(c))) continue;
    if (!upper && !lower && !digit && c != '+' && c != '/' && c != '-' && c != '_') return {};
    const int value = upper ? c - 'A' : lower ? c - 'a' + 26 : digit ? c - '0' + 52 : c == '+' || c == '-' ? 62 : 63;
    bits = bits << 6 | static_cast<uint32_t>(value);
    if ((count += 6) >= 8) out += static_cast<char>(bits >> (count -= 8) & 0xFF);
  }
  return out;
}

std::string from_utf16(std::string_view bytes) {
  if (bytes.size() < 2 || bytes[1] != '\0') return std::string(bytes);
  std::string out;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2)
    out +=
        utf8_character(static_cast<unsigned>(static_cast<uint8_t>(bytes[i]) | static_cast<uint8_t>(bytes[i + 1]) << 8));
  return out;
}

std::vector<ShellCommand> split_commands(std::string_view whole, bool windows) {
  std::string text(whole.substr(0, kMaxText));
  if (!windows) {
    static const RE2 kIfs(R"re(\$\{?IFS\}?)re");
    static const RE2 kEcho(R"re(\$\((?:echo|printf)[ \t]+(?:-[ne]+[ \t]+)?['"]?([^'"$()`]*)['"]?\))re");
    replace_matches(text, kIfs, [](const auto&) { return std::string(" "); });
    replace_matches(text, kEcho, [](const auto& g) { return printf_escapes(str(g[1])); });
  }
  std::vector<ShellCommand> out;
  std::map<std::string, std::string> variables;
  ShellCommand current;
  std::string word;
  bool in_word = false, to_output = false;
  char quote = 0;
  auto end_word = [&] {
    if (!in_word) return;
    const size_t equals = word.find('=');
    if (!windows && current.words.empty() && equals != std::string::npos && equals > 0 && variables.size() < 200)
      variables["$" + word.substr(0, equals)] = word.substr(equals + 1);
    else if (to_output)
      current.output = word;
    else
      current.words.push_back(variables.contains(word) ? variables[word] : word);
    to_output = false;
    in_word = false;
    word.clear();
  };
  auto end_command = [&](size_t at, bool pipe) {
    end_word();
    current.end = static_cast<uint32_t>(at);
    if (!current.words.empty() && out.size() < kMaxCommands) out.push_back(std::move(current));
    current = ShellCommand();
    current.piped = pipe;
    current.begin = static_cast<uint32_t>(at + 1);
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else if (!windows && quote == '"' && c == '\\' && i + 1 < text.size())
        word += text[++i];
      else
        word += c;
      continue;
    }
    if (c == '"' || (c == '\'' && !windows)) {
      quote = c;
      in_word = true;
    } else if ((c == '\\' && !windows) || (c == '^' && windows)) {
      if (i + 1 < text.size() && text[++i] != '\n') word += text[i];
      in_word = true;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      end_word();
    } else if (c == '|') {
      const bool either = i + 1 < text.size() && text[i + 1] == '|';
      end_command(i, !either);
      if (either) ++i;
    } else if (c == '\n' || (c == ';' && !windows) || c == '&') {
      end_command(i, false);
    } else if (c == '>' && (!in_word || word == "1" || word == "2")) {
      word.clear();
      in_word = false;
      to_output = true;
    } else if ((c == '(' || c == ')' || c == '`') && !windows) {
      // What stands in $(...) or backticks is a command too.
      if (!word.empty() && word.back() == '$') word.pop_back();
      end_command(i, false);
    } else {
      word += c;
      in_word = true;
    }
  }
  end_command(text.size(), false);
  return out;
}

std::string plain_powershell(std::string_view whole) {
  std::string text;
  // Backticks mean something only before a few letters in double quotes.
  char quote = 0;
  for (size_t i = 0; i < whole.size() && i < kMaxText; ++i) {
    const char c = whole[i];
    if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = 0;
    if (c == '`' && quote != '\'' && i + 1 < whole.size() && whole[i + 1] != '\n') {
      if (quote == '"' && std::string_view("nrt0abfv$\"`").find(whole[i + 1]) != std::string_view::npos) text += c;
      continue;
    }
    text += c;
  }
  for (unsigned round = 0; round < 24 && text.size() <= 2 * kMaxText && simplify(text); ++round) {
  }
  use_variables(text);
  for (unsigned round = 0; round < 8 && text.size() <= 2 * kMaxText && simplify(text); ++round) {
  }
  return text;
}

}  // namespace antivenom::interpret
