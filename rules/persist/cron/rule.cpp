#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::cron {
namespace {

void run(const Query& query, Reporter& reporter) {
  const EffectSet changes{Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process,
                          Effect::write_registry};
  for (EventId id : events(query, {.effects = changes, .tags = {"cron"}})) {
    const Event& event = query.event(id);
    const std::string text = command_text(query, id);
    const bool lists = text.find("crontab -l") != std::string::npos || text.find("crontab") == std::string::npos;
    if (event.effects.any(kRunsProgram) && lists &&
        !(contains_any(text, {"| crontab", "|crontab", "@reboot"}) || redirects(text)))
      continue;
    const bool called = event.trigger == Trigger::runtime;
    reporter.found(0.9).weight(called ? Weight::notable : Weight::suspicious).event(id, "makes a cron entry");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "have cron start something by a timer",
    .why = "A cron entry runs for good, also after the package is removed.",
    .careful =
        "Deployment tools write cron entries when the user asks; listing them changes "
        "nothing.",
    .attack = {"T1053.003"},
    .run = run,
};

}  // namespace antivenom::rules::persist::cron
