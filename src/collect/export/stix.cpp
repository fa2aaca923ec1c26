// STIX 2.1: a malware object an artifact, an indicator for its hash and for each thing it talks to, an attack pattern a
// technique, and the relationships between them. Ids are made of the content, so that two exports agree.
#include <set>

#include "collect/export/rows.h"

namespace antivenom::collect {
namespace {

std::string literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// Empty where STIX has no words for it.
std::string pattern_of(const store::Indicator& i) {
  const auto equals = [&](const std::string& path) { return "[" + path + " = " + literal(i.value) + "]"; };
  if (i.type == "url" || i.type == "webhook") return equals("url:value");
  if (i.type == "domain") return equals("domain-name:value");
  if (i.type == "ip") return equals(i.value.find(':') == std::string::npos ? "ipv4-addr:value" : "ipv6-addr:value");
  if (i.type == "email") return equals("email-addr:value");
  if (i.type == "registry-key") return equals("windows-registry-key:key");
  if (i.type == "hash" && i.value.size() == 64) return equals("file:hashes.'SHA-256'");
  return {};
}

class Bundle {
 public:
  explicit Bundle(const Sink& sink) : sink_(sink) {}

  Result<void> start() {
    auto head = sink_("{\"type\":\"bundle\",\"id\":\"bundle--" + uuid5(kOwnSpace, "bundle") + "\",\"objects\":[");
    if (!head) return head;
    maker_ = "identity--" + uuid5(kOwnSpace, "antivenom");
    return put(maker_, {{"type", "identity"},
                        {"spec_version", "2.1"},
                        {"id", maker_},
                        {"created", stamp(store::kSecond)},
                        {"modified", stamp(store::kSecond)},
                        {"name", "antivenom"},
                        {"identity_class", "system"}});
  }

  Result<void> add(const Culprit& culprit) {
    const store::Artifact& artifact = culprit.artifact.artifact;
    const store::Time at = culprit.scan ? culprit.scan->at : artifact.stored;
    const std::string malware = "malware--" + uuid5(kOwnSpace, "malware " + artifact.sha256);
    OrderedJson references = OrderedJson::array();
    std::string name = artifact.sha256;
    for (const store::ArtifactName& n : culprit.artifact.names) {
      name = n.file.version.package.name + " " + n.file.version.version;
      OrderedJson reference = {{"source_name", "purl"}, {"external_id", purl(n.file.version)}};
      if (std::find(references.begin(), references.end(), reference) == references.end())
        references.push_back(reference);
    }
    OrderedJson object = common("malware", malware, at);
    object["name"] = name;
    object["description"] = culprit.scan ? culprit.scan->summary : "labelled malicious";
    object["is_family"] = false;
    object["malware_types"] = OrderedJson::array({"unknown"});
    if (!references.empty()) object["external_references"] = references;
    if (auto done = put(malware, object); !done) return done;

    if (auto done = indicate(malware, {"hash", artifact.sha256, "", 0, 0}, at, name); !done) return done;
    if (!culprit.scan) return {};
    for (const store::Indicator& indicator : culprit.scan->indicators) {
      if (auto done = indicate(malware, indicator, at, name); !done) return done;
    }
    for (const store::Finding& finding : culprit.scan->findings) {
      for (const std::string& technique : finding.attack) {
        if (auto done = use(malware, technique, at); !done) return done;
      }
    }
    return {};
  }

  Result<void> finish() { return sink_("\n]}\n"); }

 private:
  OrderedJson common(const std::string& type, const std::string& id, store::Time at) const {
    return {{"type", type},         {"spec_version", "2.1"}, {"id", id}, {"created_by_ref", maker_},
            {"created", stamp(at)}, {"modified", stamp(at)}};
  }

  Result<void> put(const std::string& id, const OrderedJson& object) {
    if (!seen_.insert(id).second) return {};
    const std::string text = (seen_.size() == 1 ? "\n" : ",\n") + dumped(object);
    return sink_(text);
  }

  Result<void> relate(const std::string& from, const std::string& how, const std::string& to, store::Time at) {
    const std::string id = "relationship--" + uuid5(kOwnSpace, from + " " + how + " " + to);
    OrderedJson object = common("relationship", id, at);
    object["relationship_type"] = how;
    object["source_ref"] = from;
    object["target_ref"] = to;
    return put(id, object);
  }

  Result<void> indicate(const std::string& malware, const store::Indicator& indicator, store::Time at,
                        const std::string& name) {
    const std::string pattern = pattern_of(indicator);
    if (pattern.empty()) return {};
    const std::string id = "indicator--" + uuid5(kOwnSpace, "indicator " + pattern);
    OrderedJson object = common("indicator", id, at);
    object["name"] = indicator.type + " of " + name;
    object["indicator_types"] = OrderedJson::array({"malicious-activity"});
    object["pattern"] = pattern;
    object["pattern_type"] = "stix";
    object["valid_from"] = stamp(at);
    if (auto done = put(id, object); !done) return done;
    return relate(id, "indicates", malware, at);
  }

  Result<void> use(const std::string& malware, const std::string& technique, store::Time at) {
    const std::string id = "attack-pattern--" + uuid5(kOwnSpace, "attack-pattern " + technique);
    OrderedJson object = common("attack-pattern", id, store::kSecond);
    object["name"] = technique;
    object["external_references"] = OrderedJson::array({{{"source_name", "mitre-attack"}, {"external_id", technique}}});
    if (auto done = put(id, object); !done) return done;
    return relate(malware, "uses", id, at);
  }

  const Sink& sink_;
  std::string maker_;
  std::set<std::string> seen_;
};

}  // namespace

Result<void> export_stix(store::Store& store, const ExportOptions& options, const Sink& sink) {
  Bundle bundle(sink);
  if (auto started = bundle.start(); !started) return started;
  auto walked = each_culprit(store, options, [&](const Culprit& culprit) { return bundle.add(culprit); });
  return walked ? bundle.finish() : walked;
}

}  // namespace antivenom::collect
