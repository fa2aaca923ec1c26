#include <string>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_shell, Effect::run_process, Effect::install_package})) {
    const Event& event = query.event(id);
    const bool installs = event.effects.has(Effect::install_package) || query.has_tag(id, "pip-install-command");
    if (!installs || event.trigger == Trigger::runtime || event.reach != Reach::entry) continue;
    const std::string text = command_text(query, id);
    if (contains_any(text, {"-r requirements", "-e .", "install .", "--upgrade pip"})) continue;
    const bool unknown = text.find('{') != std::string::npos;
    reporter.found(unknown ? 0.4 : 0.8).event(id, "installs another package by itself");
  }
  for (EventId id : query.with_effect({Effect::setup})) {
    for (const Argument& a : query.event(id).args) {
      const bool links = a.keyword == "dependency_links" && contains_any(a.text, {"://"});
      const bool direct =
          a.keyword == "install_requires" && contains_any(a.text, {"@ http", "@http", "@ git+", "@git+"});
      if (links || direct) reporter.found(0.6).event(id, "requires a package by its address");
    }
  }
}

}  // namespace

extern const Rule indirect_import;
const Rule indirect_import{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "bring in its harm through another package that it installs or requires by address",
    .why = "The package itself then looks clean; what it pulls in is looked at by nobody.",
    .careful =
        "Naming dependencies in the metadata is the honest way, and environment tools "
        "install on request. A requirement that points to an address is rare on an index.",
    .attack = {"T1195.001"},
    .run = run,
};

}  // namespace antivenom::rules::evade
