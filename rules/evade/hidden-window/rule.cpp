#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    const Argument* flags = query.argument(id, "creationflags", 99);
    // CREATE_NO_WINDOW and DETACHED_PROCESS
    const bool no_window = flags != nullptr && (one_of(flags->text, {"134217728", "8", "134217736", "136"}) ||
                                                contains_any(flags->text, {"NO_WINDOW", "DETACHED"}));
    const bool hidden = no_window || query.has_tag(id, "powershell-hidden") ||
                        contains_any(command_text(query, id), {"pythonw", "start /b", "start /min"});
    const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry;
    if (!hidden) continue;
    if (is_act(query, id)) {
      reporter.found(0.9).weight(Weight::suspicious).event(id, "runs it without a window");
    } else if (by_itself) {
      reporter.found(0.6).event(id, "runs a program without a window");
    }
  }
}

}  // namespace

extern const Rule hidden_window;
const Rule hidden_window{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "run programs without a window or a trace on the terminal",
    .why = "A hidden window keeps the user from noticing that something runs.",
    .careful =
        "Desktop programs hide the console of helpers they start: counted only for "
        "programs that were fetched, unpacked or started at install or import.",
    .attack = {"T1564.003"},
    .run = run,
};

}  // namespace antivenom::rules::evade
