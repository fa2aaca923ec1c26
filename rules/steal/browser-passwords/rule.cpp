#include "rules/shared/theft.h"

namespace antivenom::rules::steal::browser_passwords {
namespace {

// Cookies have a rule of their own.
bool is_about_cookies(const Event& event) {
  return mentions(event, {"cookie"}) && !mentions(event, {"login data", "logins.json", "password", "local state"});
}

void run(const Query& query, Reporter& reporter) {
  const Theft sent{.what = {.effects = kReads, .tags = {"browser-store"}},
                   .also = [](const Query& q, EventId id) { return !is_about_cookies(q.event(id)); },
                   .carries = Carries::contents};
  report_thefts(query, reporter, sent, 0.95, "reads what browsers saved", "sends it away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal passwords saved in browsers",
    .why = "They are the keys to everything the victim does online.",
    .careful =
        "Importers of password managers and forensic tools read and decrypt the same files; what they "
        "find stays on the machine, or is printed.",
    .attack = {"T1555.003", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::browser_passwords
