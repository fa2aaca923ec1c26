#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::shell_upload {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    const std::string text = command_text(query, id);
    const bool tool =
        contains_any(text, {"curl ", "wget ", "invoke-webrequest", "invoke-restmethod", "nslookup ", "dig "});
    if (!tool) continue;
    const bool filled_in =
        contains_any(text, {"$(", "`hostname", "`whoami", "`id", "`pwd", "%username%", "%computername%", "$env:"}) &&
        contains_any(text, {"hostname", "whoami", "$(id", "pwd", "uname", "username", "computername", "cat ", "env"});
    const bool collector = query.has_any_tag(id, {"oob-service", "request-catcher", "discord-webhook", "telegram-api"});
    const bool uploads = query.has_tag(id, "shell-upload");
    const bool unasked = event.trigger != Trigger::runtime;
    // A file that the command names; a person who runs a program may have asked for that.
    const bool file = uploads && unasked && contains_any(text, {"=@", " @", "--upload-file", " -t ", "--post-file"});
    if (!filled_in && !collector && !file) continue;
    reporter.found(filled_in && collector ? 0.95 : 0.85)
        .weight(unasked && (filled_in || uploads) ? Weight::hostile : Weight::suspicious)
        .event(id, filled_in   ? "sends what the shell fills in"
                   : collector ? "sends something to a collector of requests"
                               : "sends a file");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::suspicious,
    .summary = "send something away with a command such as curl",
    .why =
        "A command line that sends names, settings or files is stealing that no library call "
        "shows.",
    .careful =
        "Tools send what the user asks for when called: what runs by itself, with the name "
        "of the machine or the user filled in by the shell or to a service that only "
        "collects requests, counts most.",
    .attack = {"T1048", "T1059.004"},
    .run = run,
};

}  // namespace antivenom::rules::command::shell_upload
