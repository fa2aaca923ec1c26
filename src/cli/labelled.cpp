#include "cli/labelled.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unordered_map>

#include "cli/csv.h"

namespace antivenom::cli {
namespace {

namespace fs = std::filesystem;

bool is_archive_name(const std::string& name) {
  constexpr std::array<std::string_view, 10> kEndings = {".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz",
                                                         ".tar",    ".zip", ".whl",     ".egg",  ".tar.zst"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

Sample sample(std::string path, std::string listed, bool malicious) {
  Sample out;
  out.path = std::move(path);
  out.listed = std::move(listed);
  out.malicious = malicious;
  return out;
}

// Beside the list, or else as it stands.
std::string resolve(const fs::path& list, const std::string& path) {
  const fs::path beside = list.parent_path() / path;
  std::error_code ignored;
  return fs::path(path).is_relative() && fs::exists(beside, ignored) ? beside.string() : path;
}

Result<std::vector<Sample>> read_folder(const std::string& path, bool malicious) {
  std::vector<Sample> samples;
  std::vector<Sample> folders;
  std::error_code error;
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    const std::string name = it->path().string();
    if (it->is_regular_file(ignored) && is_archive_name(name)) samples.push_back(sample(name, name, malicious));
    if (it.depth() == 0 && it->is_directory(ignored)) folders.push_back(sample(name, name, malicious));
  }
  if (error) return fail(error.message(), path);
  if (samples.empty()) samples = std::move(folders);
  std::sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) { return a.path < b.path; });
  return samples;
}

std::vector<Sample> from_csv(const std::string& path, const std::string& text, bool malicious) {
  std::vector<Sample> samples;
  for (CsvRow& row : parse_csv(text)) {
    if (row["path"].empty()) continue;
    Sample one = sample(resolve(path, row["path"]), row["path"], malicious);
    one.category = row["category"];
    one.family = row["family"];
    one.project = row["project"];
    if (malicious) one.payload = row["payload"];
    if (!one.payload.empty() && one.payload != "visible") one.group = Group::not_visible;
    samples.push_back(std::move(one));
  }
  return samples;
}

std::vector<Sample> from_list(const std::string& path, std::string_view text, bool malicious) {
  std::vector<Sample> samples;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty() || line[0] == '#') continue;
    samples.push_back(sample(resolve(path, line), line, malicious));
  }
  return samples;
}

bool has_path_column(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view first = text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
  return first == "path" || first.starts_with("path,") || first.find(",path,") != std::string_view::npos ||
         first.ends_with(",path");
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail("cannot be opened", path);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string file_name(const std::string& path) { return fs::path(path).filename().string(); }

Result<std::vector<Sample>> read_set(const std::string& path, bool malicious) {
  std::error_code ignored;
  Result<std::vector<Sample>> samples;
  if (fs::is_directory(path, ignored)) {
    samples = read_folder(path, malicious);
  } else {
    const auto text = read_text_file(path);
    if (!text) return tl::unexpected(text.error());
    samples = has_path_column(*text) ? from_csv(path, *text, malicious) : from_list(path, *text, malicious);
  }
  if (!samples) return samples;
  if (samples->empty()) return fail("holds no packages", path);
  for (Sample& one : *samples) {
    if (malicious) continue;
    if (one.category.empty()) one.category = fs::path(one.path).parent_path().filename().string();
    if (one.category == "pentest") one.group = Group::pentest;
  }
  return samples;
}

Result<size_t> read_families(const std::string& path, std::vector<Sample>& samples) {
  const auto text = read_text_file(path);
  if (!text) return tl::unexpected(text.error());
  std::unordered_map<std::string, std::string> families;
  for (CsvRow& row : parse_csv(*text)) {
    families.emplace(file_name(row["path"]), row["family"]);
    families[row["path"]] = row["family"];
  }
  size_t matched = 0;
  for (Sample& one : samples) {
    auto it = families.find(one.listed);
    if (it == families.end()) it = families.find(file_name(one.path));
    if (it == families.end()) continue;
    one.family = it->second;
    ++matched;
  }
  return matched;
}

}  // namespace antivenom::cli
