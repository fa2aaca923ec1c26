#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/escape.h"
#include "html/assets.h"
#include "html/classify_parts.h"
#include "html/json.h"
#include "html/page.h"
#include "html/shell.h"

namespace antivenom::html {
namespace {

using chart::Unit;
using classify::Classification;

constexpr size_t kMostBehaviours = 6;  // of a package
constexpr size_t kMostCalls = 60;      // of a sequence on the page
constexpr size_t kPlainRows = 1000;    // of the list of packages without scripts; with them there is no limit

double within(double coordinate) {
  return std::isfinite(coordinate) ? std::round(std::clamp(coordinate, -1.0, 1.0) * 1e4) / 1e4 : 0;
}

// Words that many packages share, each written once.
class Vocabulary {
 public:
  size_t position(const std::string& word) {
    const auto [at, added] = positions_.try_emplace(word, words_.size());
    if (added) words_.push_back(visible(word, 80));
    return at->second;
  }
  nlohmann::json words() && { return std::move(words_); }

 private:
  std::map<std::string, size_t, std::less<>> positions_;
  std::vector<std::string> words_;
};

// What web/src/model.ts declares.
std::string data_of(const Classification& c) {
  using nlohmann::json;
  json calls = json::array(), sequences = json::array(), packages = json::array(), clusters = json::array(),
       families = json::array(), categories = json::array();
  for (const std::string& call : c.calls) calls.push_back(visible(call, 120));
  for (const classify::Sequence& one : c.sequences) {
    json kept = json::array();
    for (size_t i = 0; i < std::min(one.calls.size(), kMostCalls); ++i) {
      if (one.calls[i] < c.calls.size()) kept.push_back(one.calls[i]);
    }
    const bool known = one.cluster >= 0 && static_cast<size_t>(one.cluster) < c.clusters.size();
    sequences.push_back({within(one.x), within(one.y), known ? one.cluster : classify::kNone, one.packages,
                         std::move(kept), one.cut || one.calls.size() > kMostCalls});
  }
  Vocabulary behaviours;
  for (const classify::Package& one : c.packages) {
    json shown = json::array();
    for (size_t i = 0; i < std::min(one.behaviours.size(), kMostBehaviours); ++i) {
      shown.push_back(behaviours.position(one.behaviours[i].id));
    }
    packages.push_back({visible(one.name, 120), visible(one.version, 40), one.sequence, one.family,
                        one.category < static_cast<int32_t>(classify::kCategories) ? one.category : classify::kNone,
                        visible(one.verdict, 20), std::move(shown)});
  }
  for (const classify::Cluster& one : c.clusters)
    clusters.push_back({{"label", visible(one.label, 120)}, {"category", one.category}});
  for (const classify::Family& one : c.families) families.push_back(visible(one.name, 120));
  for (size_t i = 0; i < classify::kCategories; ++i) categories.push_back(category_name(static_cast<int32_t>(i)));
  return script_json({{"calls", std::move(calls)},
                      {"sequences", std::move(sequences)},
                      {"packages", std::move(packages)},
                      {"clusters", std::move(clusters)},
                      {"families", std::move(families)},
                      {"categories", std::move(categories)},
                      {"behaviours", std::move(behaviours).words()}});
}

Block map_block() {
  return {"map",
          "Map",
          "<p>Points that lie together make alike calls in alike order.</p>\n<div id=\"map-view\"><p "
          "class=\"missing\">The map needs "
          "scripts. Clusters and packages are listed below.</p></div>\n",
          {}};
}

Block cluster_block(const Classification& c) { return {"clusters", "Clusters", cluster_cards(c), {}}; }

Block package_block(const Classification& c) {
  chart::Table table{"classify.packages",
                     "Packages",
                     "",
                     {{"package"}, {"version"}, {"cluster"}, {"category"}, {"family"}, {"verdict"}}};
  for (size_t i = 0; i < std::min(c.packages.size(), kPlainRows); ++i) {
    const classify::Package& one = c.packages[i];
    const bool clustered = one.cluster >= 0 && static_cast<size_t>(one.cluster) < c.clusters.size();
    const bool in_family = one.family >= 0 && static_cast<size_t>(one.family) < c.families.size();
    table.rows.push_back(
        {one.name, one.version, clustered ? c.clusters[static_cast<size_t>(one.cluster)].label : "in no cluster",
         category_name(one.category), in_family ? c.families[static_cast<size_t>(one.family)].name : "", one.verdict});
  }
  if (c.packages.size() > kPlainRows) {
    table.notes.push_back(
        fmt::format("{} more are shown with scripts, and by --assignments.", c.packages.size() - kPlainRows));
  }
  return {"packages", "Packages", "<div id=\"package-list\">" + chart::to_html(table, 3) + "</div>\n", {}};
}

}  // namespace

std::string classify_page(const Classification& c) {
  const auto count = [](size_t value) { return chart::format(static_cast<double>(value), Unit::count); };
  Shell shell;
  shell.title = "Classes of malicious packages";
  shell.text = "Packages grouped by the calls they make in the order of execution, and by the code they share.";
  if (c.without_calls + c.unreadable > 0) {
    shell.text += fmt::format(" {} made no call and lie in no cluster; {} could not be read.", count(c.without_calls),
                              count(c.unreadable));
  }
  shell.figures = {{count(c.packages.size()), "packages"},
                   {count(c.sequences.size()), "distinct sequences"},
                   {count(c.clusters.size()), "clusters"},
                   {count(c.families.size()), "families"}};
  if (std::isfinite(c.quality.silhouette))
    shell.figures.emplace_back(chart::format(c.quality.silhouette, Unit::number), "silhouette");
  shell.blocks = {map_block(),
                  cluster_block(c),
                  block_of(category_section(c)),
                  block_of(similarity_section(c)),
                  block_of(transition_section(c)),
                  block_of(family_section(c)),
                  package_block(c),
                  block_of(quality_section(c))};
  shell.made_with = "Written by antivenom classify.";
  shell.script = kClassifyScript;
  shell.data = data_of(c);
  return whole_page(shell);
}

}  // namespace antivenom::html
