#include "rules/shared/theft.h"

namespace antivenom::rules::remote::hidden_address {
namespace {

void run(const Query& query, Reporter& reporter) {
  constexpr EffectSet kReaches{Effect::net_connect, Effect::net_fetch, Effect::net_send, Effect::send_message};
  for (EventId id : query.with_effect(kReaches)) {
    if (!is_disguised_address(query, id)) continue;
    const bool collector = is_collector(query, id) || query.has_tag(id, "app-hosting");
    if (collector) reporter.found(0.9).event(id, "the address is encoded, and belongs to nobody who can be asked");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::hostile,
    .summary = "reach an anonymous collector whose address is encoded in the source",
    .why =
        "A chat bot, a paste, a free host or a bare IP address is chosen because nobody knows who is behind it; it is "
        "encoded so that nobody sees that it is used.",
    .careful =
        "Clients of chat services write the service's address in clear and take the token from their user; encoded "
        "addresses of named hosts count only as obfuscation.",
    .attack = {"T1027.013", "T1102"},
    .run = run,
};

}  // namespace antivenom::rules::remote::hidden_address
