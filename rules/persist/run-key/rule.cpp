#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::run_key {
namespace {

void run(const Query& query, Reporter& reporter) {
  const auto weigh = [&](EventId id) {
    const Event& event = query.event(id);
    // A program that offers to start at logon names itself, no copy that it has just made.
    if (nearest_into(query, id, {Effect::write_file, Effect::move_file})) return Weight::hostile;
    return event.trigger == Trigger::runtime && event.reach == Reach::uncalled ? Weight::notable : Weight::suspicious;
  };
  for (EventId id : query.with_effect({Effect::write_registry})) {
    const std::string& callee = query.event(id).callee;
    if (callee.find("Delete") != std::string::npos || callee.find("CreateKey") != std::string::npos) continue;
    if (query.tagged_upstream(id, "run-key").empty()) continue;
    reporter.found(0.95).weight(weigh(id)).event(id, "writes a key that Windows runs at logon");
  }
  for (EventId id : events(query, {.effects = kRunsProgram, .tags = {"run-key"}})) {
    if (!contains_any(command_text(query, id),
                      {"reg add", "reg.exe add", "add hk", "set-itemproperty", "new-itemproperty"}))
      continue;
    reporter.found(0.95).weight(weigh(id)).event(id, "writes a key that Windows runs at logon");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "have Windows start it at every logon through the registry",
    .why = "It then runs for good, also after the package is removed.",
    .careful =
        "Desktop programs offer to start at logon when the user asks for it; reading the "
        "keys changes nothing.",
    .attack = {"T1547.001"},
    .run = run,
};

}  // namespace antivenom::rules::persist::run_key
