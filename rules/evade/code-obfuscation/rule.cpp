#include <algorithm>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::code_obfuscation {
namespace {

// Arguments that say where to or what: addresses, commands, code.
bool is_disguised(const Argument& argument) { return argument.text.size() >= 4 && disguises_of(argument) > 0; }

// Code on the command line of another interpreter, and code inside of a pickle, that was packed.
bool opens_packed_code(const Query& query, const Event& event) {
  if (!event.effects.any(kRunsProgram | EffectSet{Effect::deserialize})) return false;
  for (LayerId layer : layers_opened_at(query, event.place)) {
    const auto& how = query.facts().layers[layer].how;
    const bool packed = count_disguises(how) > 0 || has_step(how, "powershell -EncodedCommand");
    const bool acts = query.effects_of_layer(layer).any(kActs | kRunsAnything);
    if (packed && (acts || !event.effects.has(Effect::deserialize))) return true;
  }
  return false;
}

void run(const Query& query, Reporter& reporter) {
  constexpr EffectSet kTargets{Effect::net_connect, Effect::net_fetch, Effect::net_send, Effect::send_message,
                               Effect::dns_lookup};
  std::vector<EventId> acts = query.with_effect(kRunsAnything | kTargets | EffectSet{Effect::deserialize});
  // What a request is made of says where it goes; whoever opens it has only the request.
  const std::vector<EventId> requests = query.calls("urllib.request.Request");
  acts.insert(acts.end(), requests.begin(), requests.end());
  for (EventId id : acts) {
    const Event& event = query.event(id);
    const bool runs = event.effects.any(kRunsAnything);
    // Data that is sent may be encoded; the address it goes to need not be.
    const Argument* target = query.argument(id, "url", 0);
    const bool packed = opens_packed_code(query, event);
    const bool reads = event.effects.has(Effect::deserialize);
    const bool disguised = packed || reads ? packed
                           : runs          ? std::any_of(event.args.begin(), event.args.end(), is_disguised)
                                  : target != nullptr && is_disguised(*target) && contains_any(target->text, {"."});
    size_t steps = 0;
    for (const Argument& a : event.args) steps = std::max(steps, a.known == Known::exact ? disguises_of(a) : 0);
    if (disguised) {
      reporter.found(0.9)
          .weight(steps >= 2 ? Weight::hostile : Weight::suspicious)
          .event(id, runs || packed ? "runs what was written in a disguise"
                                    : "connects to an address that was written in a disguise");
    } else if (event.hidden_column) {
      reporter.found(0.95).weight(Weight::hostile).event(id, "stands far to the right, off the screen");
    }
  }
  for (EventId id : query.with_effect({Effect::write_file})) {
    const Event& event = query.event(id);
    const bool code = query.has_any_tag(id, {"python-payload", "script-payload"});
    const bool packed = std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) {
      return is_disguised(a) && a.text.find('\n') != std::string::npos;
    });
    if (code && packed && event.reach != Reach::unshipped)
      reporter.found(0.8).weight(Weight::notable).event(id, "writes code that stood here in a disguise");
  }
  for (const Note& note : query.facts().notes) {
    if (note.id == "mangled-names")
      reporter.found(0.7).weight(Weight::notable).note(note, "names were replaced to be unreadable");
    if (note.id == "packed-code")
      reporter.found(0.8).weight(Weight::notable).note(note, "was made unreadable by a tool");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "hide what its code does by encoding code, commands or addresses",
    .why = "Text is encoded in source to keep readers and scanners from finding it.",
    .careful =
        "Icons, tables and test data are encoded too: only what is run, called or "
        "connected to counts. Minified or generated code is no disguise.",
    .attack = {"T1027", "T1027.013"},
    .run = run,
};

}  // namespace antivenom::rules::evade::code_obfuscation
