#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::installs_packages {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_shell, Effect::run_process, Effect::install_package})) {
    const Event& event = query.event(id);
    const bool installs = event.effects.has(Effect::install_package) || query.has_tag(id, "pip-install-command");
    if (!installs || event.reach == Reach::unshipped) continue;
    const std::string text = command_text(query, id);
    const bool direct = contains_any(text, {"http://", "https://", "git+", "--index-url", "--extra-index-url", " -i "});
    const bool by_itself = event.trigger != Trigger::runtime;
    const bool own_tools =
        contains_any(text, {"-r requirements", "--upgrade pip", "-e .", "install .", "--user pip", "-u pip"});
    if (own_tools || (!by_itself && !direct)) continue;
    const bool unknown = text.find('{') != std::string::npos && !direct;
    reporter.found(unknown ? 0.4 : 0.8)
        .weight(direct && by_itself ? Weight::suspicious : Weight::notable)
        .event(id, direct ? "installs a package from an address of its own" : "installs a package unasked");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::notable,
    .summary = "install further packages when it is installed or imported",
    .why =
        "What is installed behind the user's back is not listed among the dependencies and was "
        "never looked at.",
    .careful =
        "Tools that manage environments install on request. Naming dependencies in the "
        "metadata is the honest way. Packages from an address or another index count more.",
    .attack = {"T1195.002", "T1105"},
    .run = run,
};

}  // namespace antivenom::rules::command::installs_packages
