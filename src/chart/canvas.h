// What the drawings are made of: an SVG under construction, scales and frames. Sizes are in CSS pixels.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chart/chart.h"

namespace antivenom::chart {

inline constexpr double kWidth = 720;
inline constexpr size_t kColours = 8;

// Maps values to pixels, clamped to [from, to].
struct Scale {
  double low = 0, high = 1;
  double from = 0, to = 1;
  bool logarithmic = false;

  double at(double value) const;
};

class Canvas {
 public:
  double width = kWidth, height = 0;  // set by the drawing

  // `style` is a list of classes of svg_style(); `tip` is shown when somebody points at the shape.
  void rect(double x, double y, double rect_width, double rect_height, std::string_view style,
            std::string_view tip = {}, std::string_view more = {});
  void circle(double x, double y, double radius, std::string_view style, std::string_view tip = {},
              std::string_view more = {});
  void line(double x1, double y1, double x2, double y2, std::string_view style);
  void path(const std::vector<std::pair<double, double>>& points, std::string_view style);
  // From one point to another, leaving and arriving level. `more` are further attributes.
  void curve(double x1, double y1, double x2, double y2, std::string_view style, std::string_view tip,
             std::string_view more);
  // Cut to `room` pixels. Styles "end" and "mid" say where x is.
  void text(double x, double y, std::string_view words, std::string_view style, double room = kWidth);

  // Rising to the right from where it begins, for heads of narrow columns.
  void turned_text(double x, double y, std::string_view words, double room);

  // Names of series beside their colours in lines from `top`; the height used, 0 without names.
  double legend(const std::vector<std::string>& names, double left, double top);

  const std::string& content() const { return content_; }

 private:
  void close(std::string_view name, std::string_view tip);
  std::string content_;
};

// A coordinate with one digit at most: 12.5.
std::string pixels(double value);

// About how wide the words are in the font of the charts.
double text_width(std::string_view words);

// "c3" for the fourth series; the ninth has the colour of the first.
std::string colour(size_t series);

// Finite, and far from where arithmetic on it would not be: charts leave out all others.
bool usable(double value);

struct Range {
  double low = 0, high = 0;
  bool empty = true;
  void include(double value, bool logarithmic = false);  // ignores what is not usable, or has no logarithm
};

// Axes around a plot whose size is known: draws grid, labels and titles, and gives the scales of what lies inside.
struct Frame {
  Scale x, y;
};
Frame draw_frame(Canvas& canvas, const Axis& x, Range x_range, const Axis& y, Range y_range, double top, double height);

// Only the x axis, below lanes or lying bars (no ticks for Unit::text): from `left` to `right`, grid from `top` to
// `bottom`.
Scale draw_x_axis(Canvas& canvas, const Axis& axis, Range range, double left, double right, double top, double bottom);

void draw(Canvas& canvas, const Bars& bars);
void draw(Canvas& canvas, const Histogram& histogram);
void draw(Canvas& canvas, const Lines& lines);
void draw(Canvas& canvas, const Scatter& scatter);
void draw(Canvas& canvas, const Heat& heat);
void draw(Canvas& canvas, const UpSet& upset);
void draw(Canvas& canvas, const Timeline& timeline);
void draw(Canvas& canvas, const Boxes& boxes);
void draw(Canvas& canvas, const Graph& graph);

// The bins of a histogram: borders (one more than counts) and counts.
struct Bins {
  std::vector<double> borders;
  std::vector<double> counts;
};
Bins bins_of(const Histogram& histogram);

// Five numbers of a box: whisker, quartile, median, quartile, whisker.
struct Quartiles {
  double low = 0, first = 0, median = 0, third = 0, high = 0;
};
Quartiles quartiles_of(std::vector<double> values);

}  // namespace antivenom::chart
