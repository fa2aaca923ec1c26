#include "rules/shared/theft.h"

namespace antivenom::rules::steal::processes {
namespace {

bool lists_processes(const Query& query, EventId id) {
  return mentions(query.event(id), {"tasklist", "ps aux", "ps -ef", "ps -aux", "get-process"});
}

void run(const Query& query, Reporter& reporter) {
  for (EffectSet effects : {EffectSet{Effect::read_processes}, EffectSet{Effect::run_shell, Effect::run_process}}) {
    const bool by_command = effects.has(Effect::run_shell);
    const Theft theft{
        .what = {.effects = effects}, .also = by_command ? lists_processes : nullptr, .carries = Carries::contents};
    for (const Route& route : routes_out(query, theft)) {
      auto draft = reporter.found(0.8);
      if (route.to_drop || runs_by_itself(query, route.chain.back())) draft.weight(Weight::suspicious);
      draft.chain(route.chain, "lists the running programs", "sends the list away");
    }
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::notable,
    .summary = "send a list of running programs away",
    .why =
        "It tells the attacker what protects the machine, what is worth stealing, and whether this is an "
        "analyst's machine.",
    .careful =
        "Monitoring agents send figures of processes to the server that they were set up with, when "
        "started; it is telling only when it happens by itself or ends at a drop.",
    .attack = {"T1057", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::processes
