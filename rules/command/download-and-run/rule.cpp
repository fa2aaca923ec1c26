#include <string>

#include "rules/flow.h"
#include "../../shared/code.h"

namespace antivenom::rules::command {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_shell, Effect::run_process, Effect::write_file})) {
    const Event& event = query.event(id);
    const bool writes = !event.effects.any(kRunsProgram);
    const bool powershell = query.has_tag(id, "powershell-download") &&
                            query.has_any_tag(id, {"powershell-execute", "powershell-hidden"});
    const bool shell = query.has_tag(id, "shell-download-run");
    const std::string text = command_text(query, id);
    const bool chained = query.has_tag(id, "shell-download") && query.has_any_tag(id, {"executable-name", "script-name"}) &&
                         contains_any(text, {"&&", ";", "& "});
    const bool trick = query.has_tag(id, "lolbin") && contains_any(text, {"http://", "https://"});
    if (powershell || shell || chained || (trick && !writes)) {
      const bool by_itself = event.trigger != Trigger::runtime || powershell || trick;
      reporter.found(writes ? 0.7 : 0.95)
          .weight(by_itself && !writes ? Weight::hostile : Weight::suspicious)
          .event(id, writes ? "writes a script that downloads and runs" : "downloads and runs in one command");
    } else if (!writes && query.has_any_tag(id, {"powershell-download", "shell-download"}) && event.trigger != Trigger::runtime) {
      reporter.found(0.7).weight(Weight::suspicious).event(id, "has a shell download something, unasked");
    }
  }
}

}  // namespace

extern const Rule download_and_run;
const Rule download_and_run{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "have a shell download something and run it",
    .why = "What is run was never part of the package and is decided by a server.",
    .careful = "Installers of languages and tools are documented as such lines, and printed for "
               "users to copy: printing is not running. Downloading alone is counted little, and "
               "so is a line run by a function that the user must call.",
    .attack = {"T1059", "T1105"},
    .run = run,
};

}  // namespace antivenom::rules::command
