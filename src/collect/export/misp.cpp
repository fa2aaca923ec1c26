// A MISP event: a file object an artifact, its network indicators as attributes, techniques as tags.
#include <set>

#include "collect/export/rows.h"

namespace antivenom::collect {
namespace {

struct Kind {
  const char* type;
  const char* category;
};

Kind kind_of(const store::Indicator& i) {
  if (i.type == "url" || i.type == "webhook") return {"url", "Network activity"};
  if (i.type == "domain") return {"domain", "Network activity"};
  if (i.type == "ip") return {"ip-dst", "Network activity"};
  if (i.type == "email") return {"email", "Attribution"};
  if (i.type == "registry-key") return {"regkey", "Persistence mechanism"};
  if (i.type == "hash" && i.value.size() == 64) return {"sha256", "Payload delivery"};
  if (i.type == "wallet")
    return {i.value.rfind("bc1", 0) == 0 ? "btc" : "other", i.value.rfind("bc1", 0) == 0 ? "Financial fraud" : "Other"};
  return {nullptr, nullptr};
}

OrderedJson attribute(const std::string& owner, const std::string& type, const std::string& category,
                      const std::string& value, bool detects) {
  return {{"uuid", uuid5(kOwnSpace, "misp " + owner + " " + type + " " + value)},
          {"type", type},
          {"category", category},
          {"value", value},
          {"to_ids", detects}};
}

OrderedJson file_object(const Culprit& culprit) {
  const store::Artifact& a = culprit.artifact.artifact;
  OrderedJson attributes = OrderedJson::array();
  const auto add = [&](const char* relation, const char* type, const std::string& value, bool detects) {
    OrderedJson one = attribute(
        a.sha256, type,
        type == std::string_view("sha256") || type == std::string_view("filename") ? "Payload delivery" : "Other",
        value, detects);
    one["object_relation"] = relation;
    attributes.push_back(std::move(one));
  };
  add("sha256", "sha256", a.sha256, true);
  add("size-in-bytes", "size-in-bytes", std::to_string(a.bytes), false);
  std::set<std::string> names;
  for (const store::ArtifactName& name : culprit.artifact.names) {
    if (names.insert(name.file.filename).second) add("filename", "filename", name.file.filename, false);
  }
  std::string comment;
  for (const store::ArtifactName& name : culprit.artifact.names) comment = purl(name.file.version);
  return {{"name", "file"},
          {"meta-category", "file"},
          {"description", "File object describing a file with meta-information"},
          {"template_uuid", "688c46fb-5edb-40a3-8273-1af7923e2215"},
          {"template_version", "24"},
          {"uuid", uuid5(kOwnSpace, "misp file " + a.sha256)},
          {"comment", comment},
          {"Attribute", std::move(attributes)}};
}

}  // namespace

Result<void> export_misp(store::Store& store, const ExportOptions& options, const Sink& sink) {
  OrderedJson attributes = OrderedJson::array(), objects = OrderedJson::array();
  std::set<std::string> seen, techniques;
  auto walked = each_culprit(store, options, [&](const Culprit& culprit) -> Result<void> {
    objects.push_back(file_object(culprit));
    if (!culprit.scan) return {};
    for (const store::Indicator& indicator : culprit.scan->indicators) {
      const Kind kind = kind_of(indicator);
      if (kind.type == nullptr || !seen.insert(std::string(kind.type) + " " + indicator.value).second) continue;
      OrderedJson one = attribute("event", kind.type, kind.category, indicator.value, true);
      if (!culprit.artifact.names.empty()) one["comment"] = purl(culprit.artifact.names[0].file.version);
      attributes.push_back(std::move(one));
    }
    for (const store::Finding& finding : culprit.scan->findings)
      techniques.insert(finding.attack.begin(), finding.attack.end());
    return {};
  });
  if (!walked) return walked;
  OrderedJson tags =
      OrderedJson::array({{{"name", "tlp:clear"}}, {{"name", "osint:source-type=\"technical-report\""}}});
  for (const std::string& technique : techniques) tags.push_back({{"name", "antivenom:attack=\"" + technique + "\""}});
  const OrderedJson event = {{"Event",
                              {{"uuid", uuid5(kOwnSpace, "misp event " + store::to_text(options.now))},
                               {"info", "Malicious Python packages found by antivenom " + options.version},
                               {"date", store::to_date(options.now)},
                               {"timestamp", std::to_string(options.now / store::kSecond)},
                               {"threat_level_id", "2"},
                               {"analysis", "2"},
                               {"distribution", "0"},
                               {"Tag", std::move(tags)},
                               {"Attribute", std::move(attributes)},
                               {"Object", std::move(objects)}}}};
  return sink(dumped(event, 1) + "\n");
}

}  // namespace antivenom::collect
