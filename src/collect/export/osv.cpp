// https://ossf.github.io/osv-schema/, in the form that the database of malicious packages takes reports.
#include <set>

#include "artifact/names.h"
#include "collect/export/rows.h"

namespace antivenom::collect {
namespace {

constexpr const char* kSchemaVersion = "1.6.0";

struct Report {
  std::string name;  // as written
  store::Time found = 0;
  std::set<std::string> versions;
  std::vector<Culprit> culprits;
};

// Somebody else's word on this version, known to us.
Result<bool> is_known(store::Store& store, const store::ArtifactRow& artifact, const store::ArtifactName& name,
                      const ExportOptions& options) {
  bool known = false;
  auto walked = store.each_advisory({"", "", name.file.version.package, false}, [&](const store::Advisory&) {
    known = true;
    return false;
  });
  if (!walked) return tl::unexpected(walked.error());
  if (known || options.with_claimed) return known;
  for (const store::ArtifactName& other : artifact.names) {
    auto source = store.source(other.source);
    if (!source) return tl::unexpected(source.error());
    known = known || (*source && (*source)->claim == "malicious");
  }
  return known;
}

std::string details_of(const Report& report) {
  std::string text;
  for (const Culprit& culprit : report.culprits) {
    if (!culprit.scan) continue;
    for (const store::ArtifactName& name : culprit.artifact.names) text += name.file.filename + ": ";
    text += culprit.scan->summary + "\n";
  }
  return text;
}

OrderedJson evidence_of(const Culprit& culprit) {
  OrderedJson json = {{"sha256", culprit.artifact.artifact.sha256}};
  if (!culprit.artifact.label.empty()) json["label"] = culprit.artifact.label;
  if (!culprit.scan) return json;
  json["engine"] = culprit.scan->engine;
  json["score"] = culprit.scan->score;
  json["findings"] = OrderedJson::array();
  for (const store::Finding& finding : culprit.scan->findings) {
    if (finding.weight != "context") json["findings"].push_back(finding.rule);
  }
  return json;
}

OrderedJson record_of(const Report& report, const ExportOptions& options) {
  const std::string name = unpacking::normalised_name(report.name);
  OrderedJson evidence = OrderedJson::array(), urls = OrderedJson::array(), domains = OrderedJson::array(),
              addresses = OrderedJson::array();
  for (const Culprit& culprit : report.culprits) {
    evidence.push_back(evidence_of(culprit));
    if (!culprit.scan) continue;
    for (const store::Indicator& i : culprit.scan->indicators) {
      OrderedJson* list = i.type == "url" || i.type == "webhook" ? &urls
                          : i.type == "domain"                   ? &domains
                          : i.type == "ip"                       ? &addresses
                                                                 : nullptr;
      if (list != nullptr && std::find(list->begin(), list->end(), i.value) == list->end()) list->push_back(i.value);
    }
  }
  OrderedJson versions = OrderedJson::array();
  for (const std::string& version : report.versions) versions.push_back(version);
  OrderedJson affected = {
      {"package", {{"ecosystem", "PyPI"}, {"name", name}, {"purl", purl({{name}, ""})}}},
      {"versions", std::move(versions)},
      {"database_specific",
       {{"cwes", OrderedJson::array(
                     {{{"cweId", "CWE-506"},
                       {"name", "Embedded Malicious Code"},
                       {"description", "The product contains code that appears to be malicious in nature."}}})}}}};
  OrderedJson out;
  out["schema_version"] = kSchemaVersion;
  out["id"] = "MAL-0000-" + name;
  out["modified"] = store::to_text(report.found - report.found % store::kSecond);
  out["published"] = out["modified"];
  out["summary"] = "Malicious code in " + name + " (PyPI)";
  out["details"] = details_of(report);
  out["affected"] = OrderedJson::array({std::move(affected)});
  out["credits"] = OrderedJson::array({{{"name", "antivenom " + options.version}, {"type", "TOOL"}}});
  out["database_specific"] = {{"iocs", {{"urls", urls}, {"domains", domains}, {"ips", addresses}}},
                              {"antivenom", std::move(evidence)}};
  return out;
}

}  // namespace

Result<FolderCounts> export_osv(store::Store& store, const ExportOptions& options, const std::string& folder) {
  std::map<std::string, Report> reports;  // by normalised name
  auto walked = each_culprit(store, options, [&](const Culprit& culprit) -> Result<void> {
    std::set<std::string> added;
    for (const store::ArtifactName& name : culprit.artifact.names) {
      const store::PackageKey& package = name.file.version.package;
      if (package.ecosystem != "pypi" || name.file.version.version.empty()) continue;
      auto known = is_known(store, culprit.artifact, name, options);
      if (!known) return tl::unexpected(known.error());
      if (*known) continue;
      const std::string normalised = unpacking::normalised_name(package.name);
      Report& report = reports[normalised];
      report.name = package.name;
      report.versions.insert(name.file.version.version);
      report.found = std::max(
          {report.found, culprit.scan ? culprit.scan->at : 0, culprit.artifact.artifact.stored, store::kSecond});
      if (added.insert(normalised).second) report.culprits.push_back(culprit);
    }
    return {};
  });
  if (!walked) return tl::unexpected(walked.error());
  FolderCounts counts;
  for (const auto& [name, report] : reports) {
    const std::string part = safe_part(name);
    auto written =
        write_file(folder + "/" + part + "/MAL-0000-" + part + ".json", dumped(record_of(report, options), 2) + "\n");
    if (!written) {
      counts.failed.emplace_back(name, written.error().message());
    } else {
      ++(*written ? counts.written : counts.unchanged);
    }
  }
  return counts;
}

}  // namespace antivenom::collect
