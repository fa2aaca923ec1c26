#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::tamper::shadowed_command {
namespace {

bool is_well_known(std::string_view name) {
  return one_of(name,
                {"pip",  "pip3", "python", "python3", "sudo",   "ls",  "cd",   "cat",    "ssh",     "scp", "git",
                 "curl", "wget", "bash",   "sh",      "zsh",    "npm", "node", "docker", "kubectl", "aws", "gcloud",
                 "az",   "make", "gcc",    "su",      "passwd", "cp",  "rm",   "ps",     "id"});
}

void run(const Query& query, Reporter& reporter) {
  const auto& facts = query.facts();
  const std::string own = lower_case(facts.package.name);
  for (EventId id : query.with_effect({Effect::setup})) {
    const Argument* points = query.argument(id, "entry_points", 99);
    if (points == nullptr) continue;
    // "console_scripts=pip3=pkg:main pip=pkg:main": what stands in front of each target.
    for (size_t at = points->text.find('='); at != std::string::npos; at = points->text.find('=', at + 1)) {
      const std::string_view before = std::string_view(points->text).substr(0, at);
      std::string_view name =
          before.substr(before.find_last_of(" =[,") == std::string_view::npos ? 0 : before.find_last_of(" =[,") + 1);
      const bool related = own.starts_with(name) || (name.starts_with("pip") && own == "pip") ||
                           own.find(std::string(name) + "-") != std::string::npos;
      if (is_well_known(name) && !related) {
        reporter.found(0.9).event(id, "installs a command called " + std::string(name));
        break;
      }
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::hostile,
    .summary = "put itself in the place of a command that the user knows, such as pip",
    .why = "Whoever then types the command runs this package instead.",
    .careful =
        "Packages install commands of their own name. The packages that are pip, git or an "
        "editor would be expected to bring theirs: only those of another name count.",
    .attack = {"T1574.007", "T1036.005"},
    .run = run,
};

}  // namespace antivenom::rules::tamper::shadowed_command
