#include <string>

#include "rules/flow.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::unpickled_download {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::deserialize})) {
    const Event& event = query.event(id);
    const bool runs_code = event.callee.find("pickle") != std::string::npos || event.callee.starts_with("dill.");
    if (!runs_code || event.callee.starts_with("jsonpickle")) continue;
    const auto source = nearest_into(query, id, kNetSources, {Effect::write_file, Effect::move_file, Effect::archive});
    if (!source) continue;
    const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry;
    const auto chain = query.chain(*source, id);
    const Address address = address_of(query, *source);
    reporter.found(sure_of_chain(by_itself ? 0.9 : 0.6, chain))
        .weight(address == Address::given     ? Weight::context
                : address == Address::hostile ? Weight::suspicious
                                              : Weight::notable)
        .chain(chain, "receives data", "loads it as a pickle");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::notable,
    .summary = "load pickled objects straight from the network, which can run any code",
    .why =
        "Loading a pickle runs what it says. Whoever answers the request, or stands between, "
        "decides what that is.",
    .careful =
        "Models and data sets are often pickles that are downloaded to a file first: less "
        "direct, and counted least. Caches and files of the user come from no network.",
    .attack = {"T1059.006", "T1105"},
    .run = run,
};

}  // namespace antivenom::rules::exec::unpickled_download
