#include "artifact/members.h"

#include <unordered_map>

#include "artifact/content.h"
#include "artifact/names.h"
#include "base/lower_case.h"

namespace antivenom::unpacking {
namespace {

class MemberAdder {
 public:
  MemberAdder(Artifact& artifact, Intake& intake, std::string_view container)
      : artifact_(artifact), intake_(intake), container_(container) {}

  void run(std::vector<Entry> entries) {
    // Only for the artifact itself: exact growth for each of ten thousand inner archives would copy the list each time.
    if (container_.empty()) artifact_.members.reserve(entries.size());
    by_path_.reserve(entries.size());
    by_folded_path_.reserve(entries.size());
    std::vector<std::string> paths;
    paths.reserve(entries.size());
    for (Entry& entry : entries) paths.push_back(clean(entry));
    for (size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].kind == EntryKind::file) add(entries[i], paths[i], entries[i].bytes);
    }
    for (size_t i = 0; i < entries.size(); ++i) {
      const bool link = entries[i].kind == EntryKind::symlink || entries[i].kind == EntryKind::hardlink;
      if (link) links_.emplace(paths[i], &entries[i]);
    }
    for (size_t i = 0; i < entries.size(); ++i) {
      const auto found = links_.find(paths[i]);
      if (found != links_.end() && found->second == &entries[i]) follow(entries[i], paths[i]);
    }
  }

 private:
  std::string clean(Entry& entry) {
    const uint32_t limit = intake_.limits().max_path_bytes;
    if (entry.name.size() > limit) {
      entry.name.resize(limit);
      intake_.problem(entry.name.substr(0, 200),
                      "its name is longer than max_path_bytes = " + std::to_string(limit) + " and was cut");
    }
    CleanName name = clean_name(entry.name);
    report(entry, name);
    if (name.path.empty() && entry.kind == EntryKind::file) name.path = "(unnamed)";
    return std::move(name.path);
  }

  void report(const Entry& entry, const CleanName& name) {
    if (name.absolute || name.climbs) {
      intake_.anomaly(
          "path-traversal", entry.name,
          name.absolute ? "the name begins at the root of the file system" : "the name leads above the archive's root",
          true);
    } else if (name.dotted) {
      intake_.anomaly("path-traversal", entry.name, "the name has a \"..\" part", false);
    }
    // Some unpackers end the name at the NUL, others do not.
    if (name.has_nul)
      intake_.anomaly("name-encoding", entry.name, "the name holds a NUL byte", true);
    else if (name.control)
      intake_.anomaly("name-encoding", entry.name, "the name holds control characters", false);
    if (name.bad_utf8) intake_.anomaly("name-encoding", entry.name, "the name is not UTF-8", false);
    if (name.backslash) intake_.anomaly("name-encoding", entry.name, "the name holds a backslash", false);
  }

  void add(const Entry& entry, const std::string& path, ByteView bytes) {
    check_duplicate(path, bytes);
    Member member;
    member.path = container_.empty() ? path : std::string(container_) + "!/" + path;
    member.raw_path = printable(entry.name);
    member.container = container_;
    member.bytes = bytes;
    member.declared_size = entry.kind == EntryKind::file ? entry.declared_size : bytes.size();
    member.executable = entry.executable;
    member.skipped = entry.partial;
    member.content = content_of(path, bytes);
    by_path_[path] = artifact_.members.size();
    by_folded_path_.emplace(lower_case(path), artifact_.members.size());
    artifact_.members.push_back(std::move(member));
  }

  void check_duplicate(const std::string& path, ByteView bytes) {
    if (const auto same = by_path_.find(path); same != by_path_.end()) {
      const bool differs = artifact_.members[same->second].bytes != bytes;
      intake_.anomaly(
          "duplicate-member", path,
          differs ? "the archive holds this file twice, with different content" : "the archive holds this file twice",
          differs);
      return;
    }
    const auto folded = by_folded_path_.find(lower_case(path));
    if (folded == by_folded_path_.end()) return;
    const bool code = ends_with(path, ".py") || ends_with(path, ".pth");
    intake_.anomaly("duplicate-member", path,
                    "differs from " + artifact_.members[folded->second].raw_path +
                        " in upper and lower case only: on Windows and macOS they are one file",
                    code && artifact_.members[folded->second].bytes != bytes);
  }

  // Unpacking makes a link to a file of the archive readable under the link's name, so code can hide behind it:
  // it is a member with the same bytes.
  void follow(const Entry& entry, const std::string& path) {
    constexpr int kMaxHops = 8;
    const Entry* link = &entry;
    std::string at = path;
    for (int hop = 0; hop < kMaxHops; ++hop) {
      const CleanName target = resolve_link(link->kind == EntryKind::hardlink ? std::string_view() : at, link->link);
      if (target.absolute || target.climbs) {
        intake_.anomaly("link-outside", entry.name,
                        "a link to " + printable(entry.link).substr(0, 200) + ", outside the archive", false);
        return;
      }
      if (const auto file = by_path_.find(target.path); file != by_path_.end()) {
        if (by_path_.count(path) == 0 && !path.empty()) add(entry, path, artifact_.members[file->second].bytes);
        return;
      }
      const auto next = links_.find(target.path);
      if (next == links_.end()) return;
      link = next->second;
      at = target.path;
    }
  }

  Artifact& artifact_;
  Intake& intake_;
  std::string_view container_;
  std::unordered_map<std::string, size_t> by_path_;
  std::unordered_map<std::string, size_t> by_folded_path_;
  std::unordered_map<std::string, const Entry*> links_;
};

}  // namespace

void add_members(Artifact& artifact, Intake& intake, std::vector<Entry> entries, std::string_view container) {
  MemberAdder(artifact, intake, container).run(std::move(entries));
}

void strip_folder(Artifact& artifact, std::string_view folder) {
  if (folder.empty()) return;
  const std::string prefix = std::string(folder) + "/";
  for (Member& member : artifact.members) {
    if (starts_with(member.path, prefix)) member.path.erase(0, prefix.size());
  }
}

void undo_doubled_paths(Artifact& artifact) {
  const auto is_doubled = [](std::string_view path) {
    const size_t half = path.size() / 2;
    return path.size() % 2 == 1 && path[half] == '/' && path.substr(0, half) == path.substr(half + 1);
  };
  bool any = false;
  for (const Member& member : artifact.members) {
    if (!ends_with(member.path, ".py")) continue;
    if (!is_doubled(member.path)) return;
    any = true;
  }
  if (!any) return;
  for (Member& member : artifact.members) {
    if (is_doubled(member.path)) member.path.resize(member.path.size() / 2);
  }
}

}  // namespace antivenom::unpacking
