#include "collect/feeds/formats/lists.h"

namespace antivenom::collect::feeds {
namespace {

Result<FeedResult> read(FeedContext& context) { return read_tables(context, "csv-list", {".csv", ".tsv"}); }

}  // namespace

extern const Feed csv_list{
    .summary = "any table of malicious packages, Sonatype's for one; its columns are found by their names",
    .location = "a CSV file, a folder of them or a URL; a column such as package_name is needed, all else is not",
    .default_location = "",
    .source = "csv-list",
    .source_kind = "list",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
