#include "cli/known_lists.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace antivenom::cli {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxBytes = 1ull << 30;  // the whole OSV database of malicious packages in one file has 100 MB
constexpr size_t kMaxFiles = 1'000'000;     // the same as one file a record

Result<std::string> read_list(const fs::path& path) {
  std::error_code error;
  const uint64_t size = fs::file_size(path, error);
  if (error) return fail(error.message(), path.string());
  if (size > kMaxBytes) return fail("larger than 1 GiB", path.string());
  std::ifstream in(path, std::ios::binary);
  std::string text(static_cast<size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in && !in.eof()) return fail("cannot be read", path.string());
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

Result<std::vector<fs::path>> files_of(const std::string& named) {
  std::error_code error;
  if (!fs::is_directory(named, error)) return std::vector<fs::path>{named};
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator at(named, error), end; !error && at != end; at.increment(error)) {
    const std::string extension = at->path().extension().string();
    std::error_code unknown;
    if ((extension != ".json" && extension != ".csv" && extension != ".txt") || !at->is_regular_file(unknown)) continue;
    files.push_back(at->path());
    if (files.size() > kMaxFiles) return fail("more than " + std::to_string(kMaxFiles) + " lists", named);
  }
  if (error) return fail(error.message(), named);
  if (files.empty()) return fail("no lists (.json, .csv, .txt) in this folder", named);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<KnownMalicious> read_known_malicious(const std::vector<std::string>& paths) {
  KnownMalicious lists;
  for (const std::string& named : paths) {
    const auto files = files_of(named);
    if (!files) return tl::unexpected(files.error());
    for (const fs::path& path : *files) {
      const auto text = read_list(path);
      if (!text) return tl::unexpected(text.error());
      if (const std::string wrong = lists.add(*text, path.string()); !wrong.empty()) return fail(wrong, path.string());
    }
  }
  return lists;
}

}  // namespace antivenom::cli
