#include "interpret/dependencies.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "facts/requirement.h"
#include "interpret/install_commands.h"
#include "knowledge/knowledge.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kMaxDependencies = 1'000;
constexpr size_t kMaxSearched = 1u << 20;  // bytes of a metadata file in which a requirement's line is looked for

class DependencyCollector {
 public:
  DependencyCollector(const Artifact& artifact, Facts& facts) : artifact_(artifact), facts_(facts) {
    for (FileId file = 0; file < artifact.members.size(); ++file)
      if (artifact.members[file].role == Role::metadata || artifact.members[file].path.starts_with("requirements"))
        metadata_files_.push_back(file);
  }

  void add(std::string_view text, std::string_view from, Place place, std::vector<EventId> origins = {}) {
    const auto requirement = parse_requirement(text);
    if (!requirement || facts_.dependencies.size() >= kMaxDependencies) return;
    if (requirement->name == normalised_distribution(facts_.package.name)) return;  // `demo[extra]` of demo itself
    if (!seen_.emplace(requirement->name, requirement->versions, from, place).second) return;
    Dependency& d = facts_.dependencies.emplace_back();
    d.name = requirement->name;
    d.versions = requirement->versions;
    d.from = from;
    d.place = place;
    d.origins = std::move(origins);
    d.by_address = !requirement->address.empty();
  }

  void add_metadata() {
    const Metadata& m = artifact_.metadata;
    for (const std::string& text : m.requires_dist) add(text, "requirement", line_of(text));
    for (const std::string& text : m.build_requires) add(text, "build requirement", line_of(text));
    for (const std::string& text : m.dependency_links) add(text, "dependency link", line_of(text));
  }

  void add_event(EventId id) {
    const Event& event = facts_.events[id];
    if (event.reach == Reach::unshipped) return;
    if (event.effects.has(Effect::setup)) return add_setup(event, id);
    const bool own = event.effects.has(Effect::install_package);
    if (!own && !event.effects.any({Effect::run_shell, Effect::run_process})) return;
    for (const Argument& argument : event.args) {
      if (argument.text.find("install") == std::string::npos) continue;
      for (const std::string& text : installed_by(words_of(own ? "pip " + argument.text : argument.text)))
        add(text, "install command", event.place, {id});
    }
  }

  void add_import(const std::string& module, Place place) {
    const std::string name = normalised_distribution(module);
    const bool explained =
        std::any_of(facts_.dependencies.begin(), facts_.dependencies.end(),
                    [&](const Dependency& d) { return d.from != "import" && d.name.find(name) != std::string::npos; });
    if (!explained) add(module, "import", place);
  }

 private:
  void add_setup(const Event& event, EventId id) {
    for (const Argument& argument : event.args) {
      const std::string& key = argument.keyword;
      if (key == "setup_requires" || key == "install_requires" || key == "extras_require") {
        const std::string_view from = key == "setup_requires" ? "build requirement" : "requirement";
        for (const std::string& text : words_of(argument.text)) add(text, from, event.place, {id});
      } else if (key == "dependency_links") {
        for (const std::string& text : words_of(argument.text)) add(text, "dependency link", event.place, {id});
      }
    }
  }

  // Where the metadata says so; the first line of its first file if it spells it otherwise.
  Place line_of(std::string_view text) const {
    const std::string_view name = text.substr(0, text.find_first_of(" \t;([<>=!~@"));
    for (FileId file : metadata_files_) {
      const ByteView bytes = artifact_.members[file].bytes.substr(0, kMaxSearched);
      size_t at = bytes.find(text);
      if (at == ByteView::npos && !name.empty()) at = bytes.find(name);
      if (at == ByteView::npos) continue;
      const auto line = static_cast<uint32_t>(std::count(bytes.begin(), bytes.begin() + at, '\n')) + 1;
      return {file, 0, line, line};
    }
    Place place;
    if (!metadata_files_.empty()) place.file = metadata_files_.front();
    return place;
  }

  const Artifact& artifact_;
  Facts& facts_;
  std::vector<FileId> metadata_files_;
  std::set<std::tuple<std::string, std::string, std::string, Place>> seen_;
};

// True if the package has a module of that name anywhere: Python 2 looked in the folder of the importing file first.
std::set<std::string_view> own_modules(const Artifact& artifact) {
  std::set<std::string_view> names;
  for (const Member& member : artifact.members) {
    const std::string_view module = member.module;
    if (module.empty()) continue;
    names.insert(module.substr(0, module.find('.')));
    names.insert(module.substr(module.rfind('.') + 1));
  }
  return names;
}

}  // namespace

void list_dependencies(const Artifact& artifact, const OutsideImports& imports, Facts& facts) {
  DependencyCollector collector(artifact, facts);
  collector.add_metadata();
  for (EventId id = 0; id < facts.events.size(); ++id) collector.add_event(id);
  const std::set<std::string_view> own = own_modules(artifact);
  for (const auto& [module, place] : imports) {
    // Known modules are those of distributions that everybody knows, whatever these are called.
    if (knowledge::is_standard_module(module) || knowledge::is_known_module(module) || own.contains(module)) continue;
    collector.add_import(module, place);
  }
}

}  // namespace antivenom::interpret
