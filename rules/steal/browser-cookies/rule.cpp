#include "rules/shared/theft.h"

namespace antivenom::rules::steal::browser_cookies {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads, .tags = {"browser-store"}},
                    .also = [](const Query& q, EventId id) { return mentions(q.event(id), {"cookie"}); },
                    .carries = Carries::contents,
                    .login_is_fine = true};
  report_thefts(query, reporter, theft, 0.95, "reads cookies of a browser", "sends them away");
  const Theft jar{.what = {.effects = {Effect::read_credentials}},
                  .also =
                      [](const Query& q, EventId id) {
                        return q.event(id).callee.find("cookie") != std::string::npos ||
                               q.event(id).callee.starts_with("rookiepy.");
                      },
                  .login_is_fine = true};
  report_thefts(query, reporter, jar, 0.9, "takes the cookies out of a browser", "sends them away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal cookies of browsers",
    .why = "A cookie is a login that is already done: no password, no second factor.",
    .careful =
        "Download tools read the browser's cookies to send them to the site they belong to, as cookies "
        "or headers; that is their use. A cookie file of the tool's own is none of a browser.",
    .attack = {"T1539", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::browser_cookies
