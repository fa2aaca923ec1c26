#include <algorithm>
#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::encoded_powershell {
namespace {

void run(const Query& query, Reporter& reporter) {
  const auto& layers = query.facts().layers;
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    // A step on the command itself: the package encoded a text that stands in it in clear.
    const bool encoded_here =
        std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) { return has_step(a.how, "base64"); });
    if (encoded_here || !contains_any(command_text(query, id), {"powershell", "pwsh"})) continue;
    bool opened = false;
    for (LayerId layer : layers_opened_at(query, event.place)) {
      opened = opened || (layers[layer].language == "powershell" && has_step(layers[layer].how, "base64"));
    }
    const bool known = std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) {
      return a.known == Known::exact && std::find(a.tags.begin(), a.tags.end(), "powershell-encoded") != a.tags.end();
    });
    // Joined alternatives are not one command line.
    const bool one_line = std::none_of(event.args.begin(), event.args.end(), [](const Argument& a) {
      return a.keyword.empty() && a.known != Known::exact && a.text.find('|') != std::string::npos;
    });
    if ((opened && one_line) || known) reporter.found(0.95).event(id, "runs an encoded PowerShell script");
  }
  for (EventId id : query.with_effect({Effect::write_file})) {
    if (query.has_tag(id, "powershell-encoded"))
      reporter.found(0.7).event(id, "writes a script that runs encoded PowerShell");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "run a PowerShell script that is hidden by encoding",
    .why = "The encoded form exists to carry quotes safely, but in packages it hides what is run.",
    .careful =
        "Programs that administer Windows send scripts of the user this way: then the "
        "script is no text of the package.",
    .attack = {"T1059.001", "T1027.010"},
    .run = run,
};

}  // namespace antivenom::rules::command::encoded_powershell
