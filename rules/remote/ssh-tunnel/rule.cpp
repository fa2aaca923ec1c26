#include "rules/shared/control.h"

namespace antivenom::rules::remote::ssh_tunnel {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRuns | EffectSet{Effect::net_listen, Effect::net_connect})) {
    const Event& event = query.event(id);
    const bool by_ssh = event.effects.any(kRuns) &&
                        mentions(event, {"ssh -r ", "ssh -n -r ", "ssh -f -n -r ", "ssh -nr ", "ssh -fnr "});
    const bool by_service = event.effects.has(Effect::net_listen) && event.effects.has(Effect::net_connect);
    const bool by_program =
        event.effects.any(kRuns) && mentions(event, {"ngrok tcp", "ngrok http", "cloudflared tunnel", "chisel client"});
    if (!by_ssh && !by_service && !by_program) continue;
    if (!runs_by_itself(query, id) && !by_ssh) continue;
    reporter.found(by_ssh ? 0.8 : 0.7).event(id, "opens a tunnel from outside to this machine");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::suspicious,
    .summary = "open a way into the machine through a tunnel",
    .why = "It leads around the firewall: what listens only on this machine can be reached from anywhere.",
    .careful =
        "Demo servers offer a public link when the user asks for one; one that opens by itself when "
        "installed or imported was not asked for.",
    .attack = {"T1572"},
    .run = run,
};

}  // namespace antivenom::rules::remote::ssh_tunnel
