#include <algorithm>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::file::drop_script {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::write_file})) {
    const Event& event = query.event(id);
    if (event.trigger == Trigger::runtime || event.reach != Reach::entry || event.effects.any(kNetSources)) continue;
    if (event.callee.ends_with("mkdir") || event.callee.ends_with("makedirs")) continue;
    if (!query.has_any_tag(id, {"python-payload", "script-payload", "powershell"})) continue;
    const bool reaches_out = query.has_any_tag(
        id, {"discord-webhook", "telegram-api", "app-hosting", "paste-site", "file-host", "raw-ip-url",
             "shell-download", "powershell-download", "discord-cdn", "request-catcher", "tunnel"});
    const bool odd_place = query.has_any_tag(id, {"temp-path", "appdata-path", "startup-folder", "hidden-file"});
    const bool telling = reaches_out || odd_place || event.silenced;
    const bool hidden = std::any_of(event.args.begin(), event.args.end(),
                                    [](const Argument& a) { return !a.text.empty() && count_disguises(a.how) > 0; });
    const bool downloader = query.has_tag(id, "python-payload") && event.silenced && writes_downloader(event);
    reporter.found(telling || hidden ? 0.9 : 0.4)
        .weight(hidden || downloader ? Weight::hostile
                : telling            ? Weight::suspicious
                                     : Weight::notable)
        .event(id, "writes a script");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::notable,
    .summary = "leave a script on the disk when it is installed or imported",
    .why =
        "A script left on the disk can be started later, by a timer, at logon or by another "
        "program.",
    .careful =
        "Build tools write version files and settings, generators write what the user asks "
        "for: scripts that hold an address, go to a folder for temporary or personal data, "
        "or are written with every error ignored count more, and most those that were "
        "encoded in the package.",
    .attack = {"T1105", "T1059"},
    .run = run,
};

}  // namespace antivenom::rules::file::drop_script
