#include <algorithm>
#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::kill_security {
namespace {

bool names_foreign_program(std::string_view text) {
  return contains_any(
      text, {"chrome",       "msedge",       "firefox",        "brave",     "opera",    "discord",    "telegram",
             "steam",        "taskmgr",      "processhacker",  "procexp",   "procmon",  "wireshark",  "fiddler",
             "httpdebugger", "x64dbg",       "ollydbg",        "idaq",      "ida64",    "dnspy",      "avast",
             "avg",          "mcafee",       "msmpeng",        "kaspersky", "avp",      "norton",     "bitdefender",
             "mbam",         "explorer.exe", "securityhealth", "windefend", "vmtoolsd", "vboxservice"});
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : events(query, {.effects = kRunsProgram, .tags = {"process-kill"}})) {
    const std::string text = command_text(query, id);
    if (!names_foreign_program(text)) continue;
    const bool guard = query.has_tag(id, "debugger-artifact");
    reporter.found(guard ? 0.9 : 0.7)
        .weight(guard || query.event(id).trigger != Trigger::runtime ? Weight::suspicious : Weight::notable)
        .event(id, "ends a program of the user");
  }
  for (EventId id : query.with_effect({Effect::kill_process})) {
    const Event& event = query.event(id);
    const bool guarded = std::any_of(event.conditions.begin(), event.conditions.end(), [&](ConditionId c) {
      return names_foreign_program(lower_case(query.facts().conditions[c].text));
    });
    if (guarded && nearest_into(query, id, {Effect::read_processes})) {
      reporter.found(0.7).weight(Weight::notable).event(id, "ends a program of the user found by name");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "end programs of the user, such as browsers, monitors or virus scanners",
    .why =
        "Ending a browser unlocks the files it keeps its passwords in; ending a monitor keeps "
        "the user from noticing.",
    .careful =
        "Programs end their own children and servers: only programs named in the text that "
        "are not the package's own count.",
    .attack = {"T1562.001", "T1489"},
    .run = run,
};

}  // namespace antivenom::rules::command::kill_security
