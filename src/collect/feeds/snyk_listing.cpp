#include "collect/feeds/formats/lists.h"

namespace antivenom::collect::feeds {
namespace {

Result<FeedResult> read(FeedContext& context) { return read_tables(context, "snyk-listing", {".csv"}); }

}  // namespace

extern const Feed snyk_listing{
    .summary = "Snyk's listing of malicious packages, as the study kept it",
    .location =
        "snyk_malicious.csv: manager, package_name, snyk_link, affected_version, overview, snyk_id, published, "
        "disclosed, ...",
    .default_location = "",
    .source = "snyk",
    .source_kind = "advisories",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
