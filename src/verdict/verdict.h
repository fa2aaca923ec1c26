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

// Shipped operating points, on the calibrated score.
struct Thresholds {
  double malicious = 0.8;
  double suspicious = 0.4;
};

// What a finding added to the score.
struct Contribution {
  size_t finding = 0;      // index into Verdict::findings
  double points = 0;       // in the unit of the score before calibration
  std::string reason;      // plain words: "runs at install", "only in tests"
};

struct Metrics {
  uint32_t files = 0, python_files = 0, max_depth = 0;
  uint64_t python_lines = 0, malicious_lines = 0;
  double density = 0;      // malicious_lines / python_lines (the study's LOM / LOC)
};

// Complete: can be shown without the package at hand. Owns its strings.
struct Verdict {
  Label label = Label::clean;
  double score = 0;        // 0-1, calibrated: of packages scored about s, a share s is malicious
  Thresholds thresholds;
  std::string summary;     // one sentence a person understands
  std::vector<Finding> findings;       // behaviours and evasions
  std::vector<Contribution> contributions;  // largest first
  std::vector<std::string> platforms;  // windows, linux, macos: those named in conditions or that only exist there
  std::vector<Trigger> triggers;       // of the findings that matter
  Metrics metrics;
};

// Pure: the same facts and findings give the same verdict.
Verdict judge(const Facts& facts, std::vector<Finding> findings, const Thresholds& thresholds = {});

}  // namespace antivenom
