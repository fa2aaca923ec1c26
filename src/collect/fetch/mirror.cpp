#include "collect/fetch/mirror.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "artifact/names.h"
#include "collect/web_url.h"

namespace antivenom::collect {
namespace {

struct Row {
  std::string_view name, kind, url, files, country;
  unsigned parallel;
  int pause;
};
constexpr std::array kRows = {
#define MIRROR(name, kind, url, files, country, parallel, pause) Row{name, kind, url, files, country, parallel, pause},
#include "collect/fetch/mirrors.def"
#undef MIRROR
};

// On every full copy of the index.
constexpr std::string_view kCanary = "pip";

Mirror mirror_of(const Row& row) {
  Mirror mirror;
  mirror.name = row.name;
  mirror.kind = row.kind;
  mirror.url = row.url;
  mirror.files = row.files;
  mirror.country = row.country;
  mirror.canary = kCanary;
  mirror.parallel = row.parallel;
  mirror.pause = std::chrono::milliseconds(row.pause);
  return mirror;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

Result<Mirror> by_url(const std::string& name, const std::string& text) {
  if (auto ready = urls_ready(); !ready) return tl::unexpected(ready.error());
  auto url = parse_url(text);
  if (!url) return fail("this is no address of http or https", text);
  // The last folder of the address is the simple API, unless it is plainly the one above.
  std::string base = url->text.substr(0, url->text.find('?'));
  if (base.back() != '/') base += '/';
  const std::string path = url->path.ends_with('/') ? url->path : url->path + "/";
  if (path == "/" || path.ends_with("/pypi/") || path.ends_with("/web/")) base += "simple/";
  Mirror mirror;
  mirror.kind = "mirror";
  mirror.url = base;
  if (const auto files = resolve_url(base, "../packages/")) mirror.files = files->text;
  for (const Row& row : kRows) {
    if (row.url == base) mirror = mirror_of(row);
  }
  if (mirror.name.empty()) mirror.name = url->port.empty() ? url->host : url->host + ":" + url->port;
  if (!name.empty()) mirror.name = name;
  return mirror;
}

}  // namespace

std::vector<Mirror> known_mirrors() {
  std::vector<Mirror> mirrors;
  for (const Row& row : kRows) mirrors.push_back(mirror_of(row));
  return mirrors;
}

Result<Mirror> parse_mirror(const std::string& text) {
  for (const Row& row : kRows) {
    if (row.name == text) return mirror_of(row);
  }
  std::string name, place = text;
  if (const size_t equals = text.find('='); equals != std::string::npos && is_name(text.substr(0, equals))) {
    name = text.substr(0, equals);
    place = text.substr(equals + 1);
  }
  if (place.find("://") != std::string::npos) return by_url(name, place);
  std::error_code error;
  if (!std::filesystem::is_directory(place, error)) {
    std::string names;
    for (const Row& row : kRows) names += (names.empty() ? "" : ", ") + std::string(row.name);
    return fail("no known mirror (" + names + "), no address and no folder", text);
  }
  Mirror mirror;
  mirror.kind = "mirror";
  mirror.folder = std::filesystem::canonical(place, error).string();
  mirror.name = name.empty() ? std::filesystem::path(mirror.folder).filename().string() : name;
  if (mirror.name.empty()) mirror.name = "folder";
  mirror.parallel = 4;
  return mirror;
}

store::Source source_of(const Mirror& mirror) {
  return {mirror.name, mirror.kind, mirror.url.empty() ? "" : without_credentials(mirror.url), mirror.country, ""};
}

}  // namespace antivenom::collect
