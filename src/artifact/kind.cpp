// What sort of distribution it is, and which folder is its root.
#include <algorithm>
#include <map>
#include <set>

#include "artifact/names.h"
#include "artifact/roles.h"
#include "base/lower_case.h"

namespace antivenom::unpacking {
namespace {

bool is_project_file(std::string_view name) {
  return name == "setup.py" || name == "pyproject.toml" || name == "PKG-INFO" || name == "setup.cfg";
}

// What macOS and git add beside the one root folder.
bool is_leftover(std::string_view path) {
  return starts_with(path, "__MACOSX/") || starts_with(base_name(path), "._") || path == "pax_global_header" ||
         base_name(path) == ".DS_Store";
}

bool is_info_folder(std::string_view name) {
  return ends_with(name, ".dist-info") || ends_with(name, ".egg-info") || name == "EGG-INFO" ||
         ends_with(name, ".data");
}

// What lies directly in a top folder.
struct TopFolder {
  bool project_file = false;
  bool info_folder = false;
  bool python_file = false;
};

void note(TopFolder& folder, std::string_view rest) {
  const std::string_view first = first_part(rest);
  if (first.size() < rest.size()) {
    folder.info_folder |= is_info_folder(first);
  } else {
    folder.project_file |= is_project_file(first);
    folder.python_file |= ends_with(first, ".py");
  }
}

// "requests-2.31" or "repository-main": no name an import could use, so it cannot be a package itself.
bool is_versioned_name(std::string_view name) { return !is_identifier(name); }

}  // namespace

ArtifactKind kind_of(const Artifact& artifact) {
  if (artifact.format == "directory") return ArtifactKind::directory;
  bool project = false, info = false, wheel_file = false, egg = false;
  for (const Member& member : artifact.members) {
    if (!member.container.empty()) continue;
    const std::string_view folder = folder_of(member.path);
    const std::string_view name = base_name(member.path);
    if (folder.find('/') != std::string_view::npos) continue;
    project |= folder.empty() && is_project_file(name) && name != "PKG-INFO";
    if (ends_with(folder, ".dist-info")) {
      wheel_file |= name == "WHEEL";
      info |= name == "WHEEL" || name == "METADATA";
    }
    egg |= folder == "EGG-INFO";
  }
  // With both, the extension decides, as it does for pip; else a dist-info folder in an sdist would hide its setup.py.
  if (project && !(wheel_file && ends_with(lower_case(artifact.path), ".whl"))) return ArtifactKind::sdist;
  if (info) return ArtifactKind::wheel;
  return egg ? ArtifactKind::egg : ArtifactKind::sdist;
}

std::string root_folder(const Artifact& artifact) {
  std::string_view top;
  TopFolder inside;
  for (const Member& member : artifact.members) {
    if (!member.container.empty() || is_leftover(member.path)) continue;
    const std::string_view first = first_part(member.path);
    if (first.size() == member.path.size() || (!top.empty() && first != top)) return {};
    top = first;
    note(inside, std::string_view(member.path).substr(first.size() + 1));
  }
  if (top.empty() || is_info_folder(top)) return {};
  if (inside.project_file || inside.info_folder) return std::string(top);
  // A directory is named by the user: what lies in it is meant as it lies.
  if (artifact.format == "directory") return {};
  return is_versioned_name(top) || !inside.python_file ? std::string(top) : std::string();
}

std::string project_folder(const Artifact& artifact) {
  std::map<std::string_view, TopFolder> folders;
  for (const Member& member : artifact.members) {
    if (!member.container.empty() || is_leftover(member.path)) continue;
    const std::string_view first = first_part(member.path);
    if (first.size() == member.path.size()) {
      if (is_project_file(first)) return {};
      continue;
    }
    if (is_info_folder(first)) return {};
    note(folders[first], std::string_view(member.path).substr(first.size() + 1));
  }
  const auto is_project = [](const auto& entry) { return entry.second.project_file; };
  if (std::count_if(folders.begin(), folders.end(), is_project) != 1) return {};
  return std::string(std::find_if(folders.begin(), folders.end(), is_project)->first) + "/";
}

}  // namespace antivenom::unpacking
