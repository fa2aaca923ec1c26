#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::privilege_escalation {
namespace {

void run(const Query& query, Reporter& reporter) {
  const EffectSet uses = kRunsProgram | EffectSet{Effect::write_registry};
  for (EventId id : events(query, {.effects = uses, .tags = {"privilege-escalation"}})) {
    std::string text;
    for (const Argument& a : query.event(id).args) text += lower_case(a.text) + " ";
    const bool around =
        contains_any(text, {"fodhelper", "ms-settings", "delegateexecute", "eventvwr", "mscfile", "computerdefaults",
                            "enablelua", "consentpromptbehavior", "u+s", "chmod 4", "chmod 6"});
    reporter.found(around ? 0.95 : 0.5)
        .weight(around ? Weight::hostile : Weight::notable)
        .event(id, around ? "goes around the question for administrator rights" : "asks for administrator rights");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "try to get administrator rights",
    .why =
        "With administrator rights the package can change everything for everyone on the "
        "machine.",
    .careful =
        "Asking through the system dialog (\"runas\", pkexec) is how honest programs ask: "
        "counted little. Going around the dialog is not.",
    .attack = {"T1548.002"},
    .run = run,
};

}  // namespace antivenom::rules::command::privilege_escalation
