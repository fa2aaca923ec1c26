#include "rules/shared/control.h"

namespace antivenom::rules::mine::pool_config {
namespace {

void run(const Query& query, Reporter& reporter) {
  constexpr EffectSet kSetsUp{Effect::write_file, Effect::net_connect, Effect::net_send};
  for (EventId id : query.with_effect(kSetsUp)) {
    const Event& event = query.event(id);
    const bool pool = query.has_tag(id, "mining-pool");
    const bool protocol =
        event.effects.has(Effect::net_send) && mentions(event, {"mining.subscribe", "mining.authorize"});
    const bool sends_account =
        pool && (query.has_tag(id, "crypto-address") || mentions(event, {"donate-level", "randomx", "wallet"}));
    if (protocol || sends_account || (pool && event.effects.has(Effect::net_connect))) {
      reporter.found(0.8).event(id, protocol ? "joins a mining pool" : "sets a mining pool up");
    }
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "set up mining for somebody's account at a mining pool",
    .why = "The account is not the victim's: what is mined there is the attacker's.",
    .careful =
        "Libraries for pools take address and account from their caller; one that is fixed in the "
        "package and used by itself is its author's.",
    .attack = {"T1496"},
    .run = run,
};

}  // namespace antivenom::rules::mine::pool_config
