#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::hidden_powershell {
namespace {

void run(const Query& query, Reporter& reporter) {
  report_events(query, reporter, {.effects = kRunsProgram, .tags = {"powershell-hidden"}}, 0.9,
                "runs PowerShell in a hidden window");
  report_events(query, reporter,
                {.effects = kRunsProgram, .tags = {"powershell-bypass"}, .without_tags = {"powershell-hidden"}}, 0.6,
                "runs PowerShell without its policy checks", Weight::notable);
  report_events(query, reporter, {.effects = {Effect::write_file}, .tags = {"powershell-hidden"}}, 0.7,
                "writes a script that runs PowerShell in a hidden window");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "run PowerShell in a way that its window or its policy checks are avoided",
    .why = "A hidden window and a bypassed policy keep the user from noticing what runs.",
    .careful =
        "Tools for Windows run PowerShell visibly, or only bypass the policy for a script "
        "of their own: that alone is counted little.",
    .attack = {"T1059.001", "T1564.003"},
    .run = run,
};

}  // namespace antivenom::rules::command::hidden_powershell
