#include "rules/shared/theft.h"

namespace antivenom::rules::steal::screenshot {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_screen}}, .carries = Carries::contents};
  for (const Route& route : routes_out(query, theft)) {
    auto draft = reporter.found(0.9);
    if (route.to_drop || runs_by_itself(query, route.chain.back())) draft.weight(Weight::hostile);
    draft.chain(route.chain, "takes a picture of the screen", "sends it away");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "send pictures of the screen away",
    .why =
        "The screen shows everything the victim is doing: mail, messages, passwords that are being "
        "typed.",
    .careful =
        "Test and automation tools take pictures too, of what they drive, and store them as files; "
        "remote support sends them to an address that the user gives.",
    .attack = {"T1113", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::screenshot
