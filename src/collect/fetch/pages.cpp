// What the page of a package tells: which files are there, and which are not.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collect/fetch/crawl_state.h"
#include "collect/fetch/file_names.h"
#include "collect/web_url.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

// Of one package at one mirror; no malicious package comes near, a hostile mirror may.
constexpr size_t kMaxFilesKept = 2000;
constexpr size_t kMaxProbes = 200;
constexpr size_t kMaxOthers = 500;  // versions remembered with a page; one with more is asked for anew each time
constexpr size_t kMaxComparisons = 200'000;  // of versions, for one page

// What is kept of a page until it is asked for again.
struct Memo {
  std::string etag, last_modified;
  bool files = false;               // tasks were made for the files
  std::vector<std::string> others;  // versions on it that were not looked for
};

Memo memo_of(const std::string& text) {
  const auto parsed = nlohmann::json::parse(text, nullptr, false);
  if (!parsed.is_object()) return {};
  const auto text_in = [](const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  Memo memo;
  for (const auto& [key, value] : parsed.items()) {
    if (key == "etag") memo.etag = text_in(value);
    if (key == "last_modified") memo.last_modified = text_in(value);
    if (key == "files") memo.files = value == true;
    if (key != "others") continue;
    for (const auto& version : value) memo.others.push_back(text_in(version));
  }
  return memo;
}

std::string text_of(const Memo& memo) {
  if (memo.etag.empty() && memo.last_modified.empty()) return {};
  return nlohmann::json({{"etag", memo.etag},
                         {"last_modified", memo.last_modified},
                         {"files", memo.files},
                         {"others", memo.others}})
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// For more of it than a client has within a run.
bool asks_for_patience(const PageAnswer& answer) {
  return answer.kind == PageAnswer::Kind::failed && answer.retry_after_ms > store::kMinute;
}

bool is_there(store::Presence presence) {
  return presence == store::Presence::served || presence == store::Presence::yanked ||
         presence == store::Presence::quarantined;
}

}  // namespace

// The memo that makes a request conditional: only where the answer "unchanged" tells all that is asked for.
Result<std::string> Crawl::usable_memo(const store::Task& task) {
  const Memo memo = memo_of(task.memo);
  if ((samples_ != nullptr && !memo.files) || !task.error.empty()) return std::string();
  for (const std::string& version : memo.others) {
    AV_CRAWL_TRY(is_wanted, wanted(task, version));
    if (is_wanted) return std::string();
  }
  return task.memo;
}

Crew::Job Crawl::page_job(size_t lane, const store::Task& task, const std::string& memo_text) {
  const Memo memo = memo_of(memo_text);
  return [this, lane, task, memo]() -> Crew::Done {
    std::atomic<bool>& halted = *lanes_[lane].halted;
    if (halted) return [] {};  // the task is given back
    const std::string& package = task.key.file.version.package.name;
    auto answer = std::make_shared<PageAnswer>(
        answer_of<PageAnswer>([&] { return lanes_[lane].index->page(package, memo.etag, memo.last_modified); }));
    if (asks_for_patience(*answer)) halted = true;
    return [this, lane, task, answer] { note(take_page(lane, task, *answer)); };
  };
}

Result<void> Crawl::take_page(size_t lane, const store::Task& task, const PageAnswer& answer) {
  if (answer.kind == PageAnswer::Kind::failed && stopped()) return {};  // it was us
  MirrorLane& at = lanes_[lane];
  ++at.counts.pages;
  at.failures_in_a_row = answer.kind == PageAnswer::Kind::failed ? at.failures_in_a_row + 1 : 0;
  switch (answer.kind) {
    case PageAnswer::Kind::page:
      return take_listed(lane, task, answer);
    case PageAnswer::Kind::unchanged:
      return take_unchanged(lane, task);
    case PageAnswer::Kind::absent: {
      ++at.counts.absent;
      AV_CRAWL_TRY(probes, take_missing(lane, task, {}, store::Presence::gone, "there is no such project"));
      return end_page(lane, task, store::TaskState::absent, {}, std::move(probes));
    }
    case PageAnswer::Kind::failed:
      return take_failure(lane, task, answer);
  }
  return {};
}

Result<void> Crawl::take_failure(size_t lane, const store::Task& task, const PageAnswer& answer) {
  ++lanes_[lane].counts.failed;
  AV_CRAWL_CHECK(take_missing(lane, task, {}, store::Presence::failed, answer.error));
  AV_CRAWL_CHECK(fail_at(lane, task.key.file.version.package.name, answer.error));
  if (!asks_for_patience(answer)) return end_task(task, store::TaskState::failed, answer.error, task.memo);
  // All of the mirror is left alone.
  give_up(lane, answer.error + ", asks to wait " + std::to_string(answer.retry_after_ms / 1000) + " s");
  return end_task(task, store::TaskState::pending, answer.error, task.memo, now() + answer.retry_after_ms);
}

// Ends a page's task, after a look at what is not on the page but may be delivered by its path.
Result<void> Crawl::end_page(size_t lane, const store::Task& task, store::TaskState state, const std::string& memo,
                             Probes probes) {
  if (probes.empty()) {
    AV_CRAWL_CHECK(mended(lane, task.key.file.version.package.name));
    return end_task(task, state, {}, memo);
  }
  crew_->add(lane, [this, lane, task, state, memo, probes = std::move(probes)]() -> Crew::Done {
    std::vector<FileAnswer> answers;
    for (const auto& probe : probes) {
      if (stopped()) break;
      answers.push_back(answer_of<FileAnswer>([&] { return lanes_[lane].index->probe(probe.second); }));
    }
    return [this, lane, task, state, memo, probes, answers] {
      if (stopped()) return;
      note(take_probes(lane, probes, answers));
      note(end_page(lane, task, state, memo, {}));
    };
  });
  return {};
}

// Whether a version that a page names is looked for.
Result<bool> Crawl::wanted(const store::Task& task, const std::string& version) {
  const store::VersionKey& asked = task.key.file.version;
  if (!asked.version.empty()) return version == asked.version || store::compare_versions(version, asked.version) == 0;
  if (!task.key.subject.empty()) return true;
  return store_.is_malicious({asked.package, version});
}

// The versions of a page as the store has them already ("1.0.0" for "1.0"), so that one version is not kept as two, and
// whether they are looked for.
Result<Crawl::PageVersions> Crawl::versions_of(const store::Task& task, const Page& page) {
  AV_CRAWL_TRY(known, store_.versions(task.key.file.version.package));
  const std::unordered_set<std::string> exact(known.begin(), known.end());
  PageVersions out;
  size_t comparisons = 0;
  for (const PageFile& file : page.files) {
    if (out.contains(file.version)) continue;
    std::string spelled = file.version;
    if (!exact.contains(spelled) && store::is_version(spelled)) {
      for (const std::string& other : known) {
        if (++comparisons > kMaxComparisons) break;
        if (store::is_version(other) && store::compare_versions(other, spelled) == 0) {
          spelled = other;
          break;
        }
      }
    }
    AV_CRAWL_TRY(is_wanted, wanted(task, spelled));
    out[file.version] = {spelled, is_wanted};
  }
  return out;
}

Result<void> Crawl::take_file_of_page(size_t lane, const store::FileKey& key, const PageFile& found, bool quarantined) {
  // Names that no database takes are the page's fault.
  if (!store::check_key(key)) return {};
  store::FileRecord file;
  file.key = key;
  file.kind = found.kind;
  const auto url = parse_url(found.url);
  file.path = path_on_file_host(percent_decoded(url ? url->path : found.url));
  file.sha256 = found.sha256;
  file.bytes = found.bytes;
  file.uploaded = found.uploaded;
  file.requires_python = found.requires_python;
  auto put = store_.put(file);
  if (!put) return tl::unexpected(put.error());
  store::Sighting sighting;
  sighting.file = key;
  sighting.url = url ? without_credentials(found.url) : found.url;
  sighting.presence = quarantined    ? store::Presence::quarantined
                      : found.yanked ? store::Presence::yanked
                                     : store::Presence::served;
  sighting.sha256 = found.sha256;
  sighting.detail = found.yank_reason;
  AV_CRAWL_CHECK(sight(lane, std::move(sighting)));
  return samples_ != nullptr ? want_file(key, found.sha256) : Outcome();
}

Result<void> Crawl::take_listed(size_t lane, const store::Task& task, const PageAnswer& answer) {
  const store::PackageKey& package = task.key.file.version.package;
  const bool quarantined = answer.page.status == "quarantined";
  AV_CRAWL_TRY(versions, versions_of(task, answer.page));
  std::unordered_set<std::string> listed;
  size_t kept = 0;
  for (const PageFile& found : answer.page.files) {
    listed.insert(found.filename);
    const auto& [version, is_wanted] = versions[found.version];
    if (!is_wanted || ++kept > kMaxFilesKept) continue;
    AV_CRAWL_CHECK(take_file_of_page(lane, {{package, version}, found.filename}, found, quarantined));
  }
  AV_CRAWL_TRY(probes,
               take_missing(lane, task, listed, quarantined ? store::Presence::quarantined : store::Presence::gone,
                            quarantined ? answer.page.status_reason : "not on the page"));
  Memo memo{answer.etag, answer.last_modified, samples_ != nullptr || memo_of(task.memo).files, {}};
  for (const auto& [found, version] : versions) {
    if (!version.second) memo.others.push_back(version.first);
  }
  if (kept > kMaxFilesKept) {
    AV_CRAWL_CHECK(fail_at(lane, package.name + " (too many)",
                           "the page lists " + std::to_string(kept) + " files of such versions; " +
                               std::to_string(kMaxFilesKept) + " are kept"));
  }
  // What was not kept must not seem gone: see fill_gaps().
  if (kept > kMaxFilesKept) return end_task(task, store::TaskState::done, "the page lists too many files", {});
  const bool again = memo.others.size() > kMaxOthers;
  return end_page(lane, task, store::TaskState::done, again ? std::string() : text_of(memo), std::move(probes));
}

// The page is as it was: so is what was seen on it.
Result<void> Crawl::take_unchanged(size_t lane, const store::Task& task) {
  MirrorLane& at = lanes_[lane];
  ++at.counts.unchanged;
  std::vector<store::Sighting> seen;
  std::unordered_set<std::string> listed;
  store::SightingFilter filter;
  filter.source = at.mirror.name;
  filter.package = task.key.file.version.package;
  AV_CRAWL_CHECK(store_.each_sighting(filter, [&](const store::SightingRow& row) {
    if (!is_there(row.presence) || row.detail == kByPath) return true;
    listed.insert(row.file.filename);
    seen.push_back({row.source, row.file, row.url, row.presence, row.sha256, row.detail, 0});
    return true;
  }));
  for (store::Sighting& sighting : seen) AV_CRAWL_CHECK(sight(lane, std::move(sighting)));
  AV_CRAWL_TRY(probes, take_missing(lane, task, listed, store::Presence::gone, "not on the page"));
  return end_page(lane, task, store::TaskState::done, task.memo, std::move(probes));
}

// Files that are known from elsewhere and are not on the page. Those that may be there by their path are returned
// instead of written down.
Result<Crawl::Probes> Crawl::take_missing(size_t lane, const store::Task& task,
                                          const std::unordered_set<std::string>& listed, store::Presence presence,
                                          const std::string& why) {
  std::vector<store::FileRecord> missing;
  AV_CRAWL_CHECK(store_.each_file(task.key.file.version.package, [&](const store::FileRecord& file) {
    if (!listed.contains(file.key.filename)) missing.push_back(file);
    return true;
  }));
  Probes probes;
  std::map<std::string, bool> asked;
  for (const store::FileRecord& file : missing) {
    const std::string& version = file.key.version.version;
    if (!asked.contains(version)) {
      AV_CRAWL_TRY(is_wanted, wanted(task, version));
      asked[version] = is_wanted;
    }
    if (!asked[version]) continue;
    const std::string url =
        options_.probe_paths && presence == store::Presence::gone ? lanes_[lane].index->by_path(file.path) : "";
    if (!url.empty() && probes.size() < kMaxProbes) {
      probes.emplace_back(file, url);
      continue;
    }
    AV_CRAWL_CHECK(sight(lane, {{}, file.key, {}, presence, {}, why, 0}));
  }
  return probes;
}

Result<void> Crawl::take_probes(size_t lane, const Probes& probes, const std::vector<FileAnswer>& answers) {
  for (size_t i = 0; i < answers.size(); ++i) {
    const auto& [file, url] = probes[i];
    store::Sighting sighting;
    sighting.file = file.key;
    switch (answers[i].kind) {
      case FileAnswer::Kind::delivered:
        ++lanes_[lane].counts.by_path;
        // What the index itself took off its pages is removed, even if its file host still has the bytes.
        sighting.presence = lanes_[lane].mirror.kind == "index" ? store::Presence::gone : store::Presence::served;
        sighting.detail = kByPath;
        sighting.url = without_credentials(url).empty() ? url : without_credentials(url);
        if (samples_ != nullptr) AV_CRAWL_CHECK(want_file(file.key, file.sha256));
        break;
      case FileAnswer::Kind::absent:
        sighting.presence = store::Presence::gone;
        sighting.detail = "neither on the page nor by its path";
        break;
      case FileAnswer::Kind::failed:
        sighting.presence = store::Presence::failed;
        sighting.detail = "not on the page; by its path: " + answers[i].error;
        break;
    }
    AV_CRAWL_CHECK(sight(lane, std::move(sighting)));
  }
  return {};
}

Result<void> Crawl::sight(size_t lane, store::Sighting sighting) {
  MirrorCounts& counts = lanes_[lane].counts;
  sighting.source = counts.name;
  sighting.at = now();
  switch (sighting.presence) {
    case store::Presence::served:
      ++counts.served;
      break;
    case store::Presence::yanked:
      ++counts.yanked;
      break;
    case store::Presence::quarantined:
      ++counts.quarantined;
      break;
    case store::Presence::gone:
      ++counts.gone;
      break;
    case store::Presence::failed:
      break;
  }
  auto put = store_.put(sighting);
  if (!put) return tl::unexpected(put.error());
  counts.changed += *put == store::Change::added;
  return {};
}

// Makes sure that somebody fetches the file, unless these bytes are there.
Result<void> Crawl::want_file(const store::FileKey& key, const std::string& sha256) {
  AV_CRAWL_TRY(have, store_.artifacts_of(key));
  const bool enough = sha256.empty() ? !have.empty() : std::find(have.begin(), have.end(), sha256) != have.end();
  if (enough) return {};
  store::TaskKey task;
  task.kind = file_kind();
  task.file = key;
  auto added = store_.add_task(task, now());
  if (!added) return tl::unexpected(added.error());
  if (*added == store::Change::added) return {};
  // It was done with other bytes: a mirror has changed its mind about the file.
  AV_CRAWL_TRY(there, store_.task(task));
  if (!there || there->state != store::TaskState::done) return {};
  return store_.finish_task(there->id, store::TaskState::pending, {}, there->memo, 0);
}

}  // namespace antivenom::collect
