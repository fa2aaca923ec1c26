// Packages that are scanned together, or lie at hand, judge each other: who requires a malicious one is told.
//
// What counts is each package's verdict by itself, without its neighbours. So the result depends neither on the order
// of the targets nor on the number of threads, and packages that require each other are no problem.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/jobs.h"
#include "pipeline/known_bad.h"

namespace antivenom {

// An archive or folder at hand, by what its name or its metadata says.
struct NamedTarget {
  std::string path, name, version;  // version may be empty: unknown
  bool reported = true;             // false: only looked at when a package requires it
};

// scan_target() may be called from any number of threads at the same time. Each package is scanned once; the result of
// one that was needed before its turn is kept, for a few at a time, and scanned again if it was not.
class Neighbours {
 public:
  using Scan = std::function<Outcome(const std::string& path)>;

  // `options` and what it points to must outlive this; `scan` is called without any lock held.
  Neighbours(std::vector<NamedTarget> at_hand, const ScanOptions& options, Scan scan);

  // The outcome of a target, dependencies at hand considered. Exceptions of `scan` are passed on.
  Outcome scan_target(const std::string& path);

 private:
  // What others need to know of a package.
  struct Own {
    bool malicious = false;
    std::vector<Dependency> dependencies;
  };
  enum class State : uint8_t { fresh, running, done };
  struct Package {
    NamedTarget target;
    State state = State::fresh;
    Own own;
    std::unique_ptr<Outcome> kept;
  };

  const Own& own_of(size_t index);
  Outcome take(size_t index);
  void finish(size_t index, const Outcome* outcome);
  std::vector<size_t> candidates(const Dependency& dependency) const;
  std::optional<std::string> malicious_behind(const Dependency& first);
  std::vector<JudgedDependency> judged(const std::vector<Dependency>& dependencies);

  const ScanOptions& options_;
  const Scan scan_;
  std::vector<Package> packages_;  // never grows: references stay
  std::map<std::string, size_t, std::less<>> by_path_;
  std::map<std::string, std::vector<size_t>, std::less<>> by_name_;  // newest version first

  std::mutex mutex_;  // guards state, own and kept of all packages until they are done, and kept_
  std::condition_variable changed_;
  size_t kept_ = 0;
};

}  // namespace antivenom
