#include "rules/shared/theft.h"

namespace antivenom::rules::steal::keystrokes {
namespace {

// Comes from the keyboard, or has a part of which nothing is known: a parameter that the caller outside passes.
bool may_hold_keys(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (!query.sources(id, {Effect::read_keys}).empty()) return true;
  return std::any_of(event.args.begin() + (event.has_receiver ? 1 : 0), event.args.end(), [](const Argument& argument) {
    return argument.known != Known::exact && argument.origins.empty() && argument.text.find('{') != std::string::npos;
  });
}

std::optional<EventId> hook_before(const Query& query, EventId act) {
  const Event& event = query.event(act);
  for (EventId hook : query.with_effect({Effect::read_keys})) {
    const Event& from = query.event(hook);
    if (hook < act && from.place.file == event.place.file && from.trigger == event.trigger) return hook;
  }
  return std::nullopt;
}

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_keys}}, .carries = Carries::contents};
  std::vector<EventId> told;
  for (const Route& route : routes_out(query, theft)) {
    reporter.found(0.9)
        .weight(Weight::hostile)
        .chain(route.chain, "listens to the keyboard", "sends what was typed away");
    told.push_back(route.chain.back());
  }
  for (EventId act = 0; act < query.facts().events.size(); ++act) {
    const Event& event = query.event(act);
    if (std::find(told.begin(), told.end(), act) != told.end() || !may_hold_keys(query, act)) continue;
    const bool sends = may_send(query, act);
    if (!sends && !query.has_tag(act, "keylog-name") && !event.effects.has(Effect::write_file)) continue;
    if (const auto hook = called_back_by(query, act, {Effect::read_keys})) {
      auto draft = reporter.found(sends ? 0.9 : 0.7);
      if (sends) draft.weight(Weight::hostile);
      draft.event(*hook, "listens to the keyboard")
          .event(act, sends ? "sends what was typed away" : "writes down what was typed");
    } else if (sends) {
      if (const auto earlier = hook_before(query, act)) {
        reporter.found(0.6)
            .event(*earlier, "listens to the keyboard")
            .event(act, "sends something that is put together meanwhile");
      }
    }
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "record what is typed and send it away",
    .why = "Everything that is typed anywhere on the machine is caught: passwords, messages, card numbers.",
    .careful =
        "Hotkey programs listen for keys too and act on some; they send no text of keys. A recorder for "
        "macros keeps what it heard in memory or in a file that the user names.",
    .attack = {"T1056.001", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::keystrokes
