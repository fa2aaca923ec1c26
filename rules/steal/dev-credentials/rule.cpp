#include "rules/shared/theft.h"

namespace antivenom::rules::steal::dev_credentials {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{
      .what = {.effects = kReads, .tags = {"dev-credentials"}}, .carries = Carries::contents, .login_is_fine = true};
  report_thefts(query, reporter, theft, 0.8, "reads credentials of development tools", "sends them away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal credentials of package indexes, code hosts or other development tools",
    .why =
        "With them the attacker publishes under the victim's name, and the next victims are the victim's "
        "users.",
    .careful =
        "Publishing tools read .pypirc and .netrc to log in: what ends in a header, in `auth` or in an "
        "address is that.",
    .attack = {"T1552.001", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::dev_credentials
