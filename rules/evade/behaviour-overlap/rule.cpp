#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::behaviour_overlap {
namespace {

void run(const Query& query, Reporter& reporter) {
  constexpr size_t kOrdinary = 3;  // calls of the same kind elsewhere
  const auto& all = query.facts().events;
  for (EventId id : acts(query)) {
    const Event& act = query.event(id);
    if (act.trigger == Trigger::runtime || !act.effects.any(kRunsAnything)) continue;
    size_t elsewhere = 0;
    for (EventId other : query.with_effect(act.effects)) {
      const bool same = all[other].callee == act.callee && all[other].place.file != act.place.file;
      if (same && all[other].reach != Reach::unshipped && !is_act(query, other)) ++elsewhere;
    }
    if (elsewhere >= kOrdinary) {
      reporter.found(0.6).event(id, "stands among " + std::to_string(elsewhere) + " ordinary calls of " + act.callee);
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "hide a harmful act among ordinary calls of the same kind",
    .why =
        "In a package that connects and runs programs all day, one more such call is not "
        "noticed.",
    .careful =
        "Large packages use the same calls for many honest things: only an act that is "
        "suspicious by itself is looked for.",
    .attack = {"T1036"},
    .run = run,
};

}  // namespace antivenom::rules::evade::behaviour_overlap
