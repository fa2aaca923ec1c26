#include "rules/shared/theft.h"

namespace antivenom::rules::steal::chat_session {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads, .tags = {"chat-store"}}, .carries = Carries::contents};
  report_thefts(query, reporter, theft, 0.9, "reads the session of a chat program", "sends it away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal the session of a chat program",
    .why =
        "The session is the login: who copies it reads and writes as the victim, without password or "
        "second factor.",
    .careful =
        "Client libraries keep sessions of their own in files of their own; the folders of desktop "
        "programs are of no use to them.",
    .attack = {"T1539", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::chat_session
