#include "rules/flow.h"

namespace antivenom::rules::evade::archive_confusion {
namespace {

// Notes that the artifact room makes of an archive that lies (src/artifact/artifact.h lists them).
void run(const Query& query, Reporter& reporter) {
  for (const Note& note : query.facts().notes)
    if (note.id.starts_with("confusing-")) reporter.found(0.7).note(note, "two unpackers see different content");
  for (std::string_view id : {"encrypted-member", "path-traversal", "link-outside", "bomb", "hidden-leading-data"})
    report_notes(query, reporter, id, 0.6, "an archive made to mislead who unpacks it", Weight::notable);
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "be packed such that two programs unpack two different packages from it",
    .why = "A scanner then looks at other files than the ones that are installed.",
    .careful =
        "Old packers and tools that join archives leave small differences: only those that change what is unpacked "
        "count fully.",
    .attack = {"T1027", "T1036"},
    .run = run,
};

}  // namespace antivenom::rules::evade::archive_confusion
