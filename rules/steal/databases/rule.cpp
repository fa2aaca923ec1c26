#include "rules/shared/theft.h"

namespace antivenom::rules::steal::databases {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_database}, .without_tags = {"browser-store"}},
                    .carries = Carries::contents};
  for (const Route& route : routes_out(query, theft)) {
    if (!route.to_drop) continue;
    reporter.found(0.7).chain(route.chain, "reads a database", "sends what was in it to a stranger");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "send what is in a database to a stranger",
    .why = "Databases hold other people's data.",
    .careful =
        "Programs send rows of their own database to their own server all day; only a webhook, bot, "
        "paste site or bare address as the other end is telling.",
    .attack = {"T1005", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::databases
