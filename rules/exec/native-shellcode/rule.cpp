#include <string>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::native_shellcode {
namespace {

bool is_one_of(const Event& event, std::initializer_list<std::string_view> endings) {
  const size_t dot = event.callee.rfind('.');
  return one_of(std::string_view(event.callee).substr(dot == std::string::npos ? 0 : dot + 1), endings);
}

bool makes_memory(const Event& e) {
  return is_one_of(e, {"VirtualAlloc", "VirtualAllocEx", "HeapCreate", "HeapAlloc", "mmap", "mprotect",
                       "VirtualProtect", "NtAllocateVirtualMemory", "memfd_create"});
}
bool starts_memory(const Event& e) {
  return is_one_of(e, {"CreateThread", "EnumSystemLocalesW", "CFUNCTYPE", "WINFUNCTYPE", "PYFUNCTYPE", "QueueUserAPC",
                       "NtCreateThreadEx", "fexecve", "CallWindowProcW", "EnumWindows", "RtlCreateUserThread"});
}
bool fills_memory(const Event& e) {
  return is_one_of(e, {"RtlMoveMemory", "RtlCopyMemory", "memmove", "WriteProcessMemory", "write",
                       "NtWriteVirtualMemory", "from_buffer"});
}

void run(const Query& query, Reporter& reporter) {
  const auto& events = query.facts().events;
  const std::vector<EventId> native = query.with_effect({Effect::native_memory, Effect::run_process});
  for (EventId start : native) {
    if (!starts_memory(events[start])) continue;
    std::optional<EventId> made, filled;
    for (EventId id : native) {
      if (id >= start || events[id].place.file != events[start].place.file) continue;
      if (makes_memory(events[id]) && !made) made = id;
      if (made && fills_memory(events[id])) filled = id;
    }
    if (!made || !filled) continue;
    const bool linked = query.flows(*made, *filled) || query.flows(*made, start);
    reporter.found(linked ? 0.95 : 0.75)
        .event(*made, "makes memory for machine code")
        .event(*filled, "copies the code there")
        .event(start, "starts it");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::hostile,
    .summary = "copy machine code into memory and run it",
    .why =
        "Machine code placed in memory by hand runs outside of everything that Python, a virus "
        "scanner or a reader could see.",
    .careful =
        "Calling libraries through ctypes, and moving bytes between buffers, is ordinary; "
        "memory made executable and then started is not. Just-in-time compilers ship that "
        "part as native code.",
    .attack = {"T1055", "T1620", "T1106"},
    .run = run,
};

}  // namespace antivenom::rules::exec::native_shellcode
