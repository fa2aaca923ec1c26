#include "rules/shared/theft.h"

namespace antivenom::rules::steal::system_info {
namespace {

// Names of the machine, its user and its hardware; how much memory or how many processors it has is no name.
bool tells_who(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (event.effects.has(Effect::read_env)) {
    const Argument* name = query.argument(id, "", 0);
    return name != nullptr &&
           one_of(name->text, {"USER", "USERNAME", "LOGNAME", "HOSTNAME", "COMPUTERNAME", "USERDOMAIN"});
  }
  if (event.effects.has(Effect::read_host)) {
    return !event.callee.starts_with("psutil.") && !event.callee.starts_with("importlib") &&
           !event.callee.ends_with("disk_usage") && event.callee != "uuid.uuid1";
  }
  return query.has_tag(id, "host-command") || mentions(event, {"hostname"});
}

// More than one name is a description of a person at a place.
bool several_names(const Query& query, const Route& route) {
  const std::string& first = query.event(route.sources.front()).callee;
  return std::any_of(route.sources.begin(), route.sources.end(),
                     [&](EventId id) { return query.event(id).callee != first; });
}

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_host, Effect::read_env, Effect::run_shell, Effect::run_process}},
                    .also = tells_who};
  for (const Route& route : routes_out(query, theft)) {
    const EventId sink = route.chain.back();
    if (asked_first(query, sink) && !route.to_drop) continue;
    const bool alone = route.to_drop || runs_by_itself(query, sink);
    if (!alone && query.event(route.chain.front()).callee.ends_with("uname")) continue;  // mostly asked for the system
    auto draft = reporter.found(0.9);
    if (alone) draft.weight(Weight::suspicious);
    // Nobody needs it to install. A hook that is fixed in the package belongs to its author, who was not asked for.
    const bool at_install = query.event(sink).trigger == Trigger::install;
    const bool to_hook =
        query.has_any_tag(sink, {"discord-webhook", "oob-service", "request-catcher", "telegram-bot-token"});
    if (at_install || to_hook || ((route.to_drop || runs_by_itself(query, sink)) && several_names(query, route)))
      draft.weight(Weight::hostile);
    draft.chain(route.chain, "finds out whose machine this is", "sends it away");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::notable,
    .summary = "tell a stranger the names of the machine and its user",
    .why =
        "It is the first step of a targeted attack, and what tells an attacker which company has "
        "installed a look-alike of its own package.",
    .careful =
        "Telemetry and crash reports hold such names too. What counts is whether anybody asked for it: "
        "at install, or to a hook that is fixed in the package, it is hostile; after a question it is not "
        "reported.",
    .attack = {"T1082", "T1033", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::system_info
