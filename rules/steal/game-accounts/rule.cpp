#include "rules/shared/theft.h"

namespace antivenom::rules::steal::game_accounts {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads, .tags = {"game-account"}}, .carries = Carries::contents};
  report_thefts(query, reporter, theft, 0.9, "reads accounts of a game", "sends them away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal accounts of games",
    .why = "Accounts, and what is in them, are sold.",
    .careful =
        "Launchers and mod managers read the same folders and keep what they find; nothing of it goes to "
        "the network.",
    .attack = {"T1539", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::game_accounts
