#include "rules/flow.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::downloaded_code {
namespace {

Weight weight_of(const Query& query, const Event& event, Address address) {
  const bool by_itself = event.trigger != Trigger::runtime;
  if (address == Address::given) return is_small(query, event) ? Weight::notable : Weight::context;
  if (address == Address::hostile || event.callee != "eval") return Weight::hostile;
  return by_itself ? Weight::suspicious : Weight::notable;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_code, Effect::import_dynamic})) {
    const Event& event = query.event(id);
    std::optional<EventId> source;
    if (runs_text(event)) {
      if (const Argument* code = query.argument(id, "", 0)) source = nearest_into(query, *code, kNetSources);
    } else if (runs_file(event)) {
      source = nearest_into(query, id, kNetSources);
    }
    if (!source) continue;
    // A tool that gets and runs what its user names, or a long way through a large program that mixes things up.
    if (address_of(query, *source) == Address::given && is_large(query, event) && event.reach != Reach::entry) continue;
    const bool perhaps_a_value = event.callee == "eval";
    const auto chain = query.chain(*source, id);
    auto draft = reporter.found(sure_of_chain(perhaps_a_value ? 0.7 : 0.95, chain));
    draft.weight(weight_of(query, event, address_of(query, *source))).chain(chain, "downloads code", "runs it");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::hostile,
    .summary = "run code that it downloads",
    .why =
        "What runs is decided by a server, after the package was looked at, and can be "
        "something else for every user.",
    .careful =
        "Careless programs read numbers and lists of an answer with eval(): counted less, "
        "and least when the user has to call it. A function that runs what its "
        "caller names is a tool: what tells an attack is an address in the code. Downloaded data that is parsed, "
        "stored or "
        "shown is not code.",
    .attack = {"T1059.006", "T1105"},
    .run = run,
};

}  // namespace antivenom::rules::exec::downloaded_code
