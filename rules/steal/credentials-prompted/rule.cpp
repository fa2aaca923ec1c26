#include "rules/shared/theft.h"

namespace antivenom::rules::steal::credentials_prompted {
namespace {

bool asks_for_secret(const Event& event) {
  return event.callee == "getpass.getpass" ||
         mentions(event, {"password", "passwd", "token", "seed", "private key", "pin"});
}

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_input}},
                    .also = [](const Query& q, EventId id) { return asks_for_secret(q.event(id)); }};
  for (const Route& route : routes_out(query, theft)) {
    const bool alone = runs_by_itself(query, route.chain.back());
    if (!route.to_drop && !alone) continue;
    auto draft = reporter.found(route.to_drop ? 0.9 : 0.7);
    if (route.to_drop) draft.weight(Weight::hostile);
    draft.chain(route.chain, "asks for a password", "sends it to a stranger");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "ask for a password and send it to a stranger",
    .why = "It looks like a login and is none: the password goes to whoever owns the other end.",
    .careful =
        "Command line clients ask for a password and log in to their service with it, when the user "
        "starts them; that is no drop, and not at install or import.",
    .attack = {"T1056.002", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::credentials_prompted
