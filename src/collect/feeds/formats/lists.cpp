#include "collect/feeds/formats/lists.h"

#include <algorithm>

#include "artifact/names.h"
#include "base/lower_case.h"
#include "collect/feeds/formats/affected.h"
#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/osv.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

using store::Advisory;
using unpacking::trimmed;

// The record is for people; the columns that matter are stored whole beside it.
constexpr size_t kMaxCell = 64 << 10;

template <class Item>
void append_new(std::vector<Item>& to, const std::vector<Item>& from) {
  for (const Item& item : from) {
    if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(item);
  }
}

void fill(std::string& to, const std::string& from) {
  if (to.empty()) to = from;
}

void earliest(store::Time& to, store::Time from) {
  if (from != 0 && (to == 0 || from < to)) to = from;
}

// A further row about the same package. It is withdrawn when all rows are.
void merge(Advisory& to, const Advisory& from) {
  to.all_versions = to.all_versions || from.all_versions;
  append_new(to.versions, from.versions);
  for (const Advisory::Range& range : from.ranges) {
    const auto same = [&](const Advisory::Range& r) {
      return r.introduced == range.introduced && r.fixed == range.fixed && r.last_affected == range.last_affected;
    };
    if (std::none_of(to.ranges.begin(), to.ranges.end(), same)) to.ranges.push_back(range);
  }
  append_new(to.aliases, from.aliases);
  append_new(to.credits, from.credits);
  append_new(to.cwes, from.cwes);
  append_new(to.origins, from.origins);
  fill(to.summary, from.summary);
  fill(to.details, from.details);
  fill(to.url, from.url);
  earliest(to.published, from.published);
  earliest(to.disclosed, from.disclosed);
  to.modified = std::max(to.modified, from.modified);
  to.withdrawn = to.withdrawn == 0 || from.withdrawn == 0 ? 0 : std::max(to.withdrawn, from.withdrawn);
}

// The columns of a table by what they mean; the first name that is there counts.
struct Columns {
  explicit Columns(const CsvReader& csv)
      : name(csv.column(
            {"package_name", "package", "name", "component", "component_name", "project", "artifact", "library"})),
        ecosystem(
            csv.column({"ecosystem", "manager", "package_manager", "registry", "format", "platform", "language"})),
        affected(csv.column({"affected_version", "affected_versions", "vulnerable_version_range", "versions", "version",
                             "component_version", "affected"})),
        id(csv.column({"snyk_id", "sonatype_id", "advisory_id", "vulnerability_id", "osv_id", "id", "identifier"})),
        url(csv.column({"snyk_link", "url", "link", "advisory_url", "reference", "source_url"})),
        summary(csv.column({"summary", "title"})),
        details(csv.column({"overview", "description", "details", "explanation", "threat_description"})),
        published(csv.column(
            {"published", "published_at", "published_date", "publication_date", "date", "created", "created_at"})),
        disclosed(csv.column({"disclosed", "disclosed_at", "disclosure_date", "discovered", "discovered_at", "detected",
                              "detected_at", "found"})),
        introduced(csv.column({"update_date"})),
        modified(csv.column({"modified", "modified_at", "updated", "updated_at", "last_updated"})),
        withdrawn(csv.column({"withdrawn", "withdrawn_at", "retracted"})),
        credit(csv.column({"credit", "credits", "finder", "reporter", "discovered_by", "found_by"})),
        cve(csv.column({"cve", "cves", "aliases", "alias"})),
        cwe(csv.column({"cwe", "cwes"})),
        origin(csv.column({"source", "data_source", "origin"})) {}

  std::optional<size_t> name, ecosystem, affected, id, url, summary, details, published, disclosed, introduced,
      modified, withdrawn, credit, cve, cwe, origin;
};

std::string_view cell(const CsvRow& row, std::optional<size_t> column) {
  return column && *column < row.fields.size() ? trimmed(row.fields[*column]) : std::string_view();
}

store::Time time_in(const CsvRow& row, std::optional<size_t> column) {
  return store::parse_time(cell(row, column)).value_or(0);
}

// The parts of a cell that begin as ids of that kind do: "CVE NOT AVAILABLE" has none.
std::vector<std::string> ids_in(std::string_view text, std::string_view prefix) {
  std::vector<std::string> ids;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(", ;|[]'\""), text.size());
    const std::string_view item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (item.size() > prefix.size() && item.starts_with(prefix)) ids.emplace_back(item);
  }
  return ids;
}

// "Introduced: 17 NOV 2023" in Snyk's listing is the day of disclosure: where a row has both they are the same.
store::Time introduced_in(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || lower_case(trimmed(text.substr(0, colon))) != "introduced") return 0;
  return store::parse_time(trimmed(text.substr(colon + 1))).value_or(0);
}

// Listings that leave the id away have it at the end of the link.
std::string id_in_link(std::string_view link) {
  const std::string_view last = unpacking::base_name(link);
  const bool known = last.starts_with("SNYK-") || last.starts_with("MAL-") || last.starts_with("GHSA-") ||
                     last.starts_with("sonatype-");
  return known ? std::string(last) : std::string();
}

ListRow row_of(const CsvRow& csv, const Columns& columns, const std::string& default_ecosystem) {
  ListRow row;
  Advisory& a = row.advisory;
  a.package.name = cell(csv, columns.name);
  a.package.ecosystem = ecosystem_of(cell(csv, columns.ecosystem));
  if (a.package.ecosystem.empty()) a.package.ecosystem = default_ecosystem;
  row.affected = cell(csv, columns.affected);
  a.url = cell(csv, columns.url);
  a.id = cell(csv, columns.id);
  if (a.id.empty()) a.id = id_in_link(a.url);
  a.summary = cell(csv, columns.summary);
  a.details = cell(csv, columns.details);
  a.published = time_in(csv, columns.published);
  a.disclosed = time_in(csv, columns.disclosed);
  if (a.disclosed == 0) a.disclosed = introduced_in(cell(csv, columns.introduced));
  a.modified = time_in(csv, columns.modified);
  a.withdrawn = time_in(csv, columns.withdrawn);
  if (const auto credit = cell(csv, columns.credit); !credit.empty() && credit != "Unknown")
    a.credits.emplace_back(credit);
  a.aliases = ids_in(cell(csv, columns.cve), "CVE-");
  a.cwes = ids_in(cell(csv, columns.cwe), "CWE-");
  if (const auto origin = cell(csv, columns.origin); !origin.empty()) a.origins.emplace_back(origin);
  return row;
}

}  // namespace

Result<void> add_csv(std::string_view text, const std::string& place, const std::string& default_ecosystem,
                     Session& session, PackageList& list) {
  CsvReader csv(text);
  const Columns columns(csv);
  if (!columns.name) return fail("the table has no column with the package's name", place);
  while (auto fields = csv.next()) {
    const std::string where = place + ":" + std::to_string(fields->line);
    if (fields->error) {
      session.problem(where, fields->error->what);
      continue;
    }
    ListRow row = row_of(*fields, columns, default_ecosystem);
    row.place = where;
    for (size_t i = 0; i < fields->fields.size() && i < csv.columns().size(); ++i) {
      const std::string_view value = trimmed(fields->fields[i]);
      if (!value.empty()) row.columns[store::storable(csv.columns()[i], 200)] = store::storable(value, kMaxCell);
    }
    list.add(std::move(row));
  }
  return {};
}

void PackageList::add(ListRow row) {
  Advisory& a = row.advisory;
  a.source = session_.context().source;
  const std::string own_id = a.id;
  if (a.id.empty()) a.id = a.package.name;
  // What the versions are called nobody can tell: the claim stands, but accuses no version.
  if (!add_affected(row.affected, a)) {
    session_.problem(row.place, "the affected versions are not understood: " + row.affected);
  }
  if (auto good = check_advisory(a); !good) {
    session_.problem(row.place, good.error().message());
    return;
  }
  const std::string key = own_id + '\n' + a.package.ecosystem + '\n' + store::normalized_name(a.package);
  const auto [at, is_new] = by_key_.try_emplace(key, entries_.size());
  if (is_new) {
    entries_.push_back({std::move(row.place), std::move(a), Json::array()});
  } else {
    merge(entries_[at->second].advisory, a);
  }
  Json& records = entries_[at->second].records;
  if (records.empty() || records.back() != row.columns) records.push_back(std::move(row.columns));
}

Result<void> PackageList::store() {
  session_.set_total(entries_.size());
  for (Entry& entry : entries_) {
    if (session_.stopped()) return {};
    Advisory& advisory = entry.advisory;
    advisory.record = (entry.records.size() == 1 ? entry.records.front() : entry.records).dump();
    if (!session_.begin(advisory.id + '\n' + advisory.package.ecosystem, advisory.record)) continue;
    if (auto stored = session_.put(advisory); !stored) return stored;
    if (auto ended = session_.end(); !ended) return ended;
  }
  return {};
}

Result<FeedResult> read_tables(FeedContext& context, std::string_view feed, std::vector<std::string_view> suffixes) {
  Session session(context, feed);
  PackageList list(session);
  const InputForm form{.suffixes = std::move(suffixes), .max_document = 1 << 30};
  auto done = each_document(session, form, [&](const Document& document) {
    return add_csv(document.bytes, document.place, "pypi", session, list);
  });
  if (done) done = list.store();
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace antivenom::collect
