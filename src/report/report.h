// Verdict -> text, JSON, SARIF. Pure functions: no clock, no files, no terminal queries.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "facts/facts.h"
#include "user_rules/matches.h"
#include "verdict/verdict.h"

namespace antivenom {

struct ReportedProblem {
  std::string file, reason;
};

// The entry of a list of known-malicious packages, given by the user, on which the package itself stands.
struct OnList {
  std::string list;   // the file
  uint32_t line = 0;  // 0: a record of JSON
  std::string id;     // of the record, if it has one
  std::string name;
  std::string versions;  // in words
};

// Packages with nearly the same code that the user's dataset knows (`antivenom classify` finds them).
struct InFamily {
  std::string key, name;
  uint64_t member = 0;     // how many there are with this one, or its place in the order of the others
  std::string first_seen;  // a date; empty: not known
  double likeness = 0;     // share of code, estimated
};

// Everything one scan gives, for every format.
struct ScanResult {
  Facts facts;  // layer texts and source lines included
  Verdict verdict;
  std::vector<ReportedProblem> errors;
  std::optional<UserMatches> user_matches;  // of the user's own rules; empty if there are no such rules
  std::optional<OnList> on_list;
  std::optional<InFamily> family;
  double elapsed_ms = 0;
  // Source lines of evidence, one per distinct place: looked up by the pipeline while the sources were at hand.
  struct SourceLine {
    Place place;
    std::string text;  // at most 200 characters, control characters made visible
  };
  std::vector<SourceLine> lines;             // sorted by place
  std::vector<SourceLine> dependency_lines;  // the same for Facts::dependencies, in case they become evidence
};

struct ReportOptions {
  bool color = false;
  bool verbose = false;      // evidence in full, context findings, effort
  bool quiet = false;        // only targets at or above suspicious, one line each
  bool show_layers = false;  // text of layers (JSON: layers[].text)
  bool api_sequence = false;
  bool explain = false;  // source around the evidence with malicious lines marked
  unsigned width = 100;  // columns of the terminal
};

// One target, for people. Ends with a newline.
std::string to_text(const ScanResult& result, const ReportOptions& options);
// The closing lines after several targets: counts, time, and the next step.
struct Totals {
  size_t malicious = 0, suspicious = 0, clean = 0, unreadable = 0;
  double seconds = 0;
};
std::string totals_text(const Totals& totals, const ReportOptions& options);

// One line of JSON as INTERFACE describes it (schema 1), without the newline.
std::string to_json(const ScanResult& result, const ReportOptions& options);

// One SARIF 2.1.0 log for all results.
std::string to_sarif(std::span<const ScanResult> results, std::string_view version);

}  // namespace antivenom
