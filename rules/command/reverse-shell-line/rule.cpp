#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::reverse_shell_line {
namespace {

void run(const Query& query, Reporter& reporter) {
  report_events(query, reporter,
                {.effects = kRunsProgram | EffectSet{Effect::run_code, Effect::write_file}, .tags = {"reverse-shell"}},
                0.95, "opens a shell for somebody outside");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "open a shell for somebody outside with a one-line command",
    .why = "Whoever answers at the other end can do everything the user can.",
    .careful = "Connecting to a server, or running netcat to test a port, gives nobody a shell.",
    .attack = {"T1059.004", "T1071"},
    .run = run,
};

}  // namespace antivenom::rules::command::reverse_shell_line
