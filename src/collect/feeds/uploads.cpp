// What the index's table of distributions (BigQuery: distribution_metadata) says of each file that was ever uploaded,
// as a JSON list, JSON Lines or CSV. Its rows survive the removal of a project, so upload dates and paths are known
// from here.
#include "artifact/names.h"
#include "base/lower_case.h"
#include "collect/feeds/formats/affected.h"
#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/lists.h"
#include "store/text.h"

namespace antivenom::collect::feeds {
namespace {

uint64_t number_of(std::string_view text) {
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || value > UINT64_MAX / 100) return 0;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

// `get` gives the value of a column, or an empty text.
template <class Get>
store::FileRecord file_of(const Get& get) {
  store::FileRecord file;
  file.key.version.package.name = get("name");
  file.key.version.version = get("version");
  file.path = get("path");
  file.key.filename = get("filename");
  if (file.key.filename.empty()) file.key.filename = std::string(unpacking::base_name(file.path));
  file.kind = get("packagetype");
  file.sha256 = lower_case(get("sha256_digest"));
  if (!store::is_sha256(file.sha256)) file.sha256.clear();
  file.bytes = number_of(get("size"));
  file.uploaded = store::parse_time(get("upload_time")).value_or(0);
  file.author = get("author");
  file.author_email = get("author_email");
  file.requires_python = get("requires_python");
  file.uploaded_via = get("uploaded_via");
  return file;
}

Result<void> store_file(Session& session, const std::string& place, const store::FileRecord& file) {
  if (auto good = store::check_key(file.key); !good) {
    session.problem(place, good.error().message());
    return {};
  }
  if (file.uploaded == 0) {
    session.problem(place, "the row has no time of upload");
    return {};
  }
  if (auto stored = session.put(file); !stored) return stored;
  return session.end();
}

Result<void> read_json(Session& session, const Document& document) {
  JsonPieces pieces = JsonPieces::elements(document.bytes);
  while (const auto piece = pieces.next()) {
    if (session.stopped()) return {};
    if (!session.begin("", piece->text)) continue;
    const std::string place = document.place + ":" + std::to_string(piece->line);
    const auto row = parse_json(piece->text);
    if (!row || !row->is_object()) {
      session.problem(place, row ? "no JSON object" : row.error().message());
      continue;
    }
    const auto file = file_of([&](std::string_view column) { return text_of(*row, column); });
    if (auto stored = store_file(session, place, file); !stored) return stored;
  }
  if (pieces.error()) session.problem(document.place, pieces.error()->message());
  return {};
}

Result<void> read_csv(Session& session, const Document& document) {
  CsvReader csv(document.bytes);
  if (!csv.column({"name"}) || !csv.column({"upload_time"}))
    return fail("the table has no columns name and upload_time", document.place);
  while (const auto row = csv.next()) {
    if (session.stopped()) return {};
    const std::string place = document.place + ":" + std::to_string(row->line);
    if (row->error) {
      session.problem(place, row->error->what);
      continue;
    }
    std::string bytes;
    for (const std::string& field : row->fields) bytes += field + '\n';
    if (!session.begin("", bytes)) continue;
    const auto file = file_of([&](std::string_view name) {
      const auto column = csv.column({name});
      return column && *column < row->fields.size() ? row->fields[*column] : std::string();
    });
    if (auto stored = store_file(session, place, file); !stored) return stored;
  }
  return {};
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "uploads");
  const InputForm form{.suffixes = {".json", ".jsonl", ".csv"}, .max_document = 2ull << 30};
  auto done = each_document(session, form, [&](const Document& document) {
    const std::string_view start = unpacking::trimmed(std::string_view(document.bytes).substr(0, 64));
    const bool is_json = start.starts_with('[') || start.starts_with('{');
    return is_json ? read_json(session, document) : read_csv(session, document);
  });
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace

extern const Feed uploads{
    .summary = "upload records of the index: who uploaded which file when",
    .location = "pypi_upload_metadata.json or another export (JSON, JSON Lines, CSV) of distribution_metadata",
    .default_location = "",
    .source = "pypi-uploads",
    .source_kind = "list",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
