#include <charconv>
#include <cstdint>
#include <string>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::hidden_window {
namespace {

// CREATE_NO_WINDOW or DETACHED_PROCESS among the flags, as a number or by name.
bool has_no_window(const Argument& flags) {
  constexpr uint64_t kNoWindow = 0x08000000, kDetached = 0x8;
  uint64_t value = 0;
  const char* end = flags.text.data() + flags.text.size();
  const auto [stopped, error] = std::from_chars(flags.text.data(), end, value);
  if (error == std::errc() && stopped == end) return (value & (kNoWindow | kDetached)) != 0;
  return contains_any(flags.text, {"NO_WINDOW", "DETACHED"});
}

// `ShowWindow(GetConsoleWindow(), 0)`: the program takes its own window off the screen.
bool hides_console(const Event& event) {
  return event.callee.ends_with(".ShowWindow") && event.args.size() >= 2 && event.args[1].text == "0" &&
         event.args[0].text.find("GetConsoleWindow") != std::string::npos;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::change_mode})) {
    const Event& event = query.event(id);
    if (!hides_console(event)) continue;
    const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry;
    reporter.found(0.8).weight(by_itself ? Weight::notable : Weight::context).event(id, "hides the window it runs in");
  }
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    const Argument* flags = query.argument(id, "creationflags", 99);
    const bool no_window = flags != nullptr && has_no_window(*flags);
    const bool hidden = no_window || query.has_tag(id, "powershell-hidden") ||
                        contains_any(command_text(query, id), {"pythonw", "start /b", "start /min"});
    const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry;
    if (!hidden) continue;
    if (is_act(query, id)) {
      reporter.found(0.9).weight(Weight::suspicious).event(id, "runs it without a window");
    } else if (by_itself) {
      reporter.found(0.6).event(id, "runs a program without a window");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "run programs without a window or a trace on the terminal",
    .why = "A hidden window keeps the user from noticing that something runs.",
    .careful =
        "Desktop programs hide the console of helpers they start: counted only for "
        "programs that were fetched, unpacked or started at install or import.",
    .attack = {"T1564.003"},
    .run = run,
};

}  // namespace antivenom::rules::evade::hidden_window
