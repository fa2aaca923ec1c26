// What VirusTotal says of files and addresses: looked up by hash, never sent.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "collect/verify/verify.h"

namespace antivenom::collect {

class VirusTotal {
 public:
  VirusTotal(store::Store& store, Web& web, const VerifyOptions& options)
      : store_(store), web_(web), options_(options) {}

  struct Verdict {
    enum class Kind : uint8_t {
      answered,  // `check` is complete
      later,     // not now: this one is to be tried again
      over,      // nobody is to be asked any more in this run: `error` says why
    };
    Kind kind = Kind::over;
    store::Check check;
    std::string error;
  };
  // Asks about a file, and if it is not known there about the addresses in `indicators`. Waits for its turn within the
  // minute's quota. An error is the store's.
  Result<Verdict> look_up(const std::string& sha256, const std::vector<store::Indicator>& indicators);

  uint64_t asked() const { return asked_; }
  uint64_t cached() const { return cached_; }

 private:
  struct Reply {
    Verdict::Kind kind = Verdict::Kind::over;
    std::string error;
    store::Answer answer;
  };
  Result<Reply> ask(const std::string& key);
  Result<Reply> ask_once(const std::string& key);

  store::Store& store_;
  Web& web_;
  const VerifyOptions& options_;
  uint64_t asked_ = 0, cached_ = 0;
  unsigned failures_in_a_row_ = 0;
};

}  // namespace antivenom::collect
