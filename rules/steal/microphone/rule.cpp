#include "rules/shared/theft.h"

namespace antivenom::rules::steal::microphone {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_microphone}}, .carries = Carries::contents};
  for (const Route& route : routes_out(query, theft)) {
    auto draft = reporter.found(0.9);
    if (route.to_drop || runs_by_itself(query, route.chain.back())) draft.weight(Weight::hostile);
    draft.chain(route.chain, "records from the microphone", "sends it away");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "send recordings of the microphone away",
    .why = "It listens to conversations.",
    .careful =
        "Speech recognition sends recordings to a service that answers with text, when the user starts "
        "it; recorders write files.",
    .attack = {"T1123", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::microphone
