// What a version did, in the form in which another version's findings, layers, calls and indicators are looked up.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "diff/diff.h"

namespace antivenom::diff {

// The version that is looked up, with the files that became those of `other`. All of these outlive the memory.
class Memory {
 public:
  // `matching`: from `version` (old) to `other` (new).
  Memory(const Version& version, const Version& other, const Matching& matching);

  bool knows(const Finding& finding) const;  // of `other`, as the rest
  bool knows_layer(LayerId layer) const;
  bool knows_indicator(const Indicator& indicator) const;
  bool knows_dependency(const Dependency& dependency) const;
  // Whether a file of any name makes the call at this or an earlier time; whether the same file does.
  bool knows_call(const Event& event) const;
  bool knows_call_here(const Event& event) const;

 private:
  struct Known {
    FileId file = 0;
    Trigger trigger = Trigger::runtime;
    Reach reach = Reach::entry;
    std::string act;  // callee, or what stands for it
    std::set<uint32_t> lines;
  };
  // The older file that a file of `other` came from; kNone if it is new.
  uint32_t origin(FileId file) const;
  const FileMatch* match_of(FileId file) const;
  bool on_old_lines(const Finding& finding) const;
  bool texts_known(const Finding& finding) const;

  const Version &version_, &other_;
  const Matching& matching_;
  bool limited_;  // the version's analysis ran into a limit: what it lacks proves nothing
  std::map<std::string_view, std::vector<Known>> by_rule_;
  std::map<std::string, std::vector<const Finding*>> by_signature_;
  std::unordered_set<std::string> texts_, layers_;
  std::set<std::pair<std::string, std::string>> indicators_;
  std::map<std::string, Trigger, std::less<>> calls_;  // callee -> earliest
  std::map<std::pair<FileId, std::string>, Trigger> calls_here_;
};

// True if a rule reached the most findings that are kept of it: further ones may be missing.
bool rule_is_full(const ScanResult& result, std::string_view rule);

}  // namespace antivenom::diff
