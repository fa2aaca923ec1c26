// pyproject.toml: PEP 518, 517 and 621, the packaging tables of setuptools, and Poetry's own.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <algorithm>

#include <toml++/toml.h>

#include "artifact/metadata.h"
#include "artifact/names.h"

namespace antivenom::unpacking {
namespace {

constexpr size_t kMaxBytes = 1u << 20;

using View = toml::node_view<const toml::node>;

std::string text_of(View node) { return node.value<std::string>().value_or(""); }

void fill(std::string& field, View node) {
  if (field.empty()) field = text_of(node);
}

std::vector<std::string> texts_of(View node) {
  std::vector<std::string> out;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& item : *array) {
      if (auto text = item.value<std::string>()) out.push_back(*text);
    }
  }
  return out;
}

void add_entry_points(View table, const std::string& group, Metadata& metadata) {
  const toml::table* entries = table.as_table();
  if (entries == nullptr) return;
  for (const auto& [name, target] : *entries) {
    const auto text = target.value<std::string>();
    const auto same = [&, key = name.str()](const EntryPoint& e) { return e.group == group && e.name == key; };
    if (!text || std::any_of(metadata.entry_points.begin(), metadata.entry_points.end(), same)) continue;
    metadata.entry_points.push_back({group, std::string(name.str()), *text});
  }
}

void add_urls(View table, Metadata& metadata) {
  const toml::table* urls = table.as_table();
  if (urls == nullptr || !metadata.project_urls.empty()) return;
  for (const auto& [label, url] : *urls) {
    if (auto text = url.value<std::string>()) metadata.project_urls.push_back(std::string(label.str()) + ", " + *text);
  }
}

void add_root(std::string_view folder, ProjectLayout& layout) {
  const std::string path = clean_name(folder).path;
  if (!path.empty()) layout.package_roots.push_back(path);
}

void read_project(View project, Metadata& metadata) {
  fill(metadata.name, project["name"]);
  fill(metadata.version, project["version"]);
  fill(metadata.summary, project["description"]);
  fill(metadata.license, project["license"]);
  fill(metadata.license, project["license"]["text"]);
  fill(metadata.author, project["authors"][0]["name"]);
  fill(metadata.author_email, project["authors"][0]["email"]);
  if (metadata.requires_dist.empty()) metadata.requires_dist = texts_of(project["dependencies"]);
  add_urls(project["urls"], metadata);
  add_entry_points(project["scripts"], "console_scripts", metadata);
  add_entry_points(project["gui-scripts"], "gui_scripts", metadata);
  if (const toml::table* groups = project["entry-points"].as_table()) {
    for (const auto& [group, entries] : *groups) add_entry_points(View(&entries), std::string(group.str()), metadata);
  }
}

void read_poetry(View poetry, Metadata& metadata, ProjectLayout& layout) {
  fill(metadata.name, poetry["name"]);
  fill(metadata.version, poetry["version"]);
  fill(metadata.summary, poetry["description"]);
  fill(metadata.license, poetry["license"]);
  fill(metadata.home_page, poetry["homepage"]);
  fill(metadata.author, poetry["authors"][0]);
  add_entry_points(poetry["scripts"], "console_scripts", metadata);
  if (const toml::table* groups = poetry["plugins"].as_table()) {
    for (const auto& [group, entries] : *groups) add_entry_points(View(&entries), std::string(group.str()), metadata);
  }
  if (const toml::table* needs = poetry["dependencies"].as_table();
      needs != nullptr && metadata.requires_dist.empty()) {
    for (const auto& [name, constraint] : *needs) {
      if (name.str() != "python") metadata.requires_dist.emplace_back(name.str());
    }
  }
  if (const toml::array* packages = poetry["packages"].as_array()) {
    for (const toml::node& package : *packages) add_root(text_of(View(&package)["from"]), layout);
  }
}

void read_setuptools(View setuptools, ProjectLayout& layout) {
  add_root(text_of(setuptools["package-dir"][""]), layout);
  for (const std::string& folder : texts_of(setuptools["packages"]["find"]["where"])) add_root(folder, layout);
  for (const std::string& module : texts_of(setuptools["py-modules"])) layout.top_level.push_back(module);
}

}  // namespace

bool read_pyproject(ByteView bytes, Metadata& metadata, ProjectLayout& layout, std::string& reason) {
  if (bytes.size() > kMaxBytes) {
    reason = "longer than " + std::to_string(kMaxBytes) + " bytes: not read as TOML";
    return false;
  }
  const toml::parse_result parsed = toml::parse(to_utf8(bytes));
  if (!parsed) {
    reason = "no valid TOML: " + std::string(parsed.error().description());
    return false;
  }
  const toml::table& table = parsed.table();
  const View root(&table);
  fill(metadata.build_backend, root["build-system"]["build-backend"]);
  metadata.backend_path = texts_of(root["build-system"]["backend-path"]);
  if (metadata.build_requires.empty()) metadata.build_requires = texts_of(root["build-system"]["requires"]);
  read_project(root["project"], metadata);
  read_poetry(root["tool"]["poetry"], metadata, layout);
  read_setuptools(root["tool"]["setuptools"], layout);
  return true;
}

}  // namespace antivenom::unpacking
