#include "classify/classify.h"

#include <algorithm>
#include <limits>
#include <set>

#include "classify/families.h"
#include "classify/graph.h"
#include "classify/map.h"
#include "classify/naming.h"
#include "classify/quality.h"

namespace antivenom::classify {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

Parameters parameters_of(const Options& options, const Sequences& sequences) {
  Parameters p;
  p.order = options.order == Order::execution ? "execution" : "lexical";
  p.mean = options.mean == Mean::sif ? "sif" : "plain";
  p.dimension = options.embedding.dimension;
  p.window = options.embedding.window;
  p.epochs = chosen_epochs(sequences, options.embedding);
  p.negatives = options.embedding.negatives;
  p.seed = options.embedding.seed;
  p.neighbours = options.neighbours;
  p.clusters = options.spectral.clusters;
  p.largest = options.spectral.largest;
  p.likeness = options.likeness;
  return p;
}

Package package_of(const Sample& sample, uint32_t sequence) {
  Package package;
  package.path = sample.path;
  package.name = sample.name;
  package.version = sample.version;
  package.sha256 = sample.sha256;
  package.verdict = sample.verdict;
  package.first_seen = sample.first_seen;
  package.sequence = sequence;
  package.given_family = sample.given_family;
  package.given_category = sample.given_category;
  package.categories = categories_of(sample.behaviours);
  if (!package.categories.empty()) package.category = package.categories.front().category;
  for (const FoundBehaviour& b : sample.behaviours) package.behaviours.push_back({b.rule, b.category, 1, 1});
  return package;
}

// The sequences that are clustered: those that packages have and that say something.
std::vector<uint32_t> clustered(const Sequences& sequences) {
  std::vector<uint32_t> out;
  for (uint32_t i = 0; i < sequences.distinct.size(); ++i) {
    if (sequences.distinct[i].packages > 0 && !sequences.distinct[i].calls.empty()) out.push_back(i);
  }
  return out;
}

Vectors rows_of(const Vectors& all, const std::vector<uint32_t>& chosen) {
  Vectors rows(chosen.size(), all.columns);
  for (size_t i = 0; i < chosen.size(); ++i) {
    const std::span<const float> row = all.row(chosen[i]);
    std::copy(row.begin(), row.end(), rows.row(i).begin());
  }
  return rows;
}

void add_marks(const std::vector<Marks>& marks, const std::vector<int32_t>& numbers, std::vector<Cluster>& clusters) {
  for (size_t group = 0; group < numbers.size() && group < marks.size(); ++group) {
    if (numbers[group] == kNone) continue;
    const Marks& mark = marks[group];
    Cluster& cluster = clusters[static_cast<size_t>(numbers[group])];
    cluster.renamed = !mark.label.empty();
    if (cluster.renamed) cluster.label = mark.label;
    if (mark.category != kNone) cluster.category = mark.category;
    cluster.confirmed = mark.confirmed;
    cluster.merged = mark.merged;
    cluster.split = mark.split;
    cluster.by = mark.by;
    cluster.note = mark.note;
  }
}

void add_silhouettes(Classification& result, const std::vector<uint32_t>& chosen, const Vectors& rows,
                     const std::vector<double>& weights, const std::vector<int32_t>& clusters) {
  const std::vector<double> all = silhouettes(rows, clusters, weights);
  result.quality.silhouette = all.empty() ? kUnknown : weighted_mean(all, weights);
  std::vector<double> sums(result.clusters.size(), 0.0), totals(result.clusters.size(), 0.0);
  for (size_t i = 0; i < chosen.size() && !all.empty(); ++i) {
    const auto cluster = static_cast<size_t>(clusters[i]);
    sums[cluster] += weights[i] * all[i];
    totals[cluster] += weights[i];
  }
  for (size_t c = 0; c < sums.size(); ++c) result.clusters[c].silhouette = totals[c] > 0 ? sums[c] / totals[c] : 0;
}

void add_map(Classification& result, const std::vector<uint32_t>& chosen, const Graph& graph, const Vectors& embedding,
             uint32_t seed) {
  Vectors start(embedding.rows, 2);
  for (size_t i = 0; i < start.rows; ++i) {
    // The first eigenvector is nearly the same everywhere.
    for (size_t c = 0; c < 2 && c + 1 < embedding.columns; ++c) start.row(i)[c] = embedding.row(i)[c + 1];
  }
  const auto points = lay_out(graph, start, seed);
  for (size_t i = 0; i < chosen.size(); ++i) {
    result.sequences[chosen[i]].x = points[i].first;
    result.sequences[chosen[i]].y = points[i].second;
  }
}

}  // namespace

Grouping measure(const Classification& result, std::span<const int32_t> groups) {
  Grouping out;
  std::vector<std::string> families, categories;
  std::vector<int32_t> with_family, with_category;
  std::set<int32_t> distinct;
  for (size_t p = 0; p < result.packages.size(); ++p) {
    const Package& package = result.packages[p];
    if (groups[p] < 0) {
      ++out.unclustered;
    } else {
      distinct.insert(groups[p]);
    }
    if (!package.given_family.empty()) {
      families.push_back(package.given_family);
      with_family.push_back(groups[p]);
    }
    if (!package.categories.empty()) {
      categories.emplace_back(kCategoryIds[static_cast<size_t>(package.categories.front().category)]);
      with_category.push_back(groups[p]);
    }
  }
  out.clusters = distinct.size();
  const std::vector<int32_t> given = numbered(families), found = numbered(categories);
  out.ari = adjusted_rand(with_family, given);
  out.nmi = normalised_mutual_information(with_family, given);
  out.family_purity = purity(with_family, given);
  out.purity = purity(with_category, found);
  out.silhouette = kUnknown;
  out.stability = kUnknown;
  return out;
}

Result<Classified> classify(std::span<const Sample> samples, std::span<const Sample> background, const Options& options,
                            std::span<const AnalystDecision> decisions) {
  Classified out;
  Classification& result = out.result;
  Sequences sequences = collapse(samples, options.order);
  add_background(sequences, background, options.order);
  result.parameters = parameters_of(options, sequences);
  result.trained_on = background.size();
  for (size_t i = 0; i < samples.size(); ++i) {
    result.packages.push_back(package_of(samples[i], sequences.of_sample[i]));
    if (samples[i].verdict == "unreadable") ++result.unreadable;
  }
  // From here on each distinct sequence stands once, with what it weighs.

  auto call_vectors = train_calls(sequences, options.embedding);
  if (!call_vectors) return tl::unexpected(call_vectors.error());
  Pooling pooling = make_pooling(sequences, options.mean);
  const Vectors all_rows = embed_all(sequences, *call_vectors, pooling);
  const std::vector<uint32_t> chosen = clustered(sequences);
  const Vectors rows = rows_of(all_rows, chosen);
  std::vector<double> weights;
  std::vector<std::string> keys;
  for (const uint32_t sequence : chosen) {
    weights.push_back(sequences.distinct[sequence].weight);
    keys.push_back(sequences.distinct[sequence].key);
  }
  // From here on nobody asks what a call is, only which sequences are near each other.

  const Graph graph = neighbour_graph(rows, options.neighbours);
  auto spectral = spectral_clusters(graph, rows, weights, options.spectral);
  if (!spectral) return tl::unexpected(spectral.error());
  result.eigenvalues = std::move(spectral->eigenvalues);
  result.candidates = std::move(spectral->candidates);
  Decided decided = apply(decisions, keys, rows, spectral->groups);
  result.decisions = std::move(decided.decisions);
  // From here on no package changes its cluster.

  std::vector<int32_t> groups(sequences.distinct.size(), kNone);
  for (size_t i = 0; i < chosen.size(); ++i) groups[chosen[i]] = decided.groups[i];
  const std::vector<int32_t> numbers = make_clusters(sequences, groups, all_rows, result);
  add_marks(decided.marks, numbers, result.clusters);
  std::vector<int32_t> clusters;
  for (int32_t& group : groups) group = group < 0 ? kNone : numbers[static_cast<size_t>(group)];
  for (const uint32_t sequence : chosen) clusters.push_back(groups[sequence]);
  result.similarity = centroid_similarity(sequences, groups, result.clusters.size(), all_rows);
  result.transitions = make_transitions(sequences, groups);

  std::vector<Signature> signatures;
  for (const Sample& sample : samples) signatures.push_back(sample.signature);
  const std::vector<int32_t> families = group_alike(signatures, options.likeness);
  result.families = make_families(samples, families, result.packages);
  result.categories = make_shares(result);
  // From here on everything is named; what follows measures and draws.

  std::vector<int32_t> of_packages, family_of;
  for (const Package& package : result.packages) {
    of_packages.push_back(package.cluster);
    family_of.push_back(package.family);
    if (package.cluster == kNone) ++result.without_calls;
  }
  result.quality = measure(result, of_packages);
  result.quality.name = "spectral";
  result.family_quality = measure(result, family_of);
  result.family_quality.name = "families";
  result.sequences = sequences.distinct;
  for (size_t i = 0; i < groups.size(); ++i) result.sequences[i].cluster = groups[i];
  add_silhouettes(result, chosen, rows, weights, clusters);
  if (options.draw) add_map(result, chosen, graph, spectral->embedding, options.embedding.seed);
  result.calls = sequences.calls;

  out.learned = {std::move(sequences.calls),
                 std::move(*call_vectors),
                 std::move(pooling),
                 options.order,
                 std::move(keys),
                 std::move(weights),
                 std::move(clusters),
                 rows};
  return out;
}

}  // namespace antivenom::classify
