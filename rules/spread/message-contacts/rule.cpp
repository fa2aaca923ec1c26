#include "rules/shared/control.h"

namespace antivenom::rules::spread::message_contacts {
namespace {

bool is_address_book(const Event& event) {
  return mentions(event, {"abook.mab", "contacts.db", "addressbook", "history.mab", ".wab", "contacts.vcf"});
}

void run(const Query& query, Reporter& reporter) {
  const Theft token{.what = {.effects = kReads, .tags = {"discord-store", "browser-store", "chat-store"}},
                    .carries = Carries::contents};
  for (const Route& route : routes_out(query, token)) {
    const EventId sink = route.chain.back();
    const bool message =
        query.has_tag(sink, "discord-api") && mentions(query.event(sink), {"/messages", "/relationships", "/invites"});
    if (message) reporter.found(0.9).chain(route.chain, "takes a login that it finds", "writes to others with it");
  }
  const Theft book{.what = {.effects = kReads},
                   .also = [](const Query& q, EventId id) { return is_address_book(q.event(id)); },
                   .carries = Carries::contents};
  for (const Route& route : routes_out(query, book)) {
    if (query.event(route.chain.back()).effects.any({Effect::send_mail, Effect::send_message})) {
      reporter.found(0.8).chain(route.chain, "reads the address book", "writes to everybody in it");
    }
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::hostile,
    .summary = "write to the victim's contacts in the victim's name",
    .why = "Friends trust the victim and open what they get: it spreads by itself.",
    .careful =
        "Clients and bots send messages with a token that their user gave them, not with one that they "
        "found on the disk.",
    .attack = {"T1534"},
    .run = run,
};

}  // namespace antivenom::rules::spread::message_contacts
