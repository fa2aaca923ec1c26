#include "toml/scalars.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/utf8.h"

namespace antivenom::toml {
namespace {

constexpr std::string_view kBlanks = " \t", kBlanksAndBreaks = " \t\r\n";

bool is_scalar(uint32_t code) { return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF); }

// The character that \u or \U and so many digits stand for. False if there is none.
bool read_code(std::string_view digits, std::string& out) {
  uint32_t code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  if (error != std::errc() || end != digits.data() + digits.size() || !is_scalar(code)) return false;
  append_utf8(out, code);
  return true;
}

// Reads the escape at the front of `rest` and removes it.
bool read_escape(std::string_view& rest, std::string& out) {
  constexpr std::string_view kLetters = "btnfr\"\\", kMeanings = "\b\t\n\f\r\"\\";
  const char letter = rest.size() > 1 ? rest[1] : '\0';
  if (const size_t at = kLetters.find(letter); at != std::string_view::npos) {
    out += kMeanings[at];
    rest.remove_prefix(2);
    return true;
  }
  if (letter == 'u' || letter == 'U') {
    const std::string_view digits = rest.substr(2, letter == 'u' ? 4 : 8);
    rest.remove_prefix(2 + digits.size());
    return read_code(digits, out);
  }
  // A break that is escaped is left out with all blanks and breaks behind it.
  const size_t behind = rest.find_first_not_of(kBlanks, 1);
  rest.remove_prefix(behind == std::string_view::npos ? rest.size() : behind);
  const bool breaks = !rest.empty() && (rest[0] == '\n' || rest[0] == '\r');
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanksAndBreaks), rest.size()));
  return breaks;
}

std::string without_underscores(std::string_view token) {
  std::string out;
  for (const char c : token) {
    if (c != '_') out += c;
  }
  return out;
}

int number_at(std::string_view text, size_t at, size_t length) {
  int value = 0;
  std::from_chars(text.data() + at, text.data() + at + length, value);
  return value;
}

}  // namespace

std::string read_string(std::string_view token, std::string& out) {
  const char quote = token.empty() ? '\0' : token.front();
  const bool many = token.size() >= 6 && token[1] == quote && token[2] == quote;
  const size_t width = many ? 3 : 1;
  out.clear();
  if (token.size() < 2 * width) return "no string";
  std::string_view rest = token.substr(width, token.size() - 2 * width);
  if (many && rest.substr(0, 2) == "\r\n")
    rest.remove_prefix(2);
  else if (many && rest.substr(0, 1) == "\n")
    rest.remove_prefix(1);
  std::string wrong;
  for (int quotes = 0; !rest.empty();) {
    quotes = rest[0] == quote ? quotes + 1 : 0;
    if (quotes == 3) wrong = "three quotes within a string";
    if (quote == '"' && rest[0] == '\\') {
      if (!read_escape(rest, out)) wrong = "an escape that stands for no character";
      continue;
    }
    // Breaks are the same in a file from any system.
    if (rest.substr(0, 2) == "\r\n") rest.remove_prefix(1);
    out += rest[0];
    rest.remove_prefix(1);
  }
  return wrong;
}

std::string read_integer(std::string_view token, int64_t& out) {
  const std::string text = without_underscores(token);
  std::string_view digits = text;
  const bool negative = digits.substr(0, 1) == "-";
  if (negative || digits.substr(0, 1) == "+") digits.remove_prefix(1);
  const std::string_view prefix = digits.substr(0, 2);
  const int base = prefix == "0x" ? 16 : prefix == "0o" ? 8 : prefix == "0b" ? 2 : 10;
  if (base != 10) digits.remove_prefix(2);
  // With the sign put back the smallest number fits too.
  const std::string number = (negative ? "-" : "") + std::string(digits);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), out, base);
  if (error == std::errc()) return end == number.data() + number.size() ? "" : "no integer";
  out = negative ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
  return "an integer of more than 64 bits";
}

std::string read_float(std::string_view token, double& out) {
  const std::string text = without_underscores(token);
  std::string_view number = text;
  if (number.substr(0, 1) == "+") number.remove_prefix(1);
  out = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), out);
  if (error == std::errc::result_out_of_range) {
    const size_t exponent = number.find_first_of("eE");
    const bool negative = number[0] == '-';
    const bool tiny = exponent == std::string_view::npos ? number.substr(negative ? 1 : 0, 2) == "0."
                                                         : number.substr(exponent + 1, 1) == "-";
    if (!tiny) out = negative ? -HUGE_VAL : HUGE_VAL;
    return "";
  }
  return error == std::errc() && end == number.data() + number.size() ? "" : "no number";
}

std::string check_date(std::string_view token) {
  constexpr size_t kDate = 10;  // YYYY-MM-DD
  if (token.size() < kDate || token.find('-') != 4) return "a year that has not four digits";
  const int year = number_at(token, 0, 4), month = number_at(token, 5, 2), day = number_at(token, 8, 2);
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  return day <= days ? "" : "a day that its month has not";
}

size_t find_forbidden(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    const bool control = (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\x7f';
    const bool lone = c == '\r' && text.substr(at + 1, 1) != "\n";
    const size_t length = control || lone ? 0 : decode_utf8(text.substr(at)).size;
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace antivenom::toml
