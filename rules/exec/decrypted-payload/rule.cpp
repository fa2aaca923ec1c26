#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::decrypted_payload {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_code})) {
    const Event& event = query.event(id);
    const Argument* code = query.argument(id, "", 0);
    if (!runs_text(event) || code == nullptr) continue;
    const auto decryption = nearest_into(query, *code, {Effect::decrypt}, kNetSources);
    const bool computed = std::any_of(code->how.begin(), code->how.end(), is_cipher_step);
    if (decryption) {
      reporter.found(0.9).chain(query.chain(*decryption, id), "decrypts", "runs what was decrypted");
    } else if (computed) {
      reporter.found(0.95).event(id, "runs code that was hidden by " + steps_in_words(code->how));
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::hostile,
    .summary = "decrypt hidden code and run it",
    .why =
        "Code is encrypted in a package only to keep readers and scanners from seeing what it "
        "does.",
    .careful =
        "Decrypting data - settings, messages, files of the user - is ordinary; only what "
        "is run afterwards counts.",
    .attack = {"T1027.013", "T1140", "T1059.006"},
    .run = run,
};

}  // namespace antivenom::rules::exec::decrypted_payload
