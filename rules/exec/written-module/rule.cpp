#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::written_module {
namespace {

bool has_text(const Event& write) {
  return write.args.size() > 1 && write.args[1].known != Known::nothing && write.args[1].text.size() > 40;
}

// The text that was written to the file that `opened` made.
std::optional<EventId> payload_written(const Query& query, EventId opened, EventId before, bool any_text = false) {
  for (EventId id : query.with_effect({Effect::write_file})) {
    if (id >= before) break;
    const Event& event = query.event(id);
    const bool same =
        id == opened || (event.has_receiver && !event.args.empty() &&
                         std::binary_search(event.args[0].origins.begin(), event.args[0].origins.end(), opened));
    if (same && (query.has_tag(id, "python-payload") || (any_text && id != opened && has_text(event)))) return id;
  }
  return std::nullopt;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id :
       query.with_effect({Effect::run_code, Effect::import_dynamic, Effect::run_process, Effect::run_shell})) {
    const Event& event = query.event(id);
    const bool interpreter = event.effects.any(kRunsProgram) &&
                             contains_any(command_text(query, id), {"python", "sys.executable"}) &&
                             !contains_any(command_text(query, id), {" pip ", " -m ", "setup.py"});
    if (!runs_file(event) && !interpreter) continue;
    const auto writer = nearest_into(query, id, {Effect::write_file});
    if (!writer || nearest_into(query, id, kNetSources)) continue;
    const Event& written = query.event(*writer);
    const bool hidden = std::any_of(written.args.begin(), written.args.end(),
                                    [](const Argument& a) { return !a.text.empty() && count_disguises(a.how) > 0; });
    const auto payload = payload_written(query, *writer, id);
    if (payload && writes_downloader(query.event(*payload))) {
      reporter.found(0.95)
          .weight(Weight::hostile)
          .event(*payload, "writes code that downloads code")
          .event(id, "runs the file");
      continue;
    }
    const bool temporary = written.callee == "tempfile.NamedTemporaryFile";
    const bool code = payload || (temporary && payload_written(query, *writer, id, true));
    if (!hidden && (!code || event.trigger == Trigger::runtime)) continue;
    // Away from the eyes of the user: a console would have shown it.
    const bool detached = interpreter && contains_any(command_text(query, id), {"pythonw", "start ", "nohup "});
    reporter.found(0.8)
        .weight(hidden || detached || (payload && event.reach == Reach::entry) ? Weight::hostile
                : payload                                                      ? Weight::suspicious
                                                                               : Weight::notable)
        .chain(query.chain(*writer, id), hidden ? "writes code that was hidden" : "writes code to a file",
               "runs the file");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::notable,
    .summary = "write code to a file and load it",
    .why = "Code that first exists when the package runs was seen by no one who read the package.",
    .careful =
        "Generators write modules from the user's own input, in clear, and users call "
        "them: counted only when the written code was hidden or when this happens by "
        "itself.",
    .attack = {"T1059.006", "T1027.010"},
    .run = run,
};

}  // namespace antivenom::rules::exec::written_module
