// What the user's own rules matched: plain data that every report shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "facts/facts.h"

namespace antivenom {

// What a rule's author says of a package that it matches (`meta: antivenom = "malicious"`).
enum class RuleSays : uint8_t { nothing, suspicious, malicious };

struct MatchedString {
  std::string id;       // "$url"
  uint64_t offset = 0;  // bytes from the start of the file or of the layer's text
  uint64_t length = 0;  // bytes
  std::string bytes;    // the first of them, as they are
};

struct UserMatch {
  std::string rule, rule_namespace;
  std::vector<std::string> tags;
  RuleSays says = RuleSays::nothing;
  Place place;                     // the line of the first string where lines mean something, else line 1
  std::optional<uint64_t> offset;  // of the first string; a rule may match without any
  std::vector<MatchedString> strings;
};

struct UserMatches {
  struct Problem {
    std::string file, reason;
  };
  std::vector<UserMatch> matches;  // files in their order, then layers; rules in theirs
  std::vector<Problem> problems;   // what was not looked at or not listed, and why
};

}  // namespace antivenom
