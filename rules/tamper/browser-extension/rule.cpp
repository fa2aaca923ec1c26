#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::tamper::browser_extension {
namespace {

// Packing or copying what an extension stored takes something out of the browser and puts nothing in.
bool only_takes(const Event& event) {
  if (event.effects.has(Effect::archive)) return true;
  if (!event.effects.has(Effect::move_file)) return false;
  const auto& from = event.args;
  const bool into = from.size() >= 2 &&
                    std::find(from[1].tags.begin(), from[1].tags.end(), "browser-extension") != from[1].tags.end();
  return !into;
}

void run(const Query& query, Reporter& reporter) {
  const EffectSet changes{Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process};
  for (EventId id : events(query, {.effects = changes, .tags = {"browser-extension"}})) {
    const Event& event = query.event(id);
    if (only_takes(event)) continue;
    const bool own = event.trigger == Trigger::runtime;
    reporter.found(0.8)
        .weight(own ? Weight::notable : Weight::suspicious)
        .event(id, "adds an extension to the browser");
  }
  // A shortcut of the desktop that starts the browser with more than its name.
  for (EventId id : query.with_tag("browser-extension")) {
    const Event& event = query.event(id);
    const bool starts = std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) {
      return a.text.find("--load-extension") != std::string::npos;
    });
    if (!starts || event.effects.any(changes) || !nearest_into(query, id, {Effect::run_process, Effect::list_files}))
      continue;
    reporter.found(0.7).event(id, "changes how the browser is started");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
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

}  // namespace antivenom::rules::tamper::browser_extension
