#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::launch_agent {
namespace {

void run(const Query& query, Reporter& reporter) {
  const EffectSet changes{Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process,
                          Effect::write_registry};
  for (EventId id : events(query, {.effects = changes, .tags = {"launch-agent", "login-item"}})) {
    const Event& event = query.event(id);
    const bool called = event.trigger == Trigger::runtime;
    reporter.found(0.9)
        .weight(called ? Weight::notable : Weight::suspicious)
        .event(id, "has macOS start something at login");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "have macOS start it at every login",
    .why = "It then runs for good, also after the package is removed.",
    .careful = "Desktop programs offer to start at login when the user asks for it.",
    .attack = {"T1543.001", "T1547.015"},
    .run = run,
};

}  // namespace antivenom::rules::persist::launch_agent
