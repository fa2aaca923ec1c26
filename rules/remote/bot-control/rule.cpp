#include "rules/shared/control.h"

namespace antivenom::rules::remote::bot_control {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (const RemoteCommand& command : remote_commands(query, {Effect::net_fetch, Effect::net_receive})) {
    if (!query.has_any_tag(command.from(), {"telegram-api", "discord-api", "telegram-bot-token"})) continue;
    auto draft = reporter.found(0.9);
    if (command.answer) draft.weight(Weight::hostile);
    draft.chain(command.chain, "reads chat messages", "runs them as commands");
    if (command.answer) draft.event(*command.answer, "sends the output back");
  }
  for (EventId run : query.with_effect(kRuns)) {
    if (!is_whole_command(query.event(run))) continue;
    const auto handler = called_back_by(query, run, {Effect::net_receive});
    if (!handler || is_http(query.event(*handler)) || was_accepted(query, *handler)) continue;
    const auto answer = answer_to(query, run);
    auto draft = reporter.found(answer ? 0.9 : 0.7);
    if (runs_by_itself(query, run) && answer) draft.weight(Weight::hostile);
    draft.event(*handler, "is called for every message").event(run, "runs its text as a command");
    if (answer) draft.event(*answer, "sends the output back");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::suspicious,
    .summary = "run commands that arrive as chat messages",
    .why =
        "A chat service is used to control the machine: traffic to it looks harmless, and its owner "
        "cannot be found.",
    .careful =
        "Chat bots answer messages, some start a fixed program with a fixed command line. Only text of a "
        "message that becomes the command line counts.",
    .attack = {"T1102.002", "T1059"},
    .run = run,
};

}  // namespace antivenom::rules::remote::bot_control
