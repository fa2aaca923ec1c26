#include "collect/fetch/page.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "artifact/names.h"
#include "base/lower_case.h"
#include "collect/fetch/file_names.h"
#include "collect/web_url.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

PageFile file_of(const json& entry) {
  PageFile file;
  file.filename = text_of(entry, "filename");
  if (const auto hashes = entry.find("hashes"); hashes != entry.end() && hashes->is_object()) {
    file.sha256 = text_of(*hashes, "sha256");
  }
  file.requires_python = text_of(entry, "requires-python");
  if (const auto yanked = entry.find("yanked"); yanked != entry.end()) {
    file.yanked = yanked->is_string() || (yanked->is_boolean() && yanked->get<bool>());
    file.yank_reason = text_of(entry, "yanked");
  }
  if (const auto size = entry.find("size"); size != entry.end() && size->is_number_unsigned()) file.bytes = *size;
  file.uploaded = store::parse_time(text_of(entry, "upload-time")).value_or(0);
  return file;
}

// One entry a name: an index that lists it twice says no more by it.
void drop_repeated(Page& page) {
  std::unordered_set<std::string> seen;
  std::erase_if(page.files, [&](const PageFile& file) { return !seen.insert(file.filename).second; });
}

}  // namespace

void add_file(Page& page, const std::string& base, std::string_view link, const std::string& project, PageFile file) {
  const bool in_folder = base.empty();
  const auto url = in_folder ? std::nullopt : resolve_url(base, link);
  if (!in_folder && !url) {
    ++page.others;
    return;
  }
  const std::string_view path = in_folder ? link.substr(0, link.find_first_of("?#")) : std::string_view(url->path);
  if (file.filename.empty()) file.filename = percent_decoded(unpacking::base_name(path));
  const auto parts = parts_of(file.filename, project);
  const bool plain = file.filename.find_first_of(std::string_view("/\\\0\n\r", 5)) == std::string::npos;
  if (!parts || !plain || page.files.size() >= kMaxPageFiles) {
    ++page.others;
    return;
  }
  file.version = parts->version;
  file.kind = parts->kind;
  file.url = in_folder ? std::string(path) : url->text;
  std::string fragment;
  if (url) fragment = url->fragment;
  if (const size_t hash = link.find('#'); in_folder && hash != std::string_view::npos) fragment = link.substr(hash + 1);
  if (file.sha256.empty() && unpacking::starts_with(fragment, "sha256=")) file.sha256 = fragment.substr(7);
  file.sha256 = lower_case(file.sha256);
  if (!store::is_sha256(file.sha256)) file.sha256.clear();
  page.files.push_back(std::move(file));
}

Result<Page> read_json_page(ByteView body, const std::string& url, const std::string& project) {
  const json document = json::parse(body, nullptr, false);
  if (document.is_discarded()) return fail("the page is broken JSON");
  const auto files = document.is_object() ? document.find("files") : document.end();
  if (files == document.end() || !files->is_array()) return fail("the page is JSON, but none of an index");
  const std::string name = text_of(document, "name");
  if (!name.empty() && unpacking::normalised_name(name) != unpacking::normalised_name(project)) {
    return fail("the page is of another project: " + unpacking::printable(name.substr(0, 80)));
  }
  Page page;
  page.json = true;
  if (const auto status = document.find("project-status"); status != document.end() && status->is_object()) {
    page.status = text_of(*status, "status");
    page.status_reason = text_of(*status, "reason");
  }
  for (const json& entry : *files) {
    if (!entry.is_object()) continue;
    add_file(page, url, text_of(entry, "url"), project, file_of(entry));
  }
  return page;
}

Result<Page> read_page(ByteView body, const std::string& url, const std::string& project) {
  if (body.size() > kMaxPageBytes) return fail("the page is too long");
  if (unpacking::starts_with(body, "\xef\xbb\xbf")) body.remove_prefix(3);
  const size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return fail("the page is empty");
  // A server's word on what it sends is often wrong; the first character is not.
  if (body[first] != '{' && body[first] != '<') return fail("the page is neither HTML nor JSON");
  auto page = body[first] == '{' ? read_json_page(body, url, project) : read_html_page(body, url, project);
  if (page) drop_repeated(*page);
  return page;
}

}  // namespace antivenom::collect
