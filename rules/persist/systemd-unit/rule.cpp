#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::systemd_unit {
namespace {

void run(const Query& query, Reporter& reporter) {
  const EffectSet changes{Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process,
                          Effect::write_registry};
  for (EventId id : events(query, {.effects = changes, .tags = {"systemd-unit"}})) {
    const Event& event = query.event(id);
    if (event.effects.any(kRunsProgram) && !contains_any(command_text(query, id), {" enable", "cp "}) &&
        !redirects(command_text(query, id)))
      continue;
    const bool called = event.trigger == Trigger::runtime;
    reporter.found(0.9).weight(called ? Weight::notable : Weight::suspicious).event(id, "installs a service");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "install a service that Linux starts at boot",
    .why = "A service runs for good, also after the package is removed.",
    .careful =
        "Servers install a unit when the user calls their install command; asking for a "
        "state or restarting a service changes nothing.",
    .attack = {"T1543.002"},
    .run = run,
};

}  // namespace antivenom::rules::persist::systemd_unit
