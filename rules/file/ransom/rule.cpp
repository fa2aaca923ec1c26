#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::file::ransom {
namespace {

void run(const Query& query, Reporter& reporter) {
  std::optional<EventId> demand;
  for (EventId id : query.with_tag("ransom-words")) {
    if (query.event(id).effects.any({Effect::write_file, Effect::show_user, Effect::net_send})) demand = id;
  }
  for (EventId id : query.with_effect({Effect::write_file})) {
    const Event& event = query.event(id);
    const auto encrypted = nearest_into(query, id, {Effect::encrypt});
    const auto listed = nearest_into(query, id, {Effect::list_files});
    if (!encrypted || !listed) continue;
    const bool read = nearest_into(query, *encrypted, {Effect::read_file}).has_value();
    if (!read) continue;
    const bool by_itself = event.reach == Reach::entry;
    if (demand) {
      reporter.found(0.95)
          .event(*demand, "writes a demand")
          .chain(query.chain(*listed, id), "goes through files", "writes them back encrypted");
    } else {
      reporter.found(0.8)
          .weight(by_itself ? Weight::hostile : Weight::suspicious)
          .chain(query.chain(*listed, id), "goes through files", "writes them back encrypted");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::hostile,
    .summary = "encrypt the files of the user",
    .why = "Encrypted files are held for ransom or lost.",
    .careful =
        "Programs that encrypt a file or a folder the user names do that one; going "
        "through a tree unasked, or a demand for money, is what counts.",
    .attack = {"T1486"},
    .run = run,
};

}  // namespace antivenom::rules::file::ransom
