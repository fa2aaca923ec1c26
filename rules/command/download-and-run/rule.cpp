#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::download_and_run {
namespace {

// The file that "wget https://host/path/name" leaves behind.
std::string downloaded_name(std::string_view text) {
  const size_t url = text.find("://");
  if (url == std::string_view::npos) return {};
  std::string_view address = text.substr(url + 3);
  address = address.substr(0, address.find_first_of(" ';|&?"));
  const size_t slash = address.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(address.substr(slash + 1));
}

// The later command of the same file that runs what `download` left behind.
std::optional<EventId> run_afterwards(const Query& query, EventId download) {
  const std::string name = downloaded_name(command_text(query, download));
  if (name.size() < 3) return std::nullopt;
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    if (id <= download || event.place.file != query.event(download).place.file || query.has_tag(id, "shell-download"))
      continue;
    const std::string text = command_text(query, id);
    if (text.find(name) != std::string::npos && !one_of(program_of(text), {"chmod", "tar", "unzip", "mv", "cp", "rm"}))
      return id;
  }
  return std::nullopt;
}

// A command that carries something away: in its body, in its headers, or after the address.
bool sends(const Query& query, EventId id, std::string_view text) {
  if (query.has_tag(id, "shell-upload")) return true;
  const size_t url = text.find("://");
  const size_t question = url == std::string_view::npos ? url : text.find('?', url);
  const size_t hole = question == std::string_view::npos ? question : text.find('{', question);
  return hole != std::string_view::npos ||
         contains_any(text, {"-x post", "-x put", "--request post", "$(hostname", "$(whoami"});
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_shell, Effect::run_process, Effect::write_file})) {
    const Event& event = query.event(id);
    if (query.has_tag(id, "shell-download") && event.effects.any(kRunsProgram)) {
      if (const auto then = run_afterwards(query, id)) {
        reporter.found(0.9)
            .weight(event.trigger == Trigger::runtime ? Weight::suspicious : Weight::hostile)
            .event(id, "has a shell download a file")
            .event(*then, "runs it");
        continue;
      }
    }
    const bool writes = !event.effects.any(kRunsProgram);
    const bool powershell =
        query.has_tag(id, "powershell-download") && query.has_any_tag(id, {"powershell-execute", "powershell-hidden"});
    const bool shell = query.has_tag(id, "shell-download-run");
    const std::string text = command_text(query, id);
    const bool chained = query.has_tag(id, "shell-download") &&
                         query.has_any_tag(id, {"executable-name", "script-name"}) &&
                         contains_any(text, {"&&", ";", "& "});
    const bool trick = query.has_tag(id, "lolbin") && contains_any(text, {"http://", "https://"});
    if (powershell || shell || chained || (trick && !writes)) {
      const bool by_itself = event.trigger != Trigger::runtime || powershell || trick;
      reporter.found(writes ? 0.7 : 0.95)
          .weight(by_itself && !writes ? Weight::hostile : Weight::suspicious)
          .event(id, writes ? "writes a script that downloads and runs" : "downloads and runs in one command");
    } else if (!writes && query.has_any_tag(id, {"powershell-download", "shell-download"}) &&
               event.trigger != Trigger::runtime && !sends(query, id, text)) {
      reporter.found(0.7).weight(Weight::suspicious).event(id, "has a shell download something, unasked");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "have a shell download something and run it",
    .why = "What is run was never part of the package and is decided by a server.",
    .careful =
        "Installers of languages and tools are documented as such lines, and printed for "
        "users to copy: printing is not running. Downloading alone is counted little, and "
        "so is a line run by a function that the user must call. A command that sends is no download.",
    .attack = {"T1059", "T1105"},
    .run = run,
};

}  // namespace antivenom::rules::command::download_and_run
