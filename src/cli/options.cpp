#include "cli/options.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "cli/commands.h"
#include "cli/settings.h"

namespace antivenom::cli {
namespace {

// The value of --config before anything else is parsed.
std::string config_argument(const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") break;
    if (arguments[i] == "--config" && i + 1 < arguments.size()) return arguments[i + 1];
    if (arguments[i].starts_with("--config=")) return arguments[i].substr(9);
  }
  return {};
}

bool is_quiet(const std::string& argument) { return argument == "--quiet" || argument == "-q"; }

// Settings as arguments that stand before the user's own. A key that only another command knows is skipped, unless
// it stands in this command's table.
Result<std::vector<std::string>> as_arguments(const CLI::App& app, const Settings& settings) {
  std::vector<std::string> arguments;
  for (const Setting& setting : settings.values) {
    const std::string name = "--" + setting.key;
    const CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr || !option->get_configurable() || setting.key == "config" || setting.key == "help") {
      if (setting.of_command) return fail("there is no setting '" + setting.key + "'", settings.file);
      continue;
    }
    const bool is_flag = option->get_items_expected_max() == 0;
    if (is_flag && setting.value != "true") return fail("'" + setting.key + "' must be true or false", settings.file);
    arguments.push_back(is_flag ? name : name + "=" + setting.value);
  }
  return arguments;
}

}  // namespace

void add_shared_options(CLI::App& app, SharedOptions& options, const std::vector<std::string>& formats) {
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.add_option("--format", options.format, "how to report")->check(CLI::IsMember(formats))->capture_default_str();
  app.add_option("--jobs,-j", options.jobs, "targets at the same time (default: one per processor)")
      ->check(CLI::Range(1u, 1024u));
  app.add_option("--color", options.color, "colours in text")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_flag("--quiet,-q", options.quiet, "only what is at or above suspicious, one line each");
  app.add_flag("--verbose,-v", options.verbose, "everything that is known");
  app.add_option("--config", options.config,
                 "settings file (default: [tool.antivenom] in pyproject.toml, then antivenom.toml)");
}

void add_limit_options(CLI::App& app, ScanOptions& options) {
  UnpackLimits& unpack = options.unpack;
  interpret::Budget& budget = options.budget;
  const std::string group = "Limits (sizes may end in K, M, G)";
  // Made when there is something to read: its table of units takes longer than to scan a file.
  const CLI::Validator sizes([](std::string& text) { return CLI::AsSizeValue(false)(text); },
                             "SIZE [b, kb(=1024b), ...]");
  const auto size = [&](const std::string& name, uint64_t& value, const std::string& help) {
    app.add_option(name, value, help)->transform(sizes)->group(group)->capture_default_str();
  };
  const auto count = [&](const std::string& name, auto& value, const std::string& help) {
    app.add_option(name, value, help)->group(group)->capture_default_str();
  };
  size("--max-archive-bytes", unpack.max_archive_bytes, "an archive as given");
  size("--max-total-bytes", unpack.max_total_bytes, "all of its files, unpacked");
  size("--max-member-bytes", unpack.max_member_bytes, "one file, unpacked");
  count("--max-members", unpack.max_members, "files in an archive");
  count("--max-ratio", unpack.max_ratio, "unpacked size / packed size");
  count("--max-nesting", unpack.max_nesting, "archives inside archives");
  count("--max-steps", budget.max_steps, "steps of analysis for one package");
  count("--max-layers", budget.layers, "layers unpacked in one package");
  count("--max-events", budget.events, "calls recorded in one package");
  size("--max-memory", budget.heap_bytes, "values that the analysis of one package holds");
  count("--max-seconds", options.max_seconds,
        "for the analysis of one package, on the clock; 0: none, and then the same "
        "bytes give the same report on every machine");
}

std::optional<int> parse(CLI::App& app, const std::vector<std::string>& arguments, std::string_view command) {
  const auto wrong = [&](const std::string& message) {
    std::fprintf(stderr, "antivenom: %s\n", message.c_str());
    return kExitWrong;
  };
  const auto settings = read_settings(config_argument(arguments), command);
  if (!settings) return wrong(settings.error().message());
  auto all = as_arguments(app, *settings);
  if (!all) return wrong(all.error().message());
  const size_t from_settings = all->size();
  all->insert(all->end(), arguments.begin(), arguments.end());
  try {
    std::vector<std::string> reversed(all->rbegin(), all->rend());  // CLI11 takes them from the back
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      app.exit(error);
      return kExitFine;
    }
    return wrong(std::string(error.what()) +
                 (from_settings > 0 ? " (settings of " + settings->file + " included)" : "") + "\nTry: antivenom " +
                 std::string(command) + " --help");
  }
  // The folder may be somebody else's: say whose settings are in force.
  // A settings file cannot silence that.
  if (from_settings > 0 && std::none_of(arguments.begin(), arguments.end(), is_quiet)) {
    std::fprintf(stderr, "antivenom: settings of %s are used\n", settings->file.c_str());
  }
  return std::nullopt;
}

unsigned thread_count(const SharedOptions& options) {
  return options.jobs != 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
}

ReportOptions report_options(const SharedOptions& options) {
  ReportOptions out;
  out.quiet = options.quiet;
  out.verbose = options.verbose;
  const char* no_color = std::getenv("NO_COLOR");
  const bool wanted = no_color == nullptr || *no_color == '\0';
  out.color = options.color == "always" || (options.color == "auto" && wanted && isatty(STDOUT_FILENO) == 1);
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) out.width = size.ws_col;
  return out;
}

}  // namespace antivenom::cli
