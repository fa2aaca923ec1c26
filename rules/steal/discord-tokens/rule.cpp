#include "rules/shared/theft.h"

namespace antivenom::rules::steal::discord_tokens {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft found{.what = {.effects = kReads, .tags = {"discord-store"}}, .carries = Carries::contents};
  report_thefts(query, reporter, found, 0.95, "looks for tokens in the storage of Discord", "sends what it found");
  const Theft used{.what = {.effects = kReads, .tags = {"browser-store"}}, .carries = Carries::contents};
  for (const Route& route : routes_out(query, used)) {
    if (!query.has_tag(route.chain.back(), "discord-api")) continue;
    reporter.found(0.9).chain(route.chain, "looks for tokens in browsers", "tries them at Discord");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal Discord tokens",
    .why = "A token is the whole account: messages, friends, payment; it is used to spread further.",
    .careful =
        "Bots are given their token by who runs them. Nobody honest looks for tokens in the storage of "
        "the Discord program.",
    .attack = {"T1528", "T1539", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::discord_tokens
