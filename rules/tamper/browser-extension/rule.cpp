#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::tamper {
namespace {

void run(const Query& query, Reporter& reporter) {
  const EffectSet changes{Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process};
  for (EventId id : events(query, {.effects = changes, .tags = {"browser-extension"}})) {
    const Event& event = query.event(id);
    const bool own = event.trigger == Trigger::runtime;
    reporter.found(0.8)
        .weight(own ? Weight::notable : Weight::suspicious)
        .event(id, "adds an extension to the browser");
  }
  // A shortcut of the desktop that starts the browser with more than its name.
  for (EventId id : query.with_tag("browser-extension")) {
    const Event& event = query.event(id);
    if (event.effects.any(changes) || !nearest_into(query, id, {Effect::run_process, Effect::list_files})) continue;
    reporter.found(0.7).event(id, "changes how the browser is started");
  }
}

}  // namespace

extern const Rule browser_extension;
const Rule browser_extension{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "add an extension to the browser of the user",
    .why = "An extension sees and changes every page: addresses of payments, passwords, mail.",
    .careful =
        "Programs that test or automate browsers start one of their own with an extension: "
        "counted less when the user calls them.",
    .attack = {"T1176"},
    .run = run,
};

}  // namespace antivenom::rules::tamper
