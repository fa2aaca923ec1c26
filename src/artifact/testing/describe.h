// Artifacts as short texts, so that a test can assert all of one at once.
#pragma once

#include <string>
#include <vector>

#include "artifact/artifact.h"

namespace antivenom::testing {

using Lines = std::vector<std::string>;

// "path=content" of each member.
inline Lines files(const Artifact& artifact) {
  Lines lines;
  for (const Member& member : artifact.members) lines.push_back(member.path + "=" + std::string(member.bytes));
  return lines;
}

// "path role module" of each member ("-" for no module).
inline Lines roles(const Artifact& artifact) {
  Lines lines;
  for (const Member& member : artifact.members) {
    lines.push_back(member.path + " " + std::string(to_string(member.role)) + " " +
                    (member.module.empty() ? "-" : member.module));
  }
  return lines;
}

// "id file", with '!' at the end if it is confusing.
inline Lines anomalies(const Artifact& artifact) {
  Lines lines;
  for (const Anomaly& anomaly : artifact.anomalies) {
    lines.push_back(anomaly.id + " " + anomaly.file + (anomaly.confusing ? "!" : ""));
  }
  return lines;
}

inline Lines problems(const Artifact& artifact) {
  Lines lines;
  for (const Problem& problem : artifact.problems) lines.push_back(problem.file + ": " + problem.reason);
  return lines;
}

}  // namespace antivenom::testing
