#include "chart/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

namespace antivenom::chart {
namespace {

constexpr double kDay = 86400;
constexpr double kLastDate = 253402300799;  // 9999-12-31

struct Date {
  int year;
  unsigned month, day;
};

Date date_of(double seconds) {
  const auto days = static_cast<int>(std::floor(std::clamp(seconds, -kLastDate, kLastDate) / kDay));
  const std::chrono::year_month_day d{std::chrono::sys_days{std::chrono::days{days}}};
  return {static_cast<int>(d.year()), static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day())};
}

double seconds_at(int year, unsigned month) {
  const std::chrono::sys_days day{std::chrono::year{year} / std::chrono::month{month} / 1};
  return static_cast<double>(day.time_since_epoch().count()) * kDay;
}

// 1234567 as 1,234,567.
std::string grouped(std::string digits) {
  const size_t start = digits.starts_with('-') ? 1 : 0;
  const size_t end = std::min(digits.find('.'), digits.size());
  for (size_t at = end; at > start + 3;) digits.insert(at -= 3, ",");
  return digits;
}

// `significant` digits, never as a power of ten within reach.
std::string rounded(double value, int significant) {
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-4 || size >= 1e15)) return fmt::format("{:.{}g}", value, significant);
  const int whole = size < 1 ? 0 : static_cast<int>(std::floor(std::log10(size))) + 1;
  const int leading_zeros = size == 0 || size >= 1 ? 0 : -static_cast<int>(std::floor(std::log10(size))) - 1;
  std::string text = fmt::format("{:.{}f}", value, std::max(0, significant - whole + leading_zeros));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
  }
  return grouped(text);
}

using Step = std::pair<double, std::string_view>;  // from this size on, in this word

template <size_t n>
std::string scaled(double value, const std::array<Step, n>& steps) {
  const Step* best = &steps.front();
  for (const Step& step : steps) {
    if (std::abs(value) >= step.first) best = &step;
  }
  return rounded(value / best->first, 3) + std::string(best->second);
}

constexpr std::array<Step, 4> kSeconds{{{1e-3, " ms"}, {1, " s"}, {60, " min"}, {3600, " h"}}};
constexpr std::array<Step, 4> kDays{{{1.0 / 1440, " min"}, {1.0 / 24, " h"}, {1, " d"}, {365.25, " y"}}};
constexpr std::array<Step, 5> kBytes{{{1, " B"}, {1e3, " kB"}, {1e6, " MB"}, {1e9, " GB"}, {1e12, " TB"}}};
constexpr std::array<Step, 4> kCounts{{{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "G"}}};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// The smallest of 1, 2, 5 times a power of ten that is at least `rough`.
double nice_step(double rough) {
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::vector<double> date_ticks(double low, double high, size_t wanted) {
  std::vector<double> out;
  const double rough = (high - low) / static_cast<double>(wanted);
  if (rough < 25 * kDay) {
    const double step = std::max(1.0, nice_step(rough / kDay)) * kDay;
    for (double at = std::ceil(low / step) * step; at <= high; at += step) out.push_back(at);
    return out;
  }
  int months = 1;
  for (int step : {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 60000}) {
    months = step;
    if (step * 30.4 * kDay >= rough) break;
  }
  const int first = months >= 12 ? date_of(low).year / (months / 12) * (months / 12) : date_of(low).year;
  for (int month = 0;; month += months) {
    const double at = seconds_at(first + month / 12, static_cast<unsigned>(month % 12) + 1);
    if (at > high || at >= kLastDate) return out;
    if (at >= low) out.push_back(at);
  }
}

std::vector<double> powers_of_ten(double low, double high, size_t wanted) {
  const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
  const int step = std::max(1, (last - first) / std::max(1, static_cast<int>(wanted)));
  std::vector<double> out;
  for (int power = first; power <= last; power += step) out.push_back(std::pow(10, power));
  return out;
}

}  // namespace

std::string format(double value, Unit unit) {
  if (!std::isfinite(value)) return "–";
  switch (unit) {
    case Unit::share:
      return fmt::format("{:.1f} %", value * 100);
    case Unit::seconds:
      return value == 0 ? "0 s" : scaled(value, kSeconds);
    case Unit::days:
      return value == 0 ? "0 d" : scaled(value, kDays);
    case Unit::bytes:
      return scaled(value, kBytes);
    case Unit::date: {
      const Date d = date_of(value);
      return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
    }
    case Unit::count:
      return value == std::floor(value) && std::abs(value) < 1e15 ? grouped(fmt::format("{:.0f}", value))
             : std::abs(value) < 1e15                             ? grouped(fmt::format("{:.1f}", value))
                                                                  : rounded(value, 3);
    case Unit::number:
    case Unit::text:
      break;
  }
  return rounded(value, 3);
}

std::string plain(double value, Unit unit) {
  if (!std::isfinite(value)) return "";
  if (unit != Unit::date)
    return value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                                : fmt::format("{}", value);
  const double within = std::clamp(value, -kLastDate, kLastDate);
  const auto second = static_cast<int>(within - std::floor(within / kDay) * kDay);
  return fmt::format("{}T{:02}:{:02}:{:02}Z", format(value, unit), second / 3600, second / 60 % 60, second % 60);
}

std::vector<double> ticks(double low, double high, size_t wanted, Unit unit, bool logarithmic) {
  if (!std::isfinite(low) || !std::isfinite(high) || wanted == 0 || low > high) return {};
  if (low == high) return {low};
  if (unit == Unit::date) return date_ticks(low, high, wanted);
  if (logarithmic) return powers_of_ten(low, high, wanted);
  double step = nice_step((high - low) / static_cast<double>(wanted));
  if (unit == Unit::count) step = std::max(step, 1.0);
  std::vector<double> out;
  const double first = std::ceil(low / step - 1e-9);
  for (double i = 0; out.size() <= 4 * wanted; ++i) {
    const double at = (first + i) * step;
    if (at > high + step * 1e-9) break;
    out.push_back(at == 0 ? 0 : at);  // no -0
  }
  return out;
}

std::string tick_label(double value, Unit unit, double step) {
  if (!std::isfinite(value)) return format(value, unit);
  switch (unit) {
    case Unit::share:
      return fmt::format("{:.{}f} %", value * 100, step < 0.0099 ? 1 : 0);
    case Unit::count:
    case Unit::number:
      return std::abs(value) >= 10000 ? scaled(value, kCounts) : rounded(value, 4);
    case Unit::date: {
      const Date d = date_of(value);
      if (step >= 364 * kDay) return fmt::format("{}", d.year);
      if (step >= 27 * kDay) return fmt::format("{} {}", kMonths[d.month - 1], d.year);
      return fmt::format("{} {}", d.day, kMonths[d.month - 1]);
    }
    default:
      return format(value, unit);
  }
}

}  // namespace antivenom::chart
