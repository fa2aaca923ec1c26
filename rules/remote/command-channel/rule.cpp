#include "rules/shared/control.h"

namespace antivenom::rules::remote::command_channel {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (const RemoteCommand& command : remote_commands(query, {Effect::net_fetch, Effect::net_receive})) {
    const Event& from = query.event(command.from());
    if (!is_http(from) || !command.answer || query.has_any_tag(command.from(), {"telegram-api", "discord-api"}))
      continue;
    auto draft = reporter.found(0.9);
    if (runs_by_itself(query, command.run()) || is_drop(query, command.from()) || is_drop(query, *command.answer))
      draft.weight(Weight::hostile);
    draft.chain(command.chain, "fetches a command", "runs it").event(*command.answer, "sends the output back");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::suspicious,
    .summary = "fetch commands from a server, run them and send the output back",
    .why =
        "The server's owner controls the machine; what the package does today says nothing about "
        "tomorrow.",
    .careful =
        "Runners of build systems do the same, with a server that the user registers, and say so; "
        "installers fetch a script from their own site and send nothing back.",
    .attack = {"T1071.001", "T1059"},
    .run = run,
};

}  // namespace antivenom::rules::remote::command_channel
