#include "artifact/walk.h"

namespace antivenom {

namespace fs = std::filesystem;

std::vector<UnreadFolder> each_file_below(const fs::path& root,
                                          const std::function<bool(const fs::directory_entry&)>& visit) {
  std::vector<UnreadFolder> unread;
  std::vector<fs::path> folders = {root};
  while (!folders.empty()) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
      std::error_code unknown;
      const bool descend = !at->is_symlink(unknown) && at->is_directory(unknown);
      if (descend && at->path().filename() != ".git") folders.push_back(at->path());
      if (!descend && !visit(*at)) return unread;
    }
    if (error) unread.push_back({folder.string(), error.message()});
  }
  return unread;
}

}  // namespace antivenom
