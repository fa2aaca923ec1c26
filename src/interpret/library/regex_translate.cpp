#include "interpret/library/regex_translate.h"

#include <fmt/format.h>

namespace antivenom::interpret {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Translator {
 public:
  Translator(std::string_view pattern, int64_t flags, bool bytes) : in_(pattern), bytes_(bytes) {
    result_.flags = flags;
  }

  std::optional<Translated> run() {
    while (at_ < in_.size()) {
      if (!step()) return std::nullopt;
    }
    std::string prefix;
    if (result_.flags & kIgnoreCase) prefix += 'i';
    if (result_.flags & kMultiLine) prefix += 'm';
    if (result_.flags & kDotAll) prefix += 's';
    if (!prefix.empty()) out_.insert(0, "(?" + prefix + ")");
    result_.pattern = std::move(out_);
    return std::move(result_);
  }

 private:
  bool unicode() const { return !bytes_ && !(result_.flags & kAscii); }

  bool step() {
    const char c = in_[at_];
    switch (c) {
      case '\\':
        return escape(false);
      case '[':
        return character_class();
      case '(':
        return group();
      case '{':
        return repeat();
      case '$':
        ++at_;
        result_.dollar |= !(result_.flags & kMultiLine);
        out_ += result_.flags & kMultiLine ? "$" : "\\z";
        return true;
      default:
        break;
    }
    if (result_.flags & kVerbose) {
      if (std::string_view(" \t\n\r\f\v").find(c) != std::string_view::npos) return ++at_, true;
      if (c == '#') {
        at_ = std::min(in_.find('\n', at_), in_.size());
        return true;
      }
    }
    out_ += c;
    ++at_;
    return true;
  }

  // A set of characters for a letter escape: with brackets of its own, or for the inside of a class.
  void set(std::string_view inside, std::string_view outside_negated, bool negated, bool in_class) {
    if (in_class)
      out_ += negated ? outside_negated : inside;
    else
      out_ += fmt::format("[{}{}]", negated ? "^" : "", inside);
  }

  bool hex(size_t digits) {
    if (in_.size() - at_ < digits) return false;
    const std::string_view text = in_.substr(at_, digits);
    if (text.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) return false;
    out_ += fmt::format("\\x{{{}}}", text);
    at_ += digits;
    return true;
  }

  bool escape(bool in_class) {
    if (++at_ >= in_.size()) return false;
    const char c = in_[at_++];
    constexpr std::string_view kSpace = "\\t-\\r ", kNoSpace = "\\x00-\\x08\\x0e-\\x1f!-\\xff";
    constexpr std::string_view
        kUnicodeSpace = "\\t-\\r\\x1c-\\x20\\x{85}\\p{Z}",
        kNoUnicodeSpace = "\\x00-\\x08\\x0e-\\x1b!-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{3001}-\\x{10ffff}";
    switch (c) {
      case 'd':
      case 'D':
        out_ += unicode() ? (c == 'd' ? "\\p{Nd}" : "\\P{Nd}") : (c == 'd' ? "\\d" : "\\D");
        return true;
      case 'w':
      case 'W':
        if (!unicode())
          out_ += c == 'w' ? "\\w" : "\\W";
        else if (c == 'w' || !in_class)
          set("\\p{L}\\p{N}_", "", c == 'W', in_class);
        else
          return false;
        return true;
      case 's':
      case 'S':
        set(unicode() ? kUnicodeSpace : kSpace, unicode() ? kNoUnicodeSpace : kNoSpace, c == 'S', in_class);
        return true;
      case 'b':
        result_.ascii_words |= !in_class;
        out_ += in_class ? "\\x08" : "\\b";
        return true;
      case 'B':
        out_ += "\\B";
        result_.ascii_words = true;
        return !in_class;
      case 'A':
        out_ += "\\A";
        return !in_class;
      case 'Z':
        out_ += "\\z";
        return !in_class;
      case 'x':
        return hex(2);
      case 'u':
        return !bytes_ && hex(4);
      case 'U':
        return !bytes_ && hex(8);
      case 'a':
      case 'f':
      case 'n':
      case 'r':
      case 't':
      case 'v':
        out_ += '\\';
        out_ += c;
        return true;
      default:
        break;
    }
    if (c == '0') {
      unsigned value = 0;
      for (int k = 0; k < 2 && at_ < in_.size() && in_[at_] >= '0' && in_[at_] <= '7'; ++k)
        value = value * 8 + static_cast<unsigned>(in_[at_++] - '0');
      out_ += fmt::format("\\x{{{:x}}}", value);
      return true;
    }
    if (is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
      return false;  // back references, \N{...}, errors
    if (static_cast<uint8_t>(c) < 0x80)
      out_ += fmt::format("\\x{{{:x}}}", static_cast<unsigned>(c));
    else
      out_ += c;
    return true;
  }

  bool character_class() {
    out_ += in_[at_++];
    if (at_ < in_.size() && in_[at_] == '^') out_ += in_[at_++];
    for (bool first = true; at_ < in_.size(); first = false) {
      const char c = in_[at_];
      if (c == ']' && !first) {
        out_ += c;
        ++at_;
        return true;
      }
      if (c == '\\') {
        if (!escape(true)) return false;
      } else {
        if (c == '[' || c == ']') out_ += '\\';
        out_ += c;
        ++at_;
      }
    }
    return false;
  }

  bool repeat() {
    if (in_.substr(at_).starts_with("{,")) {  // {,n} is {0,n}; RE2 would take it as text
      const size_t end = in_.find('}', at_);
      const bool number = end != std::string_view::npos && end > at_ + 2 &&
                          in_.substr(at_ + 2, end - at_ - 2).find_first_not_of("0123456789") == std::string_view::npos;
      if (number) {
        out_ += "{0";
        ++at_;
        return true;
      }
    }
    out_ += in_[at_++];
    return true;
  }

  bool group() {
    const std::string_view rest = in_.substr(at_);
    if (!rest.starts_with("(?")) {
      out_ += in_[at_++];
      return true;
    }
    if (rest.starts_with("(?#")) {
      const size_t end = in_.find(')', at_);
      at_ = end == std::string_view::npos ? in_.size() : end + 1;
      return end != std::string_view::npos;
    }
    if (rest.starts_with("(?:") || rest.starts_with("(?P<")) {
      const size_t n = rest.starts_with("(?:") ? 3 : 4;
      out_ += rest.substr(0, n);
      at_ += n;
      return true;
    }
    return inline_flags();
  }

  // (?imsx) at the start of the pattern, (?i:...) and (?-i:...) anywhere.
  bool inline_flags() {
    const bool global_position = at_ == 0;
    std::string kept = "(?";
    int64_t set = 0;
    for (at_ += 2; at_ < in_.size(); ++at_) {
      const char c = in_[at_];
      if (c == 'i' || c == 'm' || c == 's' || c == '-') kept += c;
      if (c == 'i')
        set |= kIgnoreCase;
      else if (c == 'm')
        set |= kMultiLine;
      else if (c == 's')
        set |= kDotAll;
      else if (c == 'x')
        set |= kVerbose;
      else if (c == 'a')
        set |= kAscii;
      else if (c == 'u')
        set |= kUnicode;
      else if (c == ')')
        break;
      else if (c == ':' && !(set & (kVerbose | kAscii | kMultiLine))) {
        out_ += kept + ":";
        ++at_;
        return true;
      } else if (c != '-') {
        return false;
      }
    }
    if (at_ >= in_.size() || !global_position) return false;
    ++at_;
    result_.flags |= set;
    return true;
  }

  std::string_view in_;
  bool bytes_;
  size_t at_ = 0;
  std::string out_;
  Translated result_;
};

}  // namespace

std::optional<Translated> translate_regex(std::string_view pattern, int64_t flags, bool bytes) {
  if (flags & kLocale) return std::nullopt;
  return Translator(pattern, flags, bytes).run();
}

std::string escape_regex(std::string_view text) {
  constexpr std::string_view kSpecial = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f";
  std::string out;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace antivenom::interpret
