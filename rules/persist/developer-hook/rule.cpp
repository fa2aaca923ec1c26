#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::developer_hook {
namespace {

void run(const Query& query, Reporter& reporter) {
  const EffectSet changes{Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process,
                          Effect::write_registry};
  for (EventId id : events(query, {.effects = changes, .tags = {"git-hook", "ide-hook"}})) {
    const Event& event = query.event(id);
    if (event.effects.any(kRunsProgram) || event.trigger == Trigger::runtime) continue;
    reporter.found(0.9).event(id, "writes a hook");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "have git or an editor run its code",
    .why = "Hooks run with every commit or when a folder is opened, and nobody looks into them.",
    .careful =
        "Linters install a hook into the repository when the user calls their install "
        "command: counted less.",
    .attack = {"T1546", "T1554"},
    .run = run,
};

}  // namespace antivenom::rules::persist::developer_hook
