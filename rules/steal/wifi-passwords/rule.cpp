#include "rules/shared/theft.h"

namespace antivenom::rules::steal::wifi_passwords {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads, .tags = {"wifi-credentials"}}, .carries = Carries::contents};
  report_thefts(query, reporter, theft, 0.9, "reads the wireless networks and their passwords", "sends them away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal passwords of wireless networks",
    .why = "They let the attacker into the victim's home or office, and tell where that is.",
    .careful = "Network managers show profiles on the screen; nothing of it leaves the machine.",
    .attack = {"T1552.001", "T1016"},
    .run = run,
};

}  // namespace antivenom::rules::steal::wifi_passwords
