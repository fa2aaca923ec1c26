#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::hidden_command {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    size_t steps = 0;
    for (const Argument& a : event.args) {
      if (a.known == Known::exact && a.text.size() >= 4) steps = std::max(steps, disguises_of(a));
    }
    // Code on the command line of another interpreter.
    for (LayerId layer : layers_opened_at(query, event.place)) {
      const auto& how = query.facts().layers[layer].how;
      if (!how.empty() && one_of(how.back(), {"python -c", "powershell -Command"}))
        steps = std::max(steps, count_disguises(how));
    }
    // What is decoded cannot be read here: the text is damaged, or is filled in later.
    const Argument* command = query.argument(id, "args", 0);
    if (steps == 0 && command != nullptr && command->known != Known::exact && event.trigger == Trigger::install) {
      const bool decoded = std::any_of(command->origins.begin(), command->origins.end(), [&](EventId origin) {
        const Event& from = query.event(origin);
        return from.effects.any(kUnpacks) && !from.args.empty() && from.args[0].known == Known::exact;
      });
      if (decoded && command->text.starts_with('{') && command->text.find('}') + 1 == command->text.size()) steps = 1;
    }
    if (steps == 0) continue;
    reporter.found(0.9)
        .weight(steps >= 2 || event.trigger != Trigger::runtime ? Weight::hostile : Weight::suspicious)
        .event(id, "runs a command that was hidden");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "run a command that is hidden in its source by encoding",
    .why = "A command is encoded only to keep readers and scanners from finding it.",
    .careful =
        "Commands that are put together from parts, or carry encoded data of the user, are "
        "not hidden: only those computed wholly from encoded text of the package count.",
    .attack = {"T1027.010", "T1059"},
    .run = run,
};

}  // namespace antivenom::rules::command::hidden_command
