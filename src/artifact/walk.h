// Folder trees that others made.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace antivenom {

// A folder that could not be listed, or not to its end.
struct UnreadFolder {
  std::string path;
  std::string reason;
};

// Calls visit(entry) for everything below `root` that is no folder, in no order, until that is false. Links are not
// followed, and folders called .git are left out. What cannot be listed costs only itself, and is told.
std::vector<UnreadFolder> each_file_below(const std::filesystem::path& root,
                                          const std::function<bool(const std::filesystem::directory_entry&)>& visit);

}  // namespace antivenom
