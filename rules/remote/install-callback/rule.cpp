#include "../../shared/control.h"

namespace antivenom::rules::remote {
namespace {

// Something is done with the answer: it is written, run, sent on, or decides about something else than messages.
bool is_used(const Query& query, EventId id) {
  constexpr EffectSet kUse{Effect::write_file,  Effect::run_code,  Effect::run_shell, Effect::run_process,
                           Effect::net_send,    Effect::net_fetch, Effect::archive,   Effect::load_native,
                           Effect::deserialize, Effect::setup};
  for (EventId later : query.with_effect(kUse)) {
    if (later > id && query.flows(id, later)) return true;
  }
  return false;
}

void run(const Query& query, Reporter& reporter) {
  constexpr EffectSet kCalls{Effect::net_fetch, Effect::net_send, Effect::send_mail, Effect::send_message};
  for (EventId id : query.with_effect(kCalls)) {
    const Event& event = query.event(id);
    if (event.trigger != Trigger::install || event.effects.any({Effect::write_file, Effect::run_process}) ||
        query.has_tag(id, "local-url") || is_used(query, id)) {
      continue;
    }
    reporter.found(0.8).event(id, "calls somebody, and does nothing with the answer");
  }
}

}  // namespace

extern const Rule install_callback = {
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

}  // namespace antivenom::rules::remote
