#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist {
namespace {

void run(const Query& query, Reporter& reporter) {
  const EffectSet changes{Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process,
                          Effect::write_registry};
  for (EventId id : events(query, {.effects = changes, .tags = {"startup-folder"}})) {
    const Event& event = query.event(id);
    if (event.effects.any(kRunsProgram) && !contains_any(command_text(query, id), {"copy", "move", "cp ", "mv "}) &&
        !redirects(command_text(query, id)))
      continue;
    const bool called = event.trigger == Trigger::runtime;
    reporter.found(0.9)
        .weight(called ? Weight::notable : Weight::suspicious)
        .event(id, "writes into the startup folder");
  }
}

}  // namespace

extern const Rule startup_folder;
const Rule startup_folder{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "put something into the folder whose programs start at logon",
    .why = "It then runs for good, also after the package is removed.",
    .careful =
        "Desktop programs offer to start at logon when the user asks for it; looking into "
        "the folder changes nothing.",
    .attack = {"T1547.001", "T1547.013"},
    .run = run,
};

}  // namespace antivenom::rules::persist
