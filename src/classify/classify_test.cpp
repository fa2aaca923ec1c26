#include "classify/classify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "classify/compare.h"
#include "classify/families.h"
#include "classify/model.h"
#include "classify/naming.h"
#include "classify/quality.h"

namespace antivenom::classify {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Call> calls_of(const std::vector<std::string>& names) {
  std::vector<Call> out;
  for (const std::string& name : names) out.push_back({name, "setup.py", 0, static_cast<uint32_t>(out.size() + 1)});
  return out;
}

Sample sample(const std::string& name, const std::vector<std::string>& calls, const std::string& rule = {},
              int32_t category = kNone) {
  Sample out;
  out.path = out.name = name;
  out.verdict = "malicious";
  out.calls = calls_of(calls);
  if (category != kNone) out.behaviours.push_back({rule, category, 1});
  return out;
}

// ---- sequences

TEST(Sequences, names_are_normalised) {
  EXPECT_EQ(normalised_call("builtins.exec"), "exec");
  EXPECT_EQ(normalised_call("__builtin__.open"), "open");
  EXPECT_EQ(normalised_call("urllib2.urlopen"), "urllib.request.urlopen");
  EXPECT_EQ(normalised_call("urllib.urlretrieve"), "urllib.request.urlretrieve");
  EXPECT_EQ(normalised_call("posix.system"), "os.system");
  EXPECT_EQ(normalised_call("ntpath.join"), "os.path.join");
  EXPECT_EQ(normalised_call("nturl.x"), "nturl.x");  // a whole name only
  EXPECT_EQ(normalised_call("execfile"), "exec");
  EXPECT_EQ(normalised_call(".get"), "");
  EXPECT_EQ(normalised_call(""), "");
  EXPECT_EQ(normalised_call("a b\n</s>"), "a_b__/s_");
  EXPECT_EQ(normalised_call(std::string(500, 'x')).size(), 120u);
}

TEST(Sequences, what_repeats_at_once_is_kept_once) {
  const auto normalised = [](const std::vector<std::string>& calls) {
    return normalised_sequence(calls_of(calls), Order::execution);
  };
  EXPECT_THAT(normalised({"a", "a", "a", "b"}), ElementsAre("a", "b"));
  EXPECT_THAT(normalised({"a", "b", "a", "b", "a", "c"}), ElementsAre("a", "b", "a", "c"));
  EXPECT_THAT(normalised({"a", ".x", "a"}), ElementsAre("a"));
  EXPECT_THAT(normalised({}), IsEmpty());
}

TEST(Sequences, orders) {
  const std::vector<Call> calls = {{"late", "b.py", 0, 9}, {"layered", "a.py", 1, 1}, {"early", "a.py", 0, 5}};
  EXPECT_THAT(normalised_sequence(calls, Order::execution), ElementsAre("late", "layered", "early"));
  EXPECT_THAT(normalised_sequence(calls, Order::lexical), ElementsAre("early", "layered", "late"));
}

TEST(Sequences, endless_ones_are_cut) {
  std::vector<std::string> names;
  for (size_t i = 0; i < kMaxCalls + 10; ++i) names.push_back("c" + std::to_string(i));
  bool cut = false;
  EXPECT_THAT(normalised_sequence(calls_of(names), Order::execution, &cut), SizeIs(kMaxCalls));
  EXPECT_TRUE(cut);
}

TEST(Sequences, equal_ones_collapse) {
  const std::vector<Sample> samples = {sample("a", {"open", "exec"}), sample("b", {"os.system"}),
                                       sample("c", {"builtins.open", "exec", "exec"})};
  const Sequences sequences = collapse(samples, Order::execution);
  EXPECT_THAT(sequences.of_sample, ElementsAre(0, 1, 0));
  ASSERT_THAT(sequences.distinct, SizeIs(2));
  EXPECT_EQ(sequences.distinct[0].packages, 2u);
  EXPECT_DOUBLE_EQ(sequences.distinct[0].weight, 1 + std::log(2));
  EXPECT_DOUBLE_EQ(sequences.distinct[1].weight, 1);
  EXPECT_THAT(sequences.calls, ElementsAre("open", "exec", "os.system"));
  EXPECT_EQ(sequences.distinct[0].key, sequence_key({"open", "exec"}));
  EXPECT_NE(sequence_key({"a", "b"}), sequence_key({"ab"}));
}

// ---- naming

TEST(Naming, categories_by_strength_then_sum) {
  const auto found = categories_of({{"a", 3, 0.5}, {"b", 0, 0.75}, {"c", 3, 0.75}, {"d", 3, 0.5}});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].category, 3);  // as strong, more in all
  EXPECT_THAT(found[0].behaviours, ElementsAre("a", "c", "d"));
  EXPECT_EQ(found[1].category, 0);
  EXPECT_THAT(categories_of({}), IsEmpty());
}

TEST(Naming, telling_runs_by_hand) {
  const std::vector<Sample> samples = {sample("a", {"x", "y"}), sample("b", {"x", "z"}), sample("c", {"x"}),
                                       sample("d", {"x", "q"})};
  const Sequences sequences = collapse(samples, Order::execution);
  const auto telling = telling_grams(sequences, std::vector<int32_t>{0, 0, 1, 1}, 2);
  // x is everywhere and tells nothing. x > y: 1/2 * ln((1/2 + 1/100) / (1/100)).
  ASSERT_FALSE(telling[0].empty());
  EXPECT_NEAR(telling[0][0].score, 0.5 * std::log(0.51 / 0.01), 1e-9);
  EXPECT_DOUBLE_EQ(telling[0][0].inside, 0.5);
  EXPECT_DOUBLE_EQ(telling[0][0].outside, 0);
  for (const TellingGram& gram : telling[0]) EXPECT_NE(gram.calls, std::vector<std::string>{"x"});
}

TEST(Naming, transitions) {
  const std::vector<Sample> samples = {sample("a", {"x", "y", "x", "y", "z"}), sample("b", {"x", "z"}),
                                       sample("c", {"x", "z"})};
  const TransitionGraph graph = make_transitions(collapse(samples, Order::execution), std::vector<int32_t>{0, 1});
  ASSERT_THAT(graph.nodes, SizeIs(3));
  EXPECT_EQ(graph.nodes[0].call, "x");
  EXPECT_EQ(graph.nodes[0].packages, 3u);
  ASSERT_THAT(graph.edges, SizeIs(3));
  EXPECT_EQ(graph.edges[0].weight, 2);  // x > z in two packages, x > y in one
  EXPECT_NEAR(graph.edges[0].probability, 2.0 / 3, 1e-12);
}

// ---- families

Signature signature(uint64_t from, uint64_t count) {
  std::vector<uint64_t> items;
  for (uint64_t i = 0; i < count; ++i) items.push_back(from + i);
  return fingerprint::signature_of(std::span<const uint64_t>(items));
}

TEST(Families, alike_code_is_one_family) {
  // 0-99, 10-109 (82 % alike), 1000-1099, nothing.
  const std::vector<Signature> all = {signature(0, 100), signature(1000, 100), signature(10, 100), {}};
  EXPECT_THAT(group_alike(all), ElementsAre(0, 1, 0, kNone));
  EXPECT_THAT(group_alike(all, 0.95), ElementsAre(0, 1, 2, kNone));
  EXPECT_THAT(group_alike({}), IsEmpty());
  EXPECT_THAT(group_alike(std::vector<Signature>(5'000, signature(3, 50))), Each(0));
}

TEST(Families, patterns_of_names) {
  const auto pattern = [](std::vector<std::string> names) { return name_pattern(names); };
  EXPECT_EQ(pattern({"free-net-checker", "free-web-checker"}), "free-*-checker");
  EXPECT_EQ(pattern({"selfcheck1", "SelfCheck_2", "selfcheck3"}), "selfcheck*");
  EXPECT_EQ(pattern({"requests", "requests"}), "requests");
  EXPECT_EQ(pattern({"my-colors-x", "the-colors-y", "colors"}), "*colors*");
  EXPECT_EQ(pattern({"abc", "xyz"}), "");
  EXPECT_EQ(pattern({"abc", "abcc"}), "abc*");
  EXPECT_EQ(pattern({}), "");
}

TEST(Families, timeline_and_order) {
  constexpr int64_t kDay = 86'400'000, kMarch = 1'677'628'800'000;  // 2023-03-01
  std::vector<Sample> samples = {sample("tool-b", {"x"}), sample("tool-a", {"x"}), sample("other", {"x"})};
  samples[0].first_seen = kMarch + 40 * kDay;  // in April
  samples[1].first_seen = kMarch + 3 * kDay;
  samples[0].signature = signature(0, 100);
  samples[1].signature = signature(5, 100);
  std::vector<Package> packages(3);
  const auto families = make_families(samples, std::vector<int32_t>{0, 0, kNone}, packages);
  ASSERT_THAT(families, SizeIs(1));
  const Family& family = families[0];
  EXPECT_EQ(family.name, "tool-*");
  EXPECT_EQ(family.members[0].package, 1u);  // seen first
  EXPECT_EQ(family.members[0].likeness, 1);
  EXPECT_EQ(family.first_seen, kMarch + 3 * kDay);
  EXPECT_EQ(family.last_seen, kMarch + 40 * kDay);
  ASSERT_THAT(family.timeline, SizeIs(2));
  EXPECT_EQ(family.timeline[0].month, kMarch);
  EXPECT_EQ(family.timeline[1].month, kMarch + 31 * kDay);
  EXPECT_EQ(packages[0].family, 0);
  EXPECT_EQ(packages[2].family, kNone);
}

// ---- decisions

struct Board {
  std::vector<std::string> keys = {"a", "b", "c", "d", "e", "f"};
  Vectors rows{6, 2};
  std::vector<int32_t> groups = {0, 0, 0, 1, 1, 2};

  Board() {
    for (size_t i = 0; i < 6; ++i) rows.row(i)[i % 2] = 1;  // b, d and f lie one way, a, c and e the other
  }
  Decided apply(std::vector<AnalystDecision> decisions) const { return classify::apply(decisions, keys, rows, groups); }
};

using Kind = AnalystDecision::Kind;

TEST(Decisions, find_their_cluster_again) {
  const Decided out = Board().apply({{Kind::rename, {{"d", "e", "gone"}}, "grabbers", "ann", "seen", 1},
                                     {Kind::confirm, {{"e"}}, "", "bob", "", 2},
                                     {Kind::category, {{"a", "b"}}, "remote-control", "ann", "", 3}});
  EXPECT_EQ(out.groups, Board().groups);
  EXPECT_EQ(out.marks[1].label, "grabbers");
  EXPECT_TRUE(out.marks[1].confirmed);
  EXPECT_EQ(out.marks[1].by, "bob");
  EXPECT_EQ(out.marks[1].note, "seen");
  EXPECT_EQ(out.marks[0].category, 1);
  for (const Decision& decision : out.decisions) EXPECT_TRUE(decision.applied);
}

TEST(Decisions, merge_and_split) {
  EXPECT_THAT(Board().apply({{Kind::merge, {{"f"}, {"d"}}, "", "ann", "", 1}}).groups, ElementsAre(0, 0, 0, 1, 1, 1));
  // c is nearer to a than to b.
  EXPECT_THAT(Board().apply({{Kind::split, {{"a"}, {"b"}}, "", "ann", "", 1}}).groups, ElementsAre(0, 3, 0, 1, 1, 2));
  // Parts that are apart already stay so.
  EXPECT_EQ(Board().apply({{Kind::split, {{"a"}, {"d"}}, "", "ann", "", 1}}).groups, Board().groups);
  // The newest word counts: merged, then renamed, then renamed again.
  const Decided out = Board().apply({{Kind::rename, {{"a"}}, "last", "ann", "", 3},
                                     {Kind::merge, {{"a"}, {"d"}}, "", "ann", "", 1},
                                     {Kind::rename, {{"d"}}, "first", "ann", "", 2}});
  EXPECT_THAT(out.groups, ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_EQ(out.marks[0].label, "last");
  EXPECT_TRUE(out.marks[0].merged);
}

TEST(Decisions, what_cannot_be_placed_is_told) {
  const Decided out = Board().apply({{Kind::confirm, {{"gone"}}, "", "ann", "", 1},
                                     {Kind::confirm, {{"a", "d", "f"}}, "", "ann", "", 2},
                                     {Kind::confirm, {}, "", "ann", "", 3}});
  EXPECT_FALSE(out.decisions[0].applied);
  EXPECT_THAT(out.decisions[0].reason, HasSubstr("none of its packages"));
  EXPECT_THAT(out.decisions[1].reason, HasSubstr("spread over 3 clusters"));
  EXPECT_THAT(out.decisions[2].reason, HasSubstr("no cluster"));
}

TEST(Decisions, survive_being_kept_as_text) {
  const AnalystDecision decision{Kind::split, {{"a", "b"}, {"c"}}, "", "ann", "", 1};
  EXPECT_EQ(parts_text(decision), "a b\nc\n");
  EXPECT_EQ(parts_from(parts_text(decision)), decision.parts);
  EXPECT_EQ(*decision_kind("split"), Kind::split);
  EXPECT_FALSE(decision_kind("burn"));
}

// ---- the whole

// Three ways to be bad, with variations.
std::vector<Sample> campaign() {
  std::vector<Sample> out;
  for (int i = 0; i < 18; ++i) {
    const std::string n = std::to_string(i);
    const std::string odd = ".call" + std::to_string(i % 6);
    out.push_back(
        sample("steal" + n, {"socket.gethostname", "platform.node", "steal" + odd, "requests.post"}, "steal/host", 0));
    out.push_back(
        sample("drop" + n, {"urllib.request.urlretrieve", "open", "drop" + odd, "os.startfile"}, "file/drop", 4));
    out.push_back(
        sample("shell" + n, {"socket.socket", "os.dup2", "shell" + odd, "subprocess.call"}, "remote/shell", 1));
  }
  for (size_t i = 0; i < out.size(); ++i) out[i].given_family = std::to_string(i % 3);
  return out;
}

Options three_clusters() {
  Options options;
  options.spectral.clusters = 3;
  options.neighbours = 3;
  options.embedding.dimension = 16;
  options.embedding.epochs = 100;
  return options;
}

TEST(Classify, tells_campaigns_apart) {
  const std::vector<Sample> samples = campaign();
  const auto run = classify(samples, {}, three_clusters());
  ASSERT_TRUE(run) << run.error().message();
  const Classification& result = run->result;
  EXPECT_DOUBLE_EQ(result.quality.ari, 1);
  EXPECT_DOUBLE_EQ(result.quality.nmi, 1);
  EXPECT_DOUBLE_EQ(result.quality.purity, 1);
  ASSERT_THAT(result.clusters, SizeIs(3));
  for (const Cluster& cluster : result.clusters) {
    EXPECT_EQ(cluster.size, 18u);
    EXPECT_EQ(cluster.distinct, 6u);
    EXPECT_EQ(cluster.category_share, 1);
    EXPECT_FALSE(cluster.telling.empty());
    EXPECT_EQ(cluster.label, cluster.behaviours[0].id);
  }
  EXPECT_THAT(result.similarity, SizeIs(9));
  EXPECT_EQ(result.categories[0].packages, 18u);
  EXPECT_NEAR(result.categories[0].share, 1.0 / 3, 1e-12);
  const auto again = classify(samples, {}, three_clusters());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->learned.rows.values, run->learned.rows.values);
  EXPECT_EQ(again->learned.clusters, run->learned.clusters);
}

TEST(Classify, odd_inputs) {
  const auto none = classify({}, {}, {});
  ASSERT_TRUE(none) << none.error().message();
  EXPECT_THAT(none->result.clusters, IsEmpty());
  const std::vector<Sample> one = {sample("a", {"os.system"})};
  ASSERT_TRUE(classify(one, {}, {}));
  EXPECT_THAT(classify(one, {}, {})->result.clusters, SizeIs(1));
  const std::vector<Sample> silent = {sample("a", {}), sample("b", {})};
  const auto nothing = classify(silent, {}, {});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->result.without_calls, 2u);
  const std::vector<Sample> two = {sample("a", {"os.system"}), sample("b", {"exec"}), sample("c", {})};
  Options many;
  many.spectral.clusters = 50;
  const auto few = classify(two, campaign(), many);
  ASSERT_TRUE(few) << few.error().message();
  EXPECT_LE(few->result.clusters.size(), 2u);
  EXPECT_EQ(few->result.trained_on, 54u);
  EXPECT_EQ(few->result.packages[2].cluster, kNone);
}

TEST(Classify, decisions_hold_in_the_next_run) {
  std::vector<Sample> samples = campaign();
  const auto first = classify(samples, {}, three_clusters());
  ASSERT_TRUE(first);
  const Model model = make_model(*first);
  const std::vector<AnalystDecision> decisions = {
      {Kind::rename, {anchors_of(model, 1)}, "ours", "ann", "", 1},
      {Kind::merge, {anchors_of(model, 0), anchors_of(model, 2)}, "", "ann", "", 2}};
  const std::string path = samples[first->result.clusters[1].medoids[0]].path;
  // More packages, another order, another seed.
  samples.push_back(sample("new", {"os.system", "shutil.rmtree"}));
  std::reverse(samples.begin(), samples.end());
  Options options = three_clusters();
  options.embedding.seed = options.spectral.seed = 9;
  const auto second = classify(samples, {}, options, decisions);
  ASSERT_TRUE(second);
  const auto named = std::find_if(second->result.clusters.begin(), second->result.clusters.end(),
                                  [](const Cluster& c) { return c.label == "ours"; });
  ASSERT_NE(named, second->result.clusters.end());
  EXPECT_TRUE(named->renamed);
  for (const Package& package : second->result.packages) {
    if (package.path != path) continue;
    EXPECT_EQ(package.cluster, static_cast<int32_t>(named->id));
  }
  EXPECT_EQ(second->result.clusters.size(), 2u);
  EXPECT_GE(second->result.clusters[0].size, 36u);  // the new one may be there, too
  EXPECT_TRUE(second->result.clusters[0].merged);
}

TEST(Model, assigns_as_it_learned_and_reads_what_it_wrote) {
  const std::vector<Sample> samples = campaign();
  const auto run = classify(samples, {}, three_clusters());
  ASSERT_TRUE(run);
  const std::string text = to_text(make_model(*run));
  const auto model = model_from(text);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ(to_text(*model), text);
  for (size_t i = 0; i < samples.size(); ++i) {
    EXPECT_EQ(assign(*model, samples[i].calls).cluster, run->result.packages[i].cluster);
  }
  const Assignment fresh =
      assign(*model, calls_of({"socket.gethostname", "platform.node", "never.seen", "requests.post"}));
  EXPECT_EQ(fresh.cluster, run->result.packages[0].cluster);
  EXPECT_EQ(fresh.unknown_calls, 1u);
  EXPECT_EQ(assign(*model, calls_of({"never.seen"})).cluster, kNone);
  EXPECT_EQ(assign(*model, {}).cluster, kNone);
}

TEST(Model, refuses_what_is_damaged) {
  const auto run = classify(campaign(), {}, three_clusters());
  ASSERT_TRUE(run);
  const std::string text = to_text(make_model(*run));
  EXPECT_FALSE(model_from(""));
  EXPECT_FALSE(model_from("something else\n"));
  for (size_t cut = 30; cut + 1 < text.size(); cut += 97) {
    const auto model = model_from(text.substr(0, cut));
    if (model) assign(*model, calls_of({"open"}));  // cut at the end of a line: whatever is there can be used
  }
  std::string wrong = text;
  wrong.replace(wrong.find("\nsequence\t"), 10, "\nsequence\tx\t99\t1\t");
  EXPECT_FALSE(model_from(wrong));
}

TEST(Model, proposes_parts) {
  const auto run = classify(campaign(), {}, three_clusters());
  ASSERT_TRUE(run);
  const Model model = make_model(*run);
  const auto parts = parts_of(model, 0, 2, 1);
  ASSERT_THAT(parts, SizeIs(2));
  EXPECT_EQ(parts[0].size() + parts[1].size(), 6u);
}

TEST(Compare, measures_each_way) {
  const std::vector<Sample> samples = campaign();
  const auto run = classify(samples, {}, three_clusters());
  ASSERT_TRUE(run);
  const auto compared = compare(samples, {}, three_clusters(), *run);
  ASSERT_TRUE(compared) << compared.error().message();
  ASSERT_THAT(*compared, SizeIs(6));
  for (const Grouping& one : *compared) EXPECT_GT(one.ari, 0.9) << one.name;
  EXPECT_DOUBLE_EQ((*compared)[0].stability, 1);
}

}  // namespace
}  // namespace antivenom::classify
