#include <string>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/address.h"
#include "rules/shared/building.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::multi_stage {
namespace {

// Layers between the shipped file and this one that had been hidden, not merely generated.
size_t hidden_layers(const Query& query, LayerId layer) {
  size_t count = 0;
  for (LayerId id : query.ancestry(layer)) {
    const auto& how = query.facts().layers[id].how;
    if (count_disguises(how) > 0 || has_step(how, "powershell -EncodedCommand")) ++count;
  }
  return count;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsAnything)) {
    const Event& event = query.event(id);
    size_t steps = 0;
    for (const Argument& a : event.args) steps = std::max(steps, disguises_of(a));
    const size_t stages = hidden_layers(query, event.place.layer) + (steps > 0 ? 1 : 0);
    const bool python = event.effects.has(Effect::run_code) && !runs_text(event) && !runs_file(event);
    const std::string program = event.effects.any(kRunsProgram) ? program_of(command_text(query, id)) : "";
    // Neither a build nor hiding, moving or registering a file runs what is in it.
    const bool handles = is_build_tool(program) || one_of(program, {"attrib", "chmod", "chown", "copy", "cp", "del",
                                                                    "icacls", "move", "mv", "reg", "rm", "taskkill"});
    const auto fetch = python || handles
                           ? std::nullopt
                           : nearest_into(query, id, runs_text(event) ? kNetSources : EffectSet{Effect::net_fetch});
    const bool hidden_fetch = fetch && address_of(query, *fetch) != Address::given &&
                              (event.place.layer != 0 || nearest_into(query, id, kUnpacks));
    const bool tower = steps >= 3;
    if (stages < 2 && !hidden_fetch && !tower) continue;
    const bool own_parts = !tower && hidden_fetch && fetches_own_parts(query, event, *fetch);
    reporter.found(0.9)
        .weight(stages >= 2 ? Weight::hostile
                : own_parts ? Weight::notable
                            : Weight::suspicious)
        .event(id, hidden_fetch ? "runs what was fetched and unpacked"
                   : steps > 0  ? "runs what was unpacked in several steps"
                                : "stands in code that was unpacked in several steps");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "unpack or fetch its code in several stages",
    .why = "Every stage hides the next one; a look at the package shows only the first.",
    .careful =
        "One step of encoding or one download is no tower: two or more before something "
        "runs is.",
    .attack = {"T1027.013", "T1104"},
    .run = run,
};

}  // namespace antivenom::rules::evade::multi_stage
