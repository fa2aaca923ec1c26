#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::sandbox_escape {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id :
       query.with_effect({Effect::run_code, Effect::run_shell, Effect::run_process, Effect::native_memory})) {
    const Event& event = query.event(id);
    if (!event.indirect || event.reach == Reach::unshipped) continue;
    const bool dangerous =
        one_of(event.callee, {"exec", "eval", "compile", "os.system", "os.popen", "subprocess.Popen", "subprocess.call",
                              "subprocess.run", "subprocess.check_output", "subprocess.check_call", "execfile"});
    if (!dangerous) continue;
    const bool strong = is_act(query, id) || event.place.layer != 0;
    reporter.found(0.8)
        .weight(strong ? Weight::suspicious : Weight::notable)
        .event(id, "reaches " + event.callee + " through a computed name");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "reach dangerous functions by ways around their names",
    .why =
        "A call through computed names or the insides of objects is not found by looking for "
        "the name.",
    .careful =
        "getattr and __import__ are how plug-ins are loaded: there the name comes from "
        "outside. What counts is exec, a shell or native memory reached through a name "
        "that stands in the code.",
    .attack = {"T1027"},
    .run = run,
};

}  // namespace antivenom::rules::evade::sandbox_escape
