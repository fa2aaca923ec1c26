#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::decoded_payload {
namespace {

// The layers between the shipped file and the call, and how they were hidden.
size_t towers_below(const Query& query, const Event& event) {
  size_t hidden = 0;
  for (LayerId layer : query.ancestry(event.place.layer)) {
    if (count_disguises(query.facts().layers[layer].how) > 0) ++hidden;
  }
  return hidden;
}

bool acts(const Query& query, const Event& event) {
  for (LayerId layer : layers_opened_at(query, event.place)) {
    if (query.effects_of_layer(layer).any(kActs)) return true;
  }
  return false;
}

// A pickle of the package that was packed, and runs code when it is loaded.
void run_pickles(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::deserialize})) {
    const Event& event = query.event(id);
    if (nearest_into(query, id, kNetSources)) continue;
    for (LayerId layer : layers_opened_at(query, event.place)) {
      const auto& how = query.facts().layers[layer].how;
      if (count_disguises(how) == 0 || !query.effects_of_layer(layer).any(kRunsAnything)) continue;
      reporter.found(0.95).weight(Weight::hostile).event(id, "runs code that was hidden by " + steps_in_words(how));
      break;
    }
  }
}

void run(const Query& query, Reporter& reporter) {
  run_pickles(query, reporter);
  for (EventId id : query.with_effect({Effect::run_code})) {
    const Event& event = query.event(id);
    const Argument* code = query.argument(id, "", 0);
    if (!runs_text(event) || code == nullptr || code->known == Known::nothing) continue;
    const size_t steps = count_disguises(code->how);
    const bool elsewhere =
        has_step(code->how, "file") || std::any_of(code->how.begin(), code->how.end(), is_cipher_step);
    if (steps == 0 || elsewhere || nearest_into(query, *code, kNetSources)) continue;
    const bool tower = steps + towers_below(query, event) >= 2;
    reporter.found(0.95)
        .weight(tower || acts(query, event) ? Weight::hostile : Weight::suspicious)
        .event(id, "runs code that was hidden by " + steps_in_words(code->how));
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::suspicious,
    .summary = "unpack hidden code from an encoded text in its own source and run it",
    .why = "Encoding code does nothing but keep readers and scanners from seeing it.",
    .careful =
        "Data that is decoded and used as data is no payload, and code made from templates "
        "or read from the package in clear is not hidden. One step of decoding around "
        "harmless code counts less than a tower of them or code that reaches out.",
    .attack = {"T1027.013", "T1140", "T1059.006"},
    .run = run,
};

}  // namespace antivenom::rules::exec::decoded_payload
