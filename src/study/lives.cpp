#include "study/lives.h"

#include <algorithm>

#include "facts/requirement.h"
#include "study/downloads.h"

namespace antivenom::study {
namespace {

bool in_range(const store::Advisory::Range& range, const std::string& version) {
  if (!range.introduced.empty() && range.introduced != "0" && store::compare_versions(version, range.introduced) < 0)
    return false;
  if (!range.fixed.empty() && store::compare_versions(version, range.fixed) >= 0) return false;
  return range.last_affected.empty() || store::compare_versions(version, range.last_affected) <= 0;
}

bool affects(const store::Advisory& advisory, const std::string& version) {
  if (advisory.all_versions) return true;
  if (std::find(advisory.versions.begin(), advisory.versions.end(), version) != advisory.versions.end()) return true;
  if (std::any_of(advisory.ranges.begin(), advisory.ranges.end(),
                  [&](const auto& range) { return in_range(range, version); }))
    return true;
  return advisory.versions.empty() && advisory.ranges.empty();
}

struct Told {
  std::vector<store::Advisory> advisories;  // without their texts
  store::Time found = 0;
};

void earliest(store::Time& known, store::Time time) {
  if (time != 0 && (known == 0 || time < known)) known = time;
}

Result<std::map<std::string, Told>> read_advisories(store::Store& store, Dataset& dataset) {
  std::map<std::string, Told> told;
  auto done = store.each_advisory({"", "", {{}, "pypi"}, false}, [&](const store::Advisory& advisory) {
    const std::string name = normalised_distribution(advisory.package.name);
    dataset.claims[advisory.source].insert(name);
    store::Advisory kept;
    kept.source = advisory.source;
    kept.all_versions = advisory.all_versions;
    kept.versions = advisory.versions;
    kept.ranges = advisory.ranges;
    Told& one = told[name];
    one.advisories.push_back(std::move(kept));
    earliest(one.found, advisory.disclosed != 0 ? advisory.disclosed : advisory.published);
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  return told;
}

Result<void> read_uploads(store::Store& store, const std::map<std::string, Told>& told,
                          std::map<std::string, Life>& lives) {
  return store.each_file({{}, "pypi"}, [&](const store::FileRecord& file) {
    const std::string name = normalised_distribution(file.key.version.package.name);
    const auto it = told.find(name);
    if (it == told.end()) return true;
    const std::string& version = file.key.version.version;
    const auto& advisories = it->second.advisories;
    if (std::none_of(advisories.begin(), advisories.end(), [&](const auto& a) { return affects(a, version); }))
      return true;
    Life& life = lives[name];
    earliest(life.uploaded, file.uploaded);
    if (std::find(life.versions.begin(), life.versions.end(), version) == life.versions.end())
      life.versions.push_back(version);
    return true;
  });
}

Result<void> read_sightings(store::Store& store, std::map<std::string, Life>& lives, Dataset& dataset) {
  std::map<std::string, std::string> kinds;
  auto sources = store.sources();
  if (!sources) return tl::unexpected(sources.error());
  for (const store::Source& source : *sources) kinds[source.name] = source.kind;
  store::SightingFilter filter;
  filter.only_malicious = true;
  return store.each_sighting(filter, [&](const store::SightingRow& row) {
    const std::string name = normalised_distribution(row.file.version.package.name);
    const bool gone = row.presence == store::Presence::gone;
    if (kinds[row.source] == "index") {
      const auto life = lives.find(name);
      if (gone && life != lives.end()) earliest(life->second.removed, row.gone_since);
      return true;
    }
    dataset.mirrors.push_back({name, row.file.version.version, row.file.filename, row.source, row.country,
                               !gone && row.presence != store::Presence::failed, gone});
    return true;
  });
}

Result<void> read_stored_downloads(store::Store& store, Dataset& dataset) {
  return store.each_downloads({{{}, "pypi"}}, [&](const store::Downloads& row) {
    dataset.downloads.exports.insert(row.source);
    add_download({row.version.package.name, row.version.version, row.filename, row.form, row.system, row.installer,
                  row.country, row.day, row.count},
                 dataset.downloads);
    return true;
  });
}

}  // namespace

Result<void> read_lives(store::Store& store, Dataset& dataset) {
  dataset.has_store = true;
  auto told = read_advisories(store, dataset);
  if (!told) return tl::unexpected(told.error());
  std::map<std::string, Life> lives;
  for (const auto& [name, one] : *told) {
    Life& life = lives[name];
    life.name = name;
    life.found = one.found;
    for (const store::Advisory& advisory : one.advisories) life.sources.push_back(advisory.source);
    std::sort(life.sources.begin(), life.sources.end());
    life.sources.erase(std::unique(life.sources.begin(), life.sources.end()), life.sources.end());
  }
  if (auto done = read_uploads(store, *told, lives); !done) return done;
  if (auto done = read_sightings(store, lives, dataset); !done) return done;
  if (auto done = read_stored_downloads(store, dataset); !done) return done;
  for (auto& [name, life] : lives) dataset.lives.push_back(std::move(life));
  return {};
}

void join_downloads(Dataset& dataset) {
  for (Life& life : dataset.lives) {
    const auto days = dataset.downloads.by_day.find(life.name);
    if (days == dataset.downloads.by_day.end() || days->second.empty()) continue;
    life.last_download = days->second.rbegin()->first;
    for (const auto& [day, count] : days->second) {
      if (life.found == 0) continue;
      // A day counts as incubation if it began before the package was found.
      (day < life.found ? life.downloads_incubating : life.downloads_residual) += count;
    }
  }
}

}  // namespace antivenom::study
