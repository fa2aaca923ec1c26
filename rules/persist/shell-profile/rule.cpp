#include <algorithm>
#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::shell_profile {
namespace {

// What no installer adds for its user: a line that fetches and runs, or that nobody was to read.
bool is_foreign(const Query& query, EventId id) {
  const Event& event = query.event(id);
  return query.has_any_tag(id, {"shell-download", "shell-download-run", "powershell-download", "powershell-encoded",
                                "reverse-shell", "miner-program"}) ||
         nearest_into(query, id, kNetSources) ||
         std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) { return disguises_of(a) > 0; });
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : events(query, {.effects = {Effect::write_file, Effect::run_shell, Effect::run_process},
                                  .tags = {"shell-profile"}})) {
    const Event& event = query.event(id);
    const std::string text = command_text(query, id);
    if (event.effects.any(kRunsProgram) && !contains_any(text, {">>", "tee -a", "sed -i", "> ~", "> /"})) continue;
    const bool called = event.trigger == Trigger::runtime;
    reporter.found(0.85)
        .weight(is_foreign(query, id) ? Weight::hostile
                : called              ? Weight::notable
                                      : Weight::suspicious)
        .event(id, "writes a file that every shell runs");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "add commands to the files that every new shell runs",
    .why = "The commands run for good, with every terminal that is opened.",
    .careful =
        "Installers of command-line tools add a line for completion or the search path "
        "when the user asks: counted less.",
    .attack = {"T1546.004"},
    .run = run,
};

}  // namespace antivenom::rules::persist::shell_profile
