#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::tamper::security_settings {
namespace {

bool weakens(std::string_view text) {
  return contains_any(
      text, {"disabletaskmgr", "disableregistrytools", "disablecmd", "enablelua", "consentpromptbehavioradmin",
             "disableantispyware", "disablerealtimemonitoring", "smartscreenenabled", "enablesmartscreen",
             "disablenotificationcenter", "disablewindowsupdateaccess", "nowindowsupdate", "disablebehaviormonitoring",
             "executionpolicy unrestricted", "set-executionpolicy"});
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::write_registry, Effect::run_shell, Effect::run_process})) {
    const Event& event = query.event(id);
    std::string text;
    for (const Argument& a : event.args) text += lower_case(a.text) + " ";
    const bool command = event.effects.any(kRunsProgram);
    const bool sets = !command || contains_any(text, {"reg add", "set-itemproperty", "new-itemproperty", "reg.exe add",
                                                      "set-executionpolicy"});
    if (!weakens(text) || !sets || event.callee.find("Delete") != std::string::npos) continue;
    const bool policy_only = text.find("executionpolicy") != std::string::npos;
    reporter.found(0.9).weight(policy_only ? Weight::notable : Weight::hostile).event(id, "weakens a security setting");
  }
  for (EventId id :
       events(query, {.effects = {Effect::write_file, Effect::run_shell, Effect::run_process}, .tags = {"sudoers"}})) {
    const std::string text = command_text(query, id);
    if (query.event(id).effects.any(kRunsProgram) && !redirects(text) && text.find("cp ") == std::string::npos)
      continue;
    reporter.found(0.85).event(id, "changes who may act as administrator");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "weaken the security settings of the system",
    .why = "What was forbidden before, or needed a question, is then allowed to every program.",
    .careful = "Tools for administrators read these settings, and change them on request.",
    .attack = {"T1112", "T1562", "T1548.003"},
    .run = run,
};

}  // namespace antivenom::rules::tamper::security_settings
