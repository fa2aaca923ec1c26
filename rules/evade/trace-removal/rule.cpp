#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::trace_removal {
namespace {

template <class Test>
std::optional<EventId> first_of(const std::vector<EventId>& ids, Test test) {
  const auto it = std::find_if(ids.begin(), ids.end(), test);
  return it == ids.end() ? std::nullopt : std::optional<EventId>(*it);
}

// Whether `run` runs what lies in the file that `writer` wrote: code from memory, or a command that starts with the
// file or gives it to an interpreter. A tool that works on a file does not run it.
bool runs_it(const Query& query, EventId run, EventId writer) {
  const Event& event = query.event(run);
  if (event.callee.starts_with("webbrowser.") || !event.effects.any(kRunsAnything)) return false;
  if (!event.effects.any(kRunsProgram)) return true;
  const std::string command = command_text(query, run), program = program_of(command);
  for (const Argument& a : query.event(writer).args) {
    const std::string path = lower_case(a.text);
    if (path.size() < 4 || path.find_first_of("/\\.") == std::string::npos || path.find("://") != std::string::npos)
      continue;
    const size_t at = command.find(path);
    if (at == std::string::npos) continue;
    const bool starts =
        command.find_first_not_of(" \"'&./\\") >= at || (!program.empty() && path.find(program) != std::string::npos);
    if (starts || command.starts_with("{sys.executable}") || program.starts_with("python") ||
        one_of(program, {"sh",      "bash",    "zsh",   "dash",     "cmd",      "powershell", "pwsh", "start",
                         "wscript", "cscript", "mshta", "rundll32", "regsvr32", "msiexec",    "java", "node",
                         "perl",    "ruby",    "php",   "nohup",    "sudo",     "wine"}))
      return true;
  }
  return false;
}

// Whether a program, whatever its name, is started with the file that `writer` wrote.
bool is_given_to(const Query& query, EventId run, EventId writer) {
  if (!query.event(run).effects.any(kRunsProgram)) return false;
  const std::string command = command_text(query, run);
  const auto& args = query.event(writer).args;
  return std::any_of(args.begin(), args.end(), [&](const Argument& a) {
    return a.text.find('/') != std::string::npos && command.find(lower_case(a.text)) != std::string::npos;
  });
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::delete_file})) {
    const Event& event = query.event(id);
    const auto& files = query.facts().files;
    const std::string own = event.place.file < files.size() ? "{package}/" + files[event.place.file].path : "{package}";
    if (std::any_of(event.args.begin(), event.args.end(), [&](const Argument& a) { return a.text == own; })) {
      reporter.found(0.85).event(id, "deletes itself");
      continue;
    }
    const auto written = nearest_into(query, id, {Effect::write_file});
    if (!written) continue;
    const auto fetched =
        query.event(*written).effects.any(kNetSources) ? written : nearest_into(query, *written, kNetSources);
    if (!fetched) {
      const auto& args = query.event(*written).args;
      const bool hidden =
          std::any_of(args.begin(), args.end(), [](const Argument& a) { return count_disguises(a.how) > 0; });
      const auto started = [&](EventId r) { return r < id && is_given_to(query, r, *written); };
      const auto run = hidden ? first_of(query.downstream(*written), started) : std::nullopt;
      if (run) reporter.found(0.8).event(*run, "runs what was hidden in the package").event(id, "deletes it again");
      continue;
    }
    const auto run_before = [&](EventId r) { return r < id && runs_it(query, r, *written); };
    // The same code may be run from memory and only lie in the file.
    const auto text_before = [&](EventId r) { return r < id && runs_text(query.event(r)); };
    auto run = first_of(query.downstream(*written), run_before);
    if (!run && address_of(query, *fetched) != Address::given) run = first_of(query.downstream(*fetched), text_before);
    if (!run) continue;
    reporter.found(0.8)
        .weight(fetches_own_parts(query, query.event(*run), *fetched) ? Weight::notable : Weight::suspicious)
        .event(*run, "runs what it fetched")
        .event(id, "deletes it again");
  }
  report_events(query, reporter, {.effects = kRunsProgram, .tags = {"log-removal"}}, 0.9, "removes logs");
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::suspicious,
    .summary = "remove its own traces: the file it ran, itself, or the logs of the system",
    .why = "What is gone cannot be looked at when somebody asks what happened.",
    .careful =
        "Temporary files are removed after use: only what was fetched or unpacked and then "
        "run, the own source, and logs count.",
    .attack = {"T1070.004", "T1070.001"},
    .run = run,
};

}  // namespace antivenom::rules::evade::trace_removal
