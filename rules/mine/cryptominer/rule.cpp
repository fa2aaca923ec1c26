#include "rules/shared/control.h"

namespace antivenom::rules::mine {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Select miner{.effects = {Effect::run_shell, Effect::run_process}, .tags = {"mining-pool", "miner-program"}};
  report_events(query, reporter, miner, 0.9, "starts a miner");
}

}  // namespace

extern const Rule cryptominer = {
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "run a cryptocurrency miner",
    .why = "It spends the victim's power and computing time for the attacker.",
    .careful =
        "Managers of mining rigs start miners because they are for that, with pool and wallet from the "
        "user; nothing else does.",
    .attack = {"T1496"},
    .run = run,
};

}  // namespace antivenom::rules::mine
