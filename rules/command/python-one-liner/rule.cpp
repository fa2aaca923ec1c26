#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::python_one_liner {
namespace {

// A frame of a function, not of a file that is imported.
bool is_call(const Frame& frame) { return !frame.function.ends_with(".py"); }

// Started and left alone when the package is installed or imported: nobody reads what it says or waits for its end.
bool is_left_alone(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (event.callee != "subprocess.Popen" || event.trigger == Trigger::runtime || event.reach != Reach::entry ||
      std::count_if(event.path.begin(), event.path.end(), is_call) > 1)
    return false;
  for (const Argument& a : event.args) {
    if (one_of(a.keyword, {"stdin", "stdout", "stderr", "cwd", "env"})) return false;
  }
  return query.downstream(id).empty();
}

void run(const Query& query, Reporter& reporter) {
  const auto& layers = query.facts().layers;
  constexpr EffectSet kReachesOut{Effect::net_fetch, Effect::net_send,     Effect::net_connect,  Effect::net_receive,
                                  Effect::run_shell, Effect::send_message, Effect::native_memory};
  for (EventId id : query.with_effect(kRunsProgram)) {
    for (LayerId layer : layers_opened_at(query, query.event(id).place)) {
      if (layers[layer].how.empty() || layers[layer].how.back() != "python -c") continue;
      const bool hidden = count_disguises(layers[layer].how) > 0;
      if (!hidden && is_left_alone(query, id) && contains_any(layers[layer].text, {"import "})) {
        reporter.found(0.85).weight(Weight::hostile).event(id, "leaves another Python running with code on its line");
        continue;
      }
      if (!hidden && !query.effects_of_layer(layer).any(kReachesOut)) continue;
      reporter.found(0.9)
          .weight(hidden ? Weight::hostile : Weight::suspicious)
          .event(id, hidden ? "runs Python code that was hidden" : "runs Python code that reaches out");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "start another Python with code on its command line that reaches out or hides",
    .why =
        "Code on a command line runs in a process of its own that goes on when the package is "
        "gone, and stands in no file.",
    .careful =
        "Setup files ask another interpreter for its version or paths this way: such code "
        "neither connects nor unpacks.",
    .attack = {"T1059.006"},
    .run = run,
};

}  // namespace antivenom::rules::command::python_one_liner
