#include "classify/compare.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <numeric>
#include <unordered_map>

#include "classify/density.h"
#include "classify/kmeans.h"
#include "classify/quality.h"

namespace antivenom::classify {
namespace {

using Clock = std::chrono::steady_clock;
using Groups = std::vector<int32_t>;

constexpr size_t kBagCalls = 2'000;  // the most frequent ones; the rest is noise and memory
constexpr uint32_t kLeastDense = 5;  // packages of a dense region

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Groups of sequences (by the rows of what was learned) -> groups of packages.
Groups of_packages(const Classified& run, const Groups& groups) {
  std::unordered_map<std::string_view, int32_t> by_key;
  for (size_t i = 0; i < run.learned.keys.size(); ++i) by_key.emplace(run.learned.keys[i], groups[i]);
  Groups out;
  for (const Package& package : run.result.packages) {
    const auto it = by_key.find(run.result.sequences[package.sequence].key);
    out.push_back(it == by_key.end() ? kNone : it->second);
  }
  return out;
}

// How often each call is made, damped, by how rare it is; rows of length 1, in the order of the learned rows.
Vectors bags_of(const Classified& run) {
  const Classification& result = run.result;
  std::vector<double> having(result.calls.size(), 0.0);
  std::unordered_map<std::string_view, size_t> sequences;
  for (size_t i = 0; i < result.sequences.size(); ++i) {
    if (result.sequences[i].packages == 0) continue;
    sequences.emplace(result.sequences[i].key, i);
    std::vector<uint32_t> calls = result.sequences[i].calls;
    std::sort(calls.begin(), calls.end());
    calls.erase(std::unique(calls.begin(), calls.end()), calls.end());
    for (const uint32_t call : calls) having[call] += 1;
  }
  std::vector<uint32_t> order(result.calls.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return having[a] > having[b]; });
  order.resize(std::min(order.size(), kBagCalls));
  std::vector<uint32_t> column(result.calls.size(), UINT32_MAX);
  for (uint32_t i = 0; i < order.size(); ++i) column[order[i]] = i;

  Vectors bags(run.learned.keys.size(), order.size());
  for (size_t i = 0; i < bags.rows; ++i) {
    const std::span<float> bag = bags.row(i);
    for (const uint32_t call : result.sequences[sequences.at(run.learned.keys[i])].calls) {
      if (column[call] != UINT32_MAX) bag[column[call]] += 1;
    }
    for (uint32_t c = 0; c < order.size(); ++c) {
      const double rarity = std::log((1 + static_cast<double>(sequences.size())) / (1 + having[order[c]])) + 1;
      bag[c] = static_cast<float>(std::log1p(static_cast<double>(bag[c])) * rarity);
    }
  }
  normalise_rows(bags);
  return bags;
}

double mean_agreement(const std::vector<Groups>& runs) {
  double sum = 0;
  size_t pairs = 0;
  for (size_t a = 0; a < runs.size(); ++a) {
    for (size_t b = a + 1; b < runs.size(); ++b, ++pairs) sum += adjusted_rand(runs[a], runs[b]);
  }
  return sum / static_cast<double>(pairs);
}

// Silhouettes over the vectors of `run`, of groups of packages that keep equal sequences together.
double silhouette_of(const Classified& run, const Groups& packages) {
  std::unordered_map<std::string_view, int32_t> groups;
  for (size_t p = 0; p < packages.size(); ++p) {
    groups.emplace(run.result.sequences[run.result.packages[p].sequence].key, packages[p]);
  }
  Groups of_rows;
  for (const std::string& key : run.learned.keys) of_rows.push_back(groups.at(key));
  return weighted_mean(silhouettes(run.learned.rows, of_rows, run.learned.weights), run.learned.weights);
}

class Comparison {
 public:
  Comparison(std::span<const Sample> samples, std::span<const Sample> background, const Options& options,
             const Classified& base)
      : samples_(samples), background_(background), options_(options), base_(base) {
    options_.spectral.clusters = static_cast<uint32_t>(std::max<size_t>(1, base.result.clusters.size()));
    options_.draw = false;
  }

  Result<std::vector<Grouping>> run() {
    for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
      auto one = with(options_, seed);
      if (!one) return tl::unexpected(one.error());
      runs_.push_back(std::move(*one));
    }
    std::vector<Grouping> out;
    std::vector<Groups> spectral;
    for (const Classified& one : runs_) spectral.push_back(clusters_of(one));
    Grouping first = base_.result.quality;
    first.stability = mean_agreement(spectral);
    first.seconds = base_.result.seconds;
    out.push_back(std::move(first));

    Options plain = options_, lexical = options_;
    plain.mean = options_.mean == Mean::plain ? Mean::sif : Mean::plain;
    lexical.order = options_.order == Order::lexical ? Order::execution : Order::lexical;
    for (const auto& [name, options] :
         {std::pair(plain.mean == Mean::plain ? "spectral, plain mean" : "spectral, SIF mean", plain),
          std::pair(lexical.order == Order::lexical ? "spectral, lexical order" : "spectral, execution order",
                    lexical)}) {
      auto one = exchanged(name, options);
      if (!one) return tl::unexpected(one.error());
      out.push_back(std::move(*one));
    }
    out.push_back(each_seed("k-means on the vectors", [&](const Classified& one, uint32_t seed) {
      return means(one.learned.rows, one.learned.weights, seed);
    }));
    const Vectors bags = bags_of(base_);
    out.push_back(each_seed("k-means on bags of calls", [&](const Classified& one, uint32_t seed) {
      return means(bags, one.learned.weights, seed);
    }));
    out.push_back(each_seed("density (HDBSCAN*) on the vectors", [](const Classified& one, uint32_t) {
      return density_clusters(one.learned.rows, kLeastDense);
    }));
    return out;
  }

 private:
  Result<Classified> with(Options options, uint32_t seed) const {
    options.embedding.seed = options.spectral.seed = seed;
    return classify(samples_, background_, options);
  }

  static Groups clusters_of(const Classified& run) {
    Groups out;
    for (const Package& package : run.result.packages) out.push_back(package.cluster);
    return out;
  }

  Groups means(const Vectors& rows, const std::vector<double>& weights, uint32_t seed) const {
    KMeansOptions options;
    options.clusters = options_.spectral.clusters;
    options.seed = seed;
    return k_means(rows, weights, options).groups;
  }

  // This method with one part exchanged.
  Result<Grouping> exchanged(const char* name, const Options& options) const {
    std::vector<Groups> all;
    Grouping out;
    const auto start = Clock::now();
    for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
      auto one = with(options, seed);
      if (!one) return tl::unexpected(one.error());
      if (seed == 1) {
        out = one->result.quality;
        out.seconds = seconds_since(start);
      }
      all.push_back(clusters_of(*one));
    }
    out.name = name;
    out.stability = mean_agreement(all);
    return out;
  }

  // Another way to group the rows of each seed's run.
  Grouping each_seed(const char* name, const std::function<Groups(const Classified&, uint32_t)>& group) const {
    std::vector<Groups> all;
    const auto start = Clock::now();
    double first = 0;
    for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
      all.push_back(of_packages(runs_[seed - 1], group(runs_[seed - 1], seed)));
      if (seed == 1) first = seconds_since(start);
    }
    Grouping out = measure(base_.result, all.front());
    out.name = name;
    out.seconds = first;
    out.silhouette = silhouette_of(runs_.front(), all.front());
    out.stability = mean_agreement(all);
    return out;
  }

  std::span<const Sample> samples_, background_;
  Options options_;
  const Classified& base_;
  std::vector<Classified> runs_;
};

}  // namespace

Result<std::vector<Grouping>> compare(std::span<const Sample> samples, std::span<const Sample> background,
                                      const Options& options, const Classified& classified) {
  return Comparison(samples, background, options, classified).run();
}

}  // namespace antivenom::classify
