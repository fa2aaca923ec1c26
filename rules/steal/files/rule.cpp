#include "rules/shared/theft.h"

namespace antivenom::rules::steal::files {
namespace {

// A place that belongs to the user, not to a package: home itself or one of its folders of documents, or whole drives.
bool in_users_folder(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (mentions(event, {"/desktop", "/documents", "/downloads", "/pictures", "/onedrive", "my documents", "/dcim"}))
    return true;
  const Argument* where = event.has_receiver ? &event.args[0] : query.argument(id, "", 0);
  return where != nullptr &&
         one_of(where->text, {"~", "~/", "~/*", "%HOME%", "%USERPROFILE%", "%HOME%/", "%USERPROFILE%\\", "C:/", "C:\\",
                              "/home", "/home/", "/Users", "/", "C:\\Users", "C:/Users"});
}

// Wherever the program happens to be: the folder of whoever imports the package.
bool in_current_folder(const Query& query, EventId id) {
  if (query.event(id).has_receiver || query.event(id).trigger == Trigger::runtime) return false;
  const Argument* where = query.argument(id, "", 0);
  return where == nullptr || one_of(where->text, {"", ".", "./", "*", "*.*", "./*"});
}

void run(const Query& query, Reporter& reporter) {
  // Nobody who imports a package wants his files sent to a place that has no owner.
  const Theft around{
      .what = {.effects = {Effect::list_files}}, .also = in_current_folder, .carries = Carries::contents};
  for (const Route& route : routes_out(query, around)) {
    if (!route.to_drop || !runs_by_itself(query, route.chain.back())) continue;
    reporter.found(0.8)
        .weight(Weight::hostile)
        .chain(route.chain, "takes the files of the current folder", "sends what it found");
  }
  const Theft theft{.what = {.effects = {Effect::list_files}}, .also = in_users_folder, .carries = Carries::contents};
  for (const Route& route : routes_out(query, theft)) {
    auto draft = reporter.found(0.9);
    if (route.to_drop || runs_by_itself(query, route.chain.back())) draft.weight(Weight::hostile);
    draft.chain(route.chain, "looks for the user's files", "sends what it found");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "collect the user's files and send them away",
    .why = "Documents, pictures and source code of the victim end up with a stranger.",
    .careful =
        "Upload and backup tools send files that the user names, or keep them on the machine; looking "
        "through somebody's home or desktop on one's own account and sending what is there is theft.",
    .attack = {"T1005", "T1119", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::files
