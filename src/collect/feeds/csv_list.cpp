#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/lists.h"

namespace antivenom::collect::feeds {
namespace {

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "csv-list");
  PackageList list(session);
  const InputForm form{.suffixes = {".csv", ".tsv"}, .max_document = 1 << 30};
  auto done = each_document(session, form, [&](const Document& document) {
    return add_csv(document.bytes, document.place, "pypi", session, list);
  });
  if (done) done = list.store();
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

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
