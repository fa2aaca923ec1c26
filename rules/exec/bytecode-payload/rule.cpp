#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::bytecode_payload {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_code})) {
    const Event& event = query.event(id);
    const Argument* code = query.argument(id, "", 0);
    if (!runs_text(event) || code == nullptr) continue;
    const auto loaded = [&]() -> std::optional<EventId> {
      for (EventId origin : query.upstream(id)) {
        if (query.event(origin).callee.starts_with("marshal.load")) return origin;
      }
      return std::nullopt;
    }();
    const bool marshalled =
        has_step(code->how, "marshal") || has_step(code->how, "code object") || (loaded && query.flows(*loaded, id));
    if (!marshalled || nearest_into(query, *code, kNetSources)) continue;
    // A cache reads back, from a path that is not known, what it compiled before.
    if (code->known == Known::nothing && loaded && event.trigger == Trigger::runtime) continue;
    reporter.found(0.85)
        .weight(count_disguises(code->how) >= 2 ? Weight::hostile : Weight::suspicious)
        .event(id, "runs bytecode without source");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::suspicious,
    .summary = "run compiled code whose source it does not ship",
    .why =
        "Bytecode in a text or a data file can be run but hardly be read; honest packages ship "
        "source.",
    .careful =
        "Compiled files beside their source are what Python itself makes. Caches of "
        "templates compile text of the user.",
    .attack = {"T1027.009", "T1059.006"},
    .run = run,
};

}  // namespace antivenom::rules::exec::bytecode_payload
