#include "rules/flow.h"

namespace antivenom::rules::evade::obfuscator_tool {
namespace {

// The tools are the rows of knowledge/packers.tsv; a new one is a new row.
void run(const Query& query, Reporter& reporter) {
  for (const Note& note : query.facts().notes) {
    if (note.id == "packed-code")
      reporter.found(0.9).note(note, "was packed by " + note.detail);
    else if (note.id == "renamed-code")
      reporter.found(0.8).weight(Weight::notable).note(note, "lost its names to " + note.detail);
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "be made unreadable with a tool that is known for it",
    .why = "These tools have one use: that nobody can read what the code does.",
    .careful =
        "Some protect a product's source with a tool that takes the names away: counted less. What the code does "
        "when it is unpacked counts on its own.",
    .attack = {"T1027.002", "T1027"},
    .run = run,
};

}  // namespace antivenom::rules::evade::obfuscator_tool
