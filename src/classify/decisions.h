// An analyst's word on clusters. It is kept with the sequences it was said of, not with a cluster's number, so that it
// finds its cluster again when more packages, another seed or another version give other numbers.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "classify/classification.h"
#include "classify/vectors.h"

namespace antivenom::classify {

struct AnalystDecision {
  enum class Kind : uint8_t { rename, category, confirm, merge, split };
  Kind kind = Kind::confirm;
  // Keys of sequences. rename, category, confirm: one part, the cluster. merge: two or more, the clusters. split: two
  // or more, what is to be apart.
  std::vector<std::vector<std::string>> parts;
  std::string value;  // the label; the id of a category
  std::string by, note;
  int64_t at = 0;  // milliseconds since 1970
};

std::string_view to_string(AnalystDecision::Kind kind);
Result<AnalystDecision::Kind> decision_kind(std::string_view text);

// Parts of a decision as text for keeping (a line a part, keys with blanks), and back.
std::string parts_text(const AnalystDecision& decision);
std::vector<std::vector<std::string>> parts_from(std::string_view text);

inline constexpr size_t kAnchors = 1'000;  // keys kept of a part

// What decisions say of groups.
struct Marks {
  std::string label, by, note;
  int32_t category = kNone;
  bool confirmed = false, merged = false, split = false;
};

struct Decided {
  std::vector<int32_t> groups;      // merged and split
  std::vector<Marks> marks;         // one a group
  std::vector<Decision> decisions;  // what became of each
};

// Carries decisions out, oldest first. `keys`, `rows` and `groups` (negative: none) have one entry a sequence. A part
// belongs to the group that holds most of its keys that are here, and at least half of them. What cannot be placed
// stays undone, with the reason; nothing is forgotten.
Decided apply(std::span<const AnalystDecision> decisions, std::span<const std::string> keys, const Vectors& rows,
              std::span<const int32_t> groups);

}  // namespace antivenom::classify
