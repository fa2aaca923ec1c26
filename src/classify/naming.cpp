#include "classify/naming.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/wilson.h"

namespace antivenom::classify {
namespace {

constexpr size_t kLongestGram = 3;
constexpr size_t kGrams = 8, kMedoids = 3, kBehaviours = 12;
constexpr double kSmoothing = 0.01;  // keeps what nobody else has from being worth more than what everybody has
constexpr double kRarest = 0.2;      // share of a cluster below which a run of calls does not describe it
constexpr double kLabelShare = 0.5;  // ... and a behaviour does not name it
constexpr uint64_t kGramBits = 21;   // a run of three calls as one number: a vocabulary of up to two million

using Grams = std::unordered_map<uint64_t, double>;

uint64_t gram_of(const std::vector<uint32_t>& calls, size_t begin, size_t length) {
  uint64_t gram = 0;
  for (size_t i = 0; i < length; ++i) gram = gram << kGramBits | (calls[begin + i] + 1);
  return gram;
}

// Each run of one sequence once.
std::vector<uint64_t> grams_of(const std::vector<uint32_t>& calls) {
  std::vector<uint64_t> grams;
  for (size_t length = 1; length <= kLongestGram; ++length) {
    for (size_t begin = 0; begin + length <= calls.size(); ++begin) grams.push_back(gram_of(calls, begin, length));
  }
  std::sort(grams.begin(), grams.end());
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  return grams;
}

std::vector<uint32_t> calls_of(uint64_t gram) {
  std::vector<uint32_t> calls;
  for (; gram != 0; gram >>= kGramBits) calls.push_back(static_cast<uint32_t>(gram & ((1u << kGramBits) - 1)) - 1);
  std::reverse(calls.begin(), calls.end());
  return calls;
}

std::vector<TellingGram> best_grams(const Grams& inside, double inside_total, const Grams& all, double total,
                                    const std::vector<std::string>& names) {
  struct Scored {
    double score;
    uint64_t gram;
    double in, out;
  };
  std::vector<Scored> scored;
  for (const auto& [gram, weight] : inside) {
    const double in = weight / inside_total;
    if (in < kRarest) continue;
    const double out = total - inside_total > 1e-9 ? (all.at(gram) - weight) / (total - inside_total) : 0;
    scored.push_back(
        {in * std::log((in + kSmoothing) / (std::max(0.0, out) + kSmoothing)), gram, in, std::max(0.0, out)});
  }
  // Of equal scores the longer run, which comes with the larger number.
  std::sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) {
    return std::abs(a.score - b.score) > 1e-9 ? a.score > b.score : a.gram > b.gram;
  });
  std::vector<TellingGram> out;
  std::set<uint32_t> shown;
  for (const Scored& s : scored) {
    if (out.size() == kGrams || s.score <= 0) break;
    bool fresh = false;
    TellingGram telling;
    for (const uint32_t call : calls_of(s.gram)) {
      fresh |= shown.insert(call).second;
      telling.calls.push_back(names[call]);
    }
    if (!fresh) continue;
    telling.score = s.score;
    telling.inside = s.in;
    telling.outside = s.out;
    out.push_back(std::move(telling));
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

std::string label_of(const Cluster& cluster) {
  std::vector<std::string> names;
  for (const Behaviour& b : cluster.behaviours) {
    if (names.size() < 2 && b.share >= kLabelShare) names.push_back(b.id);
  }
  if (!names.empty()) return joined(names, " + ");
  if (!cluster.telling.empty()) return joined(cluster.telling.front().calls, " > ");
  return "mixed calls";
}

// Clusters that would bear one name are told apart by their most telling run.
void tell_apart(std::vector<Cluster>& clusters) {
  std::map<std::string, size_t> uses;
  for (const Cluster& cluster : clusters) ++uses[cluster.label];
  for (Cluster& cluster : clusters) {
    if (uses[cluster.label] > 1 && !cluster.telling.empty()) {
      cluster.label += ": " + joined(cluster.telling.front().calls, " > ");
    }
  }
}

void describe_behaviours(Cluster& cluster, const std::vector<uint32_t>& members, const std::vector<Package>& packages) {
  std::map<std::string, Behaviour> found;
  std::array<size_t, kCategories> main{};
  size_t with_evidence = 0;
  for (const uint32_t member : members) {
    const Package& package = packages[member];
    for (const Behaviour& b : package.behaviours) {
      Behaviour& one = found.try_emplace(b.id, Behaviour{b.id, b.category, 0, 0}).first->second;
      ++one.packages;
    }
    for (const CategoryEvidence& c : package.categories) ++cluster.category_packages[static_cast<size_t>(c.category)];
    if (package.categories.empty()) continue;
    ++with_evidence;
    ++main[static_cast<size_t>(package.categories.front().category)];
  }
  for (auto& [id, behaviour] : found) {
    behaviour.share = static_cast<double>(behaviour.packages) / static_cast<double>(members.size());
    cluster.behaviours.push_back(behaviour);
  }
  std::stable_sort(cluster.behaviours.begin(), cluster.behaviours.end(),
                   [](const Behaviour& a, const Behaviour& b) { return a.packages > b.packages; });
  if (cluster.behaviours.size() > kBehaviours) cluster.behaviours.resize(kBehaviours);
  if (with_evidence == 0) return;
  const auto most = std::max_element(main.begin(), main.end());
  cluster.category = static_cast<int32_t>(most - main.begin());
  cluster.category_share = static_cast<double>(*most) / static_cast<double>(with_evidence);
}

// Members of a group that stand for it: sequences nearest to the centroid.
std::vector<uint32_t> nearest_sequences(const std::vector<uint32_t>& members, const Sequences& sequences,
                                        const Vectors& rows) {
  std::vector<float> centroid(rows.columns, 0.0f);
  for (const uint32_t m : members) {
    for (size_t c = 0; c < rows.columns; ++c) {
      centroid[c] += static_cast<float>(sequences.distinct[m].weight) * rows.row(m)[c];
    }
  }
  std::vector<std::pair<double, uint32_t>> near;
  for (const uint32_t m : members) near.emplace_back(-dot(rows.row(m), centroid), m);
  const size_t kept = std::min(kMedoids, near.size());
  std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(kept), near.end());
  std::vector<uint32_t> out;
  for (size_t i = 0; i < kept; ++i) out.push_back(near[i].second);
  return out;
}

}  // namespace

std::vector<CategoryEvidence> categories_of(const std::vector<FoundBehaviour>& behaviours) {
  std::array<CategoryEvidence, kCategories> all;
  std::array<double, kCategories> sums{};
  for (const FoundBehaviour& b : behaviours) {
    if (b.category < 0) continue;
    const auto at = static_cast<size_t>(b.category);
    all[at].category = b.category;
    all[at].strength = std::max(all[at].strength, b.strength);
    all[at].behaviours.push_back(b.rule);
    sums[at] += b.strength;
  }
  std::vector<CategoryEvidence> out;
  for (CategoryEvidence& one : all) {
    if (one.category != kNone) out.push_back(std::move(one));
  }
  std::stable_sort(out.begin(), out.end(), [&](const CategoryEvidence& a, const CategoryEvidence& b) {
    const double sum_a = sums[static_cast<size_t>(a.category)], sum_b = sums[static_cast<size_t>(b.category)];
    return std::tie(a.strength, sum_a) > std::tie(b.strength, sum_b);
  });
  return out;
}

std::vector<std::vector<TellingGram>> telling_grams(const Sequences& sequences, std::span<const int32_t> groups,
                                                    size_t clusters) {
  Grams all;
  std::vector<Grams> inside(clusters);
  std::vector<double> totals(clusters, 0.0);
  double total = 0;
  for (size_t i = 0; i < sequences.distinct.size(); ++i) {
    if (groups[i] < 0) continue;
    const Sequence& sequence = sequences.distinct[i];
    const auto group = static_cast<size_t>(groups[i]);
    total += sequence.weight;
    totals[group] += sequence.weight;
    for (const uint64_t gram : grams_of(sequence.calls)) {
      all[gram] += sequence.weight;
      inside[group][gram] += sequence.weight;
    }
  }
  std::vector<std::vector<TellingGram>> out;
  for (size_t g = 0; g < clusters; ++g) out.push_back(best_grams(inside[g], totals[g], all, total, sequences.calls));
  return out;
}

std::vector<int32_t> make_clusters(const Sequences& sequences, std::span<const int32_t> groups, const Vectors& rows,
                                   Classification& result) {
  const int32_t last = groups.empty() ? kNone : *std::max_element(groups.begin(), groups.end());
  const auto count = static_cast<size_t>(last + 1);
  std::vector<std::vector<uint32_t>> distinct(count), members(count);
  for (uint32_t i = 0; i < groups.size(); ++i) {
    if (groups[i] >= 0) distinct[static_cast<size_t>(groups[i])].push_back(i);
  }
  std::vector<uint32_t> first_of(sequences.distinct.size(), UINT32_MAX);
  for (uint32_t p = 0; p < sequences.of_sample.size(); ++p) {
    const uint32_t sequence = sequences.of_sample[p];
    if (first_of[sequence] == UINT32_MAX) first_of[sequence] = p;
    if (groups[sequence] >= 0) members[static_cast<size_t>(groups[sequence])].push_back(p);
  }
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return members[a].size() > members[b].size(); });
  std::vector<int32_t> numbers(count, kNone);
  for (size_t i = 0; i < count; ++i) numbers[order[i]] = static_cast<int32_t>(i);

  auto telling = telling_grams(sequences, groups, count);
  for (const size_t group : order) {
    if (members[group].empty()) continue;
    Cluster cluster;
    cluster.id = static_cast<uint32_t>(result.clusters.size());
    cluster.size = members[group].size();
    cluster.distinct = distinct[group].size();
    cluster.telling = std::move(telling[group]);
    for (const uint32_t sequence : nearest_sequences(distinct[group], sequences, rows)) {
      cluster.medoids.push_back(first_of[sequence]);
      if (cluster.key.empty()) cluster.key = sequences.distinct[sequence].key;
    }
    describe_behaviours(cluster, members[group], result.packages);
    cluster.label = label_of(cluster);
    for (const uint32_t member : members[group]) {
      Package& package = result.packages[member];
      package.cluster = static_cast<int32_t>(cluster.id);
      if (package.category == kNone) package.category = cluster.category;
    }
    result.clusters.push_back(std::move(cluster));
  }
  tell_apart(result.clusters);
  return numbers;
}

TransitionGraph make_transitions(const Sequences& sequences, std::span<const int32_t> clusters) {
  constexpr size_t kNodes = 60, kEdges = 200;
  std::vector<size_t> packages(sequences.calls.size(), 0);
  std::map<uint32_t, std::map<int32_t, double>> where;
  std::map<int32_t, double> cluster_sizes;
  std::map<std::pair<uint32_t, uint32_t>, double> follow;
  std::vector<double> leaving(sequences.calls.size(), 0.0);
  for (size_t i = 0; i < sequences.distinct.size(); ++i) {
    const Sequence& sequence = sequences.distinct[i];
    if (sequence.packages == 0) continue;
    const auto many = static_cast<double>(sequence.packages);
    if (clusters[i] >= 0) cluster_sizes[clusters[i]] += many;
    std::set<uint32_t> calls(sequence.calls.begin(), sequence.calls.end());
    for (const uint32_t call : calls) {
      packages[call] += sequence.packages;
      if (clusters[i] >= 0) where[call][clusters[i]] += many;
    }
    std::set<std::pair<uint32_t, uint32_t>> pairs;
    for (size_t c = 1; c < sequence.calls.size(); ++c) pairs.insert({sequence.calls[c - 1], sequence.calls[c]});
    for (const auto& pair : pairs) {
      follow[pair] += many;
      leaving[pair.first] += many;
    }
  }
  std::vector<uint32_t> order(sequences.calls.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return packages[a] > packages[b]; });
  TransitionGraph graph;
  std::unordered_map<uint32_t, uint32_t> nodes;
  for (const uint32_t call : order) {
    if (graph.nodes.size() == kNodes || packages[call] == 0) break;
    TransitionNode node{sequences.calls[call], packages[call], kNone};
    double best = 0;
    for (const auto& [cluster, many] : where[call]) {
      if (many / cluster_sizes[cluster] <= best) continue;
      best = many / cluster_sizes[cluster];
      node.cluster = cluster;
    }
    nodes.emplace(call, static_cast<uint32_t>(graph.nodes.size()));
    graph.nodes.push_back(std::move(node));
  }
  for (const auto& [pair, weight] : follow) {
    const auto from = nodes.find(pair.first), to = nodes.find(pair.second);
    if (from == nodes.end() || to == nodes.end()) continue;
    graph.edges.push_back({from->second, to->second, weight, weight / leaving[pair.first]});
  }
  std::stable_sort(graph.edges.begin(), graph.edges.end(),
                   [](const Transition& a, const Transition& b) { return a.weight > b.weight; });
  if (graph.edges.size() > kEdges) graph.edges.resize(kEdges);
  return graph;
}

std::vector<CategoryShare> make_shares(const Classification& result) {
  // Shares of the study's 1,335 packages, in the order of kCategoryIds.
  constexpr std::array<double, kCategories> kPaper = {0.4944, 0.0075, 0.0262, 0.5933, 0.4719};
  std::vector<CategoryShare> shares(kCategories);
  std::array<std::set<int64_t>, kCategories> families;
  std::set<int64_t> all_families;
  size_t total = 0;
  for (size_t p = 0; p < result.packages.size(); ++p) {
    const Package& package = result.packages[p];
    if (package.categories.empty()) continue;
    ++total;
    ++shares[static_cast<size_t>(package.categories.front().category)].main;
    const int64_t family = package.family >= 0 ? package.family : -1 - static_cast<int64_t>(p);
    all_families.insert(family);
    for (const CategoryEvidence& evidence : package.categories) {
      ++shares[static_cast<size_t>(evidence.category)].packages;
      families[static_cast<size_t>(evidence.category)].insert(family);
    }
  }
  for (size_t i = 0; i < kCategories; ++i) {
    CategoryShare& share = shares[i];
    share.category = static_cast<int32_t>(i);
    share.paper = kPaper[i];
    share.families = families[i].size();
    if (total == 0) continue;
    share.share = static_cast<double>(share.packages) / static_cast<double>(total);
    share.family_share = static_cast<double>(share.families) / static_cast<double>(all_families.size());
    std::tie(share.low, share.high) = wilson_interval(share.packages, total);
  }
  return shares;
}

std::vector<double> centroid_similarity(const Sequences& sequences, std::span<const int32_t> clusters, size_t count,
                                        const Vectors& rows) {
  Vectors centroids(count, rows.columns);
  for (size_t i = 0; i < sequences.distinct.size(); ++i) {
    if (clusters[i] < 0) continue;
    const std::span<float> centroid = centroids.row(static_cast<size_t>(clusters[i]));
    for (size_t c = 0; c < rows.columns; ++c) {
      centroid[c] += static_cast<float>(sequences.distinct[i].weight) * rows.row(i)[c];
    }
  }
  normalise_rows(centroids);
  std::vector<double> out(count * count);
  for (size_t a = 0; a < count; ++a) {
    for (size_t b = 0; b < count; ++b) out[a * count + b] = a == b ? 1 : dot(centroids.row(a), centroids.row(b));
  }
  return out;
}

}  // namespace antivenom::classify
