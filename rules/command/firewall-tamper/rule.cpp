#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::firewall_tamper {
namespace {

void run(const Query& query, Reporter& reporter) {
  report_events(query, reporter, {.effects = kRunsProgram, .tags = {"firewall-tamper"}}, 0.9, "changes the firewall");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "open or switch off the firewall",
    .why = "An open firewall lets others in, or lets what was stolen out.",
    .careful =
        "Servers and network tools for administrators add rules when the user runs them; "
        "packages do not when they are imported.",
    .attack = {"T1562.004"},
    .run = run,
};

}  // namespace antivenom::rules::command::firewall_tamper
