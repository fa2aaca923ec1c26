#include "rules/shared/theft.h"

namespace antivenom::rules::steal::password_files {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = kReads,
                             .tags = {"password-file", "password-manager", "keychain", "ftp-account", "vpn-account"}},
                    .carries = Carries::contents};
  report_thefts(query, reporter, theft, 0.9, "reads stored passwords", "sends them away");
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "steal the system's or a password manager's stored passwords",
    .why = "They hold accounts of people who never heard of this package.",
    .careful =
        "Account tools read /etc/passwd to look up names on this machine; password managers open their "
        "own vault and send nothing.",
    .attack = {"T1003", "T1555", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::password_files
