#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::anti_analysis {
namespace {

// A test on signs of a virtual machine, a debugger or an analyst; a list of processes alone is none.
bool is_guard(const Query& query, const Condition& condition) {
  return std::any_of(condition.origins.begin(), condition.origins.end(), [&](EventId id) {
    const Event& event = query.event(id);
    return query.has_any_tag(id, {"vm-artifact", "debugger-artifact"}) ||
           (event.effects.has(Effect::probe_debugger) && event.callee != "sys._getframe");
  });
}

// A test that compares the name of the machine or of its user with names in the code: a list of victims, or of the
// machines of analysts.
std::optional<EventId> compares_names(const Query& query, const Condition& condition) {
  if (std::find(condition.about.begin(), condition.about.end(), "platform") != condition.about.end() ||
      !contains_any(condition.text, {" in ", "==", "!=", "startswith"}))
    return std::nullopt;
  const auto is_name = [&](EventId id) {
    const std::string_view callee = query.event(id).callee;
    return one_of(callee, {"socket.gethostname", "platform.node", "getpass.getuser", "os.getlogin"}) ||
           (callee == "os.uname" && condition.text.find("nodename") != std::string::npos);
  };
  // A path that the name is a part of is no name.
  const bool only_names = std::all_of(condition.origins.begin(), condition.origins.end(), is_name);
  return only_names && !condition.origins.empty() ? std::optional<EventId>(condition.origins.front()) : std::nullopt;
}

void run(const Query& query, Reporter& reporter) {
  const auto& facts = query.facts();
  std::vector<EventId> probes;
  for (EventId id = 0; id < facts.events.size(); ++id) {
    if (facts.events[id].reach != Reach::unshipped && query.has_any_tag(id, {"vm-artifact", "debugger-artifact"}))
      probes.push_back(id);
  }
  for (EventId id : query.with_effect({Effect::exit, Effect::kill_process, Effect::change_system})) {
    const Event& event = query.event(id);
    const bool guarded = std::any_of(event.conditions.begin(), event.conditions.end(),
                                     [&](ConditionId c) { return is_guard(query, facts.conditions[c]); });
    if (!guarded || probes.empty()) continue;
    reporter.found(0.8)
        .event(probes.front(), "looks for a virtual machine or a debugger")
        .event(id, "stops or fights when one is there");
  }
  for (EventId id : acts(query)) {
    const Event& event = query.event(id);
    const bool guarded = std::any_of(event.conditions.begin(), event.conditions.end(),
                                     [&](ConditionId c) { return is_guard(query, facts.conditions[c]); });
    if (guarded) reporter.found(0.85).event(id, "acts only where nobody seems to watch");
    for (ConditionId c : event.conditions) {
      const auto name = compares_names(query, facts.conditions[c]);
      if (guarded || !name) continue;
      reporter.found(0.7)
          .event(*name, "looks up whose machine this is")
          .event(id, "acts on some machines and not on others");
      break;
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "look for virtual machines, debuggers or analysts before it acts",
    .why = "Behaving well under observation is what malware does to stay undiscovered.",
    .careful =
        "Tools that report about the machine look for the same signs, but do nothing "
        "depending on them.",
    .attack = {"T1497.001", "T1622"},
    .run = run,
};

}  // namespace antivenom::rules::evade::anti_analysis
