// Which of the files under a directory does a user mean who names the directory?
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "artifact/artifact.h"
#include "artifact/names.h"
#include "artifact/walk.h"

namespace antivenom {
namespace {

namespace fs = std::filesystem;
using namespace unpacking;

constexpr size_t kMaxTargets = 2'000'000;
// Enough for a tar header, the longest thing a format is told from.
constexpr size_t kHeadBytes = 512;

struct Contents {
  bool python = false;    // a Python project or Python files at its root
  bool archives = false;  // at its root
  bool whole = true;      // all of it could be listed
  std::vector<fs::path> folders;
};

// What cannot be read may be one: scanning it says why.
bool is_archive(const fs::path& path) {
  std::string extension;
  file_stem(path.filename().string(), &extension);
  // A single compressed file (log.gz) is a target only if it says to be a tar archive.
  if (!extension.empty() && extension != ".gz" && extension != ".bz2" && extension != ".xz" && extension != ".zst") {
    return true;
  }
  std::array<char, kHeadBytes> head{};
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), head.size());
  if (!in.is_open() || in.bad()) return true;
  return in.gcount() > 0 && looks_like_archive({head.data(), static_cast<size_t>(in.gcount())});
}

bool is_python_mark(const std::string& name) {
  return name == "setup.py" || name == "pyproject.toml" || name == "PKG-INFO" || ends_with(name, ".dist-info") ||
         ends_with(name, ".py");
}

Contents look_into(const fs::path& folder) {
  Contents contents;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code ignored;
    const std::string name = at->path().filename().string();
    if (is_python_mark(name)) contents.python = true;
    if (at->is_symlink(ignored)) continue;
    if (at->is_directory(ignored)) {
      if (name != ".git") contents.folders.push_back(at->path());
    } else if (!contents.archives && at->is_regular_file(ignored)) {
      contents.archives = is_archive(at->path());
    }
  }
  contents.whole = !error;
  std::sort(contents.folders.begin(), contents.folders.end());
  return contents;
}

// Archives of the whole tree. A folder that cannot be listed is a target itself: scanning it says why.
std::vector<std::string> archives_below(const fs::path& folder) {
  std::vector<std::string> found;
  const auto unread = each_file_below(folder, [&](const fs::directory_entry& file) {
    std::error_code ignored;
    const bool regular = !file.is_symlink(ignored) && file.is_regular_file(ignored);
    if (regular && is_archive(file.path())) found.push_back(file.path().string());
    return found.size() < kMaxTargets;
  });
  for (const UnreadFolder& one : unread) found.push_back(one.path);
  std::sort(found.begin(), found.end());
  return found;
}

bool holds_python(const fs::path& folder) {
  constexpr size_t kEnough = 10'000;
  size_t looked_at = 0;
  bool found = false;
  const auto unread = each_file_below(folder, [&](const fs::directory_entry& file) {
    found = ends_with(file.path().filename().string(), ".py");
    return !found && ++looked_at < kEnough;
  });
  return found || !unread.empty();  // as a target it says that it cannot be read
}

}  // namespace

Result<std::vector<std::string>> list_targets(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    return fail(error ? error.message() : "is not a directory", path);
  }
  fs::directory_iterator(path, error);
  if (error) return fail("could not be read: " + error.message(), path);
  const Contents contents = look_into(path);
  const std::vector<std::string> itself = {path};
  if (contents.python) return itself;
  std::vector<std::string> archives = archives_below(path);
  // Projects that ship archives as test data are still projects.
  const bool projects = !contents.archives && contents.whole && !contents.folders.empty() &&
                        std::all_of(contents.folders.begin(), contents.folders.end(), [](const fs::path& folder) {
                          return look_into(folder).python || holds_python(folder);
                        });
  if (projects) {
    std::vector<std::string> targets;
    for (const fs::path& folder : contents.folders) targets.push_back(folder.string());
    return targets;
  }
  return archives.empty() ? itself : archives;
}

}  // namespace antivenom
