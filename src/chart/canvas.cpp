#include "chart/canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/escape.h"

namespace antivenom::chart {
namespace {

constexpr double kRight = 18;  // margin right of a plot, room for half a label

// Whole characters of UTF-8: bytes that do not continue one.
bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

double character_width(std::string_view words, size_t at) {
  const auto byte = static_cast<unsigned char>(words[at]);
  if (byte >= 0xE3) return 12;  // CJK and emoji
  const auto among = [&](std::string_view characters) { return characters.find(words[at]) != std::string_view::npos; };
  if (among("ijl.,:;'|! ")) return 3.9;
  if (among("tfr()[]/\\-\"")) return 5;
  if (among("mwMW@%<>=+~^#&")) return 10.8;
  return byte >= 'A' && byte <= 'Z' ? 8.6 : 7.5;
}

std::string cut(std::string_view words, double room) {
  if (text_width(words) <= room) return std::string(words);
  double width = text_width("…");
  size_t end = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    if (!begins_character(words[i])) continue;
    width += character_width(words, i);
    if (width > room) break;
    end = i + 1;
    while (end < words.size() && !begins_character(words[end])) ++end;
  }
  return std::string(words.substr(0, end)) + "…";
}

Range padded(Range range, const Axis& axis) {
  if (range.empty) return {axis.logarithmic ? 1.0 : 0.0, axis.logarithmic ? 10.0 : 1.0, false};
  if (range.low == range.high) {
    const double by = axis.unit == Unit::date ? 86400 * 15 : range.high == 0 ? 1 : std::abs(range.high) / 2;
    return {axis.logarithmic ? range.low / 2 : range.low - by, axis.logarithmic ? range.high * 2 : range.high + by,
            false};
  }
  return range;
}

double step_of(const std::vector<double>& at) { return at.size() > 1 ? at[1] - at[0] : 86400.0 * 30; }

}  // namespace

double Scale::at(double value) const {
  if (high == low) return (from + to) / 2;
  if (std::isnan(value)) return from;
  const double share =
      logarithmic ? std::log(std::max(value, low) / low) / std::log(high / low) : (value - low) / (high - low);
  return from + std::clamp(share, 0.0, 1.0) * (to - from);
}

std::string pixels(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

double text_width(std::string_view words) {
  double width = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    if (begins_character(words[i])) width += character_width(words, i);
  }
  return width;
}

std::string colour(size_t series) { return fmt::format("c{}", series % kColours); }

void Canvas::close(std::string_view name, std::string_view tip) {
  if (tip.empty()) {
    content_ += "/>\n";
  } else {
    content_ += fmt::format("><title>{}</title></{}>\n", html_text(tip, 300), name);
  }
}

void Canvas::rect(double x, double y, double rect_width, double rect_height, std::string_view style,
                  std::string_view tip, std::string_view more) {
  content_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}", style, pixels(x),
                          pixels(y), pixels(rect_width), pixels(rect_height), more);
  close("rect", tip);
}

void Canvas::circle(double x, double y, double radius, std::string_view style, std::string_view tip,
                    std::string_view more) {
  content_ += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"{}", style, pixels(x), pixels(y),
                          pixels(radius), more);
  close("circle", tip);
}

void Canvas::line(double x1, double y1, double x2, double y2, std::string_view style) {
  content_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", style, pixels(x1),
                          pixels(y1), pixels(x2), pixels(y2));
}

void Canvas::path(const std::vector<std::pair<double, double>>& points, std::string_view style) {
  if (points.empty()) return;
  content_ += fmt::format("<path class=\"{}\" d=\"", style);
  for (size_t i = 0; i < points.size(); ++i) {
    content_ += fmt::format("{}{},{}", i == 0 ? "M" : " L", pixels(points[i].first), pixels(points[i].second));
  }
  content_ += "\"/>\n";
}

void Canvas::curve(double x1, double y1, double x2, double y2, std::string_view style, std::string_view tip,
                   std::string_view more) {
  // To the right, to the left, or around the left side when both ends stand above each other.
  const double along = x2 - x1, bend = std::max(std::abs(along) / 2, 40.0);
  const double from = std::abs(along) < 1 ? x1 - 20 - std::abs(y2 - y1) / 5 : along > 0 ? x1 + bend : x1 - bend;
  const double to = std::abs(along) < 1 ? from : along > 0 ? x2 - bend : x2 + bend;
  content_ += fmt::format("<path class=\"{}\" d=\"M{},{} C{},{} {},{} {},{}\"{}", style, pixels(x1), pixels(y1),
                          pixels(from), pixels(y1), pixels(to), pixels(y2), pixels(x2), pixels(y2), more);
  close("path", tip);
}

void Canvas::text(double x, double y, std::string_view words, std::string_view style, double room) {
  const std::string safe = visible(words, 200);
  const std::string shown = cut(safe, room);
  content_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}", style, pixels(x), pixels(y), html_text(shown));
  if (shown != safe) content_ += "<title>" + html_text(safe) + "</title>";
  content_ += "</text>\n";
}

void Canvas::turned_text(double x, double y, std::string_view words, double room) {
  content_ += fmt::format("<text class=\"ink\" transform=\"translate({} {}) rotate(-45)\">{}</text>\n", pixels(x),
                          pixels(y), html_text(cut(visible(words, 200), room)));
}

double Canvas::legend(const std::vector<std::string>& names, double left, double top) {
  if (names.size() < 2) return 0;
  constexpr double kLine = 20;
  double x = left, y = top;
  for (size_t i = 0; i < names.size(); ++i) {
    const double room = std::min(text_width(visible(names[i])), 220.0);
    if (x > left && x + room + 16 > kWidth) {
      x = left;
      y += kLine;
    }
    rect(x, y + 3, 10, 10, colour(i), {}, " rx=\"2\"");
    text(x + 15, y + 12, names[i], "ink", room);
    x += room + 34;
  }
  return y - top + kLine + 6;
}

bool usable(double value) { return std::isfinite(value) && std::abs(value) < 1e100; }

void Range::include(double value, bool logarithmic) {
  if (!usable(value) || (logarithmic && value <= 0)) return;
  low = empty ? value : std::min(low, value);
  high = empty ? value : std::max(high, value);
  empty = false;
}

Scale draw_x_axis(Canvas& canvas, const Axis& axis, Range range, double left, double right, double top, double bottom) {
  range = padded(range, axis);
  const Scale scale{range.low, range.high, left, right, axis.logarithmic};
  const size_t wanted = axis.unit == Unit::text ? 0 : axis.unit == Unit::date ? 7 : 6;
  const std::vector<double> at = ticks(range.low, range.high, wanted, axis.unit, axis.logarithmic);
  for (double value : at) {
    const double x = scale.at(value);
    canvas.line(x, top, x, bottom, "grid");
    canvas.text(x, bottom + 16, tick_label(value, axis.unit, step_of(at)), "mid");
  }
  if (!axis.title.empty()) canvas.text((left + right) / 2, bottom + 34, axis.title, "mid");
  return scale;
}

Frame draw_frame(Canvas& canvas, const Axis& x, Range x_range, const Axis& y, Range y_range, double top,
                 double height) {
  y_range = padded(y_range, y);
  const std::vector<double> y_ticks = ticks(y_range.low, y_range.high, 5, y.unit, y.logarithmic);
  double labels = 20;
  for (double value : y_ticks) labels = std::max(labels, text_width(tick_label(value, y.unit, step_of(y_ticks))));
  const double left = labels + 12;
  const double plot_top = top + (y.title.empty() ? 8 : 24);
  const double bottom = plot_top + height;
  if (!y.title.empty()) canvas.text(0, top + 12, y.title, "");
  const Scale vertical{y_range.low, y_range.high, bottom, plot_top, y.logarithmic};
  for (double value : y_ticks) {
    const double at = vertical.at(value);
    canvas.line(left, at, kWidth - kRight, at, "grid");
    canvas.text(left - 8, at + 4, tick_label(value, y.unit, step_of(y_ticks)), "end");
  }
  const Scale horizontal = draw_x_axis(canvas, x, x_range, left, kWidth - kRight, bottom, bottom + 5);
  canvas.line(left, bottom, kWidth - kRight, bottom, "axis");
  canvas.height = bottom + (x.title.empty() ? 24 : 42);
  return {horizontal, vertical};
}

}  // namespace antivenom::chart
