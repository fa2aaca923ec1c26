#include <fmt/format.h>

#include <array>

#include "base/csv.h"
#include "collect/export/rows.h"

namespace antivenom::collect {
namespace {

std::vector<std::string> rules_of(const store::Scan* scan, bool evasion) {
  std::vector<std::string> rules;
  if (scan == nullptr) return rules;
  for (const store::Finding& finding : scan->findings) {
    if (finding.evasion == evasion && (rules.empty() || rules.back() != finding.rule)) rules.push_back(finding.rule);
  }
  return rules;
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : " ") + item;
  return out;
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) line += (&field == fields.data() ? "" : ",") + csv_field(field);
  return line + "\r\n";
}

}  // namespace

Result<void> export_csv(store::Store& store, const ExportOptions& options, const Sink& sink) {
  auto head = sink(csv_line({"name", "version", "file", "sha256", "bytes", "format", "kind", "source", "stored",
                             "malicious", "verdict", "score", "engine", "outcome", "label", "behaviours", "evasions"}));
  if (!head) return head;
  return each_sample(store, options, [&](const SampleRow& row) {
    const store::Artifact& a = row.artifact.artifact;
    const store::FileKey& file = row.name->file;
    return sink(csv_line({file.version.package.name, file.version.version, file.filename, a.sha256,
                          std::to_string(a.bytes), a.format, a.kind, row.name->source, store::to_text(a.stored),
                          row.malicious ? "true" : "false", row.scan != nullptr ? row.scan->verdict : "",
                          row.scan != nullptr ? fmt::format("{:.4f}", row.scan->score) : "",
                          row.scan != nullptr ? row.scan->engine : "", row.artifact.outcome, row.artifact.label,
                          joined(rules_of(row.scan, false)), joined(rules_of(row.scan, true))}));
  });
}

Result<void> export_json_lines(store::Store& store, const ExportOptions& options, const Sink& sink) {
  return each_sample(store, options, [&](const SampleRow& row) {
    const store::Artifact& a = row.artifact.artifact;
    const store::FileKey& file = row.name->file;
    OrderedJson json = {{"name", file.version.package.name},
                        {"version", file.version.version},
                        {"file", file.filename},
                        {"sha256", a.sha256},
                        {"bytes", a.bytes},
                        {"format", a.format},
                        {"kind", a.kind},
                        {"source", row.name->source},
                        {"stored", store::to_text(a.stored)},
                        {"malicious", row.malicious},
                        {"outcome", row.artifact.outcome},
                        {"label", row.artifact.label}};
    if (row.scan != nullptr) {
      json["scan"] = {{"engine", row.scan->engine},
                      {"verdict", row.scan->verdict},
                      {"score", row.scan->score},
                      {"summary", row.scan->summary},
                      {"platforms", row.scan->platforms},
                      {"triggers", row.scan->triggers},
                      {"behaviours", rules_of(row.scan, false)},
                      {"evasions", rules_of(row.scan, true)}};
    }
    return sink(dumped(json) + "\n");
  });
}

}  // namespace antivenom::collect
