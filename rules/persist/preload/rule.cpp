#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::preload {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : events(
           query, {.effects = {Effect::write_file, Effect::run_shell, Effect::run_process}, .tags = {"ld-preload"}})) {
    const Event& event = query.event(id);
    std::string text;
    for (const Argument& a : event.args) text += a.text + " ";
    const bool system_wide = text.find("ld.so.preload") != std::string::npos;
    const bool writes = event.effects.has(Effect::write_file) || contains_any(text, {">", "tee ", "cp "});
    if (!system_wide || !writes) continue;
    reporter.found(0.95).event(id, "has every program load a library");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::hostile,
    .summary = "have every program load its library",
    .why = "A preloaded library sees and changes what every program does.",
    .careful =
        "Profilers set the variable for a program that they start; for the whole system "
        "nobody honest does.",
    .attack = {"T1574.006"},
    .run = run,
};

}  // namespace antivenom::rules::persist::preload
