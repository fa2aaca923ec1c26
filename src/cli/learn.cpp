#include "cli/learn.h"

#include <set>

namespace antivenom::cli {
namespace {

bool is_example(const Judged& one) { return one.sample.group == Group::counted && one.label != Label::unreadable; }

std::string group_of(const Sample& sample) {
  const std::string& named = sample.malicious ? sample.family : sample.project;
  return named.empty() ? sample.path : named;
}

std::vector<Example> examples_of(const std::vector<Judged>& judged, const std::vector<Features>& features) {
  std::vector<Example> examples;
  for (size_t i = 0; i < judged.size(); ++i) {
    if (!is_example(judged[i])) continue;
    examples.push_back({features[i], judged[i].sample.malicious, group_of(judged[i].sample)});
  }
  return examples;
}

}  // namespace

Result<TrainedModel> train_on(const std::vector<Judged>& judged, const std::vector<Features>& features, size_t folds) {
  const std::vector<Example> examples = examples_of(judged, features);
  std::set<std::string_view> malicious, benign;
  for (const Example& e : examples) (e.malicious ? malicious : benign).insert(e.group);
  if (malicious.size() < folds || benign.size() < folds) {
    return fail("training needs at least as many families and as many honest projects as there are folds",
                std::to_string(folds));
  }
  return train(examples);
}

void judge_left_out(std::vector<Judged>& judged, const std::vector<Features>& features, const TrainedModel& model,
                    size_t folds) {
  const std::vector<LeftOut> left_out = cross_validate(examples_of(judged, features), folds);
  size_t next = 0;
  for (size_t i = 0; i < judged.size(); ++i) {
    if (is_example(judged[i])) {
      judged[i].score = left_out[next].score;
      judged[i].label = left_out[next].label;
      ++next;
    } else if (judged[i].label != Label::unreadable) {
      judged[i].score = sigmoid(points_of(model.view(), features[i], model.thresholds));
      judged[i].label = label_of(judged[i].score, model.thresholds);
    }
  }
}

}  // namespace antivenom::cli
