// Foreign text made fit for any database, and lists as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace antivenom::store {

// Valid UTF-8 without NUL: bytes that are not become \xNN. At most `max_bytes`, cut between characters.
std::string storable(std::string_view text, size_t max_bytes = SIZE_MAX);

// The name as two spellings of it are compared: PEP 503 for pypi, else as it is.
std::string normalized_name(const PackageKey& package);

// A word on what makes a key unusable; nothing if it can be used.
Result<void> check_key(const PackageKey& package);
Result<void> check_key(const VersionKey& version);
Result<void> check_key(const FileKey& file);
Result<void> check_name(std::string_view text, std::string_view what);  // of a source, feed, task, ...

bool is_sha256(std::string_view text);

// A JSON array of strings; "" for none.
std::string to_list(const std::vector<std::string>& items);
std::vector<std::string> from_list(std::string_view json);

}  // namespace antivenom::store
