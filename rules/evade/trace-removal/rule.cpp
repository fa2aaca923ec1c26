#include <algorithm>
#include <string>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade {
namespace {

void run(const Query& query, Reporter& reporter) {
  const std::vector<EventId> runs = query.with_effect(kRunsAnything);
  for (EventId id : query.with_effect({Effect::delete_file})) {
    const Event& event = query.event(id);
    const auto& files = query.facts().files;
    const std::string own = event.place.file < files.size() ? "{package}/" + files[event.place.file].path : "{package}";
    if (std::any_of(event.args.begin(), event.args.end(), [&](const Argument& a) { return a.text == own; })) {
      reporter.found(0.85).event(id, "deletes itself");
      continue;
    }
    const auto written = nearest_into(query, id, {Effect::write_file});
    if (!written) continue;
    if (!query.event(*written).effects.any(kNetSources) && !nearest_into(query, *written, kNetSources)) continue;
    const auto run =
        std::find_if(runs.begin(), runs.end(), [&](EventId r) { return r < id && query.flows(*written, r); });
    if (run != runs.end()) reporter.found(0.8).event(*run, "runs a file it fetched").event(id, "deletes it again");
  }
  report_events(query, reporter, {.effects = kRunsProgram, .tags = {"log-removal"}}, 0.9, "removes logs");
}

}  // namespace

extern const Rule trace_removal;
const Rule trace_removal{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "remove its own traces: the file it ran, itself, or the logs of the system",
    .why = "What is gone cannot be looked at when somebody asks what happened.",
    .careful =
        "Temporary files are removed after use: only what was fetched or unpacked and then "
        "run, the own source, and logs count.",
    .attack = {"T1070.004", "T1070.001"},
    .run = run,
};

}  // namespace antivenom::rules::evade
