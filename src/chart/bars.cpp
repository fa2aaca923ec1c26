// Bars, histograms and boxes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "chart/canvas.h"

namespace antivenom::chart {
namespace {

constexpr size_t kMostRows = 200;    // of lying bars
constexpr double kLabelRoom = 230;   // for their labels
constexpr double kBarsHeight = 220;  // of upright ones

std::vector<std::string> names_of(const std::vector<Series>& series) {
  std::vector<std::string> out;
  for (const Series& one : series) out.push_back(one.name);
  return out;
}

double value_at(const Series& series, size_t at) {
  return at < series.values.size() && usable(series.values[at]) ? series.values[at] : 0;
}

// From zero to the longest bar, whisker or stack.
Range range_of(const Bars& bars) {
  Range range;
  range.include(bars.axis.logarithmic ? 1 : 0);
  for (size_t at = 0; at < bars.labels.size(); ++at) {
    double sum = 0;
    for (const Series& one : bars.series) {
      sum += value_at(one, at);
      range.include(bars.stacked ? sum : value_at(one, at), bars.axis.logarithmic);
      if (at < one.intervals.size()) range.include(one.intervals[at].high, bars.axis.logarithmic);
    }
  }
  return range;
}

std::string tip_of(const Bars& bars, const Series& series, size_t at) {
  std::string tip = bars.labels[at];
  if (!series.name.empty()) tip += ", " + series.name;
  tip += ": " + format(value_at(series, at), bars.axis.unit);
  if (at < series.intervals.size()) {
    tip += fmt::format(" ({} to {})", format(series.intervals[at].low, bars.axis.unit),
                       format(series.intervals[at].high, bars.axis.unit));
  }
  return tip;
}

void draw_upright(Canvas& canvas, const Bars& bars) {
  const double legend = canvas.legend(names_of(bars.series), 0, 0);
  const Axis none{"", Unit::text};
  // A frame without ticks below: labels of our own stand there.
  Frame frame = draw_frame(canvas, none, {0, 0, false}, bars.axis, range_of(bars), legend, kBarsHeight);
  const size_t rows = std::min(bars.labels.size(), kMostRows);
  const double left = frame.x.from, bottom = frame.y.from;
  const double group = (frame.x.to - left) / static_cast<double>(std::max<size_t>(rows, 1));
  const auto beside = static_cast<double>(bars.stacked ? 1 : std::max<size_t>(bars.series.size(), 1));
  const double width = std::min(48.0, group * 0.78 / beside);
  double widest = 0;
  for (size_t at = 0; at < rows; ++at) widest = std::max(widest, text_width(bars.labels[at]));
  const auto every = static_cast<size_t>(std::max(1.0, std::ceil(std::min(widest + 10, 120.0) / group)));
  for (size_t at = 0; at < rows; ++at) {
    const double middle = left + (static_cast<double>(at) + 0.5) * group;
    double x = middle - width * beside / 2, floor = 0;
    for (size_t s = 0; s < bars.series.size(); ++s) {
      const double value = value_at(bars.series[s], at);
      const double y = frame.y.at(floor + value), base = frame.y.at(floor);
      canvas.rect(x, std::min(y, base), std::max(width - 1, 0.5), std::abs(base - y), colour(s),
                  tip_of(bars, bars.series[s], at));
      if (bars.stacked) {
        floor += value;
      } else {
        x += width;
      }
    }
    if (at % every == 0)
      canvas.text(middle, bottom + 16, bars.labels[at], "mid", std::max(group * static_cast<double>(every), 30.0));
  }
}

void draw_lying(Canvas& canvas, const Bars& bars) {
  const size_t rows = std::min(bars.labels.size(), kMostRows);
  const double legend = canvas.legend(names_of(bars.series), 0, 0);
  double labels = 40;
  for (size_t at = 0; at < rows; ++at) labels = std::max(labels, std::min(text_width(bars.labels[at]), kLabelRoom));
  const double left = labels + 12;
  const size_t beside = bars.stacked ? 1 : std::max<size_t>(bars.series.size(), 1);
  const double bar = beside == 1 ? 16 : 13;
  const double group = bar * static_cast<double>(beside) + 8;
  const double bottom = legend + group * static_cast<double>(rows) + 4;
  // Room for the number behind the longest bar.
  const Scale scale =
      draw_x_axis(canvas, bars.axis, range_of(bars), left, kWidth - (bars.stacked ? 18 : 74), legend, bottom);
  for (size_t at = 0; at < rows; ++at) {
    const double top = legend + group * static_cast<double>(at) + 4;
    canvas.text(labels, top + group / 2, bars.labels[at], "ink end", kLabelRoom);
    double y = top, floor = 0;
    for (size_t s = 0; s < bars.series.size(); ++s) {
      const double value = value_at(bars.series[s], at);
      const double from = scale.at(floor), to = scale.at(floor + value);
      canvas.rect(std::min(from, to), y, std::max(std::abs(to - from), value == 0 ? 0 : 0.5), bar - 1, colour(s),
                  tip_of(bars, bars.series[s], at));
      double end = to;
      if (at < bars.series[s].intervals.size()) {
        const Interval& interval = bars.series[s].intervals[at];
        const double middle = y + (bar - 1) / 2;
        canvas.line(scale.at(interval.low), middle, scale.at(interval.high), middle, "whisker");
        end = std::max(end, scale.at(interval.high));
      }
      if (bars.stacked) {
        floor += value;
      } else {
        canvas.text(end + 6, y + bar / 2 + 3.5, format(value, bars.axis.unit), "");
        y += bar;
      }
    }
  }
  canvas.line(left, legend, left, bottom, "axis");
  canvas.height = bottom + (bars.axis.title.empty() ? 24 : 42);
  if (rows < bars.labels.size()) {
    canvas.text(left, canvas.height + 12, fmt::format("{} more are in the table", bars.labels.size() - rows), "");
    canvas.height += 20;
  }
}

double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// Freedman and Diaconis: as wide as the spread of the middle half suggests.
size_t wanted_bins(const std::vector<double>& sorted) {
  const double spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const double width = 2 * spread / std::cbrt(static_cast<double>(sorted.size()));
  const double range = sorted.back() - sorted.front();
  return width > 0 ? static_cast<size_t>(std::clamp(range / width, 8.0, 40.0)) : 20;
}

}  // namespace

void draw(Canvas& canvas, const Bars& bars) { bars.upright ? draw_upright(canvas, bars) : draw_lying(canvas, bars); }

Bins bins_of(const Histogram& histogram) {
  const bool logarithmic = histogram.axis.logarithmic;
  std::vector<double> sorted;
  for (double value : histogram.values) {
    if (usable(value) && (!logarithmic || value > 0)) sorted.push_back(logarithmic ? std::log10(value) : value);
  }
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  const std::vector<double> marks =
      ticks(sorted.front(), sorted.back(), wanted_bins(sorted), logarithmic ? Unit::number : histogram.axis.unit);
  double step = marks.size() > 1 ? marks[1] - marks[0] : 1;
  // Narrower bins of a logarithm would have no whole number to count between 1 and 2, 2 and 3.
  if (logarithmic && histogram.axis.unit == Unit::count) step = std::max(step, 0.2);
  const double start = std::floor(sorted.front() / step + 1e-9) * step;
  Bins bins;
  for (double border = start; bins.counts.size() < 500;
       border = start + step * static_cast<double>(bins.counts.size())) {
    bins.borders.push_back(logarithmic ? std::pow(10, border) : border);
    if (border > sorted.back()) break;
    bins.counts.push_back(0);
  }
  for (double value : sorted) {
    const auto at = static_cast<size_t>(std::max(0.0, (value - start) / step + 1e-9));
    bins.counts[std::min(at, bins.counts.size() - 1)] += 1;
  }
  bins.borders.resize(bins.counts.size() + 1, bins.borders.back());
  return bins;
}

void draw(Canvas& canvas, const Histogram& histogram) {
  const Bins bins = bins_of(histogram);
  Range x, y;
  y.include(0);
  for (double border : bins.borders) x.include(border);
  for (double count : bins.counts) y.include(count);
  const Frame frame = draw_frame(canvas, histogram.axis, x, {histogram.counted, Unit::count}, y, 0, kBarsHeight);
  for (size_t i = 0; i < bins.counts.size(); ++i) {
    if (bins.counts[i] == 0) continue;
    const double left = frame.x.at(bins.borders[i]), right = frame.x.at(bins.borders[i + 1]);
    const double top = frame.y.at(bins.counts[i]);
    canvas.rect(left + 0.5, top, std::max(right - left - 1, 0.5), frame.y.from - top, "c0",
                fmt::format("{} to {}: {} {}", format(bins.borders[i], histogram.axis.unit),
                            format(bins.borders[i + 1], histogram.axis.unit), format(bins.counts[i], Unit::count),
                            histogram.counted));
  }
}

Quartiles quartiles_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return !usable(value); });
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  Quartiles out{0, quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75), 0};
  const double reach = 1.5 * (out.third - out.first);
  out.low = *std::lower_bound(values.begin(), values.end(), out.first - reach);
  out.high = *std::prev(std::upper_bound(values.begin(), values.end(), out.third + reach));
  return out;
}

void draw(Canvas& canvas, const Boxes& boxes) {
  const size_t rows = std::min({boxes.labels.size(), boxes.values.size(), kMostRows});
  double labels = 40;
  Range range;
  size_t outside = 0;
  for (size_t at = 0; at < rows; ++at) {
    labels = std::max(labels, std::min(text_width(boxes.labels[at]), kLabelRoom));
    for (double value : boxes.values[at]) range.include(value, boxes.axis.logarithmic);
  }
  constexpr double kRow = 30;
  const double left = labels + 12, bottom = kRow * static_cast<double>(rows) + 4;
  const Scale scale = draw_x_axis(canvas, boxes.axis, range, left, kWidth - 18, 0, bottom);
  for (size_t at = 0; at < rows; ++at) {
    const double middle = kRow * static_cast<double>(at) + kRow / 2 + 2;
    canvas.text(labels, middle + 4, boxes.labels[at], "ink end", kLabelRoom);
    if (boxes.values[at].empty()) continue;
    const Quartiles q = quartiles_of(boxes.values[at]);
    canvas.line(scale.at(q.low), middle, scale.at(q.high), middle, "whisker");
    canvas.rect(scale.at(q.first), middle - 9, std::max(scale.at(q.third) - scale.at(q.first), 1.0), 18, "c0",
                fmt::format("{}: median {}, middle half {} to {}, {} values", boxes.labels[at],
                            format(q.median, boxes.axis.unit), format(q.first, boxes.axis.unit),
                            format(q.third, boxes.axis.unit), boxes.values[at].size()));
    canvas.line(scale.at(q.median), middle - 9, scale.at(q.median), middle + 9, "median");
    for (double value : boxes.values[at]) {
      if (value >= q.low && value <= q.high) continue;
      if (++outside > kMaxMarks) break;
      canvas.circle(scale.at(value), middle, 2, "dot", format(value, boxes.axis.unit));
    }
  }
  canvas.height = bottom + (boxes.axis.title.empty() ? 24 : 42);
}

}  // namespace antivenom::chart
