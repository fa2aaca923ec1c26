#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::destructive {
namespace {

void run(const Query& query, Reporter& reporter) {
  report_events(query, reporter,
                {.effects = kRunsProgram | EffectSet{Effect::write_file}, .tags = {"destructive-command"}}, 0.95,
                "wipes a disk, a drive or a home folder");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "wipe disks or the whole system",
    .why = "The user loses data that cannot be brought back.",
    .careful =
        "Removing build folders or a cache is ordinary: only whole disks, drives and home "
        "folders count.",
    .attack = {"T1485", "T1561"},
    .run = run,
};

}  // namespace antivenom::rules::command::destructive
