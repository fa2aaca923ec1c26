#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::silenced_errors {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : acts(query)) {
    const Event& event = query.event(id);
    if (event.silenced && event.trigger != Trigger::runtime)
      reporter.found(0.7).event(id, "ignores every error of this");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "swallow every error of what it does unasked",
    .why = "With errors swallowed the user never learns that something was tried.",
    .careful =
        "Optional features are wrapped in the same way: only acts that are suspicious by "
        "themselves count, and only little.",
    .attack = {"T1564"},
    .run = run,
};

}  // namespace antivenom::rules::evade::silenced_errors
