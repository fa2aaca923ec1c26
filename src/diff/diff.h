// Two versions of a package -> what the newer one does that the older one did not, and a verdict on that alone.
//
//   Version old_version = examine(std::move(artifact), scan_options);   // a worker's stack: see pipeline/jobs.h
//   Difference difference = compare(old_version, new_version, scan_options);
//
// A finding is new if the older version has none of the same rule that rests on the same calls with the same texts, nor
// one on lines that were taken over: neither a moved line, a renamed file nor the version's own number makes it new.
// Pure functions, on any thread with a worker's stack.
#pragma once

#include <string>
#include <vector>

#include "diff/match.h"
#include "diff/snapshot.h"
#include "pipeline/scan.h"

namespace antivenom::diff {

struct Version {
  Snapshot files;
  ScanResult result;
};

// The files are kept, the artifact is scanned.
Version examine(Artifact artifact, const ScanOptions& options);

struct CallChange {
  std::string call;
  Place place;  // the first one
  Trigger trigger = Trigger::runtime;
  uint32_t count = 0;
  bool new_to_package = false;  // no file of the other side makes this call at this or an earlier time
};

// What one version has and the other lacks.
struct Part {
  // Findings, layers, indicators of this alone and the verdict on them. Ids of files and layers are those of the
  // version; `layers` says which are meant. Events are not kept.
  ScanResult result;
  std::vector<LayerId> layers;
  std::vector<CallChange> calls;  // in the order of execution
  bool judged_alone = false;      // the analysis of the whole had run into a limit: this is that of the changed files
};

// How an author changed a package, in the words of the study.
struct Evolution {
  uint32_t handlers_before = 0, handlers_after = 0;  // lines that begin with "except" in Python files
  bool sturdier = false;  // more of what fails is caught, at least one suspicious behaviour kept
  bool shorter = false;   // a tenth fewer lines of Python or more, every suspicious behaviour kept
  bool evading = false;   // behaviour kept, and further ways of hiding, deeper layers or a lower score
  bool broader = false;   // further suspicious behaviours
  bool narrower = false;  // fewer
};

struct Note {
  std::string file;  // may be empty
  std::string text;
  bool suspicious = false;
};

struct Side {
  PackageFact package;  // without lists
  Label label = Label::clean;
  double score = 0;
  Metrics metrics;
};

struct Difference {
  Label label = Label::clean;  // of what was added; of both sides for two forms of one release
  bool same_release = false;   // sdist and wheel of one version
  Side before, after;
  Part added, removed;
  Matching files;
  std::vector<Note> notes;
  Evolution evolution;
  double elapsed_ms = 0;
};

Difference compare(const Version& before, const Version& after, const ScanOptions& options);

}  // namespace antivenom::diff
