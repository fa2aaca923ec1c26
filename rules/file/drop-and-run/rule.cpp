#include <algorithm>
#include <string>
#include <string_view>

#include "rules/flow.h"
#include "rules/shared/address.h"
#include "rules/shared/building.h"
#include "rules/shared/code.h"

namespace antivenom::rules::file::drop_and_run {
namespace {

// A program, a script or a library by its name.
bool looks_runnable(const Query& query, EventId id) {
  return query.has_any_tag(id,
                           {"executable-name", "script-name", "dll-name", "temp-path", "appdata-path", "hidden-file"});
}

// Between its writing and its start, the file was made a program.
bool made_executable(const Query& query, EventId written, EventId run) {
  const auto& args = query.event(written).args;
  const std::vector<EventId> changes = query.with_effect({Effect::change_mode});
  return !args.empty() && std::any_of(changes.begin(), changes.end(), [&](EventId id) {
    const auto& changed = query.event(id).args;
    return id > written && id < run && !changed.empty() && !changed[0].text.empty() && changed[0].text == args[0].text;
  });
}

// Programs that run, or install, the file they are given.
bool starts_its_argument(std::string_view program) {
  return program.starts_with("python") || program.starts_with("pypy") ||
         one_of(program,
                {"sh",       "bash",      "zsh",     "dash",  "ksh",      "cmd",       "powershell", "pwsh",
                 "start",    "wscript",   "cscript", "mshta", "rundll32", "regsvr32",  "msiexec",    "java",
                 "javaw",    "node",      "perl",    "ruby",  "php",      "osascript", "open",       "xdg-open",
                 "explorer", "nohup",     "sudo",    "wine",  "dpkg",     "apt",       "rpm",        "pip",
                 "pip3",     "installer", "env",     "exec",  "cd",       "screen",    "tmux",       "setsid",
                 "timeout",  "docker",    "insmod",  "call",  "schtasks", "forfiles"});
}

// Makes a file executable, hides, moves or removes it. Of a line of many commands, all must be such.
bool only_handles(std::string_view command) {
  return starts_only(command, {"chmod", "chown", "attrib", "icacls", "mv", "cp", "rm", "del", "move", "copy", "mkdir",
                               "md", "touch", "reg", "cd"});
}

// A tool of the system that is given a file to work on: `zic -d out file`, `ffmpeg -i film`.
bool works_on_it(const Query& query, EventId run, EventId written, const std::string& program) {
  const std::string text = command_text(query, run);
  if (program.empty() || starts_its_argument(program) || program.find('.') != std::string::npos) return false;
  if (!text.starts_with(program) || contains_any(text, {"&&", ";", "|"})) return false;  // by a path, or one of many
  const Event& writer = query.event(written);
  return std::none_of(writer.args.begin(), writer.args.end(),
                      [&](const Argument& a) { return lower_case(a.text).find(program) != std::string::npos; });
}

// Started by its bare name in the current folder, or made executable before.
bool runs_in_place(const Query& query, EventId id) {
  const std::string text = command_text(query, id);
  return text.starts_with("./") || text.starts_with("start ") || text.starts_with("sh ") || text.starts_with("bash ") ||
         query.event(id).callee == "os.startfile";
}

Weight weight_of(const Query& query, const Event& event, Address address, bool telling) {
  const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry;
  if (address == Address::hostile || (by_itself && address == Address::literal)) return Weight::hostile;
  if (address == Address::literal && is_large(query, event)) return Weight::notable;
  if (address == Address::literal) return telling || event.reach == Reach::entry ? Weight::suspicious : Weight::notable;
  // A function that does this and nothing else is no helper of anything.
  if (telling && lines_around(query, event) <= 100) return Weight::hostile;
  return is_small(query, event) && telling ? Weight::suspicious : Weight::context;
}

// A program inside a folder that a fetched archive was unpacked to.
std::optional<EventId> unpacked_around(const Query& query, EventId id) {
  std::string text = command_text(query, id);
  std::replace(text.begin(), text.end(), '\\', '/');
  for (EventId archive : query.with_effect({Effect::archive})) {
    if (archive >= id || !nearest_into(query, archive, kNetSources)) continue;
    for (const Argument& a : query.event(archive).args) {
      std::string folder = lower_case(a.text);
      std::replace(folder.begin(), folder.end(), '\\', '/');
      if (folder.size() >= 5 && a.type == "str" && text.find(folder + '/') != std::string::npos) return archive;
    }
  }
  return std::nullopt;
}

// The last download of a program before `id` in the same file and at the same time.
std::optional<EventId> fetched_program_before(const Query& query, EventId id) {
  std::optional<EventId> last;
  for (EventId fetch : query.with_effect({Effect::net_fetch})) {
    const bool same = query.event(fetch).place.file == query.event(id).place.file &&
                      query.event(fetch).trigger == query.event(id).trigger;
    if (fetch < id && same && query.has_tag(fetch, "executable-name")) last = fetch;
  }
  return last;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_shell, Effect::run_process, Effect::load_native})) {
    const Event& event = query.event(id);
    auto written = nearest_into(query, id, {Effect::write_file, Effect::move_file, Effect::archive});
    // A folder that was made is no program.
    if (written &&
        (query.event(*written).callee.ends_with("mkdir") || query.event(*written).callee.ends_with("makedirs")))
      written.reset();
    const bool inside = !written && looks_runnable(query, id);
    if (const auto archive = inside ? unpacked_around(query, id) : std::nullopt) {
      reporter.found(0.85)
          .weight(event.trigger != Trigger::runtime && event.reach == Reach::entry ? Weight::hostile
                                                                                   : Weight::suspicious)
          .event(*archive, "unpacks an archive that was downloaded")
          .event(id, "runs a file out of it");
      continue;
    }
    if (!written && event.trigger != Trigger::runtime && event.effects.any(kRunsProgram) &&
        query.has_tag(id, "executable-name")) {
      if (const auto fetch = fetched_program_before(query, id)) {
        reporter.found(0.75).weight(Weight::hostile).event(*fetch, "downloads a program").event(id, "runs a program");
      }
    }
    if (!written || event.callee.starts_with("webbrowser.")) continue;
    const auto fetched =
        query.event(*written).effects.any(kNetSources) ? written : nearest_into(query, *written, kNetSources);
    const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry;
    if (fetched) {
      // Sources that are unpacked are built; making a file executable, moving or removing it is no running.
      const std::string program = event.effects.any(kRunsProgram) ? program_of(command_text(query, id)) : "";
      if (is_build_tool(program) || only_handles(event.effects.any(kRunsProgram) ? command_text(query, id) : ""))
        continue;
      if (works_on_it(query, id, *written, program)) continue;
      const bool telling = looks_runnable(query, id) || looks_runnable(query, *written) || runs_in_place(query, id) ||
                           made_executable(query, *written, id);
      const auto chain = query.chain(*fetched, id);
      reporter.found(sure_of_chain(!telling                            ? 0.7
                                   : event.trigger == Trigger::runtime ? 0.9
                                                                       : 0.95,
                                   chain))
          .weight(weight_of(query, event, address_of(query, *fetched), telling))
          .chain(chain, "downloads a file", "runs it");
      continue;
    }
    const Event& writer = query.event(*written);
    const std::string line = event.effects.any(kRunsProgram) ? command_text(query, id) : "";
    const std::string tool = program_of(line);
    if (is_build_tool(tool) || only_handles(line) || works_on_it(query, id, *written, tool)) continue;
    const bool hidden = std::any_of(writer.args.begin(), writer.args.end(),
                                    [](const Argument& a) { return !a.text.empty() && count_disguises(a.how) > 0; });
    const bool script =
        query.has_any_tag(*written, {"script-payload", "native-payload", "powershell", "powershell-hidden"});
    const bool program = is_named_program(query, *written);
    if (!hidden && !((script || program) && by_itself)) continue;
    reporter.found(0.85)
        .weight((hidden || program) && by_itself ? Weight::hostile : Weight::suspicious)
        .chain(query.chain(*written, id),
               hidden                                                 ? "writes a file that was hidden in the package"
               : query.has_tag(*written, "native-payload") || program ? "writes a program"
                                                                      : "writes a script",
               "runs it");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "put a program on the disk and run it",
    .why =
        "A program that is downloaded, or unpacked from the package, at run time was looked at "
        "by nobody.",
    .careful =
        "Tools that manage browsers, compilers and the like download programs from their "
        "maker and run them when the user calls them: counted less than programs run by "
        "themselves at install or import. Scripts of the package and build products are "
        "not downloads.",
    .attack = {"T1105", "T1204.002"},
    .run = run,
};

}  // namespace antivenom::rules::file::drop_and_run
