#include "verdict/train.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace antivenom {
namespace {

Example example(bool malicious, std::string group, std::vector<Signal> signals) {
  Example e;
  e.malicious = malicious;
  e.group = std::move(group);
  e.features.signals = std::move(signals);
  return e;
}

// Families do something hostile; half of the honest projects do something notable, and one rule says nothing about
// intent.
std::vector<Example> corpus(size_t groups) {
  std::vector<Example> examples;
  for (size_t i = 0; i < groups; ++i) {
    const std::string name = std::to_string(i);
    for (size_t k = 0; k <= i % 3; ++k) {
      examples.push_back(example(true, "family" + name, {{"behaviour-hostile", 0.9, 0, ""}, {"a/noise", 2, 0, ""}}));
    }
    std::vector<Signal> honest = {{"a/noise", 2, 0, ""}};
    if (i % 2 == 0) honest.push_back({"behaviour-notable", 0.9, 0, ""});
    examples.push_back(example(false, "project" + name, honest));
  }
  return examples;
}

double weight_of(const TrainedModel& model, std::string_view name) {
  for (const FeatureWeight& w : model.weights) {
    if (w.feature == name) return w.weight;
  }
  return 0;
}

TEST(Train, learns_within_the_bounds_and_is_calibrated) {
  const auto examples = corpus(30);
  const TrainedModel model = train(examples);
  EXPECT_GT(weight_of(model, "behaviour-hostile"), 4);
  EXPECT_LT(std::abs(weight_of(model, "a/noise")), 0.2);
  EXPECT_LT(model.thresholds.suspicious, model.thresholds.malicious);
  const auto score_of = [&](const Example& e) {
    return sigmoid(points_of(model.view(), e.features, model.thresholds));
  };
  EXPECT_GT(score_of(examples[0]), 0.9);
  EXPECT_LT(score_of(examples[1]), 0.2);
}

TEST(Train, the_same_examples_give_the_same_model) { EXPECT_EQ(to_tsv(train(corpus(12))), to_tsv(train(corpus(12)))); }

TEST(Train, one_family_of_many_packages_does_not_outweigh_the_others) {
  auto examples = corpus(20);
  const double before = weight_of(train(examples), "evasion-notable");
  for (int i = 0; i < 200; ++i) examples.push_back(example(true, "large", {{"evasion-notable", 1, 0, ""}}));
  EXPECT_NEAR(weight_of(train(examples), "evasion-notable"), before, 0.5);
}

TEST(Train, folds_keep_groups_together_and_judge_everything) {
  const auto examples = corpus(20);
  const auto left_out = cross_validate(examples, 5);
  ASSERT_EQ(left_out.size(), examples.size());
  for (size_t i = 0; i < examples.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      EXPECT_TRUE(examples[i].group != examples[k].group || left_out[i].fold == left_out[k].fold);
    }
    EXPECT_EQ(left_out[i].label == Label::malicious, examples[i].malicious);
  }
}

TEST(Train, few_or_one_sided_examples_keep_the_weights_set_by_hand) {
  for (const auto& examples : {std::vector<Example>{}, {example(true, "a", {{"behaviour-hostile", 1, 0, ""}})}}) {
    const TrainedModel model = train(examples);
    EXPECT_NEAR(weight_of(model, "behaviour-hostile"), 5.2, 0.5);
    EXPECT_TRUE(std::isfinite(model.start));
  }
}

TEST(Train, the_model_is_a_table) {
  TrainedModel model;
  model.start = -3;
  model.thresholds = {0.8, 0.4};
  model.weights = {{"a/b", 0.25, "correction"}};
  EXPECT_THAT(to_tsv(model), testing::EndsWith("start\t-3.0000\tof the sum\n"
                                               "threshold-malicious\t0.8000\tscore from which a package is malicious\n"
                                               "threshold-suspicious\t0.4000\tscore from which a person should look\n"
                                               "a/b\t0.2500\tcorrection\n"));
}

}  // namespace
}  // namespace antivenom
