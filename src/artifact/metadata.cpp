#include "artifact/metadata.h"

#include <algorithm>
#include <array>

#include "artifact/intake.h"
#include "artifact/names.h"

namespace antivenom::unpacking {
namespace {

// The metadata files in the order of trust: what an installer would write first, what only hints last.
struct Sources {
  const Member* core = nullptr;  // PKG-INFO or METADATA
  const Member* pyproject = nullptr;
  const Member* setup_cfg = nullptr;
  const Member* entry_points = nullptr;
  const Member* requires_txt = nullptr;
  const Member* dependency_links = nullptr;
  const Member* top_level = nullptr;
  std::vector<const Member*> requirements;
};

// The earlier of two candidates wins unless the later one lies nearer to the root.
void offer(const Member*& slot, const Member& member) {
  const auto depth = [](const Member& m) { return std::count(m.path.begin(), m.path.end(), '/'); };
  if (slot == nullptr || depth(member) < depth(*slot)) slot = &member;
}

bool is_info_folder(std::string_view folder) {
  const std::string_view name = base_name(folder);
  return ends_with(name, ".dist-info") || ends_with(name, ".egg-info") || name == "EGG-INFO";
}

// A folder where the metadata of this distribution may lie: at most one level below the import root.
bool is_near(std::string_view folder) { return std::count(folder.begin(), folder.end(), '/') <= 1; }

void sort_in(const Member& member, std::string_view project, Sources& sources) {
  if (!member.container.empty() || !starts_with(member.path, project)) return;
  const std::string_view path = std::string_view(member.path).substr(project.size());
  const std::string_view name = base_name(path);
  const std::string_view folder = folder_of(path);
  const bool in_info = is_info_folder(folder) && is_near(folder);
  if (folder.empty()) {
    if (name == "pyproject.toml") sources.pyproject = &member;
    if (name == "setup.cfg") sources.setup_cfg = &member;
    if (starts_with(name, "requirements") && ends_with(name, ".txt")) sources.requirements.push_back(&member);
  }
  if (name == "PKG-INFO" && (folder.empty() || in_info)) offer(sources.core, member);
  if (!in_info) return;
  if (name == "METADATA") offer(sources.core, member);
  if (name == "entry_points.txt") offer(sources.entry_points, member);
  if (name == "requires.txt") offer(sources.requires_txt, member);
  if (name == "dependency_links.txt") offer(sources.dependency_links, member);
  if (name == "top_level.txt") offer(sources.top_level, member);
}

void add_lines(ByteView bytes, std::vector<std::string>& list) {
  constexpr size_t kMaxBytes = 1u << 20;
  const std::string text = to_utf8(bytes.substr(0, kMaxBytes));
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = trimmed(std::string_view(text).substr(start, end - start));
    if (!line.empty()) list.emplace_back(line);
    start = end + 1;
  }
}

void read_sources(const Sources& sources, Artifact& artifact, ProjectLayout& layout) {
  Metadata& metadata = artifact.metadata;
  if (sources.core != nullptr) read_core_metadata(sources.core->bytes, metadata);
  if (sources.entry_points != nullptr) read_entry_points(sources.entry_points->bytes, metadata);
  if (sources.requires_txt != nullptr) read_requires_txt(sources.requires_txt->bytes, metadata);
  if (sources.dependency_links != nullptr) add_lines(sources.dependency_links->bytes, metadata.dependency_links);
  if (sources.top_level != nullptr) add_lines(sources.top_level->bytes, layout.top_level);
  std::string reason;
  if (sources.pyproject != nullptr && !read_pyproject(sources.pyproject->bytes, metadata, layout, reason)) {
    artifact.problems.push_back({sources.pyproject->path, reason});
  }
  if (sources.setup_cfg != nullptr) read_setup_cfg(sources.setup_cfg->bytes, metadata, layout);
  metadata.from_file = !metadata.name.empty();
  if (metadata.requires_dist.empty()) {
    for (const Member* member : sources.requirements) read_requirements(member->bytes, metadata);
  }
}

// A file is often kept under a longer name that ends in the distribution's ("mirror-1.0-name"): no lie.
bool same_distribution(std::string_view from_file_name, std::string_view stated) {
  const std::string file = normalised_name(from_file_name);
  const std::string name = normalised_name(stated);
  return file == name || (ends_with(file, name) && file[file.size() - name.size() - 1] == '-');
}

void compare_with_file_name(Artifact& artifact, const Member& core) {
  const auto [name, version] = name_and_version(artifact.path);
  const Metadata& metadata = artifact.metadata;
  if (version.empty() || metadata.name.empty()) return;
  if (!same_distribution(name, metadata.name)) {
    artifact.anomalies.push_back(
        {"metadata-mismatch", core.path,
         "the file is named for \"" + printable(name) + "\", its metadata says \"" + printable(metadata.name) + "\"",
         false});
  }
}

}  // namespace

ProjectLayout read_metadata(Artifact& artifact, std::string_view project) {
  ProjectLayout layout;
  Sources sources;
  for (const Member& member : artifact.members) sort_in(member, project, sources);
  read_sources(sources, artifact, layout);
  if (sources.core != nullptr && artifact.kind != ArtifactKind::directory)
    compare_with_file_name(artifact, *sources.core);
  const auto [name, version] = name_and_version(artifact.path);
  if (artifact.metadata.name.empty() && name != "-") artifact.metadata.name = printable(name);
  if (artifact.metadata.version.empty()) artifact.metadata.version = printable(version);
  return layout;
}

}  // namespace antivenom::unpacking
