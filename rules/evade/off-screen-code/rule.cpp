#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::off_screen_code {
namespace {

void run(const Query& query, Reporter& reporter) {
  const auto& all = query.facts().events;
  for (EventId id = 0; id < all.size(); ++id) {
    const bool harmless = all[id].effects.empty() || all[id].effects == EffectSet{Effect::show_user};
    if (all[id].hidden_column && !harmless) reporter.found(0.95).event(id, "stands off the screen");
  }
  report_notes(query, reporter, "off-screen-code", 0.9, "code stands off the screen");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::hostile,
    .summary = "push code far to the right, where no screen shows it",
    .why =
        "A line that begins with blanks and goes on hundreds of columns later looks empty or "
        "harmless.",
    .careful = "Long lines of data and minified code have no run of blanks in front of a call.",
    .attack = {"T1027"},
    .run = run,
};

}  // namespace antivenom::rules::evade::off_screen_code
