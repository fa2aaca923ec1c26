#include "store/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "artifact/names.h"
#include "base/utf8.h"

namespace antivenom::store {
namespace {

// Longer names are nonsense on any index, and no database indexes them.
constexpr size_t kMaxName = 512;
constexpr size_t kMaxVersion = 256;

size_t character_at(std::string_view text, size_t at) {
  for (size_t length = 1; length <= 4 && at + length <= text.size(); ++length) {
    if (is_utf8(text.substr(at, length))) return length;
  }
  return 0;
}

}  // namespace

std::string storable(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes && text.find('\0') == std::string_view::npos && is_utf8(text)) {
    return std::string(text);
  }
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t length = text[at] == '\0' ? 0 : character_at(text, at);
    const std::string piece = length > 0 ? std::string(text.substr(at, length))
                                         : fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
    if (out.size() + piece.size() > max_bytes) break;
    out += piece;
    at += std::max<size_t>(length, 1);
  }
  return out;
}

std::string normalized_name(const PackageKey& package) {
  const std::string name = storable(package.name);
  return package.ecosystem == "pypi" ? unpacking::normalised_name(name) : name;
}

Result<void> check_name(std::string_view text, std::string_view what) {
  if (text.empty()) return fail(std::string(what) + " is empty");
  if (text.size() > kMaxName)
    return fail(fmt::format("{} is longer than {} bytes", what, kMaxName), storable(text, 80));
  return {};
}

Result<void> check_key(const PackageKey& package) {
  if (auto good = check_name(package.ecosystem, "the ecosystem"); !good) return good;
  if (auto good = check_name(package.name, "the package's name"); !good) return good;
  // A name of dots and dashes alone.
  if (normalized_name(package).find_first_not_of("-") == std::string::npos) {
    return fail("the package's name has no letters", storable(package.name, 80));
  }
  return {};
}

Result<void> check_key(const VersionKey& version) {
  if (version.version.size() > kMaxVersion) {
    return fail(fmt::format("the version is longer than {} bytes", kMaxVersion), storable(version.package.name, 80));
  }
  return check_key(version.package);
}

Result<void> check_key(const FileKey& file) {
  if (auto good = check_name(file.filename, "the file's name"); !good) return good;
  return check_key(file.version);
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string to_list(const std::vector<std::string>& items) {
  if (items.empty()) return {};
  nlohmann::json list = nlohmann::json::array();
  for (const std::string& item : items) list.push_back(storable(item));
  return list.dump();
}

std::vector<std::string> from_list(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  std::vector<std::string> items;
  if (!parsed.is_array()) return items;
  for (const auto& item : parsed) {
    if (item.is_string()) items.push_back(item.get<std::string>());
  }
  return items;
}

}  // namespace antivenom::store
