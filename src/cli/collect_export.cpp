#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/version.h"
#include "collect/export/export.h"

namespace antivenom::cli {
namespace {

using collect::ExportOptions;

struct Document {
  std::string_view name, summary;
  Result<void> (*write)(store::Store&, const ExportOptions&, const collect::Sink&);
};
constexpr std::array kDocuments = {
    Document{"csv", "manifest, a row a sample", collect::export_csv},
    Document{"jsonl", "manifest, a JSON object a line", collect::export_json_lines},
    Document{"names", "block list: name or name==version a line", collect::export_names},
    Document{"constraints", "block list for pip install -c", collect::export_constraints},
    Document{"block", "block list as JSON, for proxies", collect::export_block_json},
    Document{"stix", "indicators as a STIX 2.1 bundle", collect::export_stix},
    Document{"misp", "indicators as a MISP event", collect::export_misp},
};

struct ExportArguments {
  CollectOptions collect;
  ExportOptions options;
  std::string what, to;
};

std::string footer() {
  std::string text = "WHAT is one of\n";
  for (const Document& d : kDocuments) {
    text += "  " + std::string(d.name) + std::string(13 - d.name.size(), ' ') + std::string(d.summary) + "\n";
  }
  return text +
         "  osv          an OSV record for each package that was found here first; --to DIR\n"
         "  registry     the samples as name/version/archive, in the clear; --to DIR\n"
         "  locked       the same, each in a ZIP with the password \"infected\"; --to DIR\n"
         "\nexamples:\n"
         "  antivenom collect export constraints > blocked.txt && pip install -c blocked.txt PACKAGE\n"
         "  antivenom collect export osv --to reports/\n"
         "\nexit codes: 0 exported, 2 wrong use or something could not be exported, 130 interrupted";
}

int export_document(const Document& document, store::Store& store, const ExportArguments& a) {
  const std::string apart = a.to + ".unfinished";
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> file(a.to.empty() ? nullptr : std::fopen(apart.c_str(), "wb"));
  if (!a.to.empty() && file == nullptr) return complain(a.to + ": " + std::strerror(errno));
  std::FILE* out = file != nullptr ? file.get() : stdout;
  auto done = document.write(store, a.options, [&](std::string_view text) -> Result<void> {
    if (std::fwrite(text.data(), 1, text.size(), out) != text.size()) return fail(std::strerror(errno), a.to);
    return {};
  });
  if (done && std::fflush(out) != 0) done = fail(std::strerror(errno), a.to);
  file.reset();
  if (done && !a.to.empty() && std::rename(apart.c_str(), a.to.c_str()) != 0) done = fail(std::strerror(errno), a.to);
  if (done) return kExitFine;
  if (!a.to.empty()) std::remove(apart.c_str());
  if (a.options.stop != nullptr && *a.options.stop) return kExitInterrupted;
  return complain(done.error().message());
}

int report_folder(const Result<collect::FolderCounts>& counts, const ExportArguments& a) {
  if (!counts) {
    if (a.options.stop != nullptr && *a.options.stop) return kExitInterrupted;
    return complain(counts.error().message());
  }
  if (a.collect.shared.format == "json") {
    nlohmann::ordered_json out = {
        {"written", counts->written}, {"unchanged", counts->unchanged}, {"failed", nlohmann::ordered_json::array()}};
    for (const auto& [path, reason] : counts->failed) out["failed"].push_back({{"path", path}, {"reason", reason}});
    std::printf("%s\n", out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
  } else if (!a.collect.shared.quiet) {
    std::fputs(aligned({{"written", grouped(counts->written)},
                        {"unchanged", grouped(counts->unchanged)},
                        {"failed", grouped(counts->failed.size())}})
                   .c_str(),
               stdout);
    for (const auto& [path, reason] : counts->failed)
      std::printf("    %s: %s\n", visible(path).c_str(), visible(reason).c_str());
  }
  return counts->failed.empty() ? kExitFine : kExitWrong;
}

}  // namespace

int collect_export(const std::vector<std::string>& command_line) {
  ExportArguments a;
  CLI::App app("Writes the dataset, or what follows from it, in the forms that others read.",
               "antivenom collect export");
  add_collect_options(app, a.collect);
  std::vector<std::string> all = {"osv", "registry", "locked"};
  for (const Document& d : kDocuments) all.emplace_back(d.name);
  app.add_option("WHAT", a.what, "see below")->required()->check(CLI::IsMember(all));
  app.add_option("--to", a.to, "file or folder to write (default for files: standard output)")->type_name("PATH");
  app.add_flag("--only-malicious", a.options.only_malicious,
               "manifests and samples: only what is known to be malicious");
  app.add_flag("--with-claimed", a.options.with_claimed, "osv: also what an imported source claims already");
  app.footer(footer());
  if (const auto done = parse(app, command_line, "collect")) return *done;
  a.options.version = kVersion;
  a.options.now = now();
  const bool folder = a.what == "osv" || a.what == "registry" || a.what == "locked";
  if (folder && a.to.empty()) return complain("collect export " + a.what + " needs --to DIR");
  auto opened = open_store(a.collect, false);
  if (!opened) return complain(opened.error().message());
  a.options.stop = &watch_interrupts();
  if (!folder) {
    for (const Document& document : kDocuments) {
      if (document.name == a.what) return export_document(document, *opened, a);
    }
  }
  if (a.what == "osv") return report_folder(collect::export_osv(*opened, a.options, a.to), a);
  auto samples = open_samples(a.collect);
  if (!samples) return complain(samples.error().message());
  return report_folder(collect::export_registry(*opened, *samples, a.options, a.to, a.what == "locked"), a);
}

}  // namespace antivenom::cli
