// Each numeric step against cases worked by hand, and against scikit-learn, SciPy and gensim (testdata/reference.py).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "base/testing/cost.h"
#include "classify/density.h"
#include "classify/embedding.h"
#include "classify/graph.h"
#include "classify/kmeans.h"
#include "classify/map.h"
#include "classify/quality.h"
#include "classify/spectral.h"

namespace antivenom::classify {
namespace {

using Groups = std::vector<int32_t>;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

std::vector<double> reference(const std::string& name) {
  std::ifstream in(AV_SOURCE_DIR "/src/classify/testdata/reference.tsv");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(name + "\t")) continue;
    std::istringstream fields(line.substr(name.size() + 1));
    std::vector<double> out;
    for (double value = 0; fields >> value;) out.push_back(value);
    return out;
  }
  ADD_FAILURE() << "no reference " << name;
  return {};
}

Groups groups_of(const std::vector<double>& values) { return {values.begin(), values.end()}; }

Vectors vectors_of(const std::vector<double>& values, size_t columns) {
  Vectors out(values.size() / columns, columns);
  for (size_t i = 0; i < values.size(); ++i) out.values[i] = static_cast<float>(values[i]);
  return out;
}

// Rows at these angles of the unit circle, in degrees.
Vectors circle(const std::vector<double>& degrees) {
  Vectors out(degrees.size(), 2);
  for (size_t i = 0; i < degrees.size(); ++i) {
    out.row(i)[0] = static_cast<float>(std::cos(degrees[i] * M_PI / 180));
    out.row(i)[1] = static_cast<float>(std::sin(degrees[i] * M_PI / 180));
  }
  return out;
}

// ---- quality

TEST(Quality, worked_by_hand) {
  // Pairs together: 2 in a (01, 23), 3 in b (012), 1 in both; by chance 2 * 3 / 6 = 1.
  EXPECT_DOUBLE_EQ(adjusted_rand(Groups{0, 0, 1, 1}, Groups{0, 0, 0, 1}), 0.0);
  EXPECT_DOUBLE_EQ(adjusted_rand(Groups{0, 0, 1, 1}, Groups{5, 5, 2, 2}), 1.0);
  // What stands alone is a group of its own, not one with others that do.
  EXPECT_DOUBLE_EQ(adjusted_rand(Groups{0, 0, -1, -1}, Groups{0, 0, 1, 2}), 1.0);
  EXPECT_DOUBLE_EQ(normalised_mutual_information(Groups{0, 0, 1, 1}, Groups{1, 1, 0, 0}), 1.0);
  EXPECT_NEAR(normalised_mutual_information(Groups{0, 0, 1, 1}, Groups{0, 1, 0, 1}), 0.0, 1e-12);
  EXPECT_DOUBLE_EQ(purity(Groups{0, 0, 0, 1}, Groups{7, 7, 8, 8}), 0.75);
}

TEST(Quality, ends_of_the_range) {
  EXPECT_TRUE(std::isnan(adjusted_rand({}, {})));
  EXPECT_TRUE(std::isnan(normalised_mutual_information({}, {})));
  EXPECT_TRUE(std::isnan(purity({}, {})));
  EXPECT_DOUBLE_EQ(adjusted_rand(Groups{3}, Groups{9}), 1.0);
  EXPECT_DOUBLE_EQ(normalised_mutual_information(Groups{0, 0}, Groups{1, 1}), 1.0);
}

TEST(Quality, as_scikit_learn_has_it) {
  for (int i = 0; i < 4; ++i) {
    const std::string name = "groups." + std::to_string(i);
    const Groups a = groups_of(reference(name + ".a")), b = groups_of(reference(name + ".b"));
    const std::vector<double> scores = reference(name + ".scores");
    EXPECT_NEAR(adjusted_rand(a, b), scores[0], 1e-8);
    EXPECT_NEAR(normalised_mutual_information(a, b), scores[1], 1e-8);
  }
}

TEST(Quality, silhouettes_as_scikit_learn_has_them) {
  const Vectors rows = vectors_of(reference("points"), 4);
  const std::vector<double> expected = reference("silhouettes");
  const std::vector<double> found = silhouettes(rows, groups_of(reference("kmeans.groups")));
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-4);
}

TEST(Quality, a_weighted_row_is_as_many_rows) {
  const std::vector<double> weighted =
      silhouettes(circle({0, 10, 90, 110}), Groups{0, 0, 1, 1}, std::vector<double>{2, 1, 1, 1});
  const std::vector<double> repeated = silhouettes(circle({0, 0, 10, 90, 110}), Groups{0, 0, 0, 1, 1});
  EXPECT_NEAR(weighted[0], repeated[0], 1e-6);
  EXPECT_NEAR(weighted[1], repeated[2], 1e-6);
  EXPECT_NEAR(weighted[3], repeated[4], 1e-6);
  EXPECT_THAT(silhouettes(circle({0, 1}), Groups{0, 0}), SizeIs(0));
  EXPECT_THAT(silhouettes(circle({0, 90}), Groups{0, 1}), ElementsAre(0, 0));  // each is alone
}

// ---- k-means

TEST(KMeans, as_scikit_learn_has_it) {
  const Vectors rows = vectors_of(reference("points"), 4);
  std::vector<double> weights;
  for (size_t i = 0; i < rows.rows; ++i) weights.push_back(1 + static_cast<double>(i % 3));
  const KMeansResult found = k_means(rows, weights, {3, 10, 100, 1});
  EXPECT_NEAR(found.inertia, reference("kmeans.inertia")[0], 1e-3);
  EXPECT_DOUBLE_EQ(adjusted_rand(found.groups, groups_of(reference("kmeans.groups"))), 1.0);
}

TEST(KMeans, more_clusters_than_rows_and_equal_rows) {
  EXPECT_THAT(k_means(circle({0, 90}), {}, {5, 3, 10, 1}).groups, ElementsAre(0, 1));
  EXPECT_THAT(k_means(circle({7, 7, 7}), {}, {2, 3, 10, 1}).groups, ElementsAre(0, 0, 0));
  EXPECT_THAT(k_means(Vectors(3, 2), {}, {2, 3, 10, 1}).groups, ElementsAre(0, 0, 0));
  EXPECT_THAT(k_means(Vectors(0, 2), {}, {2, 3, 10, 1}).groups, SizeIs(0));
  EXPECT_THAT(k_means(circle({0, 1, 180, 181}), {}, {1, 3, 10, 1}).groups, ElementsAre(0, 0, 0, 0));
}

TEST(KMeans, weights_pull_centres) {
  const KMeansResult found = k_means(circle({0, 90}), std::vector<double>{3, 1}, {1, 1, 10, 1});
  EXPECT_NEAR(found.centres.row(0)[0], 0.75, 1e-6);
  EXPECT_NEAR(found.centres.row(0)[1], 0.25, 1e-6);
}

// ---- graph and spectrum

TEST(Graph, nearest_neighbours_either_way) {
  // 0 and 10 are nearest to each other, 50 is nearest to 10.
  const Graph graph = neighbour_graph(circle({0, 10, 50}), 1);
  ASSERT_THAT(graph.edges, SizeIs(2));
  EXPECT_EQ(graph.edges[0].a, 0u);
  EXPECT_EQ(graph.edges[0].b, 1u);
  EXPECT_NEAR(graph.edges[0].weight, std::cos(10 * M_PI / 180), 1e-6);
  EXPECT_EQ(graph.edges[1].a, 1u);
  EXPECT_EQ(graph.edges[1].b, 2u);
  EXPECT_EQ(graph.components, 1u);
}

TEST(Graph, components_are_joined_where_they_are_nearest) {
  const Graph graph = neighbour_graph(circle({0, 2, 80, 82, 200, 201}), 1);
  EXPECT_EQ(graph.components, 3u);
  ASSERT_THAT(graph.edges, SizeIs(5));  // a tree
  EXPECT_NE(std::find_if(graph.edges.begin(), graph.edges.end(), [](const Edge& e) { return e.a == 1 && e.b == 2; }),
            graph.edges.end());
  for (const Edge& e : graph.edges) EXPECT_GE(e.weight, kFaintest);  // opposite directions, too
}

TEST(Graph, few_rows) {
  EXPECT_THAT(neighbour_graph(Vectors(0, 2), 10).edges, SizeIs(0));
  EXPECT_THAT(neighbour_graph(circle({5}), 10).edges, SizeIs(0));
  EXPECT_THAT(neighbour_graph(Vectors(3, 2), 10).edges, SizeIs(3));  // zeros: as unlike as can be
}

TEST(Spectral, two_nodes_by_hand) {
  // W = [[0, 1], [1, 0]]: L = [[1, -1], [-1, 1]] has the eigenvalues 0 and 2.
  const auto spectrum = smallest_eigenpairs({2, {{0, 1, 1}}, 1}, 2);
  ASSERT_TRUE(spectrum);
  EXPECT_NEAR(spectrum->values[0], 0, 1e-12);
  EXPECT_NEAR(spectrum->values[1], 2, 1e-12);
}

TEST(Spectral, as_scikit_learn_has_it) {
  const Vectors rows = vectors_of(reference("points"), 4);
  const Graph graph = neighbour_graph(rows, 6);
  const std::vector<double> expected = reference("spectral.eigenvalues");
  const auto spectrum = smallest_eigenpairs(graph, 8);
  ASSERT_TRUE(spectrum);
  for (size_t i = 0; i < 8; ++i) EXPECT_NEAR(spectrum->values[i], expected[i], 1e-5);
  const auto found = spectral_clusters(graph, rows, {}, {3, 40, 1, 10});
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(adjusted_rand(found->groups, groups_of(reference("spectral.groups"))), 1.0);
}

// A ring of n nodes has the eigenvalues 1 - cos(2 pi j / n), each but the first twice: the hard case for the iteration.
TEST(Spectral, iterated_eigenvalues_of_a_ring) {
  constexpr size_t kNodes = kSanitized ? 400 : 1000;
  Graph ring{kNodes, {}, 1};
  for (uint32_t i = 0; i + 1 < kNodes; ++i) ring.edges.push_back({i, i + 1, 1});
  ring.edges.push_back({0, kNodes - 1, 1});
  const auto spectrum = smallest_eigenpairs(ring, 7);
  ASSERT_TRUE(spectrum) << spectrum.error().message();
  for (size_t i = 0; i < 7; ++i) {
    EXPECT_NEAR(spectrum->values[i], 1 - std::cos(2 * M_PI * static_cast<double>((i + 1) / 2) / kNodes), 1e-5);
  }
}

TEST(Spectral, chooses_the_number_that_the_data_has) {
  std::vector<double> degrees;
  for (int blob = 0; blob < 4; ++blob) {
    for (int i = 0; i < 12; ++i) degrees.push_back(blob * 90 + i);
  }
  const Vectors rows = circle(degrees);
  const auto found = spectral_clusters(neighbour_graph(rows, 5), rows, {}, {0, 12, 1, 10});
  ASSERT_TRUE(found);
  Groups expected;
  for (int i = 0; i < 48; ++i) expected.push_back(i / 12);
  EXPECT_EQ(found->groups, expected);
}

TEST(Spectral, odd_inputs) {
  const auto one = spectral_clusters(neighbour_graph(circle({1}), 3), circle({1}), {}, {});
  ASSERT_TRUE(one);
  EXPECT_THAT(one->groups, ElementsAre(0));
  const auto none = spectral_clusters(neighbour_graph(Vectors(0, 2), 3), Vectors(0, 2), {}, {});
  ASSERT_TRUE(none);
  EXPECT_THAT(none->groups, SizeIs(0));
  const auto many =
      spectral_clusters(neighbour_graph(circle({0, 90, 180}), 1), circle({0, 90, 180}), {}, {9, 40, 1, 3});
  ASSERT_TRUE(many);
  EXPECT_LE(*std::max_element(many->groups.begin(), many->groups.end()), 2);
  const Vectors equal = circle(std::vector<double>(30, 12));
  const auto same = spectral_clusters(neighbour_graph(equal, 5), equal, {}, {});
  ASSERT_TRUE(same);
  EXPECT_EQ(same->groups.size(), 30u);
}

// ---- density

TEST(Density, dense_regions_and_what_lies_between) {
  Groups found = density_clusters(circle({0, 1, 2, 3, 230, 90, 91, 92, 93}), 3);
  EXPECT_THAT(found, ElementsAre(0, 0, 0, 0, -1, 1, 1, 1, 1));
  EXPECT_THAT(density_clusters(circle({1}), 3), ElementsAre(-1));
  EXPECT_THAT(density_clusters(circle({1, 1, 1, 1}), 2), Each(-1));  // one region is no grouping
}

// ---- embedding

Sequences sequences_of(const std::vector<std::vector<uint32_t>>& all, size_t calls) {
  Sequences out;
  for (size_t i = 0; i < calls; ++i) out.calls.push_back("c" + std::to_string(i));
  for (const auto& one : all) {
    Sequence sequence;
    sequence.calls = one;
    sequence.packages = 1;
    out.of_sample.push_back(static_cast<uint32_t>(out.distinct.size()));
    out.distinct.push_back(std::move(sequence));
  }
  return out;
}

TEST(Embedding, likeness_of_calls_as_gensim_has_it) {
  constexpr size_t kWords = 12, kLength = 12;
  const std::vector<double> flat = reference("words.sentences");
  std::vector<std::vector<uint32_t>> sentences;
  for (size_t i = 0; i < flat.size(); i += kLength)
    sentences.emplace_back(flat.begin() + i, flat.begin() + i + kLength);
  EmbeddingOptions options;
  options.dimension = 16;
  options.epochs = 20;
  options.subsample = 1;
  const Sequences sequences = sequences_of(sentences, kWords);
  const auto vectors = train_calls(sequences, options);
  ASSERT_TRUE(vectors) << vectors.error().message();
  Vectors rows = *vectors;
  normalise_rows(rows);
  // Correlation of both tables of cosines.
  const std::vector<double> theirs = reference("words.cosines");
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0, n = 0;
  for (size_t a = 0; a < kWords; ++a) {
    for (size_t b = 0; b < a; ++b, ++n) {
      const double ours = dot(rows.row(a), rows.row(b)), other = theirs[a * kWords + b];
      x += ours, y += other, xx += ours * ours, yy += other * other, xy += ours * other;
    }
  }
  EXPECT_GT((n * xy - x * y) / std::sqrt((n * xx - x * x) * (n * yy - y * y)), 0.95);
}

TEST(Embedding, the_seed_decides) {
  const Sequences sequences = sequences_of({{0, 1, 2, 3, 0, 2}, {3, 2, 1}}, 4);
  EmbeddingOptions options;
  options.epochs = 3;
  const auto first = train_calls(sequences, options), again = train_calls(sequences, options);
  options.seed = 2;
  const auto other = train_calls(sequences, options);
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->values, again->values);
  EXPECT_NE(first->values, other->values);
}

TEST(Embedding, nothing_to_learn_from) {
  const auto none = train_calls(sequences_of({{}, {}}, 0), {});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->rows, 0u);
  Sequences labels = sequences_of({{0, 1}}, 2);
  labels.calls = {"__label__x", "_s_"};  // no names that the library takes for its own
  EXPECT_TRUE(train_calls(labels, {}));
}

TEST(Embedding, means_by_hand) {
  const Sequences sequences = sequences_of({{0, 0, 1}}, 2);
  const Vectors calls = vectors_of({1, 0, 0, 1}, 2);
  const Pooling plain = make_pooling(sequences, Mean::plain);
  EXPECT_THAT(embed({0, 0, 1}, calls, plain), ElementsAre(::testing::FloatNear(2 / std::sqrt(5.0f), 1e-6f),
                                                          ::testing::FloatNear(1 / std::sqrt(5.0f), 1e-6f)));
  // Call 0 is two of three: a / (a + 2/3); call 1: a / (a + 1/3), twice as much, so both weigh alike.
  const Pooling sif = make_pooling(sequences, Mean::sif);
  EXPECT_THAT(sif.call_weights, ElementsAre(::testing::DoubleNear(1e-2 / (1e-2 + 2.0 / 3), 1e-12),
                                            ::testing::DoubleNear(1e-2 / (1e-2 + 1.0 / 3), 1e-12)));
  EXPECT_THAT(embed({UINT32_MAX}, calls, sif), ElementsAre(0, 0));
  EXPECT_THAT(embed({}, calls, sif), ElementsAre(0, 0));
}

// ---- map

TEST(Map, neighbours_come_to_lie_together) {
  const Vectors rows = circle({0, 1, 2, 3, 4, 5, 180, 181, 182, 183, 184, 185});
  const auto points = lay_out(neighbour_graph(rows, 4), rows, 1);
  const auto apart = [&](size_t a, size_t b) {
    return std::hypot(points[a].first - points[b].first, points[a].second - points[b].second);
  };
  EXPECT_LT(apart(0, 5), apart(0, 6));
  EXPECT_LT(apart(6, 11), apart(6, 0));
  for (const auto& [x, y] : points) {
    EXPECT_LE(std::abs(x), 1.0);
    EXPECT_LE(std::abs(y), 1.0);
  }
  EXPECT_EQ(points, lay_out(neighbour_graph(rows, 4), rows, 1));
  EXPECT_THAT(lay_out({}, {}, 1), SizeIs(0));
}

}  // namespace
}  // namespace antivenom::classify
