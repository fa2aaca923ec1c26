#include <algorithm>
#include <string_view>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/address.h"
#include "rules/shared/building.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::external_payload {
namespace {

// One command that downloads a program, and goes on to run it.
bool in_one_command(const Query& query, EventId id) {
  if (query.has_any_tag(id, {"shell-download-run", "powershell-download"})) return true;
  return query.has_tag(id, "shell-download") && query.has_any_tag(id, {"executable-name", "script-name"}) &&
         contains_any(command_text(query, id), {"&&", ";", "& "});
}

// Tools that are given a file or a name to work on, or data to carry; they do not run it. Of a line of many, all must
// be such.
bool only_handles(std::string_view command) {
  return starts_only(command,
                     {"attrib",   "cd",     "chmod", "chown", "copy",  "cp",    "del",   "ffmpeg", "git",
                      "hg",       "icacls", "ln",    "md",    "mkdir", "move",  "mv",    "reg",    "ren",
                      "rm",       "rsync",  "setx",  "svn",   "tar",   "touch", "unzip", "xattr",  "takeown",
                      "taskkill", "zic",    "curl",  "wget",  "dig",   "host",  "ping",  "echo",   "nslookup"});
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsAnything | EffectSet{Effect::import_dynamic})) {
    const Event& event = query.event(id);
    const bool code = event.effects.any({Effect::run_code, Effect::import_dynamic});
    if (event.callee == "eval" || event.callee.starts_with("webbrowser.") ||
        (code && !runs_text(event) && !runs_file(event)))
      continue;
    if (event.effects.any(kRunsProgram) && only_handles(command_text(query, id)) && !in_one_command(query, id))
      continue;
    // Code may come over a bare connection too; a command that does is remote control.
    const auto source = nearest_into(query, id, runs_text(event) ? kNetSources : EffectSet{Effect::net_fetch});
    const bool in_one_line = event.effects.any(kRunsProgram) && in_one_command(query, id);
    const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry;
    const Weight weight = by_itself ? Weight::suspicious : Weight::notable;
    if (source) {
      const auto chain = query.chain(*source, id);
      const bool builds = event.effects.any(kRunsProgram) && is_build_tool(program_of(command_text(query, id)));
      const bool given = address_of(query, *source) == Address::given;
      if (given && is_large(query, event) && !by_itself) continue;  // what its user names: fetching is what it is for
      reporter.found(sure_of_chain(event.reach == Reach::entry ? 0.9 : 0.6, chain))
          .weight(builds || given ? Weight::context : weight)
          .chain(chain, "fetches", "runs what was fetched");
    } else if (in_one_line) {
      reporter.found(0.9).weight(weight).event(id, "fetches and runs");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "keep its real code outside of the package and fetch it when it runs",
    .why = "What is fetched can be harmless on the day the package is looked at.",
    .careful =
        "Models, data and settings are fetched to be read. Programs fetched from their "
        "maker when the user calls a function count least.",
    .attack = {"T1105"},
    .run = run,
};

}  // namespace antivenom::rules::evade::external_payload
