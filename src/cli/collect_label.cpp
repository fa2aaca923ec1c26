#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/collect.h"
#include "cli/commands.h"

namespace antivenom::cli {
namespace {

using Json = nlohmann::ordered_json;

struct LabelArguments {
  CollectOptions collect;
  std::string subject, label, by, note;
};

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

store::Label label_of(const LabelArguments& a) {
  store::Label label;
  label.label = a.label;
  label.by = a.by;
  label.note = a.note;
  label.at = now();
  if (is_hash(a.subject)) {
    label.target = store::Label::Target::artifact;
    label.sha256 = a.subject;
    return label;
  }
  const size_t equals = a.subject.find("==");
  label.target = equals == std::string::npos ? store::Label::Target::package : store::Label::Target::version;
  label.version.package.name = a.subject.substr(0, equals);
  if (equals != std::string::npos) label.version.version = a.subject.substr(equals + 2);
  return label;
}

// A word on something nobody has heard of is most likely a slip of the pen.
Result<bool> is_known(store::Store& store, const store::Label& label) {
  if (label.target == store::Label::Target::artifact) return store.has_artifact(label.sha256);
  auto versions = store.versions(label.version.package);
  if (!versions) return tl::unexpected(versions.error());
  bool known = label.target == store::Label::Target::version
                   ? std::find(versions->begin(), versions->end(), label.version.version) != versions->end()
                   : !versions->empty();
  auto walked = store.each_advisory({"", "", label.version.package}, [&](const store::Advisory& advisory) {
    known = known || advisory.all_versions || label.target == store::Label::Target::package;
    return !known;
  });
  if (!walked) return tl::unexpected(walked.error());
  return known;
}

std::string subject_of(const store::Label& label) {
  if (label.target == store::Label::Target::artifact) return label.sha256;
  const std::string& version = label.version.version;
  return label.version.package.name + (label.target == store::Label::Target::version ? "==" + version : "");
}

Json as_json(const store::Label& label) {
  return {{"target", to_string(label.target)},
          {"subject", subject_of(label)},
          {"label", label.label},
          {"by", label.by},
          {"note", label.note},
          {"at", store::to_text(label.at)}};
}

void print(const Json& json) { std::printf("%s\n", json.dump(-1, ' ', false, Json::error_handler_t::replace).c_str()); }

int list_labels(store::Store& store, const LabelArguments& a) {
  Json all = Json::array();
  auto walked = store.each_label([&](const store::Label& label) {
    if (a.collect.shared.format == "json") {
      all.push_back(as_json(label));
    } else {
      std::printf("%-10s %s  by %s, %s%s%s\n", label.label.c_str(), visible(subject_of(label)).c_str(),
                  visible(label.by).c_str(), store::to_date(label.at).c_str(), label.note.empty() ? "" : ": ",
                  visible(label.note).c_str());
    }
    return true;
  });
  if (!walked) return complain(walked.error().message());
  if (a.collect.shared.format == "json") print({{"labels", all}});
  return kExitFine;
}

}  // namespace

int collect_label(const std::vector<std::string>& command_line) {
  LabelArguments a;
  CLI::App app("Says what a package, a version or a sample is. A person's word wins over advisories and checks.",
               "antivenom collect label");
  add_collect_options(app, a.collect);
  app.add_option("SUBJECT", a.subject,
                 "name, name==version, or the SHA-256 of a sample; without it, all labels are listed");
  app.add_option("LABEL", a.label, "malicious, benign or doubtful")
      ->check(CLI::IsMember({"malicious", "benign", "doubtful"}));
  app.add_option("--by", a.by, "who says so (default: $USER)")->type_name("NAME");
  app.add_option("--note", a.note, "why")->type_name("TEXT");
  app.footer(
      "examples:\n"
      "  antivenom collect label evil-package malicious --note \"sends cookies away\"\n"
      "  antivenom collect label good-package==2.0 benign --by ann\n"
      "  antivenom collect label                               all labels\n"
      "\nexit codes: 0 done, 2 wrong use or the subject is not in the dataset");
  if (const auto done = parse(app, command_line, "collect")) return *done;
  if (!a.subject.empty() && a.label.empty())
    return complain("collect label needs a label: malicious, benign or doubtful");
  if (a.by.empty()) {
    const char* user = std::getenv("USER");
    a.by = user != nullptr ? user : "";
  }
  if (a.by.empty() && !a.subject.empty()) return complain("collect label needs --by NAME");
  auto opened = open_store(a.collect, false);
  if (!opened) return complain(opened.error().message());
  if (a.subject.empty()) return list_labels(*opened, a);
  const store::Label label = label_of(a);
  auto known = is_known(*opened, label);
  if (!known) return complain(known.error().message());
  if (!*known) return complain(a.subject + ": not in the dataset");
  auto change = opened->put(label);
  if (!change) return complain(change.error().message());
  const char* word = *change == store::Change::added     ? "added"
                     : *change == store::Change::changed ? "changed"
                                                         : "unchanged";
  if (a.collect.shared.format == "json") {
    Json out = as_json(label);
    out["change"] = word;
    print(out);
  } else if (!a.collect.shared.quiet) {
    std::printf("%s: %s (%s)\n", visible(subject_of(label)).c_str(), label.label.c_str(), word);
  }
  return kExitFine;
}

}  // namespace antivenom::cli
