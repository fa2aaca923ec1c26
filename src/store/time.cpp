#include "store/time.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <chrono>

#include "base/lower_case.h"

namespace antivenom::store {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    while (!text_.empty() && std::isspace(static_cast<unsigned char>(text_.back())) != 0) text_.remove_suffix(1);
    blanks();
  }

  bool done() const { return text_.empty(); }
  bool take(char c) {
    if (done() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void blanks() {
    while (!done() && std::isspace(static_cast<unsigned char>(text_.front())) != 0) text_.remove_prefix(1);
  }
  // A run of digits of that length; `digits` gets the length.
  std::optional<int> number(size_t min, size_t max, size_t* digits = nullptr) {
    size_t count = 0;
    int value = 0;
    while (count < text_.size() && count < max && std::isdigit(static_cast<unsigned char>(text_[count])) != 0) {
      value = value * 10 + (text_[count++] - '0');
    }
    if (count < min) return std::nullopt;
    text_.remove_prefix(count);
    if (digits != nullptr) *digits = count;
    return value;
  }
  std::string word() {
    std::string out;
    while (!done() && std::isalpha(static_cast<unsigned char>(text_.front())) != 0) {
      out += lower_case(text_.front());
      text_.remove_prefix(1);
    }
    return out;
  }
  std::string_view rest() const { return text_; }
  void back_to(std::string_view rest) { text_ = rest; }

 private:
  std::string_view text_;
};

std::optional<int> month_of(const std::string& word) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (word.size() >= 3 && word.compare(0, 3, kMonths[i]) == 0) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

std::optional<Time> day_of(int year, int month, int day) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1970 || year > 9999) return std::nullopt;
  return static_cast<Time>(sys_days(date).time_since_epoch().count()) * kDay;
}

int full_year(int year, size_t digits) { return digits > 2 ? year : year < 70 ? 2000 + year : 1900 + year; }

// 2024-10-27
std::optional<Time> iso_date(Reader& in) {
  const auto year = in.number(4, 4);
  if (!year || !in.take('-')) return std::nullopt;
  const auto month = in.number(1, 2);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.number(1, 2);
  return day ? day_of(*year, *month, *day) : std::nullopt;
}

// 17-Nov-23, 17 NOV 2023, Nov 17, 2023, Fri, 17 Nov 2023
std::optional<Time> named_month(Reader& in) {
  const auto between = [&] {
    while (in.take('-') || in.take(',') || in.take('.') || in.take(' ')) {
    }
  };
  std::optional<int> month, day = in.number(1, 2);
  if (!day) {
    const std::string word = in.word();
    month = month_of(word);
    between();
    day = in.number(1, 2);  // after a month or a weekday
    if (!day) return std::nullopt;
  }
  between();
  if (!month) month = month_of(in.word());
  if (!month) return std::nullopt;
  between();
  size_t digits = 0;
  const auto year = in.number(2, 4, &digits);
  return year && digits != 3 ? day_of(full_year(*year, digits), *month, *day) : std::nullopt;
}

// Z, UTC, GMT, +02:00, -0500; nothing means UTC.
std::optional<Time> zone(Reader& in) {
  in.blanks();
  if (in.done()) return 0;
  const bool plus = in.take('+');
  if (plus || in.take('-')) {
    const auto hours = in.number(2, 2);
    in.take(':');
    const auto minutes = in.number(2, 2);
    if (!hours || *hours > 23 || (minutes && *minutes > 59)) return std::nullopt;
    const Time offset = *hours * kHour + minutes.value_or(0) * kMinute;
    return plus ? offset : -offset;
  }
  const std::string word = in.word();
  return word == "z" || word == "utc" || word == "gmt" ? std::optional<Time>(0) : std::nullopt;
}

// 10:29, 10:29:47, 10:29:47.204280
std::optional<Time> clock_time(Reader& in) {
  const auto hours = in.number(1, 2);
  if (!hours || *hours > 23 || !in.take(':')) return std::nullopt;
  const auto minutes = in.number(2, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  Time time = *hours * kHour + *minutes * kMinute;
  if (in.take(':')) {
    const auto seconds = in.number(2, 2);
    if (!seconds || *seconds > 60) return std::nullopt;
    time += *seconds * kSecond;
    if (in.take('.')) {
      size_t digits = 0;
      auto fraction = in.number(1, 3, &digits);
      if (!fraction) return std::nullopt;
      for (; digits < 3; ++digits) *fraction *= 10;
      time += *fraction;
      in.number(0, 9);  // finer than we keep
    }
  }
  return time;
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  if (text.size() > 64) return std::nullopt;
  Reader in(text);
  const std::string_view start = in.rest();
  auto day = iso_date(in);
  if (!day) {
    in.back_to(start);
    day = named_month(in);
  }
  if (!day) return std::nullopt;
  const bool marked = in.take('T') || in.take('t');
  in.blanks();
  if (in.done()) return marked ? std::nullopt : day;
  const auto time = clock_time(in);
  const auto offset = time ? zone(in) : std::nullopt;
  if (!offset || !in.done() || *day + *time < *offset) return std::nullopt;
  return *day + *time - *offset;
}

std::string to_date(Time time) {
  using namespace std::chrono;
  if (time <= 0) return {};
  const year_month_day date(floor<days>(sys_time<milliseconds>(milliseconds(time))));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string to_text(Time time) {
  if (time <= 0) return {};
  const Time rest = time % kDay;
  std::string out = fmt::format("{}T{:02}:{:02}:{:02}", to_date(time), rest / kHour, rest % kHour / kMinute,
                                rest % kMinute / kSecond);
  if (rest % kSecond != 0) out += fmt::format(".{:03}", rest % kSecond);
  return out + "Z";
}

}  // namespace antivenom::store
