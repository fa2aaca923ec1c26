#include "rules/shared/theft.h"

namespace antivenom::rules::steal::network_info {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft local{.what = {.effects = {Effect::read_network_config}}};
  const Theft looked_up{
      .what = {.effects = {Effect::net_fetch, Effect::net_receive, Effect::run_shell, Effect::run_process},
               .tags = {"ip-lookup", "geo-lookup"}}};
  for (const Theft& theft : {local, looked_up}) {
    for (const Route& route : routes_out(query, theft)) {
      const EventId sink = route.chain.back();
      // Asking one service where the address of another's answer lies tells nobody anything.
      if (query.has_any_tag(sink, {"ip-lookup", "geo-lookup"}) || asked_first(query, sink)) continue;
      const bool alone = route.to_drop || runs_by_itself(query, sink);
      if (!alone && query.event(route.chain.front()).effects.has(Effect::read_network_config)) continue;
      auto draft = reporter.found(0.85);
      if (route.to_drop || query.event(sink).trigger == Trigger::install) draft.weight(Weight::suspicious);
      draft.chain(route.chain, "finds out the machine's address", "sends it away");
    }
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::notable,
    .summary = "find out the machine's own network address and send it away",
    .why = "It tells where the victim is and whom to attack next.",
    .careful =
        "Tools that show or use the public address fetch it and keep it; dynamic DNS clients send it to "
        "the service they were set up with.",
    .attack = {"T1016", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::network_info
