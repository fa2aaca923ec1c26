#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::backup_removal {
namespace {

void run(const Query& query, Reporter& reporter) {
  report_events(query, reporter, {.effects = kRunsProgram | EffectSet{Effect::write_file}, .tags = {"backup-removal"}},
                0.95, "removes backups");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "delete the backups that Windows keeps, or switch recovery off",
    .why =
        "This is what is done before files are encrypted for ransom, so that they cannot be "
        "brought back.",
    .careful = "Listing shadow copies, or making one, removes nothing.",
    .attack = {"T1490"},
    .run = run,
};

}  // namespace antivenom::rules::command::backup_removal
