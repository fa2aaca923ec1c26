// Findings -> verdict. Transparent: every point of the score names the finding it comes from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"
#include "rules/rule.h"

namespace antivenom {

enum class Label : uint8_t { clean, suspicious, malicious, unreadable };
std::string_view to_string(Label label);

// Chosen with the model: from the first on a package may be blocked unseen, from the second on a person should look.
double shipped_malicious();
double shipped_suspicious();

// The operating points on the calibrated score; those of the shipped model unless others are asked for.
struct Thresholds {
  double malicious = shipped_malicious();
  double suspicious = shipped_suspicious();
};

// What a finding added to the score.
struct Contribution {
  size_t finding = 0;  // index into Verdict::findings
  double points = 0;   // log-odds: the score is their sum, from where a package without findings starts
  std::string reason;  // plain words: "runs at install", "only in tests"
};

struct Metrics {
  uint32_t files = 0, python_files = 0, max_depth = 0;
  uint64_t python_lines = 0, malicious_lines = 0;
  double density = 0;  // malicious_lines / python_lines (the study's LOM / LOC)
};

// Complete: can be shown without the package at hand. Owns its strings.
struct Verdict {
  Label label = Label::clean;
  double score = 0;  // 0-1, calibrated: of packages scored about s, a share s is malicious, if half of all were
  Thresholds thresholds;
  std::string summary;                      // one sentence a person understands
  std::vector<Finding> findings;            // behaviours and evasions
  std::vector<Contribution> contributions;  // largest first
  std::vector<std::string> platforms;       // windows, linux, macos: those named in conditions or that only exist there
  std::vector<Trigger> triggers;            // of the findings that matter
  Metrics metrics;
};

// Pure: the same facts and findings give the same verdict.
Verdict judge(const Facts& facts, std::vector<Finding> findings, const Thresholds& thresholds = {});

}  // namespace antivenom
