#include "rules/shared/address.h"
#include "rules/shared/control.h"

namespace antivenom::rules::remote::beacon {
namespace {

bool records_callers(const Query& query, EventId id) {
  return query.has_any_tag(id, {"oob-service", "request-catcher"});
}

// A hook that is fixed in the package belongs to its author; who installs or imports has no message for him.
bool is_authors_hook(const Query& query, EventId id) {
  return query.has_any_tag(id, {"discord-webhook", "slack-webhook", "telegram-bot-token"});
}

// `urlopen(Request(address))`: the address is in the request.
bool self_or_request(const Query& query, EventId id, bool (*is)(const Query&, EventId)) {
  if (is(query, id)) return true;
  for (const Argument& argument : query.event(id).args) {
    for (EventId origin : argument.origins) {
      if (query.event(origin).effects.empty() && is(query, origin)) return true;
    }
  }
  return false;
}

// Code that is run is judged by what it does; its text only mentions where it will call.
bool is_code(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (event.effects.has(Effect::run_code)) return true;
  if (!event.effects.any(kRunsProgram)) return false;
  const auto layers = layers_opened_at(query, event.place);
  return std::any_of(layers.begin(), layers.end(),
                     [&](LayerId layer) { return query.effects_of_layer(layer).any(kNetwork); });
}

// A command that fetches something to keep or to run, and a connection that is talked over, are no mere calls.
bool takes_answer(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (event.effects.has(Effect::write_file)) return true;
  if (event.effects.any(kRunsProgram)) {
    return query.has_any_tag(id, {"executable-name", "script-name", "shell-download-run", "powershell-download"}) ||
           redirects(command_text(query, id));
  }
  if (event.effects.any({Effect::net_fetch, Effect::net_send, Effect::send_message, Effect::dns_lookup})) return false;
  const auto talks = query.with_effect({Effect::net_receive, Effect::run_shell, Effect::run_process});
  return std::any_of(talks.begin(), talks.end(), [&](EventId later) { return later > id; });
}

// Places that anybody can set up without giving a name, when nothing is done with what they answer.
bool is_for_nothing(const Query& query, EventId id) {
  if (!runs_by_itself(query, id) || takes_answer(query, id)) return false;
  if (!is_hostile_channel(query, id)) return false;
  // What is sent over a connection comes from it, but is no answer.
  const EffectSet effects = query.event(id).effects;
  if (effects.has(Effect::net_connect) && !effects.any({Effect::net_fetch, Effect::net_send})) return true;
  for (EventId later : query.downstream(id)) {
    const Event& event = query.event(later);
    if (!event.effects.empty() && !event.effects.has(Effect::show_user)) return false;
  }
  return true;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id = 0; id < query.facts().events.size(); ++id) {
    const Event& event = query.event(id);
    if (!event.effects.any(kNetwork) || is_code(query, id)) continue;
    if (!runs_by_itself(query, id) && event.reach != Reach::entry) continue;
    const bool hook = runs_by_itself(query, id) && self_or_request(query, id, is_authors_hook);
    const bool records = self_or_request(query, id, records_callers);
    const bool listed = hook || records || is_for_nothing(query, id);
    const bool in_name = event.effects.has(Effect::dns_lookup) && looks_up_made_name(event) &&
                         !query.sources(id, {Effect::read_host, Effect::read_env, Effect::encode}).empty();
    if (!listed && !in_name) continue;
    auto draft = reporter.found(listed ? 0.95 : 0.8);
    const bool alone = runs_by_itself(query, id) || (is_small(query, event) && event.reach == Reach::entry);
    if (listed && alone) draft.weight(Weight::hostile);
    draft.event(id, !listed   ? "puts what it knows into a name that it looks up"
                    : hook    ? "sends a message to its author"
                    : records ? "calls a service that only records who called"
                              : "calls a place that anybody can set up, and does nothing with the answer");
  }
}

}  // namespace

extern const Rule rule = {
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

}  // namespace antivenom::rules::remote::beacon
