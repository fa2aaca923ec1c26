// pyproject.toml: PEP 518, 517 and 621, the packaging tables of setuptools, and Poetry's own.
#include <algorithm>

#include "artifact/metadata.h"
#include "artifact/names.h"
#include "toml/toml.h"

namespace antivenom::unpacking {
namespace {

std::string text_of(toml::Value value) { return value.text().value_or(""); }

void fill(std::string& field, toml::Value value) {
  if (field.empty()) field = text_of(value);
}

std::vector<std::string> texts_of(toml::Value value) {
  std::vector<std::string> out;
  if (value.kind() != toml::Kind::array) return out;
  for (const toml::Item& item : value.items()) {
    if (auto text = item.value.text()) out.push_back(*text);
  }
  return out;
}

// What a table holds; nothing if it is no table.
std::vector<toml::Item> items_of(toml::Value table) {
  return table.kind() == toml::Kind::table ? table.items() : std::vector<toml::Item>{};
}

void add_entry_points(toml::Value table, std::string_view group, Metadata& metadata) {
  for (const auto& [name, target] : items_of(table)) {
    const auto text = target.text();
    const auto same = [&, key = name](const EntryPoint& e) { return e.group == group && e.name == key; };
    if (metadata.entry_points.size() >= kMaxListed) return;
    if (!text || std::any_of(metadata.entry_points.begin(), metadata.entry_points.end(), same)) continue;
    metadata.entry_points.push_back({std::string(group), std::string(name), *text});
  }
}

void add_entry_groups(toml::Value groups, Metadata& metadata) {
  for (const auto& [group, entries] : items_of(groups)) add_entry_points(entries, group, metadata);
}

void add_urls(toml::Value table, Metadata& metadata) {
  if (!metadata.project_urls.empty()) return;
  for (const auto& [label, url] : items_of(table)) {
    if (auto text = url.text()) metadata.project_urls.push_back(std::string(label) + ", " + *text);
  }
}

void add_root(std::string_view folder, ProjectLayout& layout) {
  const std::string path = clean_name(folder).path;
  if (!path.empty()) layout.package_roots.push_back(path);
}

void read_project(toml::Value project, Metadata& metadata) {
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
  add_entry_groups(project["entry-points"], metadata);
}

void read_poetry(toml::Value poetry, Metadata& metadata, ProjectLayout& layout) {
  fill(metadata.name, poetry["name"]);
  fill(metadata.version, poetry["version"]);
  fill(metadata.summary, poetry["description"]);
  fill(metadata.license, poetry["license"]);
  fill(metadata.home_page, poetry["homepage"]);
  fill(metadata.author, poetry["authors"][0]);
  add_entry_points(poetry["scripts"], "console_scripts", metadata);
  add_entry_groups(poetry["plugins"], metadata);
  if (metadata.requires_dist.empty()) {
    for (const auto& [name, constraint] : items_of(poetry["dependencies"])) {
      if (name != "python") metadata.requires_dist.emplace_back(name);
    }
  }
  for (const toml::Item& package : poetry["packages"].items()) add_root(text_of(package.value["from"]), layout);
}

void read_setuptools(toml::Value setuptools, ProjectLayout& layout) {
  add_root(text_of(setuptools["package-dir"][""]), layout);
  for (const std::string& folder : texts_of(setuptools["packages"]["find"]["where"])) add_root(folder, layout);
  for (const std::string& module : texts_of(setuptools["py-modules"])) layout.top_level.push_back(module);
}

}  // namespace

bool read_pyproject(ByteView bytes, Metadata& metadata, ProjectLayout& layout, std::string& reason) {
  if (bytes.size() > toml::kMaxBytes) {
    reason = "longer than " + std::to_string(toml::kMaxBytes) + " bytes: not read as TOML";
    return false;
  }
  const toml::Document document = toml::parse(to_utf8(bytes));
  const toml::Value root = document.root();
  fill(metadata.build_backend, root["build-system"]["build-backend"]);
  metadata.backend_path = texts_of(root["build-system"]["backend-path"]);
  if (metadata.build_requires.empty()) metadata.build_requires = texts_of(root["build-system"]["requires"]);
  read_project(root["project"], metadata);
  read_poetry(root["tool"]["poetry"], metadata, layout);
  read_setuptools(root["tool"]["setuptools"], layout);
  const auto& failure = document.failure();
  if (failure) reason = "no valid TOML: line " + std::to_string(failure->line) + ": " + failure->reason;
  return !failure;
}

}  // namespace antivenom::unpacking
