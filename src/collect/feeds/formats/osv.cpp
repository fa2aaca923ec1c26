#include "collect/feeds/formats/osv.h"

#include <algorithm>
#include <array>
#include <map>

#include "artifact/names.h"
#include "base/lower_case.h"
#include "collect/feeds/formats/affected.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

using store::Advisory;

// The record is kept for each of its packages.
constexpr size_t kMaxPackages = 10'000;
constexpr uint64_t kMaxRecordBytes = 256ull << 20;
constexpr size_t kMaxListed = 1'000;  // references, aliases, ...

store::Time time_of(const Json& object, std::string_view key) {
  return store::parse_time(text_of(object, key)).value_or(0);
}

void add_unique(std::vector<std::string>& list, std::string text) {
  if (text.empty() || list.size() >= kMaxListed) return;
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

// The name of a purl: pkg:pypi/name@version?qualifiers
std::string name_of_purl(std::string_view purl) {
  const size_t slash = purl.find('/');
  if (!purl.starts_with("pkg:") || slash == std::string_view::npos) return {};
  purl.remove_prefix(slash + 1);
  return std::string(purl.substr(0, purl.find_first_of("@?#")));
}

// Events in the order of the record: each `introduced` opens a range, what follows closes it.
void add_ranges(const Json& affected, Advisory& advisory) {
  for (const Json& range : member(affected, "ranges")) {
    if (text_of(range, "type") == "GIT") continue;  // commits, not versions
    Advisory::Range open;
    bool is_open = false;
    const auto close = [&] {
      if (is_open && advisory.ranges.size() < kMaxListed) advisory.ranges.push_back(open);
      open = {};
      is_open = false;
    };
    for (const Json& event : member(range, "events")) {
      if (const std::string introduced = text_of(event, "introduced"); !introduced.empty()) {
        close();
        open.introduced = introduced;
        is_open = true;
      } else if (!is_open) {
        continue;
      } else if (const std::string fixed = text_of(event, "fixed"); !fixed.empty()) {
        open.fixed = fixed;
        close();
      } else if (const std::string last = text_of(event, "last_affected"); !last.empty()) {
        open.last_affected = last;
        close();
      } else if (const std::string limit = text_of(event, "limit"); !limit.empty()) {
        open.fixed = limit;
        close();
      }
    }
    close();
  }
}

void add_cwes(const Json& object, std::vector<std::string>& cwes) {
  const Json& own = member(object, "database_specific");
  for (std::string& id : texts_of(own, "cwe_ids")) add_unique(cwes, std::move(id));
  for (const Json& cwe : member(own, "cwes")) add_unique(cwes, text_of(cwe, "cweId"));
}

void add_common(const Json& record, Advisory& advisory) {
  advisory.summary = text_of(record, "summary");
  advisory.details = text_of(record, "details");
  advisory.aliases = texts_of(record, "aliases");
  if (advisory.aliases.size() > kMaxListed) advisory.aliases.resize(kMaxListed);
  for (const Json& reference : member(record, "references")) {
    if (advisory.references.size() >= kMaxListed) break;
    if (std::string url = text_of(reference, "url"); !url.empty()) {
      advisory.references.push_back({text_of(reference, "type"), std::move(url)});
    }
  }
  for (const Json& credit : member(record, "credits")) add_unique(advisory.credits, text_of(credit, "name"));
  for (const Json& origin : member(member(record, "database_specific"), "malicious-packages-origins")) {
    add_unique(advisory.origins, text_of(origin, "source"));
  }
  add_cwes(record, advisory.cwes);
  advisory.published = time_of(record, "published");
  advisory.modified = time_of(record, "modified");
  advisory.withdrawn = time_of(record, "withdrawn");
}

void add_package(const Json& affected, Advisory& advisory) {
  add_ranges(affected, advisory);
  for (std::string& version : texts_of(affected, "versions")) {
    if (advisory.versions.size() < kMaxVersions) advisory.versions.push_back(std::move(version));
  }
  add_cwes(affected, advisory.cwes);
}

void decide_all_versions(Advisory& advisory) {
  advisory.all_versions = advisory.versions.empty() && advisory.ranges.empty();
  for (const Advisory::Range& range : advisory.ranges) {
    const bool open = range.fixed.empty() && range.last_affected.empty();
    if (open && (range.introduced == "0" || range.introduced.empty())) advisory.all_versions = true;
  }
}

// CWE-506 to CWE-512 and CWE-912: embedded malicious code, Trojan horse, worm, trapdoor, time bomb, spyware, hidden
// function.
constexpr std::array<std::string_view, 8> kMaliceCwes = {"CWE-506", "CWE-507", "CWE-508", "CWE-509",
                                                         "CWE-510", "CWE-511", "CWE-512", "CWE-912"};
// How titles and texts of advisories about malicious packages go.
constexpr std::array<std::string_view, 3> kMaliceTitles = {"malicious code in ", "malware in ", "malicious package"};
constexpr std::array<std::string_view, 6> kMaliceTexts = {
    "embedded malicious code", "replaced with a malicious",
    "new malicious release",   "taken over via user account compromise",
    "code-execution backdoor", "code execution backdoor"};

// Texts are broken anywhere.
std::string in_one_line(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!blank || (!out.empty() && out.back() != ' ')) out += blank ? ' ' : c;
  }
  return out;
}

}  // namespace

bool osv_is_malice(const Json& record) {
  std::vector<std::string> ids = texts_of(record, "aliases");
  ids.push_back(text_of(record, "id"));
  if (std::any_of(ids.begin(), ids.end(), [](const std::string& id) { return id.starts_with("MAL-"); })) return true;
  std::vector<std::string> cwes;
  add_cwes(record, cwes);
  for (const Json& affected : member(record, "affected")) add_cwes(affected, cwes);
  for (const std::string_view cwe : kMaliceCwes) {
    if (std::find(cwes.begin(), cwes.end(), cwe) != cwes.end()) return true;
  }
  const std::string title = lower_case(text_of(record, "summary"));
  for (const std::string_view start : kMaliceTitles) {
    if (title.starts_with(start)) return true;
  }
  const std::string text = in_one_line(lower_case(text_of(record, "details")));
  return std::any_of(kMaliceTexts.begin(), kMaliceTexts.end(),
                     [&](std::string_view phrase) { return text.find(phrase) != std::string::npos; });
}

Result<std::vector<Advisory>> osv_advisories(const Json& record, std::string_view raw, const std::string& source) {
  if (!record.is_object()) return fail("no OSV record");
  const std::string id = text_of(record, "id");
  if (id.empty()) return fail("the record has no id");
  const Json& affected = member(record, "affected");
  if (!affected.is_array() || affected.empty()) return fail("the record names no package", id);
  Advisory common;
  add_common(record, common);
  common.source = source;
  common.id = id;
  common.url = "https://osv.dev/vulnerability/" + id;
  common.record = std::string(raw);
  // One advisory a package, however many entries it has.
  std::map<store::PackageKey, Advisory> by_package;
  for (const Json& entry : affected) {
    const Json& package = member(entry, "package");
    std::string name = text_of(package, "name");
    if (name.empty()) name = name_of_purl(text_of(package, "purl"));
    const std::string ecosystem = ecosystem_of(text_of(package, "ecosystem"));
    if (name.empty() || ecosystem.empty()) continue;  // a git repository alone
    const store::PackageKey key{std::move(name), ecosystem};
    const auto [at, is_new] = by_package.try_emplace(key, common);
    if (is_new) at->second.package = key;
    add_package(entry, at->second);
    if (by_package.size() > kMaxPackages || by_package.size() * raw.size() > kMaxRecordBytes) {
      return fail("the record names too many packages", id);
    }
  }
  if (by_package.empty()) return fail("the record names no package", id);
  std::vector<Advisory> advisories;
  for (auto& [key, advisory] : by_package) {
    decide_all_versions(advisory);
    advisories.push_back(std::move(advisory));
  }
  return advisories;
}

Result<void> check_advisory(const Advisory& advisory) {
  if (auto good = store::check_name(advisory.id, "the advisory's id"); !good) return good;
  if (auto good = store::check_key(advisory.package); !good) return good;
  for (const std::string& version : advisory.versions) {
    if (auto good = store::check_key(store::VersionKey{advisory.package, version}); !good) return good;
  }
  return {};
}

Result<void> store_osv(Session& session, const std::string& place, const Json& record, std::string_view raw) {
  if (record.is_object() && !osv_is_malice(record)) return session.skip();
  const auto advisories = osv_advisories(record, raw, session.context().source);
  if (!advisories) {
    session.problem(place, advisories.error().message());
    return {};
  }
  for (const Advisory& advisory : *advisories) {
    if (auto good = check_advisory(advisory); !good) {
      session.problem(place, good.error().message());
      return {};
    }
  }
  for (const Advisory& advisory : *advisories) {
    if (auto stored = session.put(advisory); !stored) return stored;
  }
  return session.end();
}

}  // namespace antivenom::collect
