#include "cli/classify_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/csv.h"
#include "base/escape.h"
#include "cli/collect.h"
#include "report/view.h"
#include "store/time.h"

namespace antivenom::cli {
namespace {

using namespace classify;
using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "vectors_npy writes numbers as they lie in memory");

Json rounded(double value) { return std::isfinite(value) ? Json(std::round(value * 1e4) / 1e4) : Json(); }
Json id_of(int32_t category) { return category < 0 ? Json() : Json(kCategoryIds[static_cast<size_t>(category)]); }

std::string joined(const std::vector<std::string>& calls) {
  std::string out;
  for (const std::string& call : calls) out += (out.empty() ? "" : " > ") + call;
  return out;
}

Json quality_json(const Grouping& g) {
  return {{"ari", rounded(g.ari)},
          {"nmi", rounded(g.nmi)},
          {"silhouette", rounded(g.silhouette)},
          {"purity", rounded(g.purity)},
          {"family_purity", rounded(g.family_purity)}};
}

Json cluster_json(const Classification& result, const Cluster& c) {
  Json calls = Json::array(), telling = Json::array(), behaviours = Json::array(), medoids = Json::array();
  for (const TellingGram& gram : c.telling) {
    calls.push_back(joined(gram.calls));
    telling.push_back({{"calls", gram.calls},
                       {"score", rounded(gram.score)},
                       {"inside", rounded(gram.inside)},
                       {"outside", rounded(gram.outside)}});
  }
  for (const Behaviour& b : c.behaviours) {
    behaviours.push_back(
        {{"id", b.id}, {"category", id_of(b.category)}, {"packages", b.packages}, {"share", rounded(b.share)}});
  }
  for (const uint32_t medoid : c.medoids) medoids.push_back(result.packages[medoid].path);
  Json categories = Json::object();
  for (size_t i = 0; i < kCategories; ++i) categories[kCategoryIds[i]] = c.category_packages[i];
  return {{"id", c.id},
          {"size", c.size},
          {"category", id_of(c.category)},
          {"label", c.label},
          {"medoid", medoids.empty() ? Json() : medoids[0]},
          {"calls", calls},
          {"key", c.key},
          {"distinct", c.distinct},
          {"category_share", rounded(c.category_share)},
          {"categories", categories},
          {"silhouette", rounded(c.silhouette)},
          {"medoids", medoids},
          {"telling", telling},
          {"behaviours", behaviours},
          {"renamed", c.renamed},
          {"confirmed", c.confirmed},
          {"merged", c.merged},
          {"split", c.split},
          {"by", c.by},
          {"note", c.note}};
}

Json family_json(const Classification& result, const Family& f, bool verbose) {
  Json timeline = Json::array();
  for (const Family::Bin& bin : f.timeline) {
    timeline.push_back({{"month", store::to_date(bin.month).substr(0, 7)}, {"packages", bin.packages}});
  }
  Json out = {{"key", f.key},
              {"name", f.name},
              {"pattern", f.pattern},
              {"size", f.members.size()},
              {"first_seen", store::to_text(f.first_seen)},
              {"last_seen", store::to_text(f.last_seen)},
              {"cluster", f.cluster < 0 ? Json() : Json(f.cluster)},
              {"names", f.names},
              {"timeline", timeline}};
  if (!verbose) return out;
  out["members"] = Json::array();
  for (const Family::Member& m : f.members) {
    out["members"].push_back({{"path", result.packages[m.package].path}, {"likeness", rounded(m.likeness)}});
  }
  return out;
}

Json grouping_json(const Grouping& g) {
  Json out = {{"name", g.name}, {"clusters", g.clusters}, {"unclustered", g.unclustered}};
  out.update(quality_json(g));
  out["stability"] = rounded(g.stability);
  out["seconds"] = rounded(g.seconds);
  return out;
}

Json parameters_json(const Parameters& p) {
  return {{"order", p.order},         {"mean", p.mean},
          {"dimension", p.dimension}, {"window", p.window},
          {"epochs", p.epochs},       {"negatives", p.negatives},
          {"seed", p.seed},           {"neighbours", p.neighbours},
          {"clusters", p.clusters},   {"max_clusters", p.largest},
          {"likeness", p.likeness}};
}

Json package_json(const Classification& result, const Package& p) {
  Json categories = Json::array();
  for (const CategoryEvidence& e : p.categories) {
    categories.push_back({{"id", id_of(e.category)}, {"strength", rounded(e.strength)}, {"behaviours", e.behaviours}});
  }
  const Sequence& sequence = result.sequences[p.sequence];
  Json calls = Json::array();
  for (const uint32_t call : sequence.calls) calls.push_back(result.calls[call]);
  return {{"path", p.path},
          {"cluster", p.cluster < 0 ? Json() : Json(p.cluster)},
          {"category", id_of(p.category)},
          {"categories", categories},
          {"family", p.family < 0 ? Json() : Json(result.families[static_cast<size_t>(p.family)].key)},
          {"sequence", sequence.key},
          {"x", rounded(sequence.x)},
          {"y", rounded(sequence.y)},
          {"calls", calls}};
}

std::string percent(double share) { return std::isfinite(share) ? fmt::format("{:.1f} %", share * 100) : "-"; }
std::string figure(double value) { return std::isfinite(value) ? fmt::format("{:.3f}", value) : "-"; }

void add_clusters(const Classification& result, const ReportOptions& options, std::string& out) {
  const char* bold = options.color ? "\x1b[1m" : "";
  const char* plain = options.color ? "\x1b[0m" : "";
  for (const Cluster& c : result.clusters) {
    const std::string marks = std::string(c.renamed ? ", renamed" : "") + (c.merged ? ", merged" : "") +
                              (c.split ? ", split" : "") + (c.confirmed ? ", confirmed" : "");
    out += fmt::format("{}{:>3}  {}{}\n", bold, c.id, visible(c.label, 90), plain);
    out += fmt::format("     {} package{}, {} distinct; {}{}{}\n", grouped(c.size), c.size == 1 ? "" : "s",
                       grouped(c.distinct),
                       c.category < 0 ? "no behaviour found" : kCategoryIds[static_cast<size_t>(c.category)],
                       c.category < 0 ? "" : " (" + percent(c.category_share) + " of those with a behaviour)", marks);
    if (!c.medoids.empty()) out += "     like " + visible(result.packages[c.medoids[0]].path, 90) + "\n";
    for (size_t i = 0; i < std::min<size_t>(options.verbose ? 8 : 3, c.telling.size()); ++i) {
      out += fmt::format("     {} in {}, elsewhere {}\n", visible(joined(c.telling[i].calls), 70),
                         percent(c.telling[i].inside), percent(c.telling[i].outside));
    }
  }
}

void add_families(const Classification& result, bool verbose, std::string& out) {
  if (result.families.empty()) return;
  size_t members = 0;
  for (const Family& f : result.families) members += f.members.size();
  out += fmt::format("\nfamilies: {} with {} packages\n", grouped(result.families.size()), grouped(members));
  for (size_t i = 0; i < std::min<size_t>(verbose ? SIZE_MAX : 10, result.families.size()); ++i) {
    const Family& f = result.families[i];
    out += fmt::format(
        "  {:>6}  {}{}\n", grouped(f.members.size()), visible(f.name, 60),
        f.first_seen == 0 ? "" : "  " + store::to_date(f.first_seen) + " to " + store::to_date(f.last_seen));
  }
}

void add_shares(const Classification& result, std::string& out) {
  out += "\ncategories                 packages  share (95 % interval)    of families   in the paper\n";
  for (const CategoryShare& s : result.categories) {
    out +=
        fmt::format("  {:<22} {:>10}  {:>7} ({} - {}) {:>13} {:>14}\n", kCategoryIds[static_cast<size_t>(s.category)],
                    grouped(s.packages), percent(s.share), percent(s.low), percent(s.high), percent(s.family_share),
                    fmt::format("{:.2f} %", s.paper * 100));
  }
  out += "  several a package; shares are of packages in which a behaviour was found\n";
}

void add_row(const Grouping& g, std::string& out) {
  out += fmt::format("  {:<34} {:>8} {:>7} {:>7} {:>8} {:>8} {:>10} {:>9} {:>8}\n", g.name, g.clusters, figure(g.ari),
                     figure(g.nmi), figure(g.family_purity), figure(g.purity), figure(g.silhouette),
                     figure(g.stability), g.seconds > 0 ? fmt::format("{:.1f}", g.seconds) : "-");
}

void add_quality(const Classification& result, std::string& out) {
  out += fmt::format("\n  {:<34} {:>8} {:>7} {:>7} {:>8} {:>8} {:>10} {:>9} {:>8}\n", "", "clusters", "ARI", "NMI",
                     "families", "purity", "silhouette", "stability", "seconds");
  if (result.compared.empty()) add_row(result.quality, out);
  for (const Grouping& g : result.compared) add_row(g, out);
  if (!result.families.empty()) add_row(result.family_quality, out);
}

}  // namespace

std::string classification_json(const Classification& result, bool verbose) {
  Json out;
  out["packages"] = result.packages.size();
  size_t distinct = 0;
  for (const Sequence& s : result.sequences) distinct += s.packages > 0 ? 1 : 0;
  out["distinct_sequences"] = distinct;
  out["clusters"] = Json::array();
  for (const Cluster& c : result.clusters) out["clusters"].push_back(cluster_json(result, c));
  out["categories"] = Json::object();
  out["shares"] = Json::object();
  for (const CategoryShare& s : result.categories) {
    const char* id = kCategoryIds[static_cast<size_t>(s.category)];
    out["categories"][id] = s.packages;
    out["shares"][id] = {{"packages", s.packages},
                         {"main", s.main},
                         {"families", s.families},
                         {"share", rounded(s.share)},
                         {"low", rounded(s.low)},
                         {"high", rounded(s.high)},
                         {"family_share", rounded(s.family_share)},
                         {"paper", rounded(s.paper)}};
  }
  out["quality"] = quality_json(result.quality);
  out["seconds"] = rounded(result.seconds);
  out["scan_seconds"] = rounded(result.scan_seconds);
  out["without_calls"] = result.without_calls;
  out["unreadable"] = result.unreadable;
  out["trained_on"] = result.trained_on;
  out["parameters"] = parameters_json(result.parameters);
  out["candidates"] = Json::array();
  for (const Candidate& c : result.candidates) {
    out["candidates"].push_back({{"clusters", c.clusters},
                                 {"gap", rounded(c.gap)},
                                 {"silhouette", rounded(c.silhouette)},
                                 {"chosen", c.chosen}});
  }
  out["families"] = Json::array();
  for (const Family& f : result.families) out["families"].push_back(family_json(result, f, verbose));
  out["family_quality"] = quality_json(result.family_quality);
  out["decisions"] = Json::array();
  for (const Decision& d : result.decisions) {
    out["decisions"].push_back({{"decision", d.text},
                                {"by", d.by},
                                {"note", d.note},
                                {"at", store::to_text(d.at)},
                                {"applied", d.applied},
                                {"reason", d.reason}});
  }
  if (!result.compared.empty()) {
    out["compared"] = Json::array();
    for (const Grouping& g : result.compared) out["compared"].push_back(grouping_json(g));
  }
  if (verbose) {
    out["assignments"] = Json::array();
    for (const Package& p : result.packages) out["assignments"].push_back(package_json(result, p));
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string classification_text(const Classification& result, const ReportOptions& options) {
  size_t distinct = 0;
  for (const Sequence& s : result.sequences) distinct += s.packages > 0 ? 1 : 0;
  std::string out =
      fmt::format("{} packages, {} distinct sequences, {} clusters ({:.1f} s)\n", grouped(result.packages.size()),
                  grouped(distinct), grouped(result.clusters.size()), result.seconds);
  if (result.without_calls > 0) {
    out += fmt::format("{} packages make no call that could be seen and are in no cluster\n",
                       grouped(result.without_calls));
  }
  if (options.quiet) return out;
  out += "\n";
  add_clusters(result, options, out);
  add_families(result, options.verbose, out);
  add_shares(result, out);
  add_quality(result, out);
  for (const Decision& d : result.decisions) {
    if (!d.applied) out += fmt::format("not applied: {} by {}: {}\n", visible(d.text, 80), visible(d.by, 40), d.reason);
  }
  return out;
}

std::string assignments_csv(const Classification& result) {
  std::string out = "path,cluster,category,family\n";
  for (const Package& p : result.packages) {
    out += csv_field(p.path) + "," + (p.cluster < 0 ? "" : std::to_string(p.cluster)) + "," +
           (p.category < 0 ? "" : kCategoryIds[static_cast<size_t>(p.category)]) + "," +
           (p.family < 0 ? "" : result.families[static_cast<size_t>(p.family)].key) + "\n";
  }
  return out;
}

std::string assigned_csv(const std::vector<Assigned>& all, const Model& model) {
  std::string out = "path,cluster,category,family\n";
  for (const Assigned& one : all) {
    const int32_t cluster = one.assignment.cluster;
    const int32_t category = cluster < 0 ? kNone : model.clusters[static_cast<size_t>(cluster)].category;
    out += csv_field(one.path) + "," + (cluster < 0 ? "" : std::to_string(cluster)) + "," +
           (category < 0 ? "" : kCategoryIds[static_cast<size_t>(category)]) + "," +
           (one.family ? one.family->key : "") + "\n";
  }
  return out;
}

std::string assigned_json(const std::vector<Assigned>& all, const Model& model) {
  Json list = Json::array();
  for (const Assigned& one : all) {
    const Assignment& a = one.assignment;
    Json item = {{"path", one.path}, {"cluster", a.cluster < 0 ? Json() : Json(a.cluster)}};
    if (a.cluster >= 0) {
      const ModelCluster& cluster = model.clusters[static_cast<size_t>(a.cluster)];
      item["label"] = cluster.label;
      item["category"] = id_of(cluster.category);
      item["likeness"] = rounded(a.likeness);
    }
    item["calls"] = a.calls;
    item["unknown_calls"] = a.unknown_calls;
    if (one.family) {
      item["family"] = {{"key", one.family->key},
                        {"name", one.family->name},
                        {"member", one.family->member},
                        {"first_seen", one.family->first_seen},
                        {"likeness", rounded(one.family->likeness)}};
    }
    list.push_back(std::move(item));
  }
  return Json({{"assigned", list}}).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string assigned_text(const std::vector<Assigned>& all, const Model& model) {
  std::string out;
  for (const Assigned& one : all) {
    const Assignment& a = one.assignment;
    out += visible(one.path, 120) + ": ";
    if (a.cluster >= 0) {
      const ModelCluster& cluster = model.clusters[static_cast<size_t>(a.cluster)];
      out += fmt::format("cluster {} ({}), {:.0f} % alike", a.cluster, visible(cluster.label, 80), a.likeness * 100);
    } else {
      out += a.calls == 0 ? "no call that could be seen" : "like no cluster";
    }
    if (one.family) out += "; " + family_text(*one.family);
    out += "\n";
  }
  return out;
}

std::string vectors_npy(const Classified& classified) {
  const Learned& learned = classified.learned;
  std::unordered_map<std::string_view, size_t> rows;
  for (size_t i = 0; i < learned.keys.size(); ++i) rows.emplace(learned.keys[i], i);
  std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}",
                                   classified.result.packages.size(), learned.rows.columns);
  constexpr size_t kBefore = 10, kAligned = 64;  // magic, version and length; the data starts at a multiple of 64
  header.append(kAligned - 1 - (header.size() + kBefore) % kAligned, ' ');
  header += '\n';
  std::string out("\x93NUMPY\x01\x00", 8);
  out += static_cast<char>(header.size() & 0xFF);
  out += static_cast<char>(header.size() >> 8);
  out += header;
  const std::string zeros(learned.rows.columns * sizeof(float), '\0');
  for (const Package& package : classified.result.packages) {
    const auto it = rows.find(classified.result.sequences[package.sequence].key);
    if (it == rows.end()) {
      out += zeros;
    } else {
      out.append(reinterpret_cast<const char*>(learned.rows.row(it->second).data()), zeros.size());
    }
  }
  return out;
}

Result<bool> write_whole_file(const std::string& path, const std::string& content) {
  std::ofstream out(path, std::ios::binary);
  out << content;
  out.close();
  if (!out) return fail("cannot be written", path);
  return true;
}

}  // namespace antivenom::cli
