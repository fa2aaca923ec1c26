#include "rules/shared/control.h"

namespace antivenom::rules::remote::bind_shell {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (const RemoteCommand& command : remote_commands(query, {Effect::net_receive, Effect::net_listen})) {
    if (!was_accepted(query, command.from())) continue;
    auto draft = reporter.found(command.answer ? 0.9 : 0.8);
    if (command.answer && runs_by_itself(query, command.run())) draft.weight(Weight::hostile);
    draft.chain(command.chain, "takes a command from who connects", "runs it");
    if (command.answer) draft.event(*command.answer, "sends the output back");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::suspicious,
    .summary = "run commands of anybody who connects to the machine",
    .why = "An open door: whoever finds the port runs what he likes, with the user's rights.",
    .careful =
        "Servers of job systems run what they are told as well, and are started to do that; here a line "
        "of text from the connection goes straight into a shell.",
    .attack = {"T1059", "T1571"},
    .run = run,
};

}  // namespace antivenom::rules::remote::bind_shell
