#include "rules/flow.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::file::hosts_file {
namespace {

// A copy of the file, and not one put in its place.
bool copies_from(const Event& event) {
  if (!event.callee.starts_with("shutil.copy") && !event.callee.starts_with("os.link")) return false;
  return event.args.size() >= 2 && !contains_any(lower_case(event.args[1].text), {"etc/hosts", "etc\\hosts"});
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id :
       query.with_effect({Effect::write_file, Effect::move_file, Effect::run_shell, Effect::run_process})) {
    const Event& event = query.event(id);
    if (!query.has_tag(id, "hosts-file") || copies_from(event)) continue;
    if (event.effects.any(kRunsProgram) &&
        !contains_any(command_text(query, id), {">", "tee ", "sed -i", "copy ", "cp "}))
      continue;
    const bool called = event.trigger == Trigger::runtime && event.reach == Reach::uncalled && is_large(query, event);
    reporter.found(0.9).weight(called ? Weight::notable : Weight::suspicious).event(id, "writes the hosts file");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "change which addresses names lead to on this computer",
    .why =
        "With the hosts file changed, a name the user trusts leads somewhere else, or updates "
        "of the virus scanner lead nowhere.",
    .careful =
        "Reading the file is ordinary. Tools for developers add names of their own when "
        "the user calls them: counted less.",
    .attack = {"T1565.001", "T1562.001"},
    .run = run,
};

}  // namespace antivenom::rules::file::hosts_file
