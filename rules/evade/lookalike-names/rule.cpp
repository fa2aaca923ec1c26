#include "rules/flow.h"

namespace antivenom::rules::evade::lookalike_names {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (std::string_view id : {"lookalike-names", "bidi-text"})
    report_notes(query, reporter, id, 0.8, "text that looks like something else");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "use letters that look like others, or that are not shown, in its names",
    .why = "A name or a line that looks like one thing and is another deceives who reads the code.",
    .careful =
        "Names in the author's own language are no deception: only letters that Python folds into a plain builtin or "
        "keyword, invisible characters and reversed text count.",
    .attack = {"T1036"},
    .run = run,
};

}  // namespace antivenom::rules::evade::lookalike_names
