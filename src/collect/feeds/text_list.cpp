// Lists of names as people keep them. A line is one of
//   pypi<TAB>name<TAB>['1.0', '1.1']        manager, name, versions ([] = all), perhaps author and date
//   name<TAB>[0.3.2]<TAB>author<TAB>date    the same without the manager
//   name    name==1.0    name 1.0    pkg:pypi/name@1.0
// Empty lines and what follows a '#' do not count.
#include <optional>

#include "artifact/names.h"
#include "collect/feeds/formats/affected.h"
#include "collect/feeds/formats/input.h"
#include "collect/feeds/formats/lists.h"
#include "store/text.h"

namespace antivenom::collect::feeds {
namespace {

using unpacking::trimmed;

constexpr size_t kMaxLine = 1 << 20;

std::vector<std::string_view> tabbed(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const size_t tab = line.find('\t');
    fields.push_back(trimmed(line.substr(0, tab)));
    if (tab == std::string_view::npos || fields.size() >= 16) return fields;
    line.remove_prefix(tab + 1);
  }
}

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\"'<>=;,()") == std::string_view::npos;
}

ListRow row_of(std::string_view name, std::string_view affected) {
  ListRow row;
  row.advisory.package.name = name;
  row.affected = affected;
  row.columns["name"] = store::storable(name);
  if (!affected.empty()) row.columns["versions"] = store::storable(affected);
  return row;
}

std::optional<ListRow> tabbed_row(std::vector<std::string_view> fields) {
  std::string ecosystem = "pypi";
  const bool has_manager = is_ecosystem(fields[0]) && fields.size() >= 2 && !fields[1].starts_with('[');
  if (has_manager) {
    ecosystem = ecosystem_of(fields[0]);
    fields.erase(fields.begin());
  }
  if (!is_name(fields[0])) return std::nullopt;
  ListRow row = row_of(fields[0], fields.size() > 1 ? fields[1] : "");
  row.advisory.package.ecosystem = ecosystem;
  if (has_manager) row.columns["manager"] = ecosystem;
  // Whose package it was, and a day of which the lists do not say what happened on it: kept, but not taken for a
  // disclosure.
  if (fields.size() > 2 && !fields[2].empty()) row.columns["author"] = store::storable(fields[2], 400);
  if (fields.size() > 3 && !fields[3].empty()) row.columns["date"] = store::storable(fields[3], 100);
  return row;
}

// pkg:pypi/name@1.0
std::optional<ListRow> purl_row(std::string_view purl) {
  purl.remove_prefix(std::string_view("pkg:").size());
  const size_t slash = purl.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view type = purl.substr(0, slash);
  purl = purl.substr(slash + 1, purl.find_first_of("?#", slash) - slash - 1);
  const size_t at = purl.rfind('@');
  const bool has_version = at != std::string_view::npos && at > 0;
  const std::string_view name = has_version ? purl.substr(0, at) : purl;
  if (!is_name(name)) return std::nullopt;
  ListRow row = row_of(name, has_version ? purl.substr(at + 1) : std::string_view());
  row.advisory.package.ecosystem = ecosystem_of(type);
  return row;
}

std::optional<ListRow> plain_row(std::string_view line) {
  const size_t end = line.find_first_of(" =");
  std::string_view name = line.substr(0, end), version = end == std::string_view::npos ? "" : trimmed(line.substr(end));
  if (version.starts_with("==")) version = trimmed(version.substr(version.starts_with("===") ? 3 : 2));
  if (!is_name(name) || version.find_first_of(" =<>~;") != std::string_view::npos) return std::nullopt;
  return row_of(name, version);
}

void add_line(std::string_view line, const std::string& place, Session& session, PackageList& list) {
  line = trimmed(line.substr(0, line.find('#')));
  if (line.empty()) return;
  auto row = line.size() > kMaxLine                      ? std::nullopt
             : line.find('\t') != std::string_view::npos ? tabbed_row(tabbed(line))
             : line.starts_with("pkg:")                  ? purl_row(line)
                                                         : plain_row(line);
  if (!row) {
    session.problem(place, "no name and versions: " + std::string(line.substr(0, 80)));
    return;
  }
  row->place = place;
  list.add(std::move(*row));
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "text-list");
  PackageList list(session);
  const InputForm form{.suffixes = {".txt", ".list"}, .max_document = 1 << 30};
  auto done = each_document(session, form, [&](const Document& document) -> Result<void> {
    std::string_view text = document.bytes;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (size_t number = 1; !text.empty(); ++number) {
      const size_t end = std::min(text.find('\n'), text.size());
      add_line(text.substr(0, end), document.place + ":" + std::to_string(number), session, list);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
  });
  if (done) done = list.store();
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace

extern const Feed text_list{
    .summary = "plain lists of names, with or without versions",
    .location = "a text file, a folder of *.txt or a URL; a line is `name`, `name==1.0`, or fields between tabs",
    .default_location = "",
    .source = "text-list",
    .source_kind = "list",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
