// The page of a project on an index: PEP 503 (HTML) or PEP 691 (JSON), whichever it is. Hostile input: bounded,
// tolerant of broken HTML, and never mistaken for an index page if it is something else - a project's files would seem
// gone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "store/time.h"

namespace antivenom::collect {

inline constexpr size_t kMaxPageBytes = 64u << 20;
inline constexpr size_t kMaxPageFiles = 500'000;

struct PageFile {
  std::string filename, version, kind;
  std::string url;     // absolute, as the page means it; of a folder: the link as it is
  std::string sha256;  // as the page claims it, lower case; or empty
  std::string requires_python;
  bool yanked = false;
  std::string yank_reason;
  uint64_t bytes = 0;        // 0: not told
  store::Time uploaded = 0;  // 0: not told
};

struct Page {
  bool json = false;
  std::string status, status_reason;  // PEP 792: active|archived|quarantined|deprecated; empty: not told
  std::vector<PageFile> files;        // of the project, in the page's order, each name once
  size_t others = 0;                  // links that are no distributions of the project
};

// `url` is where the page was found: links are relative to it. An error if this is no page of the project.
Result<Page> read_page(ByteView body, const std::string& url, const std::string& project);

// Adds a link of a page; both readers end here. `link` is relative to `base`.
void add_file(Page& page, const std::string& base, std::string_view link, const std::string& project, PageFile file);

Result<Page> read_html_page(ByteView body, const std::string& url, const std::string& project);
Result<Page> read_json_page(ByteView body, const std::string& url, const std::string& project);

}  // namespace antivenom::collect
