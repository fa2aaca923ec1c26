// Bytes of files: from one mirror after the other until the right ones are there.
#include <algorithm>

#include "artifact/artifact.h"
#include "artifact/hash.h"
#include "collect/fetch/crawl_state.h"

namespace antivenom::collect {
namespace {

// Stores the bytes if they are what was promised; where nothing was promised, if they are an archive at all.
Fetched examine(const store::Samples& samples, Bytes bytes, const std::string& filename, const std::string& promised,
                uint64_t max_bytes) {
  Fetched out;
  out.artifact.sha256 = unpacking::sha256_hex(bytes);
  out.artifact.bytes = bytes.size();
  if (!promised.empty() && out.artifact.sha256 != promised) {
    out.error = "the bytes are not those that were promised: sha256 " + out.artifact.sha256;
    return out;
  }
  auto added = samples.add(bytes);
  if (!added) {
    out.error = added.error().message();
    return out;
  }
  UnpackLimits limits;
  limits.max_archive_bytes = max_bytes;
  const Artifact artifact = unpack(std::move(bytes), filename, limits);
  if (!artifact.readable && promised.empty()) {
    if (added->is_new) (void)samples.remove(out.artifact.sha256);
    out.error = "the answer is no archive";
    return out;
  }
  out.artifact.format = artifact.format;
  if (artifact.readable) out.artifact.kind = to_string(artifact.kind);
  out.kind = FileAnswer::Kind::delivered;
  return out;
}

}  // namespace

// Who may have the file: mirrors that list it, each with its own word on the bytes, then all others by its path.
Result<void> Crawl::start_download(store::Task task) {
  auto download = std::make_shared<Download>();
  const store::FileKey& key = task.key.file;
  AV_CRAWL_TRY(record, store_.file(key));
  AV_CRAWL_TRY(have, store_.artifacts_of(key));
  if (record) download->record = *record;
  download->record.key = key;
  download->have.insert(have.begin(), have.end());

  std::set<size_t> listing;
  const auto lane_of = [&](const std::string& source) {
    const auto at =
        std::find_if(lanes_.begin(), lanes_.end(), [&](const MirrorLane& lane) { return lane.mirror.name == source; });
    return static_cast<size_t>(at - lanes_.begin());
  };
  store::SightingFilter filter;
  filter.package = key.version.package;
  AV_CRAWL_CHECK(store_.each_sighting(filter, [&](const store::SightingRow& row) {
    const size_t lane = lane_of(row.source);
    const bool there = row.presence == store::Presence::served || row.presence == store::Presence::yanked;
    const bool same = row.file.filename == key.filename && row.file.version.version == key.version.version;
    if (!same || !there || row.url.empty() || lane == lanes_.size()) return true;
    listing.insert(lane);
    download->candidates.push_back(
        {lane, row.url, row.sha256, row.detail, true, row.presence == store::Presence::yanked});
    return true;
  }));
  for (size_t lane = 0; lane < lanes_.size(); ++lane) {
    const std::string url = listing.contains(lane) ? std::string() : lanes_[lane].index->by_path(download->record.path);
    if (!url.empty()) download->candidates.push_back({lane, url, {}, kByPath, false, false});
  }
  for (Download::Candidate& candidate : download->candidates) {
    if (candidate.claimed.empty()) candidate.claimed = download->record.sha256;
  }
  download->task = std::move(task);
  return next_candidate(download);
}

Result<void> Crawl::next_candidate(const std::shared_ptr<Download>& download) {
  auto& candidates = download->candidates;
  // What promises bytes that are there already has nothing new to give, nor has one that promises nothing.
  std::erase_if(candidates, [&](const Download::Candidate& candidate) {
    return lanes_[candidate.lane].over ||
           (candidate.claimed.empty() ? !download->have.empty() : download->have.contains(candidate.claimed));
  });
  if (candidates.empty()) return end_download(*download);
  // Nobody is asked for listed bytes that are here: under another name, or left by a run that was killed.
  auto best =
      std::find_if(candidates.begin(), candidates.end(), [&](const auto& candidate) { return is_here(candidate); });
  const bool here = best != candidates.end();
  if (!here) {
    // The mirror that has the least to do.
    best = std::min_element(candidates.begin(), candidates.end(),
                            [&](const auto& a, const auto& b) { return crew_->open(a.lane) < crew_->open(b.lane); });
  }
  Download::Candidate from = *best;
  candidates.erase(best);
  if (here) {
    AV_CRAWL_TRY(known, store_.artifact(from.claimed));
    if (known) {
      AV_CRAWL_CHECK(keep(*download, from, known->artifact));
      download->have.insert(from.claimed);
      ++report_.unchanged;
      return next_candidate(download);
    }
  }
  crew_->add(from.lane, [this, download, from]() -> Crew::Done {
    auto fetched = std::make_shared<Fetched>(answer_of<Fetched>([&] { return fetch(*download, from); }));
    return [this, download, from, fetched] { note(take_file(download, from, std::move(*fetched))); };
  });
  return {};
}

// Bytes on this machine tell nothing of who would deliver them by their path: that only the mirror can say.
bool Crawl::is_here(const Download::Candidate& candidate) const {
  return candidate.listed && !candidate.claimed.empty() && samples_->has(candidate.claimed);
}

// On a thread of the crew: the bytes, from this machine or from the mirror.
Fetched Crawl::fetch(const Download& download, const Download::Candidate& from) const {
  FileAnswer answer;
  Fetched fetched;
  if (is_here(from)) {
    if (auto bytes = samples_->read(from.claimed)) answer = {FileAnswer::Kind::delivered, std::move(*bytes), {}};
  }
  const bool asked = answer.kind != FileAnswer::Kind::delivered;
  if (asked) answer = lanes_[from.lane].index->file(from.url, options_.max_file_bytes);
  if (answer.kind == FileAnswer::Kind::delivered) {
    fetched = examine(*samples_, std::move(answer.bytes), download.record.key.filename, from.claimed,
                      options_.max_file_bytes);
  } else {
    fetched.kind = answer.kind;
    fetched.error = answer.error;
  }
  fetched.asked = asked;
  return fetched;
}

// The artifact under this name, from this mirror.
Result<void> Crawl::keep(const Download& download, const Download::Candidate& from, const store::Artifact& artifact) {
  auto put = store_.put(artifact);
  if (!put) return tl::unexpected(put.error());
  if (*put == store::Change::added) {
    ++report_.added;
    report_.bytes += artifact.bytes;
  }
  auto named = store_.put(artifact.sha256, store::ArtifactName{download.record.key, lanes_[from.lane].mirror.name});
  if (!named) return tl::unexpected(named.error());
  return {};
}

Result<void> Crawl::take_file(const std::shared_ptr<Download>& download, const Download::Candidate& from,
                              Fetched fetched) {
  if (stopped() && fetched.kind == FileAnswer::Kind::failed) return {};
  MirrorLane& lane = lanes_[from.lane];
  store::Sighting sighting;
  sighting.source = lane.mirror.name;
  sighting.file = download->record.key;
  sighting.url = from.url;
  sighting.at = now();
  const std::string& subject = sighting.file.filename;
  switch (fetched.kind) {
    case FileAnswer::Kind::delivered:
      lane.counts.downloads += fetched.asked;
      fetched.artifact.stored = now();
      AV_CRAWL_CHECK(keep(*download, from, fetched.artifact));
      download->have.insert(fetched.artifact.sha256);
      sighting.sha256 = fetched.artifact.sha256;
      AV_CRAWL_CHECK(mended(from.lane, subject));
      if (!fetched.asked) return next_candidate(download);  // what its page said was written down then
      // By its path at the index itself it was not seen on a page.
      if (lane.mirror.kind == "index" && !from.listed) return next_candidate(download);
      sighting.presence = from.yanked ? store::Presence::yanked : store::Presence::served;
      sighting.detail = from.detail;
      break;
    case FileAnswer::Kind::absent:
      ++download->absent;
      sighting.presence = store::Presence::gone;
      sighting.detail = from.listed ? "listed, but not delivered" : "neither on the page nor by its path";
      break;
    case FileAnswer::Kind::failed:
      download->error = lane.mirror.name + ": " + fetched.error;
      sighting.presence = store::Presence::failed;
      sighting.detail = fetched.error;
      AV_CRAWL_CHECK(fail_at(from.lane, subject, fetched.error));
      break;
  }
  auto put = store_.put(sighting);
  if (!put) return tl::unexpected(put.error());
  return next_candidate(download);
}

Result<void> Crawl::end_download(const Download& download) {
  // A mirror that promised other bytes and did not deliver stands among the failures; its page opens the task again.
  if (!download.have.empty()) return end_task(download.task, store::TaskState::done, {}, {});
  if (!download.error.empty()) return end_task(download.task, store::TaskState::failed, download.error, {});
  ++report_.absent;
  return end_task(download.task, store::TaskState::absent, "no mirror delivers it", {});
}

}  // namespace antivenom::collect
