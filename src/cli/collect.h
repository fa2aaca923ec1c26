// What the subcommands of `collect` share.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "store/samples.h"
#include "store/store.h"

namespace antivenom::cli {

struct CollectOptions {
  SharedOptions shared;
  std::string db;       // empty: the default
  std::string samples;  // empty: beside the database
};

// The options of every subcommand: the shared ones, --db and --samples.
void add_collect_options(CLI::App& app, CollectOptions& options);

// $XDG_DATA_HOME/antivenom, else ~/.local/share/antivenom.
std::string data_folder();

// `create`: make the database if there is none.
Result<store::Store> open_store(const CollectOptions& options, bool create);
Result<store::Samples> open_samples(const CollectOptions& options);

// Milliseconds since 1970. The wall clock is asked once: one that is put right meanwhile makes no run end before it
// began, and no task seem older than the run that did it.
store::Time now();

// Prints "antivenom: MESSAGE" and gives the exit code for wrong use.
int complain(const std::string& message);

// A number for people: 1,234,567. A size: 1.2 MB.
std::string grouped(uint64_t number);
std::string shown_bytes(uint64_t bytes);

// Lines "  name   value", values aligned to the right.
std::string aligned(const std::vector<std::pair<std::string, std::string>>& lines);

// Each subcommand: arguments after its name in, exit code out.
int collect_sync(const std::vector<std::string>& arguments);
int collect_fetch(const std::vector<std::string>& arguments);
int collect_import(const std::vector<std::string>& arguments);
int collect_export(const std::vector<std::string>& arguments);
int collect_status(const std::vector<std::string>& arguments);
int collect_label(const std::vector<std::string>& arguments);
int collect_verify(const std::vector<std::string>& arguments);

}  // namespace antivenom::cli
