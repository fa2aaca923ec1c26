// A directory tree read as an unpacked distribution. The tree may be as hostile as an archive: links, pipes,
// files without end.
#include <fcntl.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "artifact/artifact.h"
#include "artifact/hash.h"
#include "artifact/images.h"
#include "artifact/intake.h"
#include "artifact/members.h"
#include "artifact/names.h"
#include "artifact/open.h"
#include "base/descriptor.h"

namespace antivenom {
namespace {

namespace fs = std::filesystem;
using namespace unpacking;

class DirectoryReader {
 public:
  DirectoryReader(const fs::path& root, Intake& intake) : root_(root), intake_(intake) {}

  std::vector<Entry> run() {
    std::vector<std::string> folders = {""};
    while (!folders.empty() && !full_) {
      const std::string folder = std::move(folders.back());
      folders.pop_back();
      read_folder(folder, folders);
    }
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return std::move(entries_);
  }

 private:
  void read_folder(const std::string& folder, std::vector<std::string>& folders) {
    std::error_code error;
    fs::directory_iterator at(root_ / folder, error);
    if (error)
      return intake_.problem(folder.empty() ? root_.string() : folder,
                             "the folder could not be read: " + error.message());
    // Sorted before anything is read, so that a limit cuts at the same place every time.
    std::vector<std::string> names;
    for (; at != fs::directory_iterator() && !error; at.increment(error)) {
      names.push_back(at->path().filename().string());
      if (names.size() > intake_.limits().max_members) break;
    }
    if (error) intake_.problem(folder, "the folder could not be read in full: " + error.message());
    std::sort(names.begin(), names.end());
    std::vector<std::string> inner;
    for (const std::string& name : names) {
      if (full_) return;
      visit(folder.empty() ? name : folder + "/" + name, inner);
    }
    folders.insert(folders.end(), inner.rbegin(), inner.rend());
  }

  void visit(const std::string& path, std::vector<std::string>& folders) {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(root_ / path, error);
    if (error) return intake_.problem(path, "could not be read: " + error.message());
    if (status.type() == fs::file_type::directory) {
      if (path.size() > intake_.limits().max_path_bytes)
        return intake_.problem(path.substr(0, 200), "nested too deeply");
      if (base_name(path) != ".git") folders.push_back(path);
      return;
    }
    if (!intake_.admit_member(root_.string())) {
      full_ = true;
      return;
    }
    Entry entry;
    entry.name = path;
    if (status.type() == fs::file_type::symlink) {
      entry.kind = EntryKind::symlink;
      entry.link = fs::read_symlink(root_ / path, error).string();
    } else if (status.type() == fs::file_type::regular) {
      constexpr fs::perms kRun = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
      entry.executable = (status.permissions() & kRun) != fs::perms::none;
      read_file(entry);
    } else {
      entry.kind = EntryKind::other;
      intake_.anomaly("odd-member-type", path, "a device, pipe or socket", false);
    }
    entries_.push_back(std::move(entry));
  }

  void read_file(Entry& entry) {
    const fs::path path = root_ / entry.name;
    std::error_code error;
    entry.declared_size = fs::file_size(path, error);
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!error && !file.valid()) error.assign(errno, std::generic_category());
    if (error) {
      entry.declared_size = 0;
      entry.partial = true;
      return intake_.problem(entry.name, "could not be read: " + error.message());
    }
    const uint64_t wanted = std::min(entry.declared_size, intake_.member_room());
    char* out = intake_.allocate(wanted);
    const ReadCount read = read_up_to(file, out, wanted);
    entry.bytes = {out, read.bytes};
    entry.partial = read.bytes < entry.declared_size;
    if (!entry.partial) return;
    if (read.bytes < wanted) {
      const std::string why = read.error != 0 ? std::string(": ") + std::strerror(read.error) : "";
      return intake_.problem(entry.name, "could not be read in full" + why);
    }
    intake_.problem(entry.name,
                    wanted == intake_.limits().max_member_bytes
                        ? "longer than max_member_bytes = " + std::to_string(wanted) + "; the rest was not read"
                        : "not read in full: the directory holds more than " + intake_.room_limit());
  }

  const fs::path& root_;
  Intake& intake_;
  std::vector<Entry> entries_;
  bool full_ = false;
};

std::string digest_of(const Artifact& artifact) {
  std::string list;
  for (const Member& member : artifact.members) {
    list += member.raw_path;
    list += '\0';
    list += sha256_hex(member.bytes);
    list += '\n';
  }
  return sha256_hex(list);
}

}  // namespace

Artifact read_directory(const std::string& path, const UnpackLimits& limits) {
  Artifact artifact;
  artifact.path = path;
  artifact.kind = ArtifactKind::directory;
  artifact.format = "directory";
  // Nothing is packed, so the ratio has no meaning here: the other limits hold.
  UnpackLimits own = limits;
  own.max_ratio = 0;
  Intake intake(artifact, own, limits.max_total_bytes);
  const fs::path root(path);
  std::vector<Entry> entries = DirectoryReader(root, intake).run();
  for (const Entry& entry : entries) artifact.bytes += entry.kind == EntryKind::file ? entry.declared_size : 0;
  add_members(artifact, intake, std::move(entries), "");
  artifact.sha256 = digest_of(artifact);
  complete(artifact, intake);
  measure_images(artifact, intake);
  if (artifact.members.empty()) {
    artifact.readable = false;
    if (artifact.problems.empty()) intake.problem(path, "the directory holds no files");
  }
  return artifact;
}

}  // namespace antivenom
