#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/osv.h"
#include "collect/feeds/formats/yaml.h"

namespace antivenom::collect::feeds {
namespace {

Result<void> read_document(Session& session, const Document& document) {
  if (!session.begin(document.place, document.bytes)) return {};
  const auto record = parse_yaml(document.bytes);
  if (!record) {
    session.problem(document.place, record.error().message());
    return {};
  }
  const std::string as_json = record->dump(-1, ' ', false, Json::error_handler_t::replace);
  return store_osv(session, document.place, *record, as_json);
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "pypa-advisories");
  const InputForm form{.suffixes = {".yaml", ".yml"}, .max_document = 4 << 20};
  auto done = each_document(session, form, [&](const Document& document) { return read_document(session, document); });
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace

extern const Feed pypa_advisories{
    .summary = "those advisories of the Python Packaging Authority that are about malicious releases",
    .location = "a clone of the advisory database, its vulns folder, or an archive of it as a file or URL",
    .default_location = "https://github.com/pypa/advisory-database/archive/refs/heads/main.tar.gz",
    .source = "pypa",
    .source_kind = "advisories",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
