#include <algorithm>
#include <cstdlib>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::file::drop_executable {
namespace {

Weight weighed(Weight usual, Address address) {
  if (address == Address::given) return Weight::context;
  return address == Address::hostile ? Weight::suspicious : usual;
}

// A mode with a bit for running; one that is not known is taken for it when the package names where the file is from.
bool lets_run(const Query& query, EventId id, EventId source) {
  const Argument* mode = query.argument(id, "mode", query.event(id).callee.starts_with("pathlib.") ? 0 : 1);
  if (mode == nullptr) return false;
  if (mode->known != Known::exact) return address_of(query, source) != Address::given;
  constexpr unsigned kRunBits = 0111;
  return (std::strtoul(mode->text.c_str(), nullptr, 10) & kRunBits) != 0;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::write_file, Effect::change_mode})) {
    const Event& event = query.event(id);
    const bool writes = event.effects.has(Effect::write_file);
    if (writes && (event.callee == "open" || event.callee.ends_with(".open")) && !query.has_tag(id, "native-payload"))
      continue;
    const bool program = is_named_program(query, id) || query.has_tag(id, "native-payload") ||
                         (query.has_any_tag(id, {"script-name", "dll-name"}) &&
                          query.has_any_tag(id, {"temp-path", "appdata-path", "hidden-file", "startup-folder"}));
    const auto fetched =
        event.effects.any(kNetSources) ? std::optional<EventId>(id) : nearest_into(query, id, kNetSources);
    // A script that somebody left for everybody to take, fetched unasked.
    const bool left = fetched && event.trigger != Trigger::runtime && query.has_tag(id, "script-name") &&
                      address_of(query, *fetched) == Address::hostile;
    const bool made_executable = !writes && fetched && event.callee.ends_with("chmod") && lets_run(query, id, *fetched);
    if (!program && !made_executable && !left) continue;
    const bool hidden = std::any_of(event.args.begin(), event.args.end(),
                                    [](const Argument& a) { return !a.text.empty() && count_disguises(a.how) > 0; });
    const Weight weight = event.trigger == Trigger::runtime ? Weight::notable : Weight::suspicious;
    if (fetched) {
      const std::vector<EventId> chain = *fetched == id ? std::vector<EventId>{id} : query.chain(*fetched, id);
      const Address address = address_of(query, *fetched);
      reporter.found(sure_of_chain(0.85, chain))
          .weight(weighed(weight, address))
          .chain(chain, chain.size() == 1 ? "downloads a program to the disk" : "downloads a program",
                 writes ? "writes it to the disk" : "makes it executable");
    } else if (writes && event.trigger != Trigger::runtime && is_named_program(query, id) &&
               query.has_any_tag(id, {"appdata-path", "temp-path", "startup-folder"})) {
      reporter.found(0.7).weight(weight).event(id, "writes a program to a folder for personal or temporary data");
    } else if (writes && (hidden || query.has_tag(id, "native-payload"))) {
      reporter.found(0.85).weight(weight).event(id, "writes a program that was hidden in the package");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "put a program on the disk, from the network or hidden in the package",
    .why = "A program left on the disk can be started later, by a timer or by the user.",
    .careful =
        "Packages for browsers, compilers and the like download their program when the "
        "user asks: counted less.",
    .attack = {"T1105", "T1027.009"},
    .run = run,
};

}  // namespace antivenom::rules::file::drop_executable
