#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec {
namespace {

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
    const bool perhaps_a_value = event.callee == "eval";
    const bool by_itself = event.trigger != Trigger::runtime;
    auto draft = reporter.found(perhaps_a_value ? 0.7 : 0.95);
    if (perhaps_a_value) draft.weight(by_itself ? Weight::suspicious : Weight::notable);
    draft.chain(query.chain(*source, id), "downloads code", "runs it");
  }
}

}  // namespace

extern const Rule downloaded_code;
const Rule downloaded_code{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::hostile,
    .summary = "run code that it downloads",
    .why =
        "What runs is decided by a server, after the package was looked at, and can be "
        "something else for every user.",
    .careful =
        "Careless programs read numbers and lists of an answer with eval(): counted less, "
        "and least when the user has to call it. Downloaded data that is parsed, stored or "
        "shown is not code.",
    .attack = {"T1059.006", "T1105"},
    .run = run,
};

}  // namespace antivenom::rules::exec
