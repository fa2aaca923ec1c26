#include <vector>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::delay {
namespace {

double seconds_of(const Event& event) {
  if (event.args.empty() || event.args.front().known != Known::exact) return 0;
  double value = 0;
  for (char c : event.args.front().text) {
    if (c == '.') break;
    if (c < '0' || c > '9') return 0;
    value = value * 10 + (c - '0');
  }
  return value;
}

void run(const Query& query, Reporter& reporter) {
  constexpr double kLong = 60;  // seconds
  const std::vector<EventId> all = acts(query);
  for (EventId wait : query.with_effect({Effect::sleep})) {
    const Event& event = query.event(wait);
    if (seconds_of(event) < kLong) continue;
    for (EventId act : all) {
      const Event& then = query.event(act);
      if (act < wait || then.place.file != event.place.file || then.trigger != event.trigger) continue;
      reporter.found(0.6).event(wait, "waits").event(act, "acts only then");
      break;
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "wait before it acts, longer than an analysis would last",
    .why = "A long wait makes automatic analysis end before anything happens.",
    .careful =
        "Servers, retries and polls wait between requests: only a wait of minutes in front "
        "of an act that is suspicious by itself counts.",
    .attack = {"T1497.003"},
    .run = run,
};

}  // namespace antivenom::rules::evade::delay
