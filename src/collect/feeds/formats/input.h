// The documents of a feed, wherever they lie: one file, a folder (a git clone, say), an archive of either, or a URL of
// one.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "collect/feeds/formats/session.h"

namespace antivenom::collect {

struct Document {
  std::string place;  // path within the folder or archive, or the file's name; never a path of this machine
  Bytes bytes;
};

struct InputForm {
  std::vector<std::string_view> suffixes;  // ".json": which files of a folder or archive are documents
  uint64_t max_document = 64ull << 20;     // bytes of one, unpacked
  uint64_t max_documents = 5'000'000;
  uint64_t max_total = 16ull << 30;  // bytes of all, unpacked
};

// Calls visit(document) for each, in the order of the archive or sorted by path. What cannot be read is a problem of
// the session; links, devices and hidden folders are not followed. Visiting ends with the first error, or when the
// session is stopped. A URL is asked with what the last read noted of it; where nothing was changed there, nothing is
// visited.
Result<void> each_document(Session& session, const InputForm& form,
                           const std::function<Result<void>(const Document&)>& visit);

bool is_url(std::string_view location);

}  // namespace antivenom::collect
