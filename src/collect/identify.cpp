#include "collect/identify.h"

#include <cctype>
#include <vector>

#include "artifact/names.h"
#include "base/lower_case.h"
#include "store/store.h"

namespace antivenom::collect {
namespace {

using unpacking::normalised_name;

std::vector<std::string> pieces_of(std::string_view path, std::string_view separator) {
  std::vector<std::string> parts;
  for (size_t at = 0;;) {
    const size_t end = path.find(separator, at);
    parts.emplace_back(path.substr(at, end - at));
    if (end == std::string_view::npos) return parts;
    at = end + separator.size();
  }
}

std::string joined(const std::vector<std::string>& parts, size_t from, size_t to) {
  std::string out;
  for (size_t i = from; i < to; ++i) out += (i == from ? "" : "__") + parts[i];
  return out;
}

// "pkg" and "pkg-1.0" begin with "pkg", "pkgs" does not.
bool begins_with_name(std::string_view filename, std::string_view name) {
  const std::string file = normalised_name(filename), wanted = normalised_name(name);
  return !wanted.empty() && file.compare(0, wanted.size(), wanted) == 0 &&
         (file.size() == wanted.size() || file[wanted.size()] == '-');
}

// "2024-01-31-name-v1.0.zip" -> name, 1.0
bool is_dated(std::string_view filename, std::string& name, std::string& version) {
  constexpr size_t kDate = 11;  // "2024-01-31-"
  if (filename.size() <= kDate) return false;
  for (size_t i = 0; i < kDate; ++i) {
    const bool dash = i == 4 || i == 7 || i == 10;
    if (dash ? filename[i] != '-' : std::isdigit(static_cast<unsigned char>(filename[i])) == 0) return false;
  }
  const std::string stem = unpacking::file_stem(filename);
  const size_t at = stem.rfind("-v");
  if (at == std::string::npos || at < kDate || at + 2 >= stem.size()) return false;
  name = stem.substr(kDate, at - kDate);
  version = stem.substr(at + 2);
  return !name.empty();
}

store::FileKey key(std::string name, std::string version, std::string filename) {
  return {{{std::move(name)}, std::move(version)}, std::move(filename)};
}

}  // namespace

store::FileKey identify(std::string_view path) {
  const std::vector<std::string> parts = pieces_of(path, "/");
  const std::string& filename = parts.back();
  std::string name, version;
  const bool dated = is_dated(filename, name, version);
  if (parts.size() >= 3) {
    const std::string &above = parts[parts.size() - 3], &folder = parts[parts.size() - 2];
    const bool names_it = begins_with_name(dated ? name : filename, above);
    if (!above.empty() && (store::is_version(folder) || (names_it && filename.find(folder) != std::string::npos))) {
      return key(above, folder, filename);
    }
  }
  if (dated) return key(name, version, filename);
  const std::vector<std::string> flat = pieces_of(filename, "__");
  // The name and the artifact may hold "__", too: the version is the first part that can be one.
  for (size_t at = 1; at + 1 < flat.size(); ++at) {
    const std::string front = joined(flat, 0, at), rest = joined(flat, at + 1, flat.size());
    if (front.empty() || rest.empty()) continue;
    if (store::is_version(flat[at]) || begins_with_name(rest, front)) return key(front, flat[at], rest);
  }
  std::tie(name, version) = unpacking::name_and_version(filename);
  // "v1.0-name" and the like say nothing; the folder of the registry does.
  if (parts.size() >= 2 && begins_with_name(filename, parts[parts.size() - 2])) name = parts[parts.size() - 2];
  return key(name.empty() ? filename : name, version, filename);
}

std::string archive_extension(std::string_view filename) {
  std::string extension;
  unpacking::file_stem(filename, &extension);
  return extension;
}

std::string kind_of(std::string_view filename) {
  const std::string lower = lower_case(filename);
  if (unpacking::ends_with(lower, ".whl")) return "bdist_wheel";
  if (unpacking::ends_with(lower, ".egg")) return "bdist_egg";
  if (unpacking::ends_with(lower, ".exe")) return "bdist_wininst";
  return "sdist";
}

}  // namespace antivenom::collect
