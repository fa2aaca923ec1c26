// Records of the OSV schema, all versions of it: https://ossf.github.io/osv-schema/
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "collect/feeds/formats/json.h"
#include "collect/feeds/formats/session.h"
#include "store/records.h"

namespace antivenom::collect {

// One advisory for each package that the record names. Ranges and versions are both kept, as the record has them; where
// there are neither, all versions are meant. `raw` is the record as the feed gave it.
Result<std::vector<store::Advisory>> osv_advisories(const Json& record, std::string_view raw,
                                                    const std::string& source);

// The record says that the package itself is malicious, not that it has a weakness: its id or an alias is one of the
// malicious-packages database, its weakness is CWE-506 (embedded malicious code) or a kind of it, or its text is of a
// form that is used for nothing else. Texts that only speak of malicious input, users or files do not count.
bool osv_is_malice(const Json& record);

// Stores what a record says, if it is about malice. `place` is where problems are reported to be.
Result<void> store_osv(Session& session, const std::string& place, const Json& record, std::string_view raw);

// An error that is the record's own fault, before the store could take it for one of its own.
Result<void> check_advisory(const store::Advisory& advisory);

}  // namespace antivenom::collect
