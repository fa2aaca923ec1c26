#include "chart/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/escape.h"
#include "chart/canvas.h"
#include "chart/style.h"

namespace antivenom::chart {
namespace {

constexpr double kTitleHeight = 34;

struct DataOf {
  Table table;

  void column(std::string name, Unit unit = Unit::text) { table.columns.push_back({std::move(name), unit, ""}); }
  void row(std::vector<Cell> cells) {
    if (table.rows.size() < kMaxMarks) table.rows.push_back(std::move(cells));
  }
  static std::string or_else(const std::string& name, std::string_view otherwise) {
    return name.empty() ? std::string(otherwise) : name;
  }

  void operator()(const Bars& bars) {
    column("name");
    for (const Series& one : bars.series) column(or_else(one.name, or_else(bars.axis.title, "value")), bars.axis.unit);
    for (size_t at = 0; at < bars.labels.size(); ++at) {
      std::vector<Cell> cells{bars.labels[at]};
      for (const Series& one : bars.series) {
        Cell cell;
        if (at < one.values.size()) cell = one.values[at];
        if (at < one.intervals.size()) cell.interval = one.intervals[at];
        cells.push_back(std::move(cell));
      }
      row(std::move(cells));
    }
  }
  void operator()(const Histogram& histogram) {
    const Bins bins = bins_of(histogram);
    column("from", histogram.axis.unit), column("below", histogram.axis.unit), column(histogram.counted, Unit::count);
    for (size_t i = 0; i < bins.counts.size(); ++i) row({bins.borders[i], bins.borders[i + 1], bins.counts[i]});
  }
  void operator()(const Lines& lines) {
    column("line"), column(or_else(lines.x.title, "x"), lines.x.unit),
        column(or_else(lines.y.title, "y"), lines.y.unit);
    for (const Curve& curve : lines.curves) {
      for (const Point& point : curve.points) row({curve.name, point.x, point.y});
    }
  }
  void operator()(const Scatter& scatter) {
    column("group"), column("name");
    column(or_else(scatter.x.title, "x"), scatter.x.unit), column(or_else(scatter.y.title, "y"), scatter.y.unit);
    for (const Cloud& cloud : scatter.clouds) {
      for (const Point& point : cloud.points) row({cloud.name, point.label, point.x, point.y});
    }
  }
  void operator()(const Heat& heat) {
    column("name");
    for (const std::string& name : heat.columns) column(name, heat.unit);
    for (size_t r = 0; r < heat.rows.size(); ++r) {
      std::vector<Cell> cells{heat.rows[r]};
      for (size_t c = 0; c < heat.columns.size() && r * heat.columns.size() + c < heat.values.size(); ++c) {
        const double value = heat.values[r * heat.columns.size() + c];
        cells.push_back(std::isfinite(value) ? Cell(value) : Cell());
      }
      row(std::move(cells));
    }
  }
  void operator()(const UpSet& upset) {
    column("together"), column(upset.counted, Unit::count);
    for (const auto& combination : upset.combinations) {
      std::string names;
      for (size_t set : combination.sets) {
        if (set < upset.sets.size()) names += (names.empty() ? "" : " + ") + upset.sets[set];
      }
      row({names, combination.count});
    }
  }
  void operator()(const Timeline& timeline) {
    const auto kind = [&](size_t at) { return at < timeline.kinds.size() ? timeline.kinds[at] : ""; };
    column("lane"), column("kind"), column("what"), column("from", timeline.axis.unit),
        column("to", timeline.axis.unit);
    for (const auto& lane : timeline.lanes) {
      for (const auto& span : lane.spans) row({lane.label, kind(span.kind), span.label, span.from, span.to});
      for (const auto& mark : lane.marks) row({lane.label, kind(mark.kind), mark.label, mark.at, mark.at});
    }
  }
  void operator()(const Graph& graph) {
    column("from"), column("to"), column("weight", Unit::count);
    for (const auto& edge : graph.edges) {
      if (edge.from < graph.nodes.size() && edge.to < graph.nodes.size()) {
        row({graph.nodes[edge.from].label, graph.nodes[edge.to].label, edge.weight});
      }
    }
  }
  void operator()(const Boxes& boxes) {
    column("name");
    for (const char* name : {"whisker", "first quartile", "median", "third quartile", "whisker "})
      column(name, boxes.axis.unit);
    column("values", Unit::count);
    for (size_t at = 0; at < std::min(boxes.labels.size(), boxes.values.size()); ++at) {
      const Quartiles q = quartiles_of(boxes.values[at]);
      row({boxes.labels[at], q.low, q.first, q.median, q.third, q.high, boxes.values[at].size()});
    }
  }
};

}  // namespace

std::string to_svg(const Chart& chart, Use use) {
  Canvas canvas;
  std::visit([&](const auto& spec) { draw(canvas, spec); }, chart.spec);
  const std::string id = safe_id(chart.id);
  const bool file = use == Use::file;
  const double above = file ? kTitleHeight : 0, margin = file ? 16 : 0;
  const double width = canvas.width + 2 * margin, height = canvas.height + above + 2 * margin;
  std::string out = fmt::format(
      "<svg {}class=\"{}\" viewBox=\"{} {} {} {}\"{} role=\"img\" aria-labelledby=\"{}.t\" "
      "aria-describedby=\"{}.d\">\n",
      file ? "xmlns=\"http://www.w3.org/2000/svg\" " : "", canvas.width > kWidth ? "chart wide" : "chart",
      pixels(-margin), pixels(-margin - above), pixels(width), pixels(height),
      file ? fmt::format(" width=\"{}\" height=\"{}\"", pixels(width), pixels(height)) : "", id, id);
  out += fmt::format("<title id=\"{}.t\">{}</title>\n<desc id=\"{}.d\">{}</desc>\n", id, html_text(chart.title), id,
                     html_text(chart.description));
  if (file) {
    out +=
        fmt::format("<style>{}{}</style>\n<rect class=\"paper\" x=\"{}\" y=\"{}\" width=\"100%\" height=\"100%\"/>\n",
                    kFileColours, kMarkStyle, pixels(-margin), pixels(-margin - above));
    out += fmt::format("<text class=\"title\" x=\"0\" y=\"{}\">{}</text>\n", pixels(-above / 2),
                       html_text(chart.title, 90));
  }
  return out + canvas.content() + "</svg>\n";
}

std::string_view mark_style() { return kMarkStyle; }

Table data_of(const Chart& chart) {
  DataOf data;
  data.table.id = chart.id + ".data";
  data.table.title = chart.title;
  data.table.missing = chart.missing;
  std::visit(data, chart.spec);
  return data.table;
}

}  // namespace antivenom::chart
