// scan(): the whole story, from bytes to verdict. The one call every command shares. Pure: no disk, no network, no
// clock beyond the reported elapsed time and the time limit of the user's own rules; any thread; nothing shared between
// calls.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "artifact/artifact.h"
#include "interpret/interpret.h"
#include "known_malicious/known_malicious.h"
#include "pipeline/known_bad.h"
#include "report/report.h"
#include "user_rules/user_rules.h"

namespace antivenom {

struct ScanOptions {
  uint32_t max_seconds =
      0;  // for the analysis of one package, on the clock; 0: no limit, and the same result everywhere
  UnpackLimits unpack;
  interpret::Budget budget;
  Thresholds thresholds;
  const UserRules* user_rules = nullptr;  // not owned; used by all scans at the same time
  MatchLimits user_rule_limits;
  const KnownMalicious* known_malicious = nullptr;  // not owned; the same
  uint32_t context_lines = 0;                       // source lines kept on each side of the evidence (--explain)
};

// Processor time of the stages, for --verbose and bench/. The parsing of layers counts as parsing.
struct StageTimes {
  double unpack_ms = 0, parse_ms = 0, interpret_ms = 0, rules_ms = 0, verdict_ms = 0;
};

// An archive in memory. `path` is used for messages and as a hint for name and version.
ScanResult scan(Bytes bytes, std::string_view path, const ScanOptions& options, StageTimes* times = nullptr);

// A directory as an unpacked distribution, or a path to an archive, or "-" is opened by the callers in cli/.
ScanResult scan(Artifact artifact, const ScanOptions& options, StageTimes* times = nullptr);

// Judges a result once more, knowing that some of its dependencies are malicious. The options are those of its scan.
void judge_again(ScanResult& result, std::span<const JudgedDependency> judged, const ScanOptions& options);

// The result of a target that could not be read at all, or that our own code failed on.
ScanResult unreadable(std::string_view path, std::string reason);

}  // namespace antivenom
