#include <algorithm>
#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::file::delete_many {
namespace {

// The root of a drive or home, or a folder of the user's own files, and nothing more specific.
bool is_users_own(std::string_view text) {
  std::string path = lower_case(text);
  std::replace(path.begin(), path.end(), '\\', '/');
  while (path.size() > 1 && (path.back() == '/' || path.back() == '*')) path.pop_back();
  if (one_of(path, {"/", "~", "/home", "/root", "/usr", "/etc", "/var", "/bin", "/boot", "c:", "d:", "%userprofile%",
                    "%home%", "%systemroot%", "c:/windows", "c:/windows/system32", "c:/users", "%appdata%",
                    "%localappdata%"}))
    return true;
  for (std::string_view folder : {"/documents", "/desktop", "/pictures", "/downloads", "/system32"}) {
    if (path.ends_with(folder)) return true;
  }
  return false;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::delete_file})) {
    const Event& event = query.event(id);
    const bool whole_tree = event.callee == "shutil.rmtree" || event.callee.ends_with("remove_tree");
    if (whole_tree && !event.args.empty() &&
        is_users_own(event.args[event.has_receiver && event.args.size() > 1 ? 1 : 0].text)) {
      reporter.found(0.9).weight(Weight::hostile).event(id, "deletes a whole folder of the user or the system");
      continue;
    }
    const auto listed = nearest_into(query, id, {Effect::list_files});
    if (!listed) continue;
    const Event& listing = query.event(*listed);
    const bool own =
        std::any_of(listing.args.begin(), listing.args.end(), [](const Argument& a) { return is_users_own(a.text); });
    if (own) reporter.found(0.8).chain(query.chain(*listed, id), "goes through files of the user", "deletes them");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "delete the files of the user",
    .why = "Deleted files of the home folder or a whole drive cannot be brought back.",
    .careful =
        "Clean-up commands delete build folders, caches and temporary files: only home "
        "folders, drives and the folders in which people keep their own files count.",
    .attack = {"T1485"},
    .run = run,
};

}  // namespace antivenom::rules::file::delete_many
