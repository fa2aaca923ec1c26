// Curves, clouds of points and lanes of time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "chart/canvas.h"

namespace antivenom::chart {
namespace {

constexpr double kLinesHeight = 240;
constexpr size_t kTips = 48;  // points of a curve that tell their value
constexpr size_t kMostLanes = 200;
constexpr double kCell = 8;  // of the grid that stands for too many points

bool drawable(const Point& point, const Axis& x, const Axis& y) {
  return usable(point.x) && usable(point.y) && (!x.logarithmic || point.x > 0) && (!y.logarithmic || point.y > 0);
}

std::string tip_of(std::string_view name, const Point& point, const Axis& x, const Axis& y) {
  std::string tip = point.label.empty() ? std::string(name) : point.label;
  if (!tip.empty()) tip += ": ";
  return tip + format(point.x, x.unit) + ", " + format(point.y, y.unit);
}

// At most a point for each half pixel: more could not be seen.
std::vector<std::pair<double, double>> thinned(const Curve& curve, const Lines& lines, const Frame& frame) {
  std::vector<std::pair<double, double>> out;
  for (const Point& point : curve.points) {
    if (!drawable(point, lines.x, lines.y)) continue;
    const double x = frame.x.at(point.x), y = frame.y.at(point.y);
    if (out.size() > 1 && x - out[out.size() - 2].first < 0.5) {
      out.back() = {x, y};
      continue;
    }
    if (lines.steps && !out.empty()) out.emplace_back(x, out.back().second);
    out.emplace_back(x, y);
  }
  return out;
}

// Too many points: how many lie in each field of a grid.
void draw_density(Canvas& canvas, const Scatter& scatter, const Frame& frame) {
  std::map<std::pair<int, int>, std::map<size_t, size_t>> fields;
  for (size_t c = 0; c < scatter.clouds.size(); ++c) {
    for (const Point& point : scatter.clouds[c].points) {
      if (!drawable(point, scatter.x, scatter.y)) continue;
      fields[{static_cast<int>(frame.x.at(point.x) / kCell), static_cast<int>(frame.y.at(point.y) / kCell)}][c]++;
    }
  }
  for (const auto& [at, clouds] : fields) {
    const auto most =
        std::max_element(clouds.begin(), clouds.end(), [](auto& a, auto& b) { return a.second < b.second; });
    size_t all = 0;
    for (const auto& [cloud, count] : clouds) all += count;
    canvas.circle((at.first + 0.5) * kCell, (at.second + 0.5) * kCell,
                  std::min(kCell / 2, 1.2 + std::log2(static_cast<double>(all)) / 2), colour(most->first),
                  fmt::format("{} points, most of them {}", all, scatter.clouds[most->first].name));
  }
}

}  // namespace

Curve ecdf(std::string name, std::vector<double> values) {
  std::erase_if(values, [](double value) { return !usable(value); });
  std::sort(values.begin(), values.end());
  Curve curve{std::move(name), {}};
  for (size_t i = 0; i < values.size(); ++i) {
    if (i + 1 < values.size() && values[i + 1] == values[i]) continue;
    curve.points.push_back({values[i], static_cast<double>(i + 1) / static_cast<double>(values.size()), ""});
  }
  return curve;
}

void draw(Canvas& canvas, const Lines& lines) {
  std::vector<std::string> names;
  Range x, y;
  if (!lines.y.logarithmic) y.include(0);
  for (const Curve& curve : lines.curves) {
    names.push_back(curve.name);
    for (const Point& point : curve.points) {
      if (!drawable(point, lines.x, lines.y)) continue;
      x.include(point.x);
      y.include(point.y);
    }
  }
  const double legend = canvas.legend(names, 0, 0);
  const Frame frame = draw_frame(canvas, lines.x, x, lines.y, y, legend, kLinesHeight);
  for (size_t c = 0; c < lines.curves.size(); ++c) {
    canvas.path(thinned(lines.curves[c], lines, frame), "line l" + std::to_string(c % kColours));
  }
  for (size_t c = 0; c < lines.curves.size(); ++c) {
    const Curve& curve = lines.curves[c];
    const size_t every = std::max<size_t>(1, curve.points.size() / kTips);
    for (size_t i = 0; i < curve.points.size(); i += every) {
      const Point& point = curve.points[i];
      if (!drawable(point, lines.x, lines.y)) continue;
      canvas.circle(frame.x.at(point.x), frame.y.at(point.y), every == 1 && !lines.steps ? 3 : 5,
                    every == 1 && !lines.steps ? colour(c) : "hit " + colour(c),
                    tip_of(curve.name, point, lines.x, lines.y));
    }
  }
}

void draw(Canvas& canvas, const Scatter& scatter) {
  std::vector<std::string> names;
  Range x, y;
  size_t points = 0;
  for (const Cloud& cloud : scatter.clouds) {
    names.push_back(cloud.name);
    points += cloud.points.size();
    for (const Point& point : cloud.points) {
      if (!drawable(point, scatter.x, scatter.y)) continue;
      x.include(point.x);
      y.include(point.y);
    }
  }
  const double legend = canvas.legend(names, 0, 0);
  const Frame frame = draw_frame(canvas, scatter.x, x, scatter.y, y, legend, 340);
  if (points > kMaxMarks) return draw_density(canvas, scatter, frame);
  for (size_t c = 0; c < scatter.clouds.size(); ++c) {
    for (const Point& point : scatter.clouds[c].points) {
      if (!drawable(point, scatter.x, scatter.y)) continue;
      canvas.circle(frame.x.at(point.x), frame.y.at(point.y), 3, "point " + colour(c),
                    tip_of(scatter.clouds[c].name, point, scatter.x, scatter.y));
    }
  }
}

void draw(Canvas& canvas, const Timeline& timeline) {
  constexpr double kLaneHeight = 22;
  const size_t lanes = std::min(timeline.lanes.size(), kMostLanes);
  const double legend = canvas.legend(timeline.kinds, 0, 0);
  double labels = 40;
  Range range;
  for (size_t i = 0; i < lanes; ++i) {
    labels = std::max(labels, std::min(text_width(timeline.lanes[i].label), 200.0));
    for (const auto& span : timeline.lanes[i].spans) range.include(span.from), range.include(span.to);
    for (const auto& mark : timeline.lanes[i].marks) range.include(mark.at);
  }
  const double left = labels + 12, bottom = legend + kLaneHeight * static_cast<double>(lanes) + 4;
  const Scale scale = draw_x_axis(canvas, timeline.axis, range, left, kWidth - 24, legend, bottom);
  const Unit unit = timeline.axis.unit;
  size_t marks = 0;
  for (size_t i = 0; i < lanes; ++i) {
    const Timeline::Lane& lane = timeline.lanes[i];
    const double middle = legend + kLaneHeight * static_cast<double>(i) + kLaneHeight / 2 + 2;
    canvas.text(labels, middle + 4, lane.label, "ink end", 200);
    canvas.line(left, middle, kWidth - 24, middle, "grid");
    for (const auto& span : lane.spans) {
      if (!usable(span.from) || !usable(span.to) || ++marks > kMaxMarks) continue;
      const double from = scale.at(std::min(span.from, span.to)), to = scale.at(std::max(span.from, span.to));
      canvas.rect(
          from, middle - 6, std::max(to - from, 1.5), 12, colour(span.kind),
          fmt::format("{}: {}, {} to {}", lane.label, span.label, format(span.from, unit), format(span.to, unit)),
          " rx=\"2\"");
    }
    for (const auto& mark : lane.marks) {
      if (!usable(mark.at) || ++marks > kMaxMarks) continue;
      canvas.circle(scale.at(mark.at), middle, 4, "point " + colour(mark.kind),
                    fmt::format("{}: {}, {}", lane.label, mark.label, format(mark.at, unit)));
    }
  }
  canvas.height = bottom + (timeline.axis.title.empty() ? 24 : 42);
  const size_t left_out = timeline.lanes.size() - lanes;
  if (left_out > 0 || marks > kMaxMarks) {
    canvas.text(
        left, canvas.height + 12,
        fmt::format("{} lanes and {} marks more are in the table", left_out, marks > kMaxMarks ? marks - kMaxMarks : 0),
        "");
    canvas.height += 20;
  }
}

}  // namespace antivenom::chart
