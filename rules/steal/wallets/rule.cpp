#include "rules/shared/theft.h"

namespace antivenom::rules::steal::wallets {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads, .tags = {"wallet"}}, .carries = Carries::contents};
  report_thefts(query, reporter, theft, 0.9, "reads cryptocurrency wallets", "sends them away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal cryptocurrency wallets",
    .why = "Money that is moved from a stolen wallet does not come back.",
    .careful =
        "Wallet software reads its own files, signs on this machine and sends signatures; the files "
        "themselves stay.",
    .attack = {"T1005", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::wallets
