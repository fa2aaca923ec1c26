#include <algorithm>

#include "store/state.h"

namespace antivenom::store {
namespace {

Presence presence_from(const std::string& text) {
  for (const Presence p : {Presence::served, Presence::yanked, Presence::quarantined, Presence::gone}) {
    if (text == to_string(p)) return p;
  }
  return Presence::failed;
}

// What is kept of all looks at one file at one source.
struct Trail {
  Presence presence = Presence::failed;
  Time first_seen = 0, last_seen = 0, last_checked = 0, gone_since = 0;
  uint64_t failures = 0;
  bool operator==(const Trail&) const = default;
};

// Adds one look, whenever it was.
void extend(Trail& trail, Presence presence, Time at) {
  const bool newest = at >= trail.last_checked;
  if (presence == Presence::failed) {
    if (at > trail.last_checked) ++trail.failures;
  } else if (presence == Presence::gone) {
    if (at >= trail.last_seen) {
      if (trail.gone_since == 0 || trail.gone_since < trail.last_seen || at < trail.gone_since) trail.gone_since = at;
      // It was not there again since: an older look that failed says nothing else.
      trail.presence = Presence::gone;
    }
  } else {
    if (trail.first_seen == 0 || at < trail.first_seen) trail.first_seen = at;
    if (at >= trail.last_seen) {
      trail.last_seen = at;
      if (newest || trail.gone_since == 0) trail.presence = presence;
      if (newest) trail.gone_since = 0;
      // Known to be missing since then at the latest, the time between is not known.
      if (trail.gone_since != 0 && trail.gone_since <= at) trail.gone_since = trail.last_checked;
    }
  }
  if (presence != Presence::failed && newest) trail.failures = 0;
  trail.last_checked = std::max(trail.last_checked, at);
}

}  // namespace

std::string_view to_string(Presence presence) {
  switch (presence) {
    case Presence::served:
      return "served";
    case Presence::yanked:
      return "yanked";
    case Presence::quarantined:
      return "quarantined";
    case Presence::gone:
      return "gone";
    case Presence::failed:
      return "failed";
  }
  return "failed";
}

Result<Change> Store::put(const Sighting& sighting) {
  AV_CHECK_RESULT(check_key(sighting.file));
  if (sighting.at <= 0) return fail("a sighting needs a time", storable(sighting.file.filename, 80));
  AV_TRY(batch, begin());
  State& state = *state_;
  AV_TRY(source, state.source_id(sighting.source, "mirror"));
  AV_TRY(file, state.file_id(sighting.file));
  AV_TRY(rows,
         state.run("SELECT id, presence, first_seen, last_seen, last_checked, gone_since, failures FROM sightings "
                   "WHERE source_id = $1 AND file_id = $2",
                   {source.id, file.id}));
  Trail before;
  if (!rows.empty()) {
    const Values& row = rows[0];
    before = {presence_from(row[1].as_text()),
              row[2].as_integer(),
              row[3].as_integer(),
              row[4].as_integer(),
              row[5].as_integer(),
              row[6].as_count()};
  }
  Trail after = before;
  extend(after, sighting.presence, sighting.at);
  // Words of an old look do not replace those of a newer one.
  const Merge words = sighting.at >= before.last_checked ? Merge::known : Merge::first;
  auto row = upsert(*state.connection, "sightings", {{"source_id", source.id}, {"file_id", file.id}},
                    {{"presence", Merge::set, to_string(after.presence)},
                     {"url", words, known(storable(sighting.url))},
                     {"sha256", words, known(storable(sighting.sha256))},
                     {"detail", words == Merge::known ? Merge::set : words, known(storable(sighting.detail))},
                     {"first_seen", Merge::set, known(after.first_seen)},
                     {"last_seen", Merge::set, known(after.last_seen)},
                     {"last_checked", Merge::set, known(after.last_checked)},
                     {"gone_since", Merge::set, known(after.gone_since)},
                     {"failures", Merge::set, after.failures}});
  if (!row) return tl::unexpected(row.error());
  if (row->added && after.presence != Presence::failed) {
    AV_TRY(claim, state.claim_of(source.id));
    if (claim == "malicious") {
      AV_TRY(package, state.package_id(sighting.file.version.package));
      AV_CHECK_RESULT(state.mark(package.id));
    }
  }
  AV_CHECK_RESULT(batch.commit());
  return change_of(*row);
}

Result<void> Store::each_sighting(const SightingFilter& filter, const Visit<SightingRow>& visit) {
  std::string where;
  Values values{int64_t{0}, kPage};
  const auto add = [&](const std::string& condition, Value value) {
    values.push_back(std::move(value));
    where += " AND " + condition + " = $" + std::to_string(values.size());
  };
  if (!filter.source.empty()) add("s.name", storable(filter.source));
  if (!filter.package.name.empty()) {
    add("p.ecosystem", storable(filter.package.ecosystem));
    add("p.normalized", normalized_name(filter.package));
  }
  if (filter.only_malicious) where += " AND v.malicious = 1";
  if (filter.presence) add("g.presence", to_string(*filter.presence));
  const std::string sql =
      std::string("SELECT g.id, ") + kFileColumns +
      ", s.name, s.country, g.url, g.sha256, g.detail, g.presence, v.malicious, g.first_seen, g.last_seen, "
      "g.last_checked, "
      "g.gone_since, g.failures, f.uploaded FROM sightings g JOIN sources s ON s.id = g.source_id "
      "JOIN files f ON f.id = g.file_id JOIN versions v ON v.id = f.version_id JOIN packages p ON p.id = v.package_id "
      "WHERE g.id > $1" +
      where + " ORDER BY g.id LIMIT $2";
  for (;;) {
    AV_TRY(rows, state_->run(sql, values));
    for (const Values& row : rows) {
      SightingRow out;
      out.id = row[0].as_integer();
      out.file = file_key(row, 1);
      out.source = row[5].as_text();
      out.country = row[6].as_text();
      out.url = row[7].as_text();
      out.sha256 = row[8].as_text();
      out.detail = row[9].as_text();
      out.presence = presence_from(row[10].as_text());
      out.malicious = row[11].as_integer() != 0;
      out.first_seen = row[12].as_integer();
      out.last_seen = row[13].as_integer();
      out.last_checked = row[14].as_integer();
      out.gone_since = row[15].as_integer();
      out.failures = row[16].as_count();
      out.uploaded = row[17].as_integer();
      if (!visit(out)) return {};
      values[0] = row[0];
    }
    if (rows.size() < kPage) return {};
  }
}

}  // namespace antivenom::store
