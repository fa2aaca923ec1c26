#include "rules/shared/theft.h"

namespace antivenom::rules::steal::ssh_keys {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads, .tags = {"ssh-credentials", "private-key"}},
                    .carries = Carries::contents};
  report_thefts(query, reporter, theft, 0.9, "reads SSH keys", "sends it away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal SSH keys",
    .why = "A private key opens every server that trusts it, for as long as nobody replaces it.",
    .careful =
        "SSH clients give the path of a key to a library and send no contents: connecting is no sink "
        "here. Tools that print or check keys send nothing.",
    .attack = {"T1552.004", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::ssh_keys
