#include "rules/shared/theft.h"

namespace antivenom::rules::steal::shell_history {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads, .tags = {"shell-history"}}, .carries = Carries::contents};
  report_thefts(query, reporter, theft, 0.85, "reads what was typed into shells", "sends it away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal the history of the command line",
    .why = "People type passwords and tokens into command lines, and the history keeps them.",
    .careful =
        "Shells, and tools that search or synchronise the history, read it; those that send it say so "
        "and ask for an account first.",
    .attack = {"T1552.003", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::shell_history
