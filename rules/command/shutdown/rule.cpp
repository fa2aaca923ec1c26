#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::shutdown {
namespace {

void run(const Query& query, Reporter& reporter) {
  const auto weigh = [&](EventId id) {
    return query.event(id).trigger == Trigger::runtime ? Weight::notable : Weight::hostile;
  };
  for (EventId id : events(query, {.effects = kRunsProgram, .tags = {"shutdown-command"}})) {
    reporter.found(0.85).weight(weigh(id)).event(id, "shuts the computer down");
  }
  for (EventId id :
       events(query, {.effects = {Effect::change_system},
                     .callees = {".ExitWindowsEx", ".LockWorkStation", ".BlockInput", ".InitiateSystemShutdown"}})) {
    reporter.found(0.85).weight(weigh(id)).event(id, "shuts the computer down or locks it");
  }
  report_events(query, reporter,
                {.effects = {Effect::change_system}, .callees = {".NtRaiseHardError", ".RtlSetProcessIsCritical"}},
                0.95, "makes Windows crash", Weight::hostile);
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "shut the computer down, lock or crash it",
    .why = "The user loses work, and a restart is how changed settings take hold.",
    .careful =
        "Home automation and test tools switch machines off when the user calls the "
        "function: counted less.",
    .attack = {"T1529"},
    .run = run,
};

}  // namespace antivenom::rules::command::shutdown
