#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::persist::windows_service {
namespace {

void run(const Query& query, Reporter& reporter) {
  const auto weigh = [&](EventId id) {
    return query.event(id).trigger == Trigger::runtime ? Weight::notable : Weight::suspicious;
  };
  for (EventId id : query.with_effect(kRunsProgram)) {
    const std::string text = command_text(query, id);
    if (contains_any(text, {"sc create ", "sc.exe create ", "nssm install", "new-service "})) {
      reporter.found(0.9).weight(weigh(id)).event(id, "installs a service");
    }
  }
  for (EventId id : events(query, {.effects = {Effect::change_system},
                                  .callees = {"win32service.CreateService", "win32serviceutil.InstallService"}})) {
    reporter.found(0.85).weight(weigh(id)).event(id, "installs a service");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "install a service that Windows starts at boot",
    .why = "A service runs for good, with more rights than the user.",
    .careful =
        "Servers install a service when the user calls their install command: counted "
        "less.",
    .attack = {"T1543.003"},
    .run = run,
};

}  // namespace antivenom::rules::persist::windows_service
