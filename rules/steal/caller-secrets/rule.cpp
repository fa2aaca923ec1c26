#include "rules/shared/address.h"
#include "rules/shared/theft.h"

namespace antivenom::rules::steal::caller_secrets {
namespace {

// What is never sent along with an ordinary request. Tokens and API keys are: they say who asks.
bool is_secret_name(std::string_view name) {
  return contains_any(name, {"secret", "private_key", "privatekey", "priv_key", "mnemonic", "seed_phrase", "passphrase",
                             "password", "passwd", "from_key"});
}

// A hole "{secret_key}", or a variable "%SECRET%", in what is sent.
bool holds_secret(const Argument& argument) {
  if (argument.known == Known::exact) return false;
  const std::string text = lower_case(argument.text);
  for (char open : {'{', '%'}) {
    const char close = open == '{' ? '}' : '%';
    for (size_t at = text.find(open); at != std::string::npos;) {
      const size_t end = text.find(close, at + 1);
      if (end == std::string::npos) break;
      if (is_secret_name(std::string_view(text).substr(at, end - at))) return true;
      at = text.find(open, end + 1);
    }
  }
  return false;
}

// Nothing looks at the answer: the call is not made to get something.
bool is_one_way(const Query& query, EventId id) {
  const std::vector<EventId>& users = query.downstream(id);
  return std::all_of(users.begin(), users.end(), [&](EventId user) {
    return query.event(user).effects.has(Effect::show_user) || query.event(user).callee.ends_with(".close");
  });
}

// Nobody logs in there.
bool is_drop_box(const Query& query, EventId id) {
  return query.has_any_tag(
      id, {"discord-webhook", "telegram-api", "telegram-bot-token", "paste-site", "oob-service", "request-catcher"});
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::net_send, Effect::net_fetch, Effect::send_message})) {
    const Event& event = query.event(id);
    if (event.reach == Reach::unshipped) continue;
    const bool hidden = is_disguised_address(query, id), drop = is_drop_box(query, id);
    if (!event.silenced && !hidden && !drop) continue;
    const Argument* address = query.argument(id, "url", 0);
    if (address == nullptr || address_in(query, id) == Address::given) continue;
    if (contains_any(lower_case(address->text), {"logout", "signout", "revoke", "invalidate", "unregister"})) continue;
    bool secret = false;
    for (size_t i = event.has_receiver ? 1 : 0; i < event.args.size(); ++i)
      secret = secret ||
               (!one_of(event.args[i].keyword, {"headers", "auth", "cookies", "cert"}) && holds_secret(event.args[i]));
    if (!secret || !is_one_way(query, id)) continue;
    reporter.found(0.85).event(id, event.silenced ? "sends a secret to an address of its own, and hides when that fails"
                                   : hidden       ? "sends a secret to an address that is disguised"
                                                  : "sends a secret to a place where anybody can collect things");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "quietly send keys that it is given to a fixed address",
    .why =
        "A changed copy of a client library does its work, and hands the keys of everybody who uses it to a stranger.",
    .careful =
        "Clients send a password or key to log in: they use the answer, and tell when it fails. A one-way call whose "
        "failure nobody is to notice is no login.",
    .attack = {"T1056", "T1567"},
    .run = run,
};

}  // namespace antivenom::rules::steal::caller_secrets
