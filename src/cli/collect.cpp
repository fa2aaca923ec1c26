// The dataset: finds the subcommand, and what all of them share.
#include "cli/collect.h"

#include <fmt/format.h>
#include <signal.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/escape.h"
#include "cli/commands.h"

namespace antivenom::cli {
namespace {

struct Subcommand {
  std::string_view name, summary;
  int (*run)(const std::vector<std::string>&);
};

constexpr std::array kSubcommands = {
    Subcommand{"sync", "read feeds of malicious packages", collect_sync},
    Subcommand{"fetch", "samples from the mirrors that still have them", collect_fetch},
    Subcommand{"import", "take over a folder of archives", collect_import},
    Subcommand{"export", "samples, manifests, advisories, indicators and block lists for others", collect_export},
    Subcommand{"status", "what is there, from where, when, what failed and why", collect_status},
    Subcommand{"label", "say what a package is; a person's word wins", collect_label},
    Subcommand{"verify", "check whether samples are what their sources claim", collect_verify},
};

void print_help(std::FILE* out) {
  std::fputs("Keeps a dataset of malicious packages.\n\nusage: antivenom collect COMMAND [OPTION...]\n\n", out);
  for (const Subcommand& command : kSubcommands) {
    std::fprintf(out, "  %-8.*s %.*s\n", static_cast<int>(command.name.size()), command.name.data(),
                 static_cast<int>(command.summary.size()), command.summary.data());
  }
  std::fputs(
      "\n  --help   print this; antivenom collect COMMAND --help tells more\n"
      "\nexamples:\n  antivenom collect import --scan downloads/\n  antivenom collect status\n"
      "  antivenom collect export constraints > blocked.txt\n",
      out);
}

bool is_postgres(const std::string& url) {
  return url.rfind("postgres", 0) == 0 && url.find("://") != std::string::npos;
}

// The file of an SQLite URL.
std::string file_of(std::string url) {
  for (const std::string_view scheme : {"sqlite://", "sqlite:"}) {
    if (url.rfind(scheme, 0) == 0) return url.substr(scheme.size());
  }
  return url;
}

}  // namespace

void add_collect_options(CLI::App& app, CollectOptions& options) {
  add_shared_options(app, options.shared, {"text", "json"});
  app.add_option("--db", options.db, "sqlite:///path or postgresql://... (default: a file in your data folder)")
      ->type_name("URL");
  app.add_option("--samples", options.samples, "folder of the locked samples (default: beside the database)")
      ->type_name("DIR");
}

std::string data_folder() {
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && data[0] == '/') return std::string(data) + "/antivenom";
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr && home[0] != '\0' ? home : ".") + "/.local/share/antivenom";
}

Result<store::Store> open_store(const CollectOptions& options, bool create) {
  // A file that may not grow further is an error to report, not a reason to die.
  ::signal(SIGXFSZ, SIG_IGN);
  const std::string url = options.db.empty() ? "sqlite://" + data_folder() + "/antivenom.db" : options.db;
  auto opened = create ? store::Store::open(url) : store::Store::open_existing(url);
  if (!opened && !create && !is_postgres(url) && opened.error().what == "there is no such database") {
    return fail("there is no dataset yet (antivenom collect import DIR starts one)", file_of(url));
  }
  return opened;
}

Result<store::Samples> open_samples(const CollectOptions& options) {
  if (!options.samples.empty()) return store::Samples::open(options.samples);
  if (options.db.empty() || is_postgres(options.db)) return store::Samples::open(data_folder() + "/samples");
  const std::string file = file_of(options.db);
  const size_t slash = file.rfind('/');
  return store::Samples::open((slash == std::string::npos ? std::string() : file.substr(0, slash + 1)) + "samples");
}

store::Time now() {
  using namespace std::chrono;
  const auto since_boot = [] {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);  // goes on while the machine sleeps
    return time.tv_sec * store::kSecond + time.tv_nsec / 1'000'000;
  };
  static const store::Time zero =
      duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count() - since_boot();
  return zero + since_boot();
}

int complain(const std::string& message) {
  std::fprintf(stderr, "antivenom: %s\n", visible(message).c_str());
  return kExitWrong;
}

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string shown_bytes(uint64_t bytes) {
  constexpr std::array kUnits = {"B", "kB", "MB", "GB", "TB"};
  double size = static_cast<double>(bytes);
  size_t unit = 0;
  for (; size >= 1000 && unit + 1 < kUnits.size(); ++unit) size /= 1000;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string aligned(const std::vector<std::pair<std::string, std::string>>& lines) {
  size_t names = 0, values = 0;
  for (const auto& [name, value] : lines) {
    names = std::max(names, name.size());
    values = std::max(values, value.size());
  }
  std::string out;
  for (const auto& [name, value] : lines) out += fmt::format("  {:<{}}  {:>{}}\n", name, names, value, values);
  return out;
}

int collect_command(const std::vector<std::string>& arguments) {
  const auto named = std::find_if(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return std::any_of(kSubcommands.begin(), kSubcommands.end(),
                       [&](const Subcommand& c) { return c.name == argument; });
  });
  if (named == arguments.end()) {
    const bool help = !arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h");
    if (!help && !arguments.empty()) complain("collect has no command '" + arguments[0] + "'");
    print_help(help ? stdout : stderr);
    return help ? kExitFine : kExitWrong;
  }
  std::vector<std::string> rest(arguments.begin(), named);
  rest.insert(rest.end(), named + 1, arguments.end());
  return std::find_if(kSubcommands.begin(), kSubcommands.end(), [&](const Subcommand& c) { return c.name == *named; })
      ->run(rest);
}

}  // namespace antivenom::cli
