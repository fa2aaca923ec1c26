// The user's own YARA rules over what a package ships and what was unpacked from it. The only room that knows libyara.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "artifact/artifact.h"
#include "user_rules/matches.h"

namespace antivenom {

// Rules name these external variables: filename, filepath, extension (of the shipped file) and layer (0: as shipped).
struct MatchLimits {
  unsigned seconds = 60;     // for one package, on the clock and in whole seconds: libyara has no other measure
  size_t matches = 1'000;    // listed for one package
  size_t strings = 32;       // listed for one match
  size_t string_bytes = 64;  // kept of one string
};

// Compiled once, then constant: run() may be called from any number of threads at the same time. Made and destroyed on
// one thread, since libyara counts its users without a lock.
class UserRules {
 public:
  struct Compiled {
    std::unique_ptr<UserRules> rules;  // null if there is any error
    std::vector<std::string> errors;   // "file:line: what", one a line
  };

  // Files, and folders searched for *.yar and *.yara. A file may include others of its own folder (or of the named
  // folder it was found in) and below, and nothing else. A rule's namespace is its file's name without the extension.
  static Compiled compile(const std::vector<std::string>& paths);

  ~UserRules();
  UserRules(const UserRules&) = delete;
  UserRules& operator=(const UserRules&) = delete;

  // `facts` are those of `artifact`: their files have the same numbers as its members.
  UserMatches run(const Artifact& artifact, const Facts& facts, const MatchLimits& limits = {}) const;

 private:
  struct Library;
  explicit UserRules(std::unique_ptr<Library> library);
  std::unique_ptr<Library> library_;
};

}  // namespace antivenom
