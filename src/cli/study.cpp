#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cstdio>
#include <filesystem>

#include "base/escape.h"
#include "cli/classify_output.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/study_input.h"
#include "cli/version.h"
#include "facts/requirement.h"
#include "html/page.h"
#include "study/downloads.h"
#include "study/study.h"

namespace antivenom::cli {
namespace {

void add_options(CLI::App& app, StudyArguments& a) {
  add_collect_options(app, a.collect);
  const auto many = [&](const std::string& name, std::vector<std::string>& values, const std::string& type,
                        const std::string& help) {
    app.add_option(name, values, help)
        ->type_name(type)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->expected(1)
        ->allow_extra_args(false);
  };
  app.add_option("TARGET", a.targets,
                 "malicious packages: archives, folders, or lists (.txt, or .csv with path, family, payload); default: "
                 "what the dataset holds")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  many("--benign", a.benign, "LIST|DIR", "honest packages, for rates of false positives (may be repeated)");
  app.add_option("--families", a.families, "CSV with path,family")->type_name("CSV");
  app.add_option("--family", a.family, "only this family: its portrait")->type_name("NAME");
  app.add_option("--report", a.report, "write a page to look at, which works offline")->type_name("HTML");
  app.add_option("--tables", a.tables, "write study.md, a CSV for each table and an SVG for each figure")
      ->type_name("DIR");
  many("--downloads", a.downloads, "FILE",
       "export of the index's downloads (BigQuery or ClickHouse): CSV, JSON or JSON Lines (may be repeated)");
  many("--access-log", a.access_logs, "FILE", "a mirror's access log, common or combined format (may be repeated)");
  app.add_option("--print-query", a.print_query,
                 "print the query whose export --downloads reads, for the packages of the dataset")
      ->check(CLI::IsMember({"bigquery", "clickhouse"}));
  many("--detector", a.detectors, "NAME",
       "run another detector: guarddog, bandit4mal, ossgadget, aura, yara=RULES, or all that are installed (may be "
       "repeated)");
  app.add_option("--detector-seconds", a.detector_seconds, "for one package")
      ->check(CLI::Range(1u, 86'400u))
      ->capture_default_str();
  many("--against", a.against, "NAME=FILE",
       "results of another detector: CSV with file,detected, or SARIF (may be repeated)");
  app.add_flag("--no-evolution", a.no_evolution, "do not compare versions of one package");
  add_limit_options(app, a.scan);
  app.footer(
      "Every table and figure of the study (Guo et al., ASE 2023) on your packages, beside the paper's figures.\n"
      "\nexamples:\n"
      "  antivenom study --report study.html                    what the dataset holds\n"
      "  antivenom study malicious.csv --benign benign.csv --report study.html --tables study/\n"
      "  antivenom study --print-query bigquery > query.sql\n"
      "  antivenom study --downloads export.jsonl --format json\n"
      "  antivenom study --family NAME --families families.csv --report family.html\n"
      "\nexit codes: 0 done, 2 wrong use or nothing to study, 130 interrupted");
}

std::string cell_text(const chart::Cell& cell, chart::Unit unit) {
  if (!cell.value) return visible(cell.text, 60);
  std::string out = chart::format(*cell.value, unit);
  if (cell.interval)
    out +=
        fmt::format(" ({} to {})", chart::format(cell.interval->low, unit), chart::format(cell.interval->high, unit));
  return out;
}

// What the paper has a figure for, beside ours; then what is missing.
std::string text_of(const chart::Document& document) {
  std::string out = fmt::format("{}\n", document.title), missing;
  for (const chart::Section& section : document.sections) {
    std::string lines;
    for (const chart::Part& part : section.parts) {
      const auto* table = std::get_if<chart::Table>(&part);
      if (table == nullptr) continue;
      if (!table->missing.empty()) {
        missing += fmt::format("  {:<18} {}\n", table->id, table->missing);
        continue;
      }
      for (const auto& row : table->rows) {
        for (size_t i = 1; i < row.size() && i < table->columns.size(); ++i) {
          if (!row[i].paper) continue;
          const std::string what = fmt::format("{}, {}", visible(row[0].text, 60), table->columns[i].name);
          lines += fmt::format("  {:<18} {:<58} {:>32}   paper {}\n", table->id, what,
                               cell_text(row[i], table->columns[i].unit),
                               chart::format(*row[i].paper, table->columns[i].unit));
        }
      }
    }
    if (!lines.empty()) out += fmt::format("\n{}\n{}", section.title, lines);
  }
  if (!missing.empty()) out += "\nmissing\n" + missing;
  return out;
}

Result<void> write(const std::filesystem::path& path, const std::string& content) {
  const auto written = write_whole_file(path.string(), content);
  if (!written) return tl::unexpected(written.error());
  return {};
}

Result<void> write_tables(const std::string& folder, const chart::Document& document) {
  namespace fs = std::filesystem;
  std::error_code error;
  for (const char* inner : {"tables", "figures"}) fs::create_directories(fs::path(folder) / inner, error);
  if (error) return fail(error.message(), folder);
  if (auto done = write(fs::path(folder) / "study.md", chart::to_markdown(document)); !done) return done;
  for (const chart::Section& section : document.sections) {
    for (const chart::Part& part : section.parts) {
      Result<void> done;
      if (const auto* table = std::get_if<chart::Table>(&part)) {
        if (table->missing.empty())
          done = write(fs::path(folder) / "tables" / (chart::safe_id(table->id) + ".csv"), to_csv(*table));
      } else if (const auto& chart = std::get<chart::Chart>(part); chart.missing.empty()) {
        done = write(fs::path(folder) / "figures" / (chart::safe_id(chart.id) + ".svg"), to_svg(chart));
      }
      if (!done) return done;
    }
  }
  return {};
}

Result<void> print_query(const StudyArguments& a) {
  std::set<std::string> names;
  auto store = open_store(a.collect, false);
  if (!store && !a.collect.db.empty()) return tl::unexpected(store.error());
  if (store) {
    auto done = store->each_advisory({"", "", {{}, "pypi"}, false}, [&](const store::Advisory& advisory) {
      names.insert(normalised_distribution(advisory.package.name));
      return true;
    });
    if (!done) return done;
  }
  std::fputs(study::query_text(a.print_query, names).c_str(), stdout);
  return {};
}

}  // namespace

int study_command(const std::vector<std::string>& command_line) {
  StudyArguments a;
  CLI::App app("Every table and figure of the study, on the dataset or on packages.", "antivenom study");
  add_options(app, a);
  if (const auto done = parse(app, command_line, "study")) return *done;
  if (!a.print_query.empty()) {
    const auto printed = print_query(a);
    return printed ? kExitFine : complain(printed.error().message());
  }
  const std::atomic<bool>& interrupted = watch_interrupts();
  auto dataset = read_study(a, interrupted);
  if (!dataset) return complain(dataset.error().message());
  if (!a.family.empty()) study::narrow_to_family(*dataset, a.family);
  // From here on nothing is read any more.

  const chart::Document document = study::study(*dataset, fmt::format("antivenom {} study", kVersion));
  if (!a.report.empty()) {
    if (const auto done = write(a.report, html::study_page(document)); !done) return complain(done.error().message());
  }
  if (!a.tables.empty()) {
    if (const auto done = write_tables(a.tables, document); !done) return complain(done.error().message());
  }
  const std::string out = a.collect.shared.format == "json" ? study::study_json(document) + "\n" : text_of(document);
  if (a.collect.shared.format == "json" || !a.collect.shared.quiet) std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
  return interrupted ? kExitInterrupted : kExitFine;
}

}  // namespace antivenom::cli
