#include <string>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::process_injection {
namespace {

void run(const Query& query, Reporter& reporter) {
  const auto& events = query.facts().events;
  const std::vector<EventId> native = query.with_effect({Effect::native_memory});
  for (EventId id : native) {
    const Event& event = events[id];
    const std::string& name = event.callee;
    if (name.find("inject_") != std::string::npos && name.starts_with("pymem.")) {
      reporter.found(0.9).event(id, "puts code into another process");
      continue;
    }
    const bool starts = name.ends_with(".CreateRemoteThread") || name.ends_with(".CreateRemoteThreadEx") ||
                        name.ends_with(".QueueUserAPC") || name.ends_with(".SetThreadContext") ||
                        name.ends_with(".NtCreateThreadEx");
    if (!starts) continue;
    std::optional<EventId> written;
    for (EventId other : native) {
      const bool writes = events[other].callee.ends_with(".WriteProcessMemory") ||
                          events[other].callee.ends_with(".NtWriteVirtualMemory");
      if (other < id && writes && events[other].place.file == event.place.file) written = other;
    }
    if (!written) continue;
    reporter.found(0.95).event(*written, "writes into another process").event(id, "starts what was written there");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::hostile,
    .summary = "put code into other running programs",
    .why = "Code inside a trusted program acts with its name and rights and outlives the package.",
    .careful =
        "Listing, reading or ending processes is not injection; writing into one and "
        "starting a thread there is.",
    .attack = {"T1055.001", "T1055.002", "T1055.003"},
    .run = run,
};

}  // namespace antivenom::rules::exec::process_injection
