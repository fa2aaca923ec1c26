// GitHub's advisories of the type "malware": from its REST interface, newest change first until what the last read had,
// or from files of the same records. Files of GitHub's advisory database, which have the form of OSV, are read, too.
#include "artifact/names.h"
#include "collect/feeds/formats/affected.h"
#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/osv.h"
#include "collect/web_url.h"
#include "store/text.h"

namespace antivenom::collect::feeds {
namespace {

using store::Advisory;

constexpr uint64_t kMaxPage = 64ull << 20;
// A hundred records a page.
constexpr int kMaxPages = 100'000;
constexpr size_t kMaxPackages = 10'000;
constexpr std::string_view kNewest = "newest";

store::Time time_of(const Json& record, std::string_view key) {
  return store::parse_time(text_of(record, key)).value_or(0);
}

Advisory common_of(const Json& record, std::string_view raw, const std::string& source) {
  Advisory a;
  a.source = source;
  a.id = text_of(record, "ghsa_id");
  a.summary = text_of(record, "summary");
  a.details = text_of(record, "description");
  a.url = text_of(record, "html_url");
  a.published = time_of(record, "published_at");
  a.modified = time_of(record, "updated_at");
  a.withdrawn = time_of(record, "withdrawn_at");
  for (const Json& identifier : member(record, "identifiers")) {
    const std::string value = text_of(identifier, "value");
    if (!value.empty() && value != a.id) a.aliases.push_back(value);
  }
  for (std::string& url : texts_of(record, "references")) a.references.push_back({"WEB", std::move(url)});
  for (const Json& cwe : member(record, "cwes")) {
    if (std::string id = text_of(cwe, "cwe_id"); !id.empty()) a.cwes.push_back(std::move(id));
  }
  for (const Json& credit : member(record, "credits")) {
    if (std::string login = text_of(member(credit, "user"), "login"); !login.empty())
      a.credits.push_back(std::move(login));
  }
  a.record = std::string(raw);
  return a;
}

// One advisory a package. `unclear` gets ranges that were not understood.
std::vector<Advisory> advisories_of(const Json& record, std::string_view raw, const std::string& source,
                                    std::string& unclear) {
  std::map<store::PackageKey, Advisory> by_package;
  const Advisory common = common_of(record, raw, source);
  for (const Json& entry : member(record, "vulnerabilities")) {
    const Json& package = member(entry, "package");
    const store::PackageKey key{text_of(package, "name"), ecosystem_of(text_of(package, "ecosystem"))};
    if (by_package.size() >= kMaxPackages) break;
    const auto [at, is_new] = by_package.try_emplace(key, common);
    at->second.package = key;
    const std::string range = text_of(entry, "vulnerable_version_range");
    if (!add_affected(range, at->second)) unclear = range;
  }
  std::vector<Advisory> out;
  for (auto& [key, advisory] : by_package) out.push_back(std::move(advisory));
  return out;
}

Result<void> store_record(Session& session, const std::string& place, const Json& record, std::string_view raw) {
  if (!record.contains("ghsa_id")) return store_osv(session, place, record, raw);
  if (text_of(record, "type") != "malware") return session.skip();
  std::string unclear;
  const auto advisories = advisories_of(record, raw, session.context().source, unclear);
  if (advisories.empty()) {
    session.problem(place, "the record names no package");
    return {};
  }
  for (const Advisory& advisory : advisories) {
    if (auto good = check_advisory(advisory); !good) {
      session.problem(place, good.error().message());
      return {};
    }
  }
  for (const Advisory& advisory : advisories) {
    if (auto stored = session.put(advisory); !stored) return stored;
  }
  if (!unclear.empty()) {
    session.problem(place, "the affected versions are not understood: " + unclear);
    return {};
  }
  return session.end();
}

// Reads one list of records. `newest` becomes the latest change in it; false: what follows was read the last time.
Result<bool> read_records(Session& session, const std::string& place, std::string_view text, store::Time until,
                          store::Time& newest) {
  JsonPieces pieces = JsonPieces::elements(text);
  bool more = true;
  while (const auto piece = pieces.next()) {
    if (session.stopped()) return false;
    const bool is_new = session.begin("", piece->text);
    const auto record = parse_json(piece->text);
    const std::string where = place + ":" + std::to_string(piece->index + 1);
    if (!record || !record->is_object()) {
      if (is_new) session.problem(where, record ? "no JSON object" : record.error().message());
      continue;
    }
    const store::Time updated = time_of(*record, "updated_at");
    newest = std::max(newest, updated);
    if (until != 0 && updated != 0 && updated < until) more = false;
    if (!is_new) continue;
    const std::string id = text_of(*record, "ghsa_id");
    if (auto stored = store_record(session, id.empty() ? where : id, *record, piece->text); !stored)
      return tl::unexpected(stored.error());
  }
  if (pieces.error()) session.problem(place, pieces.error()->message());
  return more;
}

// The page that the Link header calls next: <https://...>; rel="next"
std::string next_page(const WebResponse& answer, const std::string& url) {
  const auto header = answer.headers.find("link");
  if (header == answer.headers.end()) return {};
  std::string_view rest = header->second;
  while (!rest.empty()) {
    const size_t open = rest.find('<'), close = rest.find('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
    const std::string_view link = rest.substr(open + 1, close - open - 1);
    rest.remove_prefix(close + 1);
    const std::string_view parameters = rest.substr(0, rest.find('<'));
    if (parameters.find("rel=\"next\"") == std::string_view::npos) continue;
    const auto from = parse_url(url), to = resolve_url(url, link);
    const bool same_host = from && to && from->host == to->host && from->scheme == to->scheme && from->port == to->port;
    return same_host ? to->text : std::string();
  }
  return {};
}

Result<void> read_pages(Session& session) {
  FeedContext& context = session.context();
  session.keep_marks();  // what is not listed this time was not changed
  const store::Time until = store::parse_time(session.note(std::string(kNewest))).value_or(0);
  store::Time newest = until;
  std::string url = context.location;
  for (int page = 1; !url.empty() && page <= kMaxPages; ++page) {
    if (auto committed = session.commit(false); !committed) return committed;
    WebRequest request;
    request.url = url;
    request.accept = "application/vnd.github+json";
    request.max_bytes = kMaxPage;
    const auto answer = context.web.get(request);
    if (!answer) return fail(answer.error().message(), url);
    if (answer->status != 200) return fail("the server answers " + std::to_string(answer->status), url);
    const auto more = read_records(session, "page " + std::to_string(page), answer->body, until, newest);
    if (!more) return tl::unexpected(more.error());
    if (session.stopped()) return {};
    url = *more ? next_page(*answer, url) : std::string();
  }
  // What failed is asked for again.
  if (session.problems() == 0) session.set_note(std::string(kNewest), store::to_text(newest));
  return {};
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "github-advisories");
  Result<void> done;
  if (is_url(context.location)) {
    done = read_pages(session);
  } else {
    const InputForm form{.suffixes = {".json", ".jsonl"}};
    store::Time newest = 0;
    done = each_document(session, form, [&](const Document& document) -> Result<void> {
      auto read = read_records(session, document.place, document.bytes, 0, newest);
      return read ? Result<void>() : tl::unexpected(read.error());
    });
  }
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace

extern const Feed github_advisories{
    .summary = "GitHub's advisories about malware",
    .location = "the URL of its REST interface with a query, or files of such records or of its advisory database",
    .default_location =
        "https://api.github.com/advisories?type=malware&ecosystem=pip&sort=updated&direction=desc&per_page=100",
    .source = "github",
    .source_kind = "advisories",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
