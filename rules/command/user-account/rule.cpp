#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::user_account {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : events(query, {.effects = kRunsProgram, .tags = {"user-account-command"}})) {
    const bool unasked = query.event(id).trigger != Trigger::runtime;
    reporter.found(0.9).weight(unasked ? Weight::hostile : Weight::suspicious).event(id, "adds or changes an account");
  }
  report_events(
      query, reporter,
      {.effects = {Effect::change_system}, .callees = {"win32net.NetUserAdd", "win32net.NetLocalGroupAddMembers"}}, 0.9,
      "adds or changes an account");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "add a user account or give one more rights",
    .why = "An account of its own is a way back in that survives the removal of the package.",
    .careful =
        "Deployment tools create accounts when told to. Asking who is there changes "
        "nothing.",
    .attack = {"T1136.001", "T1098"},
    .run = run,
};

}  // namespace antivenom::rules::command::user_account
