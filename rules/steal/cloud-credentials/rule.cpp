#include "rules/shared/theft.h"

namespace antivenom::rules::steal::cloud_credentials {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads, .tags = {"cloud-credentials"}},
                    .also =
                        [](const Query& q, EventId id) {
                          return !mentions(q.event(id), {"169.254.", "metadata."});
                        },
                    .carries = Carries::contents,
                    .login_is_fine = true};
  report_thefts(query, reporter, theft, 0.85, "reads credentials of a cloud account", "sends them away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal credentials of cloud accounts",
    .why = "Whoever has them can read, change and rent everything of the account.",
    .careful =
        "SDKs read the same files, but send signatures or headers made from them, and signing is not "
        "followed as contents. Only files count here, variables have a rule of their own.",
    .attack = {"T1552.001", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::cloud_credentials
