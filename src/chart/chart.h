// Charts as data, and their drawing as SVG. The SVG is drawn here and not in the browser, so that pages print, work
// without scripts and can be saved as files. All text may be hostile and is made safe where it is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chart/table.h"
#include "chart/units.h"

namespace antivenom::chart {

// A chart draws this many marks at most; what is beyond is binned or left out, and the drawing says so.
inline constexpr size_t kMaxMarks = 4000;

struct Axis {
  std::string title;
  Unit unit = Unit::count;
  bool logarithmic = false;  // values of zero and less are left out
};

struct Point {
  double x = 0, y = 0;
  std::string label;
};

struct Series {
  std::string name;  // may be empty when there is one
  std::vector<double> values;
  std::vector<Interval> intervals;  // empty, or one for each value
};

// A group for each label, a bar in it for each series. Lying by default, since labels may be long.
struct Bars {
  std::vector<std::string> labels;
  std::vector<Series> series;
  Axis axis;
  bool stacked = false;
  bool upright = false;
};

struct Histogram {
  std::vector<double> values;
  Axis axis;
  std::string counted = "packages";
};

struct Curve {
  std::string name;
  std::vector<Point> points;  // by rising x
};

struct Lines {
  std::vector<Curve> curves;
  Axis x, y;
  bool steps = false;
};

// The share of values that are at most x.
Curve ecdf(std::string name, std::vector<double> values);

struct Cloud {
  std::string name;
  std::vector<Point> points;
};

struct Scatter {
  std::vector<Cloud> clouds;
  Axis x, y;
};

struct Heat {
  std::vector<std::string> rows, columns;
  std::vector<double> values;  // row by row; NaN: nothing there
  Unit unit = Unit::count;
};

// How sets overlap: which combinations there are and how often.
struct UpSet {
  struct Combination {
    std::vector<size_t> sets;  // positions in `sets`
    double count = 0;
  };
  std::vector<std::string> sets;
  std::vector<double> sizes;  // of each set
  std::vector<Combination> combinations;
  std::string counted = "packages";
};

struct Timeline {
  struct Span {
    double from = 0, to = 0;
    size_t kind = 0;  // position in `kinds`
    std::string label;
  };
  struct Mark {
    double at = 0;
    size_t kind = 0;
    std::string label;
  };
  struct Lane {
    std::string label;
    std::vector<Span> spans;
    std::vector<Mark> marks;
  };
  std::vector<std::string> kinds;
  std::vector<Lane> lanes;
  Axis axis{"", Unit::date};
};

// Quartiles, whiskers at 1.5 times their distance, and what lies outside.
struct Boxes {
  std::vector<std::string> labels;
  std::vector<std::vector<double>> values;
  Axis axis;
};

// What follows what: nodes stand from left to right by rank, and so that edges cross little.
struct Graph {
  struct Node {
    std::string label;
    double rank = 0;   // 0 to 1
    double size = 1;   // how much it counts; told in its tip
    size_t group = 0;  // its colour
  };
  struct Edge {
    size_t from = 0, to = 0;  // positions in `nodes`
    double weight = 1;
    std::string label;
  };
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::string counted = "packages";
};

using Spec = std::variant<Bars, Histogram, Lines, Scatter, Heat, UpSet, Timeline, Boxes, Graph>;

struct Chart {
  std::string id;  // stable and unique: "rq4.incubation"
  std::string title;
  std::string description;  // what the picture shows, for those who cannot see it
  Spec spec;
  std::string missing;  // not empty: why there is no such chart
};

enum class Use : uint8_t {
  file,  // on its own: brings its colours for light and dark
  page,  // inside HTML: takes the colours of the page
};

std::string to_svg(const Chart& chart, Use use = Use::file);

// The style sheet that a page needs for Use::page. It defines --paper, --ink, --soft, --line, --strong, --c0 to --c7.
std::string_view mark_style();

// The numbers that the chart draws, for readers of screens and for CSV; at most kMaxMarks rows.
Table data_of(const Chart& chart);

}  // namespace antivenom::chart
