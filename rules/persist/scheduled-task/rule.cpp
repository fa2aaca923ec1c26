#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::scheduled_task {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id :
       events(query, {.effects = kRunsProgram | EffectSet{Effect::write_file}, .tags = {"scheduled-task"}})) {
    const Event& event = query.event(id);
    std::string text;
    for (const Argument& a : event.args) text += lower_case(a.text) + " ";
    if (!contains_any(
            text, {"/create", "/run", "register-scheduledtask", "new-scheduledtask", "schedule.service", "/change"}))
      continue;
    const bool called = event.trigger == Trigger::runtime;
    reporter.found(0.9).weight(called ? Weight::notable : Weight::suspicious).event(id, "makes a scheduled task");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "have Windows start something by a timer",
    .why = "A task runs for good, also after the package is removed.",
    .careful =
        "Tools for administrators make tasks when the user asks; listing tasks changes "
        "nothing.",
    .attack = {"T1053.005"},
    .run = run,
};

}  // namespace antivenom::rules::persist::scheduled_task
