// An index or mirror as it is asked: for the page of a project, and for files. Over HTTP or in a folder of this
// machine.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"
#include "collect/fetch/mirror.h"
#include "collect/fetch/page.h"
#include "collect/web.h"

namespace antivenom::collect {

struct PageAnswer {
  enum class Kind : uint8_t {
    page,
    unchanged,  // as it was when `etag` and `last_modified` were given
    absent,     // the index has no such project
    failed,     // could not be told; `error` says why
  };
  Kind kind = Kind::failed;
  Page page;
  std::string etag, last_modified;
  std::string error;
  int64_t retry_after_ms = -1;  // failed, and the server asks for that much patience
};

struct FileAnswer {
  enum class Kind : uint8_t { delivered, absent, failed };
  Kind kind = Kind::failed;
  Bytes bytes;
  std::string error;
};

// Any thread may ask.
class Index {
 public:
  virtual ~Index() = default;
  virtual PageAnswer page(const std::string& project, const std::string& etag, const std::string& last_modified) = 0;
  // `url`: of a PageFile, or by_path().
  virtual FileAnswer file(const std::string& url, uint64_t max_bytes) = 0;
  // Whether the file would be delivered; no bytes.
  virtual FileAnswer probe(const std::string& url) = 0;
  // Where the index would keep a file of this path ("ab/cd/<hash>/<name>"); empty if it keeps none by path.
  virtual std::string by_path(const std::string& path) const = 0;
};

// The Web must outlive it.
std::unique_ptr<Index> open_index(const Mirror& mirror, Web& web);

std::unique_ptr<Index> open_folder_index(const Mirror& mirror);

}  // namespace antivenom::collect
