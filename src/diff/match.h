// Which file of one version became which of another: by path, by module, by content, and at last by what they share.
#pragma once

#include <vector>

#include "diff/lines.h"
#include "diff/snapshot.h"

namespace antivenom::diff {

inline constexpr uint32_t kNone = UINT32_MAX;

struct FileMatch {
  uint32_t old_file = kNone, new_file = kNone;  // kNone: only the other side has it
  bool same_content = false;
  std::vector<Hunk> hunks;  // of texts that differ
  uint32_t added_lines = 0, removed_lines = 0;
};

struct Matching {
  std::vector<FileMatch> files;          // those of the new version in its order, then what was removed
  std::vector<uint32_t> of_old, of_new;  // file -> index into `files`
};

Matching match_files(const Snapshot& old_version, const Snapshot& new_version);

// The same, seen from the other side.
Matching reversed(const Matching& matching);

// True if `line` (1-based) of the new side was taken over as it is.
bool is_old_line(const FileMatch& match, uint32_t line);

}  // namespace antivenom::diff
