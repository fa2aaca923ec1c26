// The collector's database: SQLite by default, PostgreSQL with the same schema. The only header other rooms need, with
// records.h for its types, time.h for dates and samples.h for the bytes of samples.
//
// Everything is idempotent: `put` finds the row by its natural key and says whether that added, changed or found it.
// What a row refers to (source, package, version, file) is made on the way. Several processes may write at once.
// A Store is used by one thread at a time; open another for another thread.
//
//   auto opened = Store::open("sqlite:///data/antivenom.db");
//   auto batch = store.begin();                       // one transaction, thousands of times faster than none
//   store.put(advisory); store.put(sighting); ...
//   batch->commit();                                  // else everything since begin() is undone
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace antivenom::store {

enum class Change : uint8_t { added, changed, unchanged };

// Called for each row; false ends the walk. Rows come in pages, so the store may be read and written meanwhile;
// rows added during the walk may or may not be seen.
template <class Row>
using Visit = std::function<bool(const Row&)>;

// What `collect status` tells.
struct Status {
  struct BySource {
    std::string name, kind, claim;
    uint64_t advisories = 0, sightings = 0, artifacts = 0;
    Time last_run = 0;
  };
  uint64_t packages = 0, versions = 0, files = 0, artifacts = 0, bytes = 0, advisories = 0, sightings = 0, scans = 0,
           labels = 0, downloads = 0;
  uint64_t malicious_versions = 0;
  std::map<std::string, uint64_t> verdicts;                      // newest scan of each artifact -> artifacts
  std::map<std::string, uint64_t> outcomes;                      // verified -> artifacts; "" not yet
  std::map<std::string, std::map<std::string, uint64_t>> tasks;  // kind -> state -> tasks
  std::vector<BySource> by_source;                               // sorted by name
};

// What `mirrors` tells of one source; files of versions that are known to be malicious only.
struct MirrorSummary {
  Source source;
  uint64_t checked = 0, served = 0, yanked = 0, quarantined = 0, gone = 0, unknown = 0;  // unknown: never told
  uint64_t failing = 0;                                                                  // the last look could not tell
  uint64_t removed_upstream = 0;  // served or yanked here, gone at a source of kind "index"
  Time last_checked = 0;
};

// A list entry of what should be blocked: all versions, or these.
struct BlockEntry {
  PackageKey package;
  bool all_versions = false;
  std::vector<std::string> versions;  // sorted as text; empty if all_versions
};

struct ArtifactFilter {
  std::string sha256, source;      // exact; empty: any
  PackageKey package{{}, "pypi"};  // empty name: any
  std::string not_scanned_by;      // an engine
  bool not_verified = false;       // no outcome yet
  std::string claim;               // of a source it came from: "malicious", "benign"
};
struct SightingFilter {
  std::string source;
  PackageKey package{{}, "pypi"};
  bool only_malicious = false;
  std::optional<Presence> presence;
};
struct AdvisoryFilter {
  std::string source, id;
  PackageKey package{{}, ""};  // an empty ecosystem: any
  bool with_withdrawn = true;
};
struct ScanFilter {
  std::string sha256, engine;  // empty engine: only the newest scan of each artifact
};
struct DownloadsFilter {
  PackageKey package{{}, "pypi"};
};

class Store {
 public:
  struct State;  // of the inside, see state.h

  // "sqlite:///absolute/path", "sqlite://relative/path" or a path; "sqlite::memory:" for tests; or
  // "postgresql://user@host:port/database?options" as libpq has it. Creates what is missing and migrates an older
  // schema; refuses a newer one and a damaged file, in words.
  static Result<Store> open(const std::string& url);
  // The same, for readers of what is there: an error if nothing is.
  static Result<Store> open_existing(const std::string& url);

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  // -- transactions. Nested ones are part of the outermost. Undone unless committed.
  class [[nodiscard]] Batch {
   public:
    Batch(Batch&&) noexcept;
    Batch& operator=(Batch&&) = delete;
    ~Batch();
    Result<void> commit();

   private:
    friend class Store;
    explicit Batch(Store* store);
    Store* store_;
  };
  // A batch holds the write lock of SQLite: keep it short where others work, at most some thousand rows, and never
  // wait for a network inside it.
  Result<Batch> begin();

  // -- writing. An error is the world's (disk full, connection lost) or a key that is unusable (empty, too long).
  Result<Change> put(const Source& source);
  Result<Change> put(const PackageKey& package);
  Result<Change> put(const VersionKey& version);
  Result<Change> put(const Advisory& advisory);
  Result<Change> put(const FileRecord& file);
  Result<Change> put(const Sighting& sighting);
  Result<Change> put(const Artifact& artifact);
  // The artifact must be there. `source` must be there or is made as a folder.
  Result<Change> put(const std::string& sha256, const ArtifactName& name);
  Result<Change> put(const Scan& scan);  // the artifact must be there
  Result<Change> put(const Label& label);
  Result<Change> put(const Check& check);  // the artifact must be there
  Result<Change> put(const Downloads& downloads);
  Result<Change> put(const Answer& answer);
  // The result of all checks of an artifact: confirmed, doubtful or refuted.
  Result<Change> set_outcome(const std::string& sha256, const std::string& outcome,
                             const std::vector<std::string>& reasons, Time at);

  // -- reading
  Result<std::optional<Source>> source(const std::string& name);
  Result<std::vector<Source>> sources();                                              // sorted by name
  Result<void> each_package(const Visit<PackageKey>& visit);                          // as first written
  Result<std::vector<std::string>> versions(const PackageKey& package);               // known ones, in PEP 440 order
  Result<void> each_file(const PackageKey& package, const Visit<FileRecord>& visit);  // empty name: of all packages
  Result<std::optional<FileRecord>> file(const FileKey& key);
  Result<void> each_advisory(const AdvisoryFilter& filter, const Visit<Advisory>& visit);
  Result<void> each_sighting(const SightingFilter& filter, const Visit<SightingRow>& visit);
  Result<void> each_artifact(const ArtifactFilter& filter, const Visit<ArtifactRow>& visit);
  Result<std::optional<ArtifactRow>> artifact(const std::string& sha256);
  Result<bool> has_artifact(const std::string& sha256);
  // sha256 of all artifacts; of those that an engine scanned, if one is named.
  Result<void> each_artifact_hash(const Visit<std::string>& visit, const std::string& scanned_by = {});
  // sha256 of the artifacts that are known under this name; an empty filename: all of the version.
  Result<std::vector<std::string>> artifacts_of(const FileKey& file);
  Result<void> each_scan(const ScanFilter& filter, const Visit<Scan>& visit);  // with findings and indicators
  Result<bool> has_scan(const std::string& sha256, const std::string& engine);
  Result<std::vector<Check>> checks(const std::string& sha256);
  Result<void> each_label(const Visit<Label>& visit);
  Result<void> each_downloads(const DownloadsFilter& filter, const Visit<Downloads>& visit);
  Result<std::optional<Answer>> answer(const std::string& service, const std::string& key);

  // -- what is malicious. Kept up to date by every put: a person's label on the version or one of its artifacts, else
  // one on the package; else, unless all its artifacts were refuted, an advisory that is not withdrawn (all versions,
  // the version named, or within a range) or a source that claims so of what it holds.
  Result<bool> is_malicious(const VersionKey& version);
  // Packages and versions that are: by advisories that mean all versions, and by known versions.
  Result<void> each_blocked(const Visit<BlockEntry>& visit);

  // -- classification
  Result<Change> put(const Fingerprint& fingerprint);  // the artifact must be there; keeps its family
  Result<std::optional<Fingerprint>> fingerprint(const std::string& sha256);
  // All families at once: those of before are forgotten. Their members' fingerprints must be there.
  Result<void> replace_families(const std::vector<Family>& families);
  Result<void> each_family_member(const Visit<FamilyMember>& visit);
  Result<Change> put(const ClusterDecision& decision);
  Result<std::vector<ClusterDecision>> cluster_decisions();  // oldest first
  Result<Change> put(const Model& model);
  Result<std::optional<Model>> model(const std::string& name);

  // -- work
  // Adds a task in state pending; one that is there stays as it is (unchanged).
  Result<Change> add_task(const TaskKey& key, Time now, Time next_try = 0);
  // Makes tasks of a kind pending again that are in one of these states. Returns how many.
  Result<uint64_t> reopen_tasks(const std::string& kind, const std::vector<TaskState>& states, Time next_try);
  // Takes up to `limit` tasks that are pending and due, or running with a lease that ran out, earliest next_try first;
  // each goes to one claimer only. An empty `source` takes those of any source. A lease that was taken before the clock
  // was put back does not hold.
  Result<std::vector<Task>> claim_tasks(const std::string& kind, const std::string& source, Time now, Time lease,
                                        uint32_t limit);
  // Ends an attempt: done, failed, absent, or pending to be tried again at `next_try`. `memo` replaces the old one.
  Result<void> finish_task(int64_t id, TaskState state, const std::string& error, const std::string& memo, Time now,
                           Time next_try = 0);
  Result<std::optional<Task>> task(const TaskKey& key);
  Result<void> each_task(const std::string& kind, std::optional<TaskState> state, const Visit<Task>& visit);

  Result<std::string> cursor(const std::string& feed, const std::string& location);  // "" if never read
  Result<void> set_cursor(const Cursor& cursor);

  // Asks for one request to a service that allows so many a minute and a day, over all processes and runs. 0: granted
  // and counted; else milliseconds to wait before asking again, a day at most even where the clock was put back.
  Result<Time> spend(const std::string& service, Time now, uint32_t per_minute, uint32_t per_day);

  Result<void> put(const Failure& failure);  // `first` and `last` are the same: when it happened
  // Forgets failures that were mended. An empty subject: all of area and source.
  Result<void> clear_failures(const std::string& area, const std::string& source, const std::string& subject);
  Result<std::vector<Failure>> failures(size_t limit);  // newest first

  Result<int64_t> start_run(const Run& run);
  Result<void> end_run(const Run& run);         // by id
  Result<std::vector<Run>> runs(size_t limit);  // newest first

  // -- summaries
  Result<Status> status();
  Result<std::vector<MirrorSummary>> mirror_summaries();  // sources of kind index and mirror, sorted by name

  // Schema version; "sqlite" or "postgresql".
  Result<int> schema_version();
  std::string_view backend() const;

 private:
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// PEP 440 order of two versions: <0, 0, >0. What is no version by PEP 440 comes before all that are, in text order.
int compare_versions(std::string_view a, std::string_view b);
bool is_version(std::string_view text);

}  // namespace antivenom::store
