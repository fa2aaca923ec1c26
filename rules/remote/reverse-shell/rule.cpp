#include "rules/shared/control.h"

namespace antivenom::rules::remote::reverse_shell {
namespace {

// A program that the caller names is his; a shell is not.
bool talks_to_socket(const Query& query, EventId id) {
  const Event& event = query.event(id);
  const Argument* program = query.argument(id, "args", 0);
  if (program == nullptr || program->known != Known::exact) return false;
  return std::any_of(event.args.begin(), event.args.end(), [](const Argument& argument) {
    return one_of(argument.keyword, {"stdin", "stdout"}) && argument.text.find("socket") != std::string::npos;
  });
}

// A shell that is given nothing to do waits for commands.
bool is_bare_shell(const Query& query, EventId id) {
  const Argument* program = query.argument(id, "args", 0);
  if (program == nullptr) return false;
  return one_of(program->text, {"/bin/sh", "/bin/bash", "sh", "bash", "/bin/sh -i", "/bin/bash -i", "sh -i", "bash -i",
                                "cmd.exe", "cmd", "powershell.exe", "powershell"});
}

// A connection, or descriptors made from one, in the same function shortly before.
std::optional<EventId> connection_before(const Query& query, EventId id) {
  const Event& event = query.event(id);
  std::optional<EventId> result;
  for (EventId connect : query.with_effect({Effect::net_connect})) {
    const Event& from = query.event(connect);
    if (connect > id) break;
    if (from.place.file == event.place.file && from.trigger == event.trigger && from.callee.starts_with("socket."))
      result = connect;
  }
  return result;
}

void run(const Query& query, Reporter& reporter) {
  for (const RemoteCommand& command : remote_commands(query, {Effect::net_receive})) {
    if (is_http(query.event(command.from())) || was_accepted(query, command.from())) continue;
    auto draft = reporter.found(command.answer ? 0.95 : 0.8);
    if (!command.answer) draft.weight(Weight::suspicious);
    draft.chain(command.chain, "receives a command", "runs it");
    if (command.answer) draft.event(*command.answer, "sends the output back");
  }
  for (EventId id : query.with_effect(kRuns | EffectSet{Effect::run_code})) {
    const Event& event = query.event(id);
    if (!query.tagged_upstream(id, "reverse-shell").empty()) {
      reporter.found(0.95).event(id, "runs a command that connects a shell to the network");
    } else if (event.effects.any(kRuns) && talks_to_socket(query, id)) {
      reporter.found(0.95).event(id, "starts a program whose input and output is a network connection");
    } else if (const auto connected =
                   event.effects.any(kRuns) && is_bare_shell(query, id) ? connection_before(query, id) : std::nullopt) {
      reporter.found(0.85).event(*connected, "connects").event(id, "starts a shell");
    }
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::hostile,
    .summary = "give a stranger a shell on the machine",
    .why = "Whoever is at the other end runs what he likes, with the user's rights.",
    .careful =
        "Remote debuggers and clusters connect to an address that the user gives and run what they are "
        "built for, not a line of text in a shell; SSH clients run commands on the other machine, not on "
        "this one.",
    .attack = {"T1059", "T1095"},
    .run = run,
};

}  // namespace antivenom::rules::remote::reverse_shell
