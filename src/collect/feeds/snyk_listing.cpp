#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/lists.h"

namespace antivenom::collect::feeds {
namespace {

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "snyk-listing");
  PackageList list(session);
  const InputForm form{.suffixes = {".csv"}, .max_document = 1 << 30};
  auto done = each_document(session, form, [&](const Document& document) {
    return add_csv(document.bytes, document.place, "pypi", session, list);
  });
  if (done) done = list.store();
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

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
