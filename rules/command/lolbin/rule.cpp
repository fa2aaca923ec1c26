#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::lolbin {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : events(query, {.effects = kRunsProgram, .tags = {"lolbin"}})) {
    if (query.event(id).callee.starts_with("vbscript:")) continue;  // an object of a script's own host
    const std::string text = command_text(query, id);
    const bool loads = contains_any(text, {"http:", "https:", "javascript:", "vbscript:", "scrobj", "-decode",
                                           "urlcache", "process call create", "minidump", "comsvcs"});
    const bool telling = loads || query.has_any_tag(id, {"temp-path", "appdata-path"});
    reporter.found(telling ? 0.9 : 0.5)
        .weight(telling ? Weight::suspicious : Weight::notable)
        .event(id, "runs " + program_of(text) +
                       (loads     ? " to load something"
                        : telling ? " on a file for temporary or personal data"
                                  : ""));
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::notable,
    .summary = "misuse programs of the operating system to load or run something",
    .why =
        "Programs that come with the system are trusted by security software, so malicious "
        "code has them do the work.",
    .careful =
        "Installers register libraries and scripts drive macOS programs with the same "
        "tools: a plain use is counted little, one with an address, a temporary folder or "
        "a decoded file more.",
    .attack = {"T1218", "T1197", "T1140"},
    .run = run,
};

}  // namespace antivenom::rules::command::lolbin
