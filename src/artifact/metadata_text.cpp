// The line-based metadata files.
#include <algorithm>

#include "artifact/ini.h"
#include "artifact/metadata.h"
#include "artifact/names.h"
#include "base/lower_case.h"

namespace antivenom::unpacking {
namespace {

constexpr size_t kMaxDescription = 64u << 10;
constexpr size_t kMaxMetadataBytes = 4u << 20;

std::string_view next_line(std::string_view& rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

void fill(std::string& field, std::string_view value) {
  if (field.empty() && value != "UNKNOWN") field = value;
}

void cut_at_character(std::string& text, size_t size) {
  if (text.size() <= size) return;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  text.resize(size);
}

void set_header(Metadata& metadata, std::string_view key, const std::string& value,
                std::vector<std::string>& requirements) {
  const std::string name = lower_case(key);
  if (name == "name")
    fill(metadata.name, value);
  else if (name == "version")
    fill(metadata.version, value);
  else if (name == "summary")
    fill(metadata.summary, value);
  else if (name == "author")
    fill(metadata.author, value);
  else if (name == "author-email")
    fill(metadata.author_email, value);
  else if (name == "home-page")
    fill(metadata.home_page, value);
  else if (name == "license" || name == "license-expression")
    fill(metadata.license, value);
  else if (name == "description")
    fill(metadata.description, value);
  else if (name == "project-url" && metadata.project_urls.size() < kMaxListed)
    metadata.project_urls.push_back(value);
  else if ((name == "requires-dist" || name == "requires") && requirements.size() < kMaxListed)
    requirements.push_back(value);
}

void add_entry_point(Metadata& metadata, std::string_view group, std::string_view name, std::string_view target) {
  if (name.empty() || target.empty() || metadata.entry_points.size() >= kMaxListed) return;
  const auto same = [&](const EntryPoint& e) { return e.group == group && e.name == name; };
  if (std::any_of(metadata.entry_points.begin(), metadata.entry_points.end(), same)) return;
  metadata.entry_points.push_back({std::string(group), std::string(name), std::string(target)});
}

void add_lines(const std::vector<std::string>& lines, std::vector<std::string>& list) {
  for (const std::string& line : lines) {
    if (!line.empty() && list.size() < kMaxListed) list.push_back(line);
  }
}

// "=src", "src" and " = src" of package_dir and where.
void add_root(std::string_view line, ProjectLayout& layout) {
  const size_t equals = line.find('=');
  if (equals != std::string_view::npos && !trimmed(line.substr(0, equals)).empty()) return;
  const std::string path = clean_name(trimmed(equals == std::string_view::npos ? line : line.substr(equals + 1))).path;
  if (!path.empty()) layout.package_roots.push_back(path);
}

void read_options(const IniValue& value, Metadata& metadata, ProjectLayout& layout,
                  std::vector<std::string>& requirements) {
  if (value.section == "options.entry_points") {
    for (const std::string& line : value.lines) {
      const size_t equals = line.find('=');
      if (equals == std::string::npos) continue;
      add_entry_point(metadata, value.key, trimmed(std::string_view(line).substr(0, equals)),
                      trimmed(std::string_view(line).substr(equals + 1)));
    }
  } else if (value.section == "options.packages.find") {
    if (value.key == "where") add_root(value.lines.back(), layout);
  } else if (value.section == "options") {
    if (value.key == "install_requires") add_lines(value.lines, requirements);
    if (value.key == "setup_requires") add_lines(value.lines, metadata.build_requires);
    if (value.key == "dependency_links") add_lines(value.lines, metadata.dependency_links);
    if (value.key == "py_modules") add_lines(value.lines, layout.top_level);
    if (value.key == "package_dir") {
      for (const std::string& line : value.lines) add_root(line, layout);
    }
  }
}

void read_setup_metadata(const IniValue& value, Metadata& metadata) {
  const std::string key = lower_case(value.key);
  const std::string& text = value.lines.front();
  if (key == "name") fill(metadata.name, text);
  // "attr: pkg.__version__" and "file: README" name where the value is.
  else if (key == "version" && text.find(':') == std::string::npos)
    fill(metadata.version, text);
  else if (key == "description" || key == "summary")
    fill(metadata.summary, text);
  else if (key == "author")
    fill(metadata.author, text);
  else if (key == "author_email" || key == "author-email")
    fill(metadata.author_email, text);
  else if (key == "url" || key == "home_page" || key == "home-page")
    fill(metadata.home_page, text);
  else if (key == "license")
    fill(metadata.license, text);
  else if (key == "project_urls")
    add_lines(value.lines, metadata.project_urls);
}

void move_if_none(std::vector<std::string>&& from, std::vector<std::string>& to) {
  if (to.empty()) to = std::move(from);
}

}  // namespace

void read_core_metadata(ByteView bytes, Metadata& metadata) {
  const std::string text = to_utf8(bytes.substr(0, kMaxMetadataBytes));
  std::string_view rest = text;
  std::string key, value;
  std::vector<std::string> requirements;
  const auto flush = [&] {
    if (!key.empty()) set_header(metadata, key, value, requirements);
    key.clear();
  };
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    if (trimmed(line).empty()) break;
    if (line[0] == ' ' || line[0] == '\t') {
      // Folded: setuptools indents a description by eight blanks or marks its lines with '|'.
      std::string_view more = trimmed(line);
      if (!more.empty() && more[0] == '|') more.remove_prefix(1);
      if (!key.empty()) (value += '\n') += more;
      continue;
    }
    flush();
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    key = trimmed(line.substr(0, colon));
    value = trimmed(line.substr(colon + 1));
  }
  flush();
  if (metadata.description.empty()) metadata.description = rest;
  cut_at_character(metadata.description, kMaxDescription);
  move_if_none(std::move(requirements), metadata.requires_dist);
}

void read_entry_points(ByteView bytes, Metadata& metadata) {
  for (const IniValue& value : parse_ini(to_utf8(bytes.substr(0, kMaxMetadataBytes)))) {
    add_entry_point(metadata, value.section, value.key, value.lines.front());
  }
}

void read_requires_txt(ByteView bytes, Metadata& metadata) {
  const std::string text = to_utf8(bytes.substr(0, kMaxMetadataBytes));
  std::string_view rest = text;
  std::vector<std::string> requirements;
  std::string condition;
  while (!rest.empty() && requirements.size() < kMaxListed) {
    const std::string_view line = trimmed(next_line(rest));
    if (line.empty()) continue;
    if (line.front() == '[' && line.back() == ']') {
      // "[extra]", "[:marker]" or "[extra:marker]"
      const std::string_view inside = line.substr(1, line.size() - 2);
      const size_t colon = inside.find(':');
      const std::string_view extra = inside.substr(0, colon);
      const std::string marker(colon == std::string_view::npos ? std::string_view() : inside.substr(colon + 1));
      condition =
          extra.empty() ? marker : "extra == '" + std::string(extra) + "'" + (marker.empty() ? "" : " and " + marker);
      continue;
    }
    requirements.push_back(std::string(line) + (condition.empty() ? "" : "; " + condition));
  }
  move_if_none(std::move(requirements), metadata.requires_dist);
}

void read_requirements(ByteView bytes, Metadata& metadata) {
  const std::string text = to_utf8(bytes.substr(0, kMaxMetadataBytes));
  std::string_view rest = text;
  while (!rest.empty() && metadata.requires_dist.size() < kMaxListed) {
    std::string_view line = trimmed(next_line(rest));
    line = trimmed(line.substr(0, line.find(" #")));
    if (line.empty() || line[0] == '#') continue;
    for (std::string_view option : {"--find-links", "--extra-index-url", "--index-url", "-f ", "-i "}) {
      if (starts_with(line, option)) metadata.dependency_links.emplace_back(trimmed(line.substr(option.size())));
    }
    if (line[0] != '-') metadata.requires_dist.emplace_back(line);
  }
}

void read_setup_cfg(ByteView bytes, Metadata& metadata, ProjectLayout& layout) {
  std::vector<std::string> requirements;
  for (const IniValue& value : parse_ini(to_utf8(bytes.substr(0, kMaxMetadataBytes)))) {
    if (value.section == "metadata")
      read_setup_metadata(value, metadata);
    else if (starts_with(value.section, "options"))
      read_options(value, metadata, layout, requirements);
  }
  move_if_none(std::move(requirements), metadata.requires_dist);
}

}  // namespace antivenom::unpacking
