#include "rules/shared/theft.h"

namespace antivenom::rules::steal::metadata_service {
namespace {

bool asks_metadata(const Event& event) {
  return mentions(event, {"169.254.169.254", "169.254.170.2", "metadata.google.internal", "100.100.100.200"});
}

void run(const Query& query, Reporter& reporter) {
  const Theft theft{
      .what = {.effects = {Effect::net_fetch, Effect::net_receive, Effect::run_shell, Effect::run_process}},
      .also = [](const Query& q, EventId id) { return asks_metadata(q.event(id)); },
      .carries = Carries::contents,
      .login_is_fine = true};
  for (const Route& route : routes_out(query, theft)) {
    if (asks_metadata(query.event(route.chain.back())) && route.chain.size() > 1) continue;
    reporter.found(0.9).chain(route.chain, "asks the cloud's metadata service", "sends the answer away");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal the credentials of a cloud machine",
    .why = "The metadata service gives every program on the machine the machine's own rights in the cloud.",
    .careful =
        "Cloud SDKs ask the metadata service too, and use the answer to sign requests; they do not send "
        "the answer itself to somebody else.",
    .attack = {"T1552.005", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::metadata_service
