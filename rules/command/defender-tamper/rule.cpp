#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::defender_tamper {
namespace {

void run(const Query& query, Reporter& reporter) {
  report_events(query, reporter, {.effects = kRunsProgram, .tags = {"defender-tamper"}}, 0.95,
                "switches protection off");
  report_events(query, reporter, {.effects = {Effect::write_registry}, .tags = {"defender-tamper"}}, 0.95,
                "switches protection off in the registry");
  report_events(query, reporter, {.effects = {Effect::write_file}, .tags = {"defender-tamper"}}, 0.75,
                "writes a script that switches protection off");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "switch off or blind the protection of Windows",
    .why = "Nobody but malware needs the virus scanner to look away.",
    .careful =
        "Reading whether protection is on is not switching it off. Tools for "
        "administrators change it on request.",
    .attack = {"T1562.001"},
    .run = run,
};

}  // namespace antivenom::rules::command::defender_tamper
