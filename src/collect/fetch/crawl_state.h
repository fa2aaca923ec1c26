// What the parts of crawl() share. The store is used by the calling thread only; the crew's threads ask the mirrors.
#pragma once

#include <map>
#include <memory>
#include <new>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "collect/fetch/crawl.h"
#include "collect/fetch/crew.h"
#include "collect/fetch/index.h"

namespace antivenom::collect {

struct MirrorLane {
  Mirror mirror;
  std::unique_ptr<Index> index;
  MirrorCounts counts;
  unsigned failures_in_a_row = 0;
  bool over = false;  // it is not asked any more in this run
  // Set by whichever thread is told to wait, before the next request is made.
  std::shared_ptr<std::atomic<bool>> halted = std::make_shared<std::atomic<bool>>(false);
};

// Detail of the sighting of a file that is not listed, but delivered.
inline constexpr const char* kByPath = "not on the page, but delivered by its path";

// A file that is fetched, from one candidate after the other.
struct Download {
  struct Candidate {
    size_t lane = 0;
    std::string url, claimed;  // sha256 that is promised, or empty
    std::string detail;        // of the sighting
    bool listed = false;       // on a page; else by its path
    bool yanked = false;
  };
  store::Task task;
  store::FileRecord record;
  std::vector<Candidate> candidates;
  std::set<std::string> have;  // hashes that are in the store under this name
  size_t absent = 0;
  std::string error;
};

// What a thread of the crew found out about a file.
struct Fetched {
  FileAnswer::Kind kind = FileAnswer::Kind::failed;
  std::string error;
  store::Artifact artifact;
  bool asked = true;  // the mirror; else the bytes were on this machine
};

// What a mirror answers. One for which there is no memory is a failure of its own, not of the run.
template <class Answer, class Ask>
Answer answer_of(Ask ask) {
  try {
    return ask();
  } catch (const std::bad_alloc&) {
    Answer failed;
    failed.error = "out of memory";
    return failed;
  }
}

class Crawl {
 public:
  Crawl(store::Store& store, const store::Samples* samples, Web& web, const CrawlOptions& options);

  Result<CrawlReport> run();

 private:
  using Outcome = Result<void>;

  // plan.cpp: which tasks there are
  Outcome plan();
  Outcome find_cutoff(store::Run& run);
  Outcome add_page_tasks();
  Outcome reopen(const std::string& kind);
  std::string description() const;

  // crawl.cpp: the loops
  Outcome check_canaries();
  Outcome work(const std::function<Outcome()>& refill);
  Outcome give_back();
  void give_up(size_t lane, const std::string& why);
  Outcome refill_pages();
  Outcome refill_files();
  Outcome work_on_files();
  // What went wrong while a result was written down: ends the loop.
  void note(Outcome outcome) {
    if (!outcome && failure_) failure_ = std::move(outcome);
  }

  // pages.cpp: what pages tell
  using Probes = std::vector<std::pair<store::FileRecord, std::string>>;               // a file and its URL
  using PageVersions = std::unordered_map<std::string, std::pair<std::string, bool>>;  // as found -> as kept, wanted
  Result<std::string> usable_memo(const store::Task& task);
  Crew::Job page_job(size_t lane, const store::Task& task, const std::string& memo);
  Outcome take_page(size_t lane, const store::Task& task, const PageAnswer& answer);
  Outcome take_listed(size_t lane, const store::Task& task, const PageAnswer& answer);
  Outcome take_file_of_page(size_t lane, const store::FileKey& key, const PageFile& found, bool quarantined);
  Outcome take_unchanged(size_t lane, const store::Task& task);
  Outcome take_failure(size_t lane, const store::Task& task, const PageAnswer& answer);
  Result<Probes> take_missing(size_t lane, const store::Task& task, const std::unordered_set<std::string>& listed,
                              store::Presence presence, const std::string& why);
  Outcome take_probes(size_t lane, const Probes& probes, const std::vector<FileAnswer>& answers);
  Outcome end_page(size_t lane, const store::Task& task, store::TaskState state, const std::string& memo,
                   Probes probes);
  Outcome sight(size_t lane, store::Sighting sighting);
  Outcome want_file(const store::FileKey& key, const std::string& sha256);
  Result<bool> wanted(const store::Task& task, const std::string& version);
  Result<PageVersions> versions_of(const store::Task& task, const Page& page);

  // gaps.cpp: what mirrors did not list that were asked too early
  Outcome fill_gaps();
  Outcome fill_gaps_of(const std::string& package, const std::vector<std::pair<size_t, store::Task>>& tasks);

  // files.cpp: bytes
  Outcome start_download(store::Task task);
  Outcome next_candidate(const std::shared_ptr<Download>& download);
  bool is_here(const Download::Candidate& candidate) const;
  Fetched fetch(const Download& download, const Download::Candidate& from) const;
  Outcome take_file(const std::shared_ptr<Download>& download, const Download::Candidate& from, Fetched fetched);
  Outcome end_download(const Download& download);
  Outcome keep(const Download& download, const Download::Candidate& from, const store::Artifact& artifact);

  Outcome fail_at(size_t lane, const std::string& subject, const std::string& reason);
  Outcome mended(size_t lane, const std::string& subject);
  Outcome end_task(const store::Task& task, store::TaskState state, const std::string& error, const std::string& memo,
                   store::Time next_try = 0);
  bool stopped() const { return options_.stop != nullptr && *options_.stop; }
  store::Time now() const { return options_.clock(); }
  bool named() const { return !options_.wishes.empty(); }
  // Named packages have tasks of their own: what an interrupted run over everything left is not theirs to do.
  std::string page_kind() const { return named() ? "page-named" : "page"; }
  std::string file_kind() const { return named() ? "file-named" : "file"; }

  store::Store& store_;
  const store::Samples* samples_;
  const CrawlOptions& options_;
  std::vector<MirrorLane> lanes_;
  CrawlReport report_;
  store::Time cutoff_ = 0;
  std::map<int64_t, store::Task> claimed_;
  std::set<std::pair<std::string, std::string>> failed_before_;  // mirror, subject
  uint64_t done_ = 0, total_ = 0;
  Outcome failure_;
  // Last: its threads end before what they use.
  std::unique_ptr<Crew> crew_;
};

}  // namespace antivenom::collect

#define AV_CRAWL_TRY(name, expression)                              \
  auto name##_result = (expression);                                \
  if (!name##_result) return tl::unexpected(name##_result.error()); \
  auto& name = *name##_result
#define AV_CRAWL_CHECK(expression) \
  if (auto checked = (expression); !checked) return tl::unexpected(checked.error())
