#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/osv.h"

namespace antivenom::collect::feeds {
namespace {

Result<void> read_document(Session& session, const Document& document) {
  // Nearly always one record a document; some tools join them to a list or to lines.
  JsonPieces pieces = JsonPieces::elements(document.bytes);
  while (const auto piece = pieces.next()) {
    if (session.stopped()) return {};
    const std::string place = piece->index == 0 ? document.place : document.place + ":" + std::to_string(piece->line);
    if (!session.begin(document.place, piece->text)) continue;
    const auto record = parse_json(piece->text);
    if (!record) {
      session.problem(place, record.error().message());
      continue;
    }
    if (auto stored = store_osv(session, place, *record, piece->text); !stored) return stored;
  }
  if (pieces.error()) session.problem(document.place, pieces.error()->message());
  return {};
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "osv-dump");
  const InputForm form{.suffixes = {".json", ".jsonl"}};
  auto done = each_document(session, form, [&](const Document& document) { return read_document(session, document); });
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace

extern const Feed osv_dump{
    .summary = "reports of malicious packages in the OSV database",
    .location = "all.zip, a folder of MAL-*.json such as a git clone, one record, or the URL of a dump",
    .default_location = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip",
    .source = "osv",
    .source_kind = "advisories",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
