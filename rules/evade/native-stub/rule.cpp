#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::native_stub {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id = 0; id < query.facts().events.size(); ++id) {
    const Event& event = query.event(id);
    if (event.reach == Reach::unshipped) continue;
    if (event.callee.find("pyarmor_runtime") != std::string::npos || event.callee == "__pyarmor__" ||
        (query.has_tag(id, "pyarmor") && event.effects.has(Effect::run_code))) {
      // Products are protected from copying; a setup file holds nothing to protect.
      reporter.found(0.95)
          .weight(event.trigger == Trigger::install ? Weight::hostile : Weight::suspicious)
          .event(id, "runs code that a packer encrypted: a native library decrypts it, so it could not be read");
    }
  }
  for (const Note& note : query.facts().notes) {
    if (note.id == "sealed-code")
      reporter.found(0.9).note(note,
                               "could not be read: " + note.detail + " decrypts it in a native library when it runs");
    if (note.id == "sealed-library")
      reporter.found(0.9).weight(Weight::context).note(note, "could not be read: machine code of " + note.detail);
  }
  for (EventId id : query.with_effect({Effect::load_native})) {
    if (const auto fetch = nearest_into(query, id, kNetSources)) {
      reporter.found(0.9)
          .weight(fetches_own_parts(query, query.event(id), *fetch) ? Weight::notable : Weight::suspicious)
          .event(id, "loads a library that it fetched");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "keep its code in a compiled library that it ships beside a few lines of Python",
    .why = "Compiled code can hardly be read.",
    .careful =
        "Fast libraries ship compiled code with an interface in Python; a stub that only "
        "loads one file and was protected by a packer has none.",
    .attack = {"T1027.002"},
    .run = run,
};

}  // namespace antivenom::rules::evade::native_stub
