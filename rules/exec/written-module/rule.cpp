#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec {
namespace {

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
    const bool code = query.has_tag(*writer, "python-payload") || written.callee == "tempfile.NamedTemporaryFile";
    if (!hidden && (!code || event.trigger == Trigger::runtime)) continue;
    // Away from the eyes of the user: a console would have shown it.
    const bool detached = interpreter && contains_any(command_text(query, id), {"pythonw", "start ", "nohup "});
    reporter.found(0.8)
        .weight(hidden || detached || (query.has_tag(*writer, "python-payload") && event.reach == Reach::entry)
                    ? Weight::hostile
                    : Weight::suspicious)
        .chain(query.chain(*writer, id), hidden ? "writes code that was hidden" : "writes code to a file",
               "runs the file");
  }
}

}  // namespace

extern const Rule written_module;
const Rule written_module{
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

}  // namespace antivenom::rules::exec
