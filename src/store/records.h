// What the store holds: one type a table. All are values that own their text.
//
// Text is UTF-8; the store makes bytes that are not into \xNN and drops NUL, so hostile names are kept and can be
// shown, but never break a database. Names are compared in their normalised form (PEP 503) and shown as first written.
// An empty text and a Time of 0 mean "not known"; storing them never wipes out what was known, unless a field says so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/time.h"

namespace antivenom::store {

// ---- names -------------------------------------------------------------------------------------------------

// Ecosystems other than "pypi" (npm, rubygems, ...) are kept where a feed mixes them; all else is about "pypi".
struct PackageKey {
  std::string name;
  std::string ecosystem = "pypi";
  auto operator<=>(const PackageKey&) const = default;
};

struct VersionKey {
  PackageKey package;
  std::string version;  // as the index writes it
  auto operator<=>(const VersionKey&) const = default;
};

// One file of a version, as indexes list it. The same file on several mirrors has the same key.
struct FileKey {
  VersionKey version;
  std::string filename;
  auto operator<=>(const FileKey&) const = default;
};

// ---- where things come from --------------------------------------------------------------------------------

// An index, a mirror, an advisory database, a folder that was imported. Natural key: name.
struct Source {
  std::string name;     // "pypi", "tsinghua", "osv", "snyk", "pypi_malregistry"
  std::string kind;     // index|mirror|advisories|folder|list|downloads|service
  std::string url;      // base URL; never a path of this machine
  std::string country;  // ISO 3166 two letters, of a mirror
  std::string claim;    // what the source says of everything in it: "malicious", "benign", or nothing
};

// A claim that a package is malicious. Natural key: source, id, package: a record about three packages is three rows.
// A later version of a record replaces the whole row: withdrawn dates, too, come and go with it.
struct Advisory {
  struct Range {
    std::string introduced;     // "0" or "": from the first version on
    std::string fixed;          // first version that is not affected; empty: none
    std::string last_affected;  // last version that is; empty: none
  };
  struct Reference {
    std::string type, url;  // type as OSV has it: WEB, REPORT, PACKAGE, ...
  };
  std::string source;
  std::string id;  // "MAL-2024-10238", "SNYK-PYTHON-PYKOOLER-6069642"; where a list has none, the package's name
  PackageKey package;
  std::vector<std::string> aliases;
  std::string summary, details;       // the feed's own words
  std::string url;                    // where people read it
  bool all_versions = false;          // every version there is and will be
  std::vector<std::string> versions;  // affected ones, named
  std::vector<Range> ranges;          // ... and described; PEP 440 order
  std::vector<Reference> references;
  std::vector<std::string> credits, cwes;
  std::vector<std::string> origins;  // of an aggregator: who told it ("ossf-package-analysis", "reversing-labs")
  Time published = 0, disclosed = 0, modified = 0, withdrawn = 0;
  std::string record;  // the record as the feed gave it: JSON (for CSV and text lists an object of the columns)
};

// What is known of a file on an index, from listings or from upload records. Natural key: FileKey. Fields that are
// empty leave what is known; `uploaded` keeps the earliest.
struct FileRecord {
  FileKey key;
  std::string kind;    // sdist|bdist_wheel|bdist_egg|bdist_wininst|..., as the index has it
  std::string path;    // below the file host: "1f/1d/528c.../name-0.1.tar.gz"
  std::string sha256;  // as the index claims it, lower-case hex
  uint64_t bytes = 0;  // as the index claims it
  Time uploaded = 0;
  std::string author, author_email, requires_python, uploaded_via;
};

// ---- sightings ---------------------------------------------------------------------------------------------

enum class Presence : uint8_t {
  served,       // listed and, if asked, delivered
  yanked,       // listed and marked as withdrawn by its author (PEP 592)
  quarantined,  // the project's status says so (PEP 792)
  gone,         // was asked for, and is not there
  failed,       // could not be told (time out, 500, broken page): keeps the status of before
};
std::string_view to_string(Presence presence);

// Somebody looked for a file at a source. One row a (source, file); looking again extends it, in any order of times.
struct Sighting {
  std::string source;  // created with kind "mirror" if there is no such source
  FileKey file;
  std::string url;  // full URL of the file, if it has one
  Presence presence = Presence::served;
  std::string sha256;  // of the bytes or as the page claims it
  std::string detail;  // reason of a yank, error of a failure
  Time at = 0;         // when it was looked for; required
};

// A sighting as it was put together from all looks.
struct SightingRow {
  int64_t id = 0;
  std::string source, country;
  FileKey file;
  std::string url, sha256, detail;
  Presence presence = Presence::served;
  bool malicious = false;  // the version is known to be: see Store::is_malicious
  Time first_seen = 0;     // first and last time it was there (served, yanked or quarantined)
  Time last_seen = 0;
  Time last_checked = 0;
  Time gone_since = 0;    // first time it was found missing after last_seen; 0: not missing
  uint64_t failures = 0;  // looks that could not tell, since the last that could
  Time uploaded = 0;      // of the file, if known
};

// ---- samples and what we know of them -----------------------------------------------------------------------

// A distribution whose bytes are in the sample store. Natural key: sha256.
struct Artifact {
  std::string sha256;  // lower-case hex
  uint64_t bytes = 0;
  std::string format;  // told from the bytes: "tar.gz", "zip", ...
  std::string kind;    // sdist|wheel|egg
  Time stored = 0;     // keeps the first
};

// Who a sample is: it may have several names, and one name may have had several contents.
struct ArtifactName {
  FileKey file;
  std::string source;  // where these bytes came from under this name
};

struct ArtifactRow {
  Artifact artifact;
  std::vector<ArtifactName> names;  // sorted
  std::string outcome;              // confirmed|doubtful|refuted, or empty: not verified (see Store::set_outcome)
  std::vector<std::string> reasons;
  std::string label;  // the newest label by a person, or empty
};

struct Finding {
  std::string rule;  // "steal/browser-passwords"; an evasion: "code-obfuscation"
  bool evasion = false;
  std::string category;  // one of the study's five; empty for evasions
  std::string trigger;   // install|import|runtime
  std::string reach;     // entry|uncalled|unshipped
  std::string weight;    // context|notable|suspicious|hostile
  double confidence = 0;
  std::vector<std::string> attack;  // ATT&CK technique ids
  uint32_t evidence = 0;            // places
};

struct Indicator {
  std::string type, value, file;
  uint32_t line = 0, layer = 0;
};

// One engine's view of one artifact. Natural key: sha256, engine; a new scan by the same engine replaces the old one.
struct Scan {
  std::string sha256;
  std::string engine;  // version of everything that decides: "0.1.0"
  Time at = 0;
  std::string verdict;  // malicious|suspicious|clean|unreadable
  double score = 0;
  std::string summary;
  uint32_t files = 0, python_files = 0, max_depth = 0;
  uint64_t python_lines = 0, malicious_lines = 0;
  double elapsed_ms = 0;
  std::vector<std::string> platforms, triggers;
  std::vector<Finding> findings;
  std::vector<Indicator> indicators;
  std::string report;  // the JSON of `scan` (schema 1) with all findings and the API sequence
};

// A person's word, which wins over everything else. Natural key: target and person; the newest of all persons counts.
struct Label {
  enum class Target : uint8_t { package, version, artifact };
  Target target = Target::artifact;
  VersionKey version;  // of a package: without the version
  std::string sha256;  // of an artifact
  std::string label;   // malicious|benign|doubtful
  std::string by, note;
  Time at = 0;
};
std::string_view to_string(Label::Target target);

// One check of an artifact. Natural key: sha256, check.
struct Check {
  std::string sha256;
  std::string check;    // "syntax"|"virustotal"|"scan"|...
  std::string outcome;  // confirmed|doubtful|refuted|unknown
  std::vector<std::string> reasons;
  std::string detail;  // JSON
  Time at = 0;
};

// Downloads as a record of the index groups them. Natural key: all but the count, which is replaced.
struct Downloads {
  std::string source;  // the export it was read from
  VersionKey version;  // the version may be empty
  std::string filename;
  Time day = 0;        // midnight of the day, or of the first day of the month
  std::string form;    // sdist|bdist_wheel|...
  std::string system;  // Linux|Windows|Darwin
  std::string installer;
  std::string country;
  uint64_t count = 0;
};

// ---- work: what makes commands incremental and resumable -------------------------------------------------------

// One thing to be done, by whichever process claims it. Natural key: kind, source, file (unused parts stay empty):
//   page   the page of a package at a mirror       source, package
//   file   the bytes of a file                     package, version, filename (source empty: any mirror that has it)
//   verify, scan, ... whatever a command needs     subject as well
struct TaskKey {
  std::string kind, source;
  FileKey file;
  std::string subject;  // e.g. a sha256
  auto operator<=>(const TaskKey&) const = default;
};

enum class TaskState : uint8_t {
  pending,  // to be done at or after next_try
  running,  // claimed; free again when the lease runs out
  done,
  failed,  // given up; `error` says why
  absent,  // there is nothing to be had: no source has it
};
std::string_view to_string(TaskState state);

struct Task {
  int64_t id = 0;
  TaskKey key;
  TaskState state = TaskState::pending;
  uint32_t attempts = 0;  // claims so far
  std::string error;      // of the last attempt
  std::string memo;       // whatever the worker keeps between attempts, e.g. ETag as JSON; survives done -> pending
  Time added = 0, next_try = 0, leased_until = 0, finished = 0;
};

// How far a feed was read. Natural key: feed, location.
struct Cursor {
  std::string feed, location;
  std::string position;  // only the feed understands it
  Time at = 0;
};

// An answer of a service that was asked, so that it is not asked again. Natural key: service, key.
struct Answer {
  std::string service, key;  // "virustotal", "files/<sha256>"
  int status = 0;            // of HTTP
  std::string text;          // JSON
  Time at = 0;
};

// Something that went wrong and is still wrong. Natural key: area, source, subject; repeating it counts it up.
struct Failure {
  std::string area;     // import|sync|fetch|verify|mirrors|scan
  std::string source;   // feed, mirror or folder
  std::string subject;  // path within it, URL, package: never a path of this machine
  std::string reason;
  Time first = 0, last = 0;
  uint64_t times = 1;
};

// One run of a command over one source, for `status`. Appended, never changed but to be ended.
struct Run {
  int64_t id = 0;
  std::string command, source;
  Time started = 0, ended = 0;  // ended 0: still running, or killed
  uint64_t added = 0, changed = 0, unchanged = 0, failed = 0;
  std::string error;  // why it stopped early
};

// ---- classification: clusters, families, and what analysts decided ------------------------------------------------

// What near duplicates share. Natural key: sha256.
struct Fingerprint {
  std::string sha256;
  std::string signature;  // as src/fingerprint writes it; empty: too little code to compare
  std::string family;     // key of a Family, empty: in none; set by Store::replace_families
  uint64_t position = 0;  // in that family, from 1, by the time it was first seen
};

// Packages with nearly the same code. Made anew by each classification.
struct Family {
  struct Member {
    std::string sha256;     // its fingerprint must be there
    bool compared = false;  // newcomers are compared with it
  };
  std::string key, name, pattern;
  Time first_seen = 0, last_seen = 0;
  std::vector<Member> members;  // first seen first
};

// A family and one of its members.
struct FamilyMember {
  std::string key, name, sha256;
  std::string signature;  // of those that newcomers are compared with only
  uint64_t position = 0, members = 0;
  Time first_seen = 0, last_seen = 0;
};

// A person's word on clusters of calls. Natural key: kind, parts, value, person; said again it is the newest.
struct ClusterDecision {
  std::string kind;   // rename|category|confirm|merge|split
  std::string parts;  // a line a cluster: keys of its sequences
  std::string value, by, note;
  Time at = 0;
};

// What was learned, to be used again. Natural key: name; the newest replaces the older one.
struct Model {
  std::string name, content;
  Time at = 0;
};

}  // namespace antivenom::store
