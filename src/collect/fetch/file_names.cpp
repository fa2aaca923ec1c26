#include "collect/fetch/file_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "artifact/names.h"
#include "base/lower_case.h"

namespace antivenom::collect {
namespace {

struct Ending {
  std::string_view text, kind;
};
constexpr std::array kEndings = {
    Ending{".tar.gz", "sdist"},  Ending{".zip", "sdist"},         Ending{".whl", "bdist_wheel"},
    Ending{".egg", "bdist_egg"}, Ending{".tgz", "sdist"},         Ending{".tar.bz2", "sdist"},
    Ending{".tbz", "sdist"},     Ending{".tar.xz", "sdist"},      Ending{".tar.z", "sdist"},
    Ending{".tar", "sdist"},     Ending{".exe", "bdist_wininst"}, Ending{".msi", "bdist_msi"},
    Ending{".rpm", "bdist_rpm"}, Ending{".deb", "bdist_dumb"},    Ending{".dmg", "bdist_dumb"},
};

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (size_t from = 0;;) {
    const size_t end = text.find(at, from);
    parts.push_back(text.substr(from, end - from));
    if (end == std::string_view::npos) return parts;
    from = end + 1;
  }
}

bool is_hex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

// "1.0.win32-py2.7", "1.0-py3.9", "1.0.linux-x86_64" -> "1.0"
std::string_view without_platform(std::string_view version) {
  for (const std::string_view mark : {"-py", ".win", ".linux", ".macosx", "-1.noarch", "-1.src"}) {
    version = version.substr(0, version.find(mark));
  }
  return version;
}

bool sane(std::string_view version) {
  return !version.empty() && version.size() <= 128 && std::all_of(version.begin(), version.end(), [](char c) {
    return c > ' ' && c != '/' && c != '\\' && c != 127;
  });
}

}  // namespace

std::optional<FileNameParts> parts_of(std::string_view filename, std::string_view project) {
  const std::string lower = lower_case(filename);
  const auto ending =
      std::find_if(kEndings.begin(), kEndings.end(), [&](const Ending& e) { return lower.ends_with(e.text); });
  if (ending == kEndings.end() || filename.size() > 400) return std::nullopt;
  const std::string_view stem = filename.substr(0, filename.size() - ending->text.size());
  const std::string wanted = unpacking::normalised_name(project);
  FileNameParts parts{{}, std::string(ending->kind)};
  if (ending->kind == "bdist_wheel" || ending->kind == "bdist_egg") {
    const auto fields = split(stem, '-');
    const bool whole = ending->kind == "bdist_egg" ? fields.size() >= 2 : fields.size() == 5 || fields.size() == 6;
    if (!whole || unpacking::normalised_name(fields[0]) != wanted) return std::nullopt;
    parts.version = fields[1];
  } else {
    // The name itself may hold dashes: it is all up to the dash where it is the project's.
    for (size_t dash = stem.find('-'); dash != std::string_view::npos; dash = stem.find('-', dash + 1)) {
      if (unpacking::normalised_name(stem.substr(0, dash)) != wanted) continue;
      parts.version = stem.substr(dash + 1);
      break;
    }
    if (ending->kind != "sdist") parts.version = without_platform(parts.version);
  }
  if (!sane(parts.version)) return std::nullopt;
  return parts;
}

std::string path_on_file_host(std::string_view url_path) {
  const auto parts = split(url_path, '/');
  if (parts.size() < 4) return {};
  const auto last = parts.end();
  const std::string_view a = last[-4], b = last[-3], rest = last[-2], name = last[-1];
  if (a.size() != 2 || b.size() != 2 || rest.size() != 60 || name.empty()) return {};
  if (!is_hex(a) || !is_hex(b) || !is_hex(rest)) return {};
  return std::string(a) + "/" + std::string(b) + "/" + std::string(rest) + "/" + std::string(name);
}

}  // namespace antivenom::collect
