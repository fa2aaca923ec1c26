#include "rules/shared/control.h"

namespace antivenom::rules::remote {
namespace {

// `urlopen(Request(address))`: the address is in the request.
bool request_of(const Query& query, EventId id) {
  for (const Argument& argument : query.event(id).args) {
    for (EventId origin : argument.origins) {
      if (query.event(origin).effects.empty() && query.has_any_tag(origin, {"oob-service", "request-catcher"}))
        return true;
    }
  }
  return false;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id = 0; id < query.facts().events.size(); ++id) {
    const Event& event = query.event(id);
    if (!event.effects.any(kNetwork) || (!runs_by_itself(query, id) && event.reach != Reach::entry)) continue;
    const bool listed = query.has_any_tag(id, {"oob-service", "request-catcher"}) || request_of(query, id);
    const bool in_name = event.effects.has(Effect::dns_lookup) && looks_up_made_name(event) &&
                         !query.sources(id, {Effect::read_host, Effect::read_env, Effect::encode}).empty();
    if (!listed && !in_name) continue;
    auto draft = reporter.found(listed ? 0.95 : 0.8);
    if (listed && runs_by_itself(query, id)) draft.weight(Weight::hostile);
    draft.event(id, in_name ? "puts what it knows into a name that it looks up"
                            : "calls a service that only records who called");
  }
}

}  // namespace

extern const Rule beacon = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::suspicious,
    .summary = "report by itself that it was installed or imported",
    .why =
        "The services used for that show the caller's address and names to whoever set the trap: it is "
        "how targets of look-alike packages are found.",
    .careful =
        "Security tools make addresses at such services when somebody runs a test; nothing honest calls "
        "one on being installed or imported. Update checks ask an index or their own site and do "
        "something with the answer.",
    .attack = {"T1071", "T1082"},
    .run = run,
};

}  // namespace antivenom::rules::remote
