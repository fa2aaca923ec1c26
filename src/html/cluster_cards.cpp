#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/escape.h"
#include "html/classify_parts.h"

namespace antivenom::html {
namespace {

using classify::Classification;
using classify::Cluster;

constexpr size_t kMostCards = 200, kMostLines = 4;
constexpr std::array<const char*, 4> kShapes = {"circle", "square", "triangle", "diamond"};  // as on the map

std::string share(double value) { return chart::format(value, chart::Unit::share); }
std::string count(size_t value) { return chart::format(static_cast<double>(value), chart::Unit::count); }

std::string list(std::string_view title, const std::string& items) {
  return items.empty() ? "" : fmt::format("<h4>{}</h4>\n<ul>\n{}</ul>\n", title, items);
}

std::string telling(const Cluster& cluster) {
  std::string items;
  for (size_t i = 0; i < std::min(cluster.telling.size(), kMostLines); ++i) {
    const classify::TellingGram& gram = cluster.telling[i];
    std::string calls;
    for (const std::string& call : gram.calls) calls += (calls.empty() ? "" : " → ") + call;
    items += fmt::format("<li><span class=\"share\" title=\"here, elsewhere\">{} · {}</span><code>{}</code></li>\n",
                         chart::tick_label(gram.inside, chart::Unit::share, 1),
                         chart::tick_label(gram.outside, chart::Unit::share, 1), html_text(calls, 160));
  }
  return list("Telling calls (here, elsewhere)", items);
}

std::string behaviours(const Cluster& cluster) {
  std::string items;
  for (size_t i = 0; i < std::min(cluster.behaviours.size(), kMostLines); ++i) {
    items += fmt::format("<li><span class=\"share\">{}</span>{}</li>\n",
                         chart::tick_label(cluster.behaviours[i].share, chart::Unit::share, 1),
                         html_text(cluster.behaviours[i].id, 80));
  }
  return list("Behaviours", items);
}

std::string medoids(const Classification& c, const Cluster& cluster) {
  std::string items;
  for (uint32_t package : cluster.medoids) {
    if (package >= c.packages.size()) continue;
    items += fmt::format("<li>{} {}</li>\n", html_text(c.packages[package].name, 80),
                         html_text(c.packages[package].version, 30));
  }
  return list("Most typical packages", items);
}

std::string decided(const Cluster& cluster) {
  std::string out;
  for (const auto& [is, word] : {std::pair(cluster.confirmed, "confirmed"), std::pair(cluster.renamed, "renamed"),
                                 std::pair(cluster.merged, "merged"), std::pair(cluster.split, "split")}) {
    if (is) out += (out.empty() ? "" : ", ") + std::string(word);
  }
  if (out.empty()) return out;
  if (!cluster.by.empty()) out += " by " + cluster.by;
  if (!cluster.note.empty()) out += ": " + cluster.note;
  return fmt::format("<p class=\"seal\">{}</p>\n", html_text(out, 200));
}

std::string card(const Classification& c, const Cluster& cluster, size_t at) {
  std::string out =
      fmt::format("<article class=\"card\" id=\"cluster-{0}\" aria-labelledby=\"cluster-{0}-name\">\n", at);
  out += fmt::format("<h3 id=\"cluster-{}-name\"><i class=\"mark b{} {}\"></i>{} · {}</h3>\n", at, at % 8,
                     kShapes[at / 8 % kShapes.size()], at, html_text(cluster.label, 120));
  out += fmt::format("<p class=\"size\">{} packages, {} sequences · {}{}<br>silhouette {}</p>\n", count(cluster.size),
                     count(cluster.distinct), category_name(cluster.category),
                     cluster.category == classify::kNone
                         ? ""
                         : fmt::format(" ({} of those with evidence)", share(cluster.category_share)),
                     chart::format(cluster.silhouette, chart::Unit::number));
  return out + decided(cluster) + telling(cluster) + behaviours(cluster) + medoids(c, cluster) + "</article>\n";
}

}  // namespace

std::string category_name(int32_t category) {
  if (category < 0 || static_cast<size_t>(category) >= classify::kCategories) return "no category";
  std::string name = classify::kCategoryIds[static_cast<size_t>(category)];
  std::replace(name.begin(), name.end(), '-', ' ');
  return name;
}

std::string cluster_cards(const Classification& c) {
  if (c.clusters.empty())
    return "<p class=\"missing\"><strong>Missing.</strong> No package made a call, so there is no cluster.</p>\n";
  std::string out = "<div class=\"cards\">\n";
  for (size_t i = 0; i < std::min(c.clusters.size(), kMostCards); ++i) out += card(c, c.clusters[i], i);
  out += "</div>\n";
  if (c.clusters.size() > kMostCards)
    out += fmt::format("<p>{} smaller clusters are not shown.</p>\n", c.clusters.size() - kMostCards);
  return out;
}

}  // namespace antivenom::html
