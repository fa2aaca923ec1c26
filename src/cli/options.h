// Options that commands share, settings files, and what is known about the terminal.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/scan.h"
#include "report/report.h"

namespace antivenom::cli {

struct SharedOptions {
  std::string format = "text";
  std::string color = "auto";
  std::string config;
  unsigned jobs = 0;  // 0: one per processor
  bool quiet = false, verbose = false;
};

void add_shared_options(CLI::App& app, SharedOptions& options, const std::vector<std::string>& formats);
// The --max-* options.
void add_limit_options(CLI::App& app, ScanOptions& options);

// Parses settings file and arguments; arguments win. Returns the exit code if the command is to end here (--help,
// wrong use), after the message was printed.
std::optional<int> parse(CLI::App& app, const std::vector<std::string>& arguments, std::string_view command);

unsigned thread_count(const SharedOptions& options);
// Colour and width from the options and the terminal behind standard output.
ReportOptions report_options(const SharedOptions& options);

}  // namespace antivenom::cli
