#include <algorithm>
#include <map>
#include <optional>
#include <unordered_set>

#include "mirrors/mirrors.h"

namespace antivenom::mirrors {
namespace {

bool is_named(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

std::string key_of(const store::FileKey& file) {
  return file.version.package.name + "\n" + file.version.version + "\n" + file.filename;
}

// Tells whether an index has taken a file down.
class Removals {
 public:
  static Result<Removals> open(store::Store& store, bool few) {
    Removals out(store);
    auto sources = store.sources();
    if (!sources) return tl::unexpected(sources.error());
    for (const store::Source& source : *sources) {
      if (source.kind == "index") out.indexes_.insert(source.name);
    }
    if (few) return out;
    out.all_.emplace();
    for (const std::string& index : out.indexes_) {
      store::SightingFilter filter;
      filter.source = index;
      filter.only_malicious = true;
      filter.presence = store::Presence::gone;
      auto done = store.each_sighting(
          filter, [&](const store::SightingRow& row) { return out.all_->insert(key_of(row.file)), true; });
      if (!done) return tl::unexpected(done.error());
    }
    return out;
  }

  Result<bool> has(const store::FileKey& file) const {
    const std::string key = key_of(file);
    if (all_) return all_->contains(key);
    bool found = false;
    store::SightingFilter filter;
    filter.package = file.version.package;
    filter.presence = store::Presence::gone;
    auto done = store_->each_sighting(filter, [&](const store::SightingRow& row) {
      found = indexes_.contains(row.source) && key_of(row.file) == key;
      return !found;
    });
    if (!done) return tl::unexpected(done.error());
    return found;
  }

 private:
  explicit Removals(store::Store& store) : store_(&store) {}

  store::Store* store_;
  std::unordered_set<std::string> indexes_;
  std::optional<std::unordered_set<std::string>> all_;
};

}  // namespace

Result<Overview> overview(store::Store& store, const std::vector<std::string>& names) {
  auto summaries = store.mirror_summaries();
  if (!summaries) return tl::unexpected(summaries.error());
  Overview out;
  std::map<std::string, Country> countries;
  for (store::MirrorSummary& mirror : *summaries) {
    if (!is_named(names, mirror.source.name)) continue;
    Country& country = countries[mirror.source.country];
    country.country = mirror.source.country;
    ++country.mirrors;
    country.served += still_there(mirror);
    country.gone += mirror.gone;
    out.mirrors.push_back(std::move(mirror));
  }
  for (auto& [name, country] : countries) out.countries.push_back(std::move(country));
  std::stable_sort(out.countries.begin(), out.countries.end(),
                   [](const Country& a, const Country& b) { return a.served > b.served; });
  return out;
}

Result<void> each_found(store::Store& store, const std::vector<std::string>& names, Which which, uint64_t limit,
                        const std::function<void(const Found&)>& visit) {
  constexpr uint64_t kFew = 1000;
  auto removals = Removals::open(store, limit <= kFew);
  if (!removals) return tl::unexpected(removals.error());
  std::unordered_set<std::string> mirrors;
  auto sources = store.sources();
  if (!sources) return tl::unexpected(sources.error());
  for (const store::Source& source : *sources) {
    if ((source.kind == "mirror" || source.kind == "index") && is_named(names, source.name))
      mirrors.insert(source.name);
  }
  std::vector<std::optional<store::Presence>> presences = {std::nullopt};
  if (which == Which::still_there)
    presences = {store::Presence::served, store::Presence::yanked, store::Presence::quarantined};
  Result<void> outcome;
  for (const auto& presence : presences) {
    // One walk over all mirrors: the store finds the next page of all faster than that of one.
    store::SightingFilter filter;
    filter.only_malicious = true;
    filter.presence = presence;
    auto done = store.each_sighting(filter, [&](const store::SightingRow& row) {
      if (limit == 0) return false;
      if (!mirrors.contains(row.source)) return true;
      const bool there = row.presence != store::Presence::gone && row.presence != store::Presence::failed;
      const Result<bool> removed = there ? removals->has(row.file) : Result<bool>(false);
      if (!removed) {
        outcome = tl::unexpected(removed.error());
        return false;
      }
      visit({row, *removed});
      return --limit > 0;
    });
    if (!done) return done;
    if (!outcome || limit == 0) break;
  }
  return outcome;
}

}  // namespace antivenom::mirrors
