#include "rules/shared/theft.h"

namespace antivenom::rules::remote::private_chat {
namespace {

// A chat service's address with its secret in it.
bool has_secret(const Query& query, EventId id) {
  return query.has_any_tag(id, {"telegram-bot-token", "discord-webhook"});
}

// What is sent holds something that only exists where the package runs.
bool sends_something_of_here(const Event& event) {
  for (size_t i = event.has_receiver ? 1 : 0; i < event.args.size(); ++i) {
    const Argument& a = event.args[i];
    // "...&text={key}": what is sent may stand in the address.
    if (a.known == Known::partial && a.text.starts_with("http") &&
        a.text.find('{', a.text.find('?')) != std::string::npos)
      return true;
    const bool data =
        one_of(a.keyword, {"data", "json", "params", "files", "content"}) || i > (event.has_receiver ? 1 : 0);
    if (data && a.known != Known::exact) return true;
  }
  return false;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::net_send, Effect::net_fetch})) {
    const Event& event = query.event(id);
    if (event.reach == Reach::unshipped || !has_secret(query, id) || !sends_something_of_here(event)) continue;
    // Nobody is to notice when it fails.
    if (event.silenced && !event.effects.has(Effect::show_user))
      reporter.found(0.9).weight(Weight::hostile).event(id, "quietly sends to a chat whose secret is written here");
    else
      reporter.found(0.85).event(id, "sends to a chat whose secret is written here");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "send what it is given to a private chat of its author",
    .why =
        "The secret of a bot or webhook in a published package means that every user's data goes to one chat, and "
        "nobody else can read it.",
    .careful =
        "Libraries for chat services take the secret from their user: only one that is written in the code counts.",
    .attack = {"T1567.004"},
    .run = run,
};

}  // namespace antivenom::rules::remote::private_chat
