#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::startup_folder {
namespace {

// What nobody honest starts at logon: a download, something that was hidden, the very file that is running.
bool is_foreign(const Query& query, EventId id) {
  const Event& event = query.event(id);
  const bool told = std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) {
    return (!a.text.empty() && count_disguises(a.how) > 0) ||
           contains_any(a.text, {"{sys.argv}", "{__file__}", "{sys.executable}"});
  });
  return told || nearest_into(query, id, kNetSources);
}

void run(const Query& query, Reporter& reporter) {
  const EffectSet changes{Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process,
                          Effect::write_registry};
  for (EventId id : events(query, {.effects = changes, .tags = {"startup-folder"}})) {
    const Event& event = query.event(id);
    if (event.effects.any(kRunsProgram) && !contains_any(command_text(query, id), {"copy", "move", "cp ", "mv "}) &&
        !redirects(command_text(query, id)))
      continue;
    const bool called = event.trigger == Trigger::runtime && is_large(query, event);
    reporter.found(0.9)
        .weight(is_foreign(query, id) ? Weight::hostile
                : called              ? Weight::notable
                                      : Weight::suspicious)
        .event(id, "writes into the startup folder");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "put something into the folder whose programs start at logon",
    .why = "It then runs for good, also after the package is removed.",
    .careful =
        "Desktop programs offer to start at logon when the user asks for it; what was downloaded or hidden, or a copy "
        "of the running file, "
        "counts most. Looking into "
        "the folder changes nothing.",
    .attack = {"T1547.001", "T1547.013"},
    .run = run,
};

}  // namespace antivenom::rules::persist::startup_folder
