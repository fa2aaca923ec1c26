#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::file::hide {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_shell, Effect::run_process, Effect::change_mode})) {
    const Event& event = query.event(id);
    const bool program = event.effects.any(kRunsProgram);
    const bool attribute = event.callee.ends_with("SetFileAttributesW") ||
                           event.callee.ends_with("SetFileAttributesA") || event.callee.ends_with(".SetFileAttributes");
    const Argument* value = query.argument(id, "", 1);
    // FILE_ATTRIBUTE_HIDDEN is 2; 6 is hidden and system.
    const bool hides = attribute && value != nullptr &&
                       one_of(value->text, {"2", "6", "34", "38", "{win32con.FILE_ATTRIBUTE_HIDDEN}"});
    const bool command =
        program && query.has_tag(id, "hide-command") && !contains_any(command_text(query, id), {"nohup"});
    if (!hides && !command) continue;
    const bool dropped = nearest_into(query, id, kNetSources).has_value();
    reporter.found(0.85).weight(dropped ? Weight::suspicious : Weight::notable).event(id, "hides a file");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::notable,
    .summary = "hide files that it leaves on the disk",
    .why = "A hidden file is one that the user shall not find.",
    .careful =
        "Caches and settings under a name that starts with a dot are a custom, not hiding; "
        "setting the hidden attribute is. What the package hides of its own download "
        "counts more.",
    .attack = {"T1564.001"},
    .run = run,
};

}  // namespace antivenom::rules::file::hide
