#include "rules/shared/control.h"

namespace antivenom::rules::remote::install_callback {
namespace {

// Something is done with the answer: it goes anywhere but to the screen, or something is decided by it.
bool is_used(const Query& query, EventId id) {
  const Facts& facts = query.facts();
  const auto comes_from = [&](EventId origin) { return origin == id || query.flows(id, origin); };
  for (EventId later : query.downstream(id)) {
    if (!facts.events[later].effects.has(Effect::show_user)) return true;
  }
  return std::any_of(facts.conditions.begin(), facts.conditions.end(), [&](const Condition& condition) {
    return std::any_of(condition.origins.begin(), condition.origins.end(), comes_from);
  });
}

bool is_to_known_place(const Event& event) {
  return std::any_of(event.args.begin(), event.args.end(), [](const Argument& argument) {
    return argument.known == Known::exact || argument.text.find("://") != std::string::npos ||
           !argument.origins.empty();
  });
}

// What a program prints, sent over a connection: a shell for somebody, who types the next command.
bool is_shell_output(const Query& query, EventId id) {
  return query.event(id).callee.starts_with("socket.") &&
         !query.sources(id, {Effect::run_process, Effect::run_shell}).empty();
}

void run(const Query& query, Reporter& reporter) {
  constexpr EffectSet kCalls{Effect::net_fetch, Effect::net_send, Effect::send_mail, Effect::send_message};
  for (EventId id : query.with_effect(kCalls)) {
    const Event& event = query.event(id);
    if (event.trigger != Trigger::install || event.effects.any({Effect::write_file, Effect::run_process}) ||
        query.has_tag(id, "local-url") || !is_to_known_place(event) || is_shell_output(query, id) ||
        is_used(query, id)) {
      continue;
    }
    reporter.found(0.8).event(id, "calls somebody, and does nothing with the answer");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::notable,
    .summary = "call somebody while it is being installed, without need",
    .why =
        "Installing needs nothing from the network that pip does not fetch; a call whose answer is not "
        "used only tells somebody who installs.",
    .careful =
        "Builds that download sources or a compiler use what they get: they write it, run it or decide "
        "by it. Only answers that nobody looks at count.",
    .attack = {"T1071.001"},
    .run = run,
};

}  // namespace antivenom::rules::remote::install_callback
