#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::tamper::other_program {
namespace {

bool names_code_of(const Event& event) {
  return std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) {
    return a.text.size() < 400 && contains_any(lower_case(a.text), {"discord_desktop_core", "index.js", ".asar"});
  });
}

// The code of any program that brings its own browser, where programs of the user are installed.
bool is_installed_archive(const Query& query, EventId id) {
  const auto& args = query.event(id).args;
  return query.has_tag(id, "appdata-path") && std::any_of(args.begin(), args.end(), [](const Argument& a) {
           std::string path = lower_case(a.text.size() < 400 ? a.text : "");
           std::replace(path.begin(), path.end(), '\\', '/');
           return path.ends_with("/resources/app.asar");
         });
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::write_file, Effect::move_file})) {
    const Event& event = query.event(id);
    const bool target = is_installed_archive(query, id) || query.has_any_tag(id, {"discord-store", "wallet"}) ||
                        !query.tagged_upstream(id, "discord-store").empty();
    const auto listed = nearest_into(query, id, {Effect::list_files});
    if (!target || !(names_code_of(event) || (listed && names_code_of(query.event(*listed))))) continue;
    reporter.found(0.9)
        .weight(event.reach == Reach::entry ? Weight::hostile : Weight::suspicious)
        .event(id, "writes into the code of another program");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::hostile,
    .summary = "change the code of other programs, such as Discord or a wallet",
    .why =
        "The changed program does its harm under a name that the user trusts, and goes on "
        "after the package is gone.",
    .careful =
        "Tools that mod a program do so when the user asks, and back it up; reading its "
        "files is another matter.",
    .attack = {"T1554", "T1574"},
    .run = run,
};

}  // namespace antivenom::rules::tamper::other_program
