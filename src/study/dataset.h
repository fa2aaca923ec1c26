// All that the study looks at, in memory: one row a package or file, no code. Text comes from packages and records and
// is untrusted.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/records.h"

namespace antivenom::study {

// The five categories of the study, as scans name them.
inline constexpr std::array<const char*, 5> kCategories = {"command-execution", "information-stealing",
                                                           "file-operations", "code-execution", "remote-control"};

// One artifact that was scanned.
struct Sample {
  std::string name, version, file, sha256;
  std::vector<std::string> sources;  // where it came from; sorted
  std::string family, kind;          // kind: of an honest one, "popular" for example
  bool malicious = true;             // else honest; what neither is sure of is not here
  bool visible = true;               // a static reader could find something: see docs/STUDY.md

  // Of the scan.
  std::string verdict;
  double score = 0, elapsed_ms = 0;
  uint32_t files = 0, python_files = 0, max_depth = 0;
  uint64_t python_lines = 0, malicious_lines = 0;
  std::optional<uint64_t> lines_of_bad_files;  // of Python files with malicious lines; not known of kept scans
  std::set<std::string> behaviours, evasions;  // ids with weight notable or more, in what is installed
  std::set<std::string> categories;            // of kCategories
  std::set<std::string> platforms;
  std::string trigger;          // when the first of the strongest behaviours runs: install|import|runtime; empty: none
  bool in_setup = false;        // a behaviour lies in setup.py
  bool outside_setup = false;   // one lies elsewhere
  bool removes_traces = false;  // a technique of ATT&CK's T1070, indicator removal
  std::string tool;             // the penetration-testing tool that made the code; empty: none is recognised
  std::vector<uint64_t> calls;  // hashes of the distinct calls, sorted
};

// What the records of feeds tell about one package (a name).
struct Life {
  std::string name;
  std::vector<std::string> versions;  // malicious ones that are known
  store::Time uploaded = 0;           // first upload of a malicious version
  store::Time found = 0;              // first advisory
  store::Time removed = 0;            // first time the index was seen without it
  store::Time last_download = 0;
  uint64_t downloads_incubating = 0, downloads_residual = 0;
  std::vector<std::string> sources;  // of the advisories; sorted
};

// Downloads of packages of the study. Each map: name -> downloads.
struct DownloadTotals {
  std::map<std::string, uint64_t> forms, systems, clients, countries;
  uint64_t total = 0, rows = 0, skipped = 0;  // skipped: of other packages, or not understood
  uint64_t without_form = 0, without_system = 0, without_client = 0, without_country = 0;
  // Per package and day (midnight), for the life cycle.
  std::map<std::string, std::map<store::Time, uint64_t>> by_day;
  uint64_t days = 0;              // of all packages
  bool cut = false;               // there were more than are kept
  std::set<std::string> exports;  // where they were read from
};

// What a detector said of artifacts of the set.
struct DetectorResult {
  std::string name;
  std::string note;                       // version, threshold, how it was run
  std::map<std::string, bool> detected;   // sha256, or file name -> whether it was called malicious
  std::map<std::string, double> seconds;  // of the same keys, if it was run here
  std::string missing;                    // why there are no results
};

struct Evolved {
  std::string name, before, after;
  bool sturdier = false, shorter = false, evading = false, broader = false, narrower = false;
  std::string told;
};

// How a file that is known to be malicious stands at the mirrors.
struct MirrorFile {
  std::string name, version, file, mirror, country;
  bool served = false, gone = false;
};

struct Dataset {
  std::vector<Sample> samples;
  std::vector<Life> lives;
  DownloadTotals downloads;
  std::vector<DetectorResult> detectors;
  std::vector<Evolved> evolved;
  size_t evolving_packages = 0;  // with two versions or more at hand
  std::vector<MirrorFile> mirrors;
  std::map<std::string, std::set<std::string>> claims;  // source -> names of packages it calls malicious
  bool has_store = false;
  std::string family;  // the study was narrowed to it
};

}  // namespace antivenom::study
