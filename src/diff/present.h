// A difference for people and for programs. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diff/diff.h"
#include "report/report.h"

namespace antivenom::diff {

// The versions are those that were compared: their texts are shown.
struct Compared {
  const Version& before;
  const Version& after;
  const Difference& difference;
};

// Ends with a newline. Changed code stands side by side where the terminal is wide enough, else one below the other.
std::string to_text(const Compared& compared, const ReportOptions& options);

// One JSON object without the newline, as the interface has it.
std::string to_json(const Compared& compared, const ReportOptions& options);

// One line of a version history.
struct Step {
  std::string version, path;
  Label label = Label::clean;  // of the version as a whole
  double score = 0;
  Metrics metrics;
  std::string difference;      // to_json() of the step that led here; empty for the first version
  std::string told;            // what that step brought, in words; empty for the first version
  Label added = Label::clean;  // of that step
};
std::string told_change(const Difference& difference);
std::string timeline_text(std::string_view package, std::span<const Step> steps, const ReportOptions& options);
std::string timeline_json(std::string_view package, std::span<const Step> steps);

// Why a file that only one form of a release has, or that both have, is no surprise; empty if it may be one.
std::string_view expected_difference(const Compared& compared, const FileMatch& match);

}  // namespace antivenom::diff
