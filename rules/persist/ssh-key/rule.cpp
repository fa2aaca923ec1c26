#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::ssh_key {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::write_file, Effect::run_shell, Effect::run_process})) {
    const Event& event = query.event(id);
    std::string text;
    for (const Argument& a : event.args) text += lower_case(a.text) + " ";
    if (text.find("authorized_keys") == std::string::npos) continue;
    const bool own_key = query.has_tag(id, "ssh-public-key");
    const bool writes = event.effects.has(Effect::write_file) || redirects(text);
    if (!writes || text.starts_with("ssh ") || text.find("scp ") != std::string::npos) continue;
    const bool by_itself = event.reach == Reach::entry;
    reporter.found(0.9)
        .weight(own_key || event.trigger != Trigger::runtime ? Weight::hostile
                : by_itself                                  ? Weight::suspicious
                                                             : Weight::notable)
        .event(id, "adds a key that may log in");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::hostile,
    .summary = "let somebody in by adding a key to the authorized keys",
    .why = "Whoever holds the other half of the key can log in for good.",
    .careful =
        "Deployment tools add a key of the user on other machines, through a connection, "
        "when called.",
    .attack = {"T1098.004"},
    .run = run,
};

}  // namespace antivenom::rules::persist::ssh_key
