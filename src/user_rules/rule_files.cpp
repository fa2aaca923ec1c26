#include "user_rules/rule_files.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <system_error>

namespace antivenom {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxBytes = 16u << 20;  // the largest public collections are a few MiB in one file
constexpr size_t kMaxFiles = 10'000;

bool is_rule_file(const fs::path& path) { return path.extension() == ".yar" || path.extension() == ".yara"; }

Result<std::vector<fs::path>> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code unknown;
    if (!is_rule_file(it->path()) || !it->is_regular_file(unknown)) continue;
    files.push_back(it->path());
    if (files.size() > kMaxFiles)
      return fail("more than " + std::to_string(kMaxFiles) + " rule files", folder.string());
  }
  if (error) return fail(error.message(), folder.string());
  if (files.empty()) return fail("no rule files (.yar, .yara) in this folder", folder.string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::vector<RuleFile>> find_rule_files(const std::vector<std::string>& paths) {
  std::vector<RuleFile> files;
  std::set<fs::path> seen;
  std::set<std::string> namespaces;
  for (const std::string& named : paths) {
    std::error_code error;
    const fs::path canonical = fs::canonical(named, error);
    if (error) return fail(error.message(), named);
    const bool folder = fs::is_directory(canonical, error);
    std::vector<fs::path> found = {named};
    if (folder) {
      auto below = files_below(named);
      if (!below) return tl::unexpected(below.error());
      found = std::move(*below);
    }
    for (const fs::path& path : found) {
      const fs::path real = fs::canonical(path, error);
      if (error) return fail(error.message(), path.string());
      if (!seen.insert(real).second) continue;
      fs::path name = folder ? fs::relative(path, named, error) : path.filename();
      name.replace_extension();
      std::string rule_namespace = name.generic_string();
      // Two files of one name: rules of one name in them are no clash.
      if (!namespaces.insert(rule_namespace).second) namespaces.insert(rule_namespace = path.generic_string());
      files.push_back({path, folder ? canonical : canonical.parent_path(), std::move(rule_namespace)});
    }
  }
  return files;
}

Result<Bytes> read_rule_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return fail("is no file", path.string());
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail("cannot be read", path.string());
  const uintmax_t size = fs::file_size(path, error);
  if (error) return fail(error.message(), path.string());
  if (size > kMaxBytes) return fail("larger than " + std::to_string(kMaxBytes >> 20) + " MiB", path.string());
  Bytes text(static_cast<size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(std::max<std::streamsize>(0, in.gcount())));
  // libyara would stop at the first zero byte and say nothing of the rules behind it.
  if (text.find('\0') != text.npos) return fail("is no text (compiled rules are not supported)", path.string());
  return text;
}

Result<fs::path> resolve_include(const fs::path& from, const std::string& name, const fs::path& root) {
  std::error_code error;
  const fs::path target = fs::canonical(from.parent_path() / name, error);
  if (error) return fail(error.message(), name);
  const auto [end, rest] = std::mismatch(root.begin(), root.end(), target.begin(), target.end());
  if (end != root.end()) return fail("lies outside of the folder of the rules", name);
  return target;
}

}  // namespace antivenom
