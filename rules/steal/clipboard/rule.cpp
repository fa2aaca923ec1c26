#include "rules/shared/theft.h"

namespace antivenom::rules::steal::clipboard {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_clipboard}}, .carries = Carries::contents};
  for (const Route& route : routes_out(query, theft)) {
    auto draft = reporter.found(0.9);
    if (route.to_drop || runs_by_itself(query, route.chain.back())) draft.weight(Weight::hostile);
    draft.chain(route.chain, "reads the clipboard", "sends it away");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "send what is in the clipboard away",
    .why = "People copy passwords, keys and addresses; the clipboard is whatever they do at the moment.",
    .careful = "Clipboard managers keep it; tools that share the clipboard do so when asked, not when imported.",
    .attack = {"T1115", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::clipboard
