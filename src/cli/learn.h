// Training and cross-validation over the packages of `evaluate`: they are analysed once, and all models are trained on
// what was kept of them.
#pragma once

#include <vector>

#include "base/result.h"
#include "cli/figures.h"
#include "verdict/train.h"

namespace antivenom::cli {

// `features` beside `judged`. Not used: what could not be read, and what is in neither class.
Result<TrainedModel> train_on(const std::vector<Judged>& judged, const std::vector<Features>& features, size_t folds);

// Replaces score and label: by a model that saw nothing of the package's family or project, for what is in neither
// class by `model`, which saw all others.
void judge_left_out(std::vector<Judged>& judged, const std::vector<Features>& features, const TrainedModel& model,
                    size_t folds);

}  // namespace antivenom::cli
