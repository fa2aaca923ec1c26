#include "rules/shared/theft.h"

namespace antivenom::rules::steal::clipboard_replace {
namespace {

bool decided_by(const Query& query, EventId act, EventId read) {
  for (ConditionId id : query.event(act).conditions) {
    for (EventId origin : query.facts().conditions[id].origins) {
      if (origin == read || query.flows(read, origin)) return true;
    }
  }
  return query.flows(read, act);
}

void run(const Query& query, Reporter& reporter) {
  for (EventId act : query.with_effect({Effect::write_clipboard})) {
    const Event& event = query.event(act);
    // Whatever decides about it: a test of the clipboard, or a match of a pattern for addresses.
    std::optional<EventId> read;
    for (EventId id : query.with_effect({Effect::read_clipboard})) {
      const Event& from = query.event(id);
      if (from.place.file == event.place.file && from.trigger == event.trigger) read = id;
    }
    if (!read || query.argument(act, "", 0) == nullptr) continue;
    const bool address = query.has_any_tag(act, {"crypto-address"});
    const bool decided = decided_by(query, act, *read);
    const bool looked_for =
        !query.with_tag("crypto-address-pattern").empty() || !query.with_tag("crypto-address").empty();
    if (!address && !(decided && looked_for)) continue;
    auto draft = reporter.found(address && decided ? 0.95 : 0.8);
    draft.event(*read, "watches the clipboard").event(act, "puts an address of its own there instead");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "replace cryptocurrency addresses in the clipboard",
    .why = "The victim pastes the attacker's address and pays the attacker.",
    .careful =
        "Wallets copy an address of theirs when the user asks; they do not watch for other addresses to "
        "overwrite.",
    .attack = {"T1115", "T1565.002"},
    .run = run,
};

}  // namespace antivenom::rules::steal::clipboard_replace
