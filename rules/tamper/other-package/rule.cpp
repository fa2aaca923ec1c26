#include <algorithm>
#include <string>
#include <string_view>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::tamper::other_package {
namespace {

// `open(requests.__file__, "a")`, `open(inspect.getsourcefile(socket), "a")`: the file that a module is loaded from.
bool is_module_file(std::string_view text) {
  return text.ends_with(".__file__}") || text == "{inspect.getsourcefile}" || text == "{inspect.getfile}" ||
         text == "{inspect.getabsfile}";
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::write_file, Effect::move_file})) {
    const Event& event = query.event(id);
    // Others read the module that they are given and write somewhere else, as compilers do.
    const bool opens = event.callee == "open" || event.callee.ends_with(".open") ||
                       event.callee.starts_with("io.IOBase.write") || event.callee.starts_with("pathlib.Path.write");
    const bool code = std::any_of(event.args.begin(), event.args.end(), [&](const Argument& a) {
      if (opens && is_module_file(a.text)) return true;
      const std::string text = lower_case(a.text.size() < 400 ? a.text : "");
      const bool inside =
          text.find("site-packages") != std::string::npos || text.find("dist-packages") != std::string::npos;
      return inside && text.ends_with(".py") && text.find("customize") == std::string::npos;
    });
    if (!code || event.reach == Reach::unshipped) continue;
    reporter.found(0.8)
        .weight(event.reach == Reach::entry ? Weight::suspicious : Weight::notable)
        .event(id, "writes a module of another package");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "change the files of other installed packages",
    .why =
        "The changed package does its harm under a name that the user trusts, and goes on "
        "after this one is removed.",
    .careful =
        "Installers write into site-packages: that is what build tools are for. What "
        "counts is code of the package that names a file of another one there.",
    .attack = {"T1554", "T1574"},
    .run = run,
};

}  // namespace antivenom::rules::tamper::other_package
