#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "html/classify_parts.h"

namespace antivenom::html {
namespace {

using chart::Cell;
using chart::Table;
using chart::Unit;
using classify::Classification;

constexpr size_t kMostLanes = 40;  // families in the timeline
constexpr double kMonth = 30.4 * 86400;

std::string cluster_name(const Classification& c, int32_t cluster) {
  if (cluster < 0 || static_cast<size_t>(cluster) >= c.clusters.size()) return "";
  return fmt::format("{} · {}", cluster, c.clusters[static_cast<size_t>(cluster)].label);
}

Cell number(double value) { return std::isfinite(value) ? Cell(value) : Cell("–"); }

double seconds(int64_t milliseconds) { return static_cast<double>(milliseconds) / 1000; }

// Mean place of each call within the sequences, 0 first, 1 last: the graph's order from left to right.
std::map<std::string, double, std::less<>> mean_places(const Classification& c) {
  std::vector<double> sum(c.calls.size(), 0), weight(c.calls.size(), 0);
  for (const classify::Sequence& sequence : c.sequences) {
    const auto last = static_cast<double>(std::max<size_t>(sequence.calls.size(), 2) - 1);
    for (size_t i = 0; i < sequence.calls.size(); ++i) {
      if (sequence.calls[i] >= sum.size()) continue;
      sum[sequence.calls[i]] += sequence.weight * static_cast<double>(i) / last;
      weight[sequence.calls[i]] += sequence.weight;
    }
  }
  std::map<std::string, double, std::less<>> out;
  for (size_t i = 0; i < c.calls.size(); ++i) out[c.calls[i]] = weight[i] > 0 ? sum[i] / weight[i] : 0;
  return out;
}

Table grouping_table(const Classification& c) {
  Table table{"classify.quality", "Agreement with what is known",
              "Against the families and the behaviours found: 1 is perfect agreement, 0 is chance for the adjusted "
              "Rand index."};
  table.columns = {{"grouping"},
                   {"clusters", Unit::count},
                   {"left out", Unit::count},
                   {"ARI", Unit::number, "adjusted Rand index against the families given"},
                   {"NMI", Unit::number, "normalised mutual information with the families given"},
                   {"purity", Unit::number, "share of packages whose main category is that of most in their cluster"},
                   {"family purity", Unit::number, "the same for the families given"},
                   {"silhouette", Unit::number},
                   {"stability", Unit::number, "mean adjusted Rand index between seeds"},
                   {"time", Unit::seconds}};
  const auto row = [&](const classify::Grouping& g, std::string_view otherwise) {
    table.rows.push_back({g.name.empty() ? std::string(otherwise) : g.name, g.clusters, g.unclustered, number(g.ari),
                          number(g.nmi), number(g.purity), number(g.family_purity), number(g.silhouette),
                          number(g.stability), number(g.seconds)});
  };
  row(c.quality, "clusters");
  if (c.family_quality.clusters > 0) row(c.family_quality, "families");
  for (const classify::Grouping& grouping : c.compared) row(grouping, "");
  return table;
}

Table parameter_table(const Classification& c) {
  const classify::Parameters& p = c.parameters;
  Table table{"classify.parameters", "Parameters", "", {{"parameter"}, {"value"}}};
  const auto row = [&](const char* name, std::string value) { table.rows.push_back({name, std::move(value)}); };
  row("order of calls", p.order);
  row("mean of a package", p.mean);
  row("dimensions, window, epochs, negatives",
      fmt::format("{}, {}, {}, {}", p.dimension, p.window, p.epochs, p.negatives));
  row("seed", fmt::format("{}", p.seed));
  row("neighbours", fmt::format("{}", p.neighbours));
  row("clusters",
      p.clusters > 0 ? fmt::format("{} asked for", p.clusters) : fmt::format("chosen among 2 to {}", p.largest));
  row("families from likeness", fmt::format("{:.2f}", p.likeness));
  row("packages only in the embedding", chart::format(static_cast<double>(c.trained_on), Unit::count));
  row("time", fmt::format("{} and {} of scanning", chart::format(c.seconds, Unit::seconds),
                          chart::format(c.scan_seconds, Unit::seconds)));
  return table;
}

}  // namespace

chart::Section similarity_section(const Classification& c) {
  chart::Heat heat;
  for (size_t i = 0; i < c.clusters.size(); ++i) {
    heat.rows.push_back(cluster_name(c, static_cast<int32_t>(i)));
    heat.columns.push_back(fmt::format("{}", i));
  }
  heat.values = c.similarity;
  heat.unit = Unit::number;
  chart::Chart chart{"classify.similarity", "Cosine between the centres of clusters",
                     "Each field compares two clusters: the darker, the more alike their packages are. Rows and "
                     "columns are clusters, largest first.",
                     std::move(heat), c.clusters.empty() ? "there is no cluster" : ""};
  return {"similarity", "How alike the clusters are", "", {std::move(chart)}};
}

chart::Section transition_section(const Classification& c) {
  constexpr size_t kMostNodes = 40;
  const auto places = mean_places(c);
  chart::Graph graph;
  for (size_t i = 0; i < std::min(c.transitions.nodes.size(), kMostNodes); ++i) {
    const classify::TransitionNode& node = c.transitions.nodes[i];
    const auto place = places.find(node.call);
    graph.nodes.push_back({node.call, place == places.end() ? 0 : place->second, static_cast<double>(node.packages),
                           static_cast<size_t>(std::max(node.cluster, 0))});
  }
  for (const classify::Transition& edge : c.transitions.edges) {
    if (edge.from >= graph.nodes.size() || edge.to >= graph.nodes.size()) continue;
    graph.edges.push_back(
        {edge.from, edge.to, edge.weight, chart::format(edge.probability, Unit::share) + " of what follows"});
  }
  const bool none = graph.nodes.empty();
  chart::Chart chart{"classify.transitions", "Which call follows which",
                     "From left to right: calls that come early and late in packages. A line is as wide as packages "
                     "make the step; dashed ones lead back. "
                     "The colour of a call is that of the cluster in which it is most frequent.",
                     std::move(graph), none ? "no call was seen" : ""};
  return {"transitions", "The graph of calls", "", {std::move(chart)}};
}

chart::Section category_section(const Classification& c) {
  Table table{"classify.categories", "The five categories", "A package may show several."};
  table.columns = {{"category"},
                   {"packages", Unit::count},
                   {"share", Unit::share, "of packages with any behaviour; 95 % Wilson interval"},
                   {"main category of", Unit::count},
                   {"families", Unit::count, "families and lone packages with a member that shows it"},
                   {"share of families", Unit::share}};
  chart::Bars bars;
  bars.series = {{"here", {}, {}}, {"paper", {}, {}}};
  bars.axis = {"share of packages", Unit::share};
  for (const classify::CategoryShare& one : c.categories) {
    const std::string name = category_name(one.category);
    table.rows.push_back({name, one.packages, Cell(one.share).beside(one.paper).within(one.low, one.high), one.main,
                          one.families, one.family_share});
    bars.labels.push_back(name);
    bars.series[0].values.push_back(one.share);
    bars.series[0].intervals.push_back({one.low, one.high});
    bars.series[1].values.push_back(one.paper);
  }
  if (c.categories.empty()) table.missing = "no behaviour was found";
  chart::Chart chart{"classify.shares", "Shares beside the paper's",
                     "Bars of the share of packages that show each category, here and in the study's paper.",
                     std::move(bars), table.missing};
  return {"categories", "Categories", "", {std::move(chart), std::move(table)}};
}

chart::Section family_section(const Classification& c) {
  Table table{"classify.families", "All families", "Packages with nearly the same code, whatever they are called."};
  table.columns = {{"family"},
                   {"members here", Unit::count},
                   {"members known", Unit::count, "those in the store included"},
                   {"first seen", Unit::date},
                   {"last seen", Unit::date},
                   {"names"},
                   {"cluster of most"}};
  chart::Timeline timeline;
  timeline.kinds = {"first to last seen", "months with new members"};
  for (const classify::Family& family : c.families) {
    const bool timed = family.first_seen > 0;
    std::string names;
    for (size_t i = 0; i < std::min<size_t>(family.names.size(), 4); ++i)
      names += (i == 0 ? "" : ", ") + family.names[i];
    table.rows.push_back({family.name, family.members.size(), family.known,
                          timed ? Cell(seconds(family.first_seen)) : Cell("–"),
                          timed ? Cell(seconds(family.last_seen)) : Cell("–"), names, cluster_name(c, family.cluster)});
    if (!timed || timeline.lanes.size() == kMostLanes) continue;
    chart::Timeline::Lane lane{family.name, {{seconds(family.first_seen), seconds(family.last_seen), 0, "seen"}}, {}};
    for (const auto& bin : family.timeline) {
      const double middle =
          std::min(std::max(seconds(bin.month) + kMonth / 2, seconds(family.first_seen)), seconds(family.last_seen));
      lane.marks.push_back({middle, 1, chart::format(static_cast<double>(bin.packages), Unit::count) + " packages"});
    }
    timeline.lanes.push_back(std::move(lane));
  }
  if (c.families.empty()) table.missing = "no two packages have nearly the same code";
  const std::string missing = timeline.lanes.empty() ? "no time of any family is known" : "";
  chart::Chart chart{"classify.timeline", "When families were seen", "A lane for each of the largest families.",
                     std::move(timeline), missing};
  return {"families", "Families", "", {std::move(chart), std::move(table)}};
}

chart::Section quality_section(const Classification& c) {
  chart::Section section{"quality", "How good the clusters are", "", {grouping_table(c)}};
  chart::Lines lines;
  lines.curves = {{"eigengap", {}}, {"silhouette", {}}};
  lines.x = {"clusters", Unit::count};
  lines.y = {"", Unit::number};
  for (const classify::Candidate& candidate : c.candidates) {
    const auto at = static_cast<double>(candidate.clusters);
    const std::string chosen = candidate.chosen ? ", chosen" : "";
    lines.curves[0].points.push_back({at, candidate.gap, "eigengap" + chosen});
    lines.curves[1].points.push_back({at, candidate.silhouette, "silhouette" + chosen});
  }
  std::string chosen =
      "The gap between neighbouring eigenvalues, and the silhouette, for each number of clusters that was tried.";
  for (const classify::Candidate& candidate : c.candidates) {
    if (candidate.chosen) chosen += fmt::format(" {} were chosen.", candidate.clusters);
  }
  if (!c.candidates.empty())
    section.parts.push_back(chart::Chart{"classify.candidates", "How many clusters", chosen, std::move(lines), ""});
  if (!c.decisions.empty()) {
    Table decisions{"classify.decisions",
                    "Decisions of analysts",
                    "",
                    {{"decision"}, {"by"}, {"when", Unit::date}, {"applied"}, {"note"}}};
    for (const classify::Decision& one : c.decisions) {
      decisions.rows.push_back({one.text, one.by, one.at > 0 ? Cell(seconds(one.at)) : Cell("–"),
                                one.applied ? "yes" : "no: " + one.reason, one.note});
    }
    section.parts.push_back(std::move(decisions));
  }
  section.parts.push_back(parameter_table(c));
  return section;
}

}  // namespace antivenom::html
