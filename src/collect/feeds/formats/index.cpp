#include "collect/feeds/formats/index.h"

#include <algorithm>
#include <map>

#include "artifact/names.h"
#include "base/lower_case.h"
#include "collect/feeds/formats/json.h"
#include "collect/web_url.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

using store::Presence;

// The longest page of the index has some 20,000 files.
constexpr uint64_t kMaxPage = 128ull << 20;
constexpr size_t kMaxFiles = 200'000;

store::FileKey key_of(const std::string& name, const std::string& version, const std::string& filename) {
  return {{{name, "pypi"}, version}, filename};
}

std::string kind_of(std::string_view filename) {
  const std::string lower = lower_case(filename);
  if (lower.ends_with(".whl")) return "bdist_wheel";
  if (lower.ends_with(".egg")) return "bdist_egg";
  if (lower.ends_with(".exe")) return "bdist_wininst";
  return "sdist";
}

// Below the host: what mirrors repeat. "/packages/ab/cd/<hash>/name.tar.gz" -> "ab/cd/<hash>/name.tar.gz".
std::string path_of(std::string_view url) {
  constexpr std::string_view kFolder = "/packages/";
  const size_t at = url.find(kFolder);
  return at == std::string_view::npos ? std::string() : std::string(url.substr(at + kFolder.size()));
}

struct Listed {
  store::FileRecord record;
  store::Sighting sighting;
};

Listed listed_file(const Json& file, const std::string& name, std::string version, const std::string& page_url,
                   const std::string& source, bool quarantined, store::Time now) {
  Listed out;
  const std::string filename = text_of(file, "filename");
  out.record.key = key_of(name, std::move(version), filename);
  out.record.kind = kind_of(filename);
  out.record.sha256 = lower_case(text_of(member(file, "hashes"), "sha256"));
  if (!store::is_sha256(out.record.sha256)) out.record.sha256.clear();
  if (const Json& size = member(file, "size"); size.is_number_unsigned()) out.record.bytes = size.get<uint64_t>();
  out.record.uploaded = store::parse_time(text_of(file, "upload-time")).value_or(0);
  out.record.requires_python = text_of(file, "requires-python");
  if (const auto url = resolve_url(page_url, text_of(file, "url"))) {
    out.sighting.url = without_credentials(url->text);
    out.record.path = path_of(out.sighting.url);
  }
  out.sighting.source = source;
  out.sighting.file = out.record.key;
  out.sighting.sha256 = out.record.sha256;
  const Json& yanked = member(file, "yanked");
  out.sighting.presence = quarantined                                                         ? Presence::quarantined
                          : yanked.is_string() || (yanked.is_boolean() && yanked.get<bool>()) ? Presence::yanked
                                                                                              : Presence::served;
  if (yanked.is_string()) out.sighting.detail = yanked.get<std::string>();
  out.sighting.at = now;
  return out;
}

bool same_version(const std::string& a, const std::string& b) { return a == b || store::compare_versions(a, b) == 0; }

// The sightings of a project at this source, by file name.
Result<std::map<std::string, store::SightingRow>> seen_files(Session& session, const std::string& name) {
  std::map<std::string, store::SightingRow> seen;
  const auto read = session.context().store.each_sighting(
      {.source = session.context().source, .package = {name, "pypi"}}, [&](const store::SightingRow& row) {
        seen.emplace(row.file.filename, row);
        return seen.size() < kMaxFiles;
      });
  if (!read) return tl::unexpected(read.error());
  return seen;
}

// A later look at the same state says nothing new; a read that repeats itself must not change the store.
bool says_the_same(const store::SightingRow& row, const store::Sighting& sighting) {
  return row.presence == sighting.presence && row.url == sighting.url && row.sha256 == sighting.sha256 &&
         row.detail == sighting.detail && row.failures == 0;
}

Result<void> store_page(Session& session, const std::string& name, const std::string& only_version, const Json& page,
                        const std::string& url) {
  FeedContext& context = session.context();
  auto seen = seen_files(session, name);
  if (!seen) return tl::unexpected(seen.error());
  // Releases that the page names; file names spell versions in their own way.
  const std::vector<std::string> versions = texts_of(page, "versions");
  std::unordered_set<std::string> listed;
  const bool quarantined = text_of(member(page, "project-status"), "status") == "quarantined";
  for (const Json& file : member(page, "files")) {
    if (listed.size() >= kMaxFiles) break;
    const std::string filename = text_of(file, "filename");
    std::string version = unpacking::name_and_version(filename).second;
    const auto spelled =
        std::find_if(versions.begin(), versions.end(), [&](const std::string& v) { return same_version(v, version); });
    if (spelled != versions.end()) version = *spelled;
    if (!only_version.empty() && !same_version(only_version, version)) continue;
    const Listed entry = listed_file(file, name, version, url, context.source, quarantined, context.now);
    if (auto good = store::check_key(entry.record.key); !good) {
      session.problem(name, good.error().message());
      continue;
    }
    listed.insert(filename);
    const auto before = seen->find(filename);
    if (before != seen->end() && says_the_same(before->second, entry.sighting)) {
      ++session.counts().unchanged;
      continue;
    }
    if (auto stored = session.put(entry.record); !stored) return stored;
    if (auto stored = session.put(entry.sighting); !stored) return stored;
  }
  if (!only_version.empty()) return {};
  for (const auto& [filename, row] : *seen) {
    if (listed.count(filename) > 0) continue;
    const Presence presence = quarantined ? Presence::quarantined : Presence::gone;
    if (auto marked = mark_files(session, name, row.file.version.version, filename, presence, context.now); !marked)
      return marked;
  }
  return {};
}

}  // namespace

std::string project_url(std::string_view simple_base, std::string_view name) {
  std::string url(simple_base);
  if (!url.ends_with('/')) url += '/';
  return url + percent_encoded(unpacking::normalised_name(name)) + "/";
}

Result<bool> read_project(Session& session, std::string_view simple_base, const std::string& name,
                          const std::string& only_version) {
  FeedContext& context = session.context();
  // No transaction is open while the network is waited for.
  if (auto committed = session.commit(false); !committed) return tl::unexpected(committed.error());
  WebRequest request;
  request.url = project_url(simple_base, name);
  request.accept = std::string(kSimpleJson);
  request.max_bytes = kMaxPage;
  const auto answer = context.web.get(request);
  const auto refuse = [&](const std::string& why) {
    session.problem(name, why);
    return false;
  };
  if (!answer) return refuse(answer.error().message());
  if (answer->status == 404) {
    if (!only_version.empty()) return true;
    if (auto marked = mark_files(session, name, {}, {}, Presence::gone, context.now); !marked)
      return tl::unexpected(marked.error());
    return true;
  }
  if (answer->status != 200) return refuse("the index answers " + std::to_string(answer->status));
  const auto page = parse_json(answer->body);
  if (!page) return refuse("the index gives a page that cannot be read: " + page.error().message());
  if (!member(*page, "files").is_array()) return refuse("the index gives a page without files");
  auto stored = store_page(session, name, only_version, *page, answer->url.empty() ? request.url : answer->url);
  if (!stored) return tl::unexpected(stored.error());
  return true;
}

Result<void> mark_files(Session& session, const std::string& name, const std::string& version,
                        const std::string& filename, Presence presence, store::Time at) {
  FeedContext& context = session.context();
  auto seen = seen_files(session, name);
  if (!seen) return tl::unexpected(seen.error());
  std::vector<store::FileKey> files;
  const auto read = context.store.each_file({name, "pypi"}, [&](const store::FileRecord& file) {
    const bool meant = (version.empty() || same_version(file.key.version.version, version)) &&
                       (filename.empty() || file.key.filename == filename);
    if (meant) files.push_back(file.key);
    return files.size() < kMaxFiles;
  });
  if (!read) return read;
  for (const store::FileKey& file : files) {
    const auto before = seen->find(file.filename);
    if (before != seen->end() && before->second.presence == presence) continue;
    if (auto stored =
            session.put(store::Sighting{.source = context.source, .file = file, .presence = presence, .at = at});
        !stored) {
      return stored;
    }
  }
  return {};
}

Result<void> note_removal(Session& session, const std::string& name, store::Time at, const std::string& why) {
  store::Advisory removal;
  removal.source = session.context().source;
  removal.id = "removed:" + unpacking::normalised_name(name);
  removal.package.name = name;
  removal.summary = "removed from the index";
  removal.details = why;
  removal.published = at;
  removal.modified = at;
  if (auto good = store::check_key(removal.package); !good) {
    session.problem(name, good.error().message());
    return {};
  }
  return session.put(removal);
}

Result<void> note_return(Session& session, const std::string& name, store::Time at) {
  std::vector<store::Advisory> noted;
  const auto read = session.context().store.each_advisory({.source = session.context().source,
                                                           .id = "removed:" + unpacking::normalised_name(name),
                                                           .package = {name, "pypi"}},
                                                          [&](const store::Advisory& advisory) {
                                                            noted.push_back(advisory);
                                                            return true;
                                                          });
  if (!read) return read;
  for (store::Advisory& advisory : noted) {
    if (advisory.withdrawn != 0) continue;
    advisory.withdrawn = at;
    advisory.modified = std::max(advisory.modified, at);
    if (auto stored = session.put(advisory); !stored) return stored;
  }
  return {};
}

Result<std::unordered_set<std::string>> known_projects(store::Store& store) {
  std::unordered_set<std::string> names;
  const auto read = store.each_package([&](const store::PackageKey& package) {
    if (package.ecosystem == "pypi") names.insert(store::normalized_name(package));
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return names;
}

}  // namespace antivenom::collect
