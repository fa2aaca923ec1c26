#include "pipeline/neighbours.h"

#include <algorithm>
#include <set>

#include "facts/requirement.h"

namespace antivenom {
namespace {

constexpr size_t kMaxKept = 32;       // results waiting for their turn; one has a few MiB
constexpr size_t kMaxFollowed = 256;  // packages behind one dependency
constexpr size_t kMaxDepth = 16;

// An import names a module, and what is only tried is brought in by nobody.
bool is_followed(const Dependency& d) { return d.from != "import"; }

std::string file_name(const std::string& path) {
  const size_t end = path.find_last_not_of('/');
  const std::string whole = path.substr(0, end + 1);
  return whole.substr(whole.rfind('/') + 1);
}

}  // namespace

Neighbours::Neighbours(std::vector<NamedTarget> at_hand, const ScanOptions& options, Scan scan)
    : options_(options), scan_(std::move(scan)) {
  packages_.reserve(at_hand.size());
  for (NamedTarget& target : at_hand) {
    if (!by_path_.try_emplace(target.path, packages_.size()).second) continue;
    if (!target.name.empty()) by_name_[normalised_distribution(target.name)].push_back(packages_.size());
    packages_.push_back({std::move(target), State::fresh, {}, nullptr});
  }
  for (auto& [name, indexes] : by_name_) {
    std::stable_sort(indexes.begin(), indexes.end(), [&](size_t a, size_t b) {
      const int order = compare_versions(packages_[a].target.version, packages_[b].target.version);
      return order != 0 ? order > 0 : packages_[a].target.path < packages_[b].target.path;
    });
  }
}

// An installer takes the newest version that is allowed; of that, all files count. One of unknown version may be it.
std::vector<size_t> Neighbours::candidates(const Dependency& dependency) const {
  std::vector<size_t> result;
  const auto it = by_name_.find(dependency.name);
  if (it == by_name_.end()) return result;
  std::optional<std::string> newest;
  for (size_t index : it->second) {
    const std::string& version = packages_[index].target.version;
    if (version.empty()) {
      result.push_back(index);
    } else if (newest ? compare_versions(*newest, version) == 0 : allows(dependency.versions, version)) {
      newest = version;
      result.push_back(index);
    }
  }
  return result;
}

void Neighbours::finish(size_t index, const Outcome* outcome) {
  const std::lock_guard lock(mutex_);
  Package& package = packages_[index];
  if (outcome != nullptr) {
    package.own.malicious = outcome->result.verdict.label == Label::malicious;
    package.own.dependencies = outcome->result.facts.dependencies;
  }
  package.state = State::done;
  changed_.notify_all();
}

const Neighbours::Own& Neighbours::own_of(size_t index) {
  Package& package = packages_[index];
  {
    std::unique_lock lock(mutex_);
    // Whoever runs it waits for nobody: no ring of waiting threads.
    changed_.wait(lock, [&] { return package.state != State::running; });
    if (package.state == State::done) return package.own;
    package.state = State::running;
  }
  auto outcome = std::make_unique<Outcome>();
  try {
    *outcome = scan_(package.target.path);
  } catch (const std::exception& error) {
    *outcome = Outcome{};
    outcome->result = unreadable(package.target.path, reason_of(error));
  }
  finish(index, outcome.get());
  const std::lock_guard lock(mutex_);
  if (package.target.reported && kept_ < kMaxKept) {
    package.kept = std::move(outcome);
    ++kept_;
  }
  return package.own;
}

// The outcome of a package by itself: kept since somebody else needed it, or made now.
Outcome Neighbours::take(size_t index) {
  Package& package = packages_[index];
  bool mine = false;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return package.state != State::running; });
    if (package.kept != nullptr) {
      --kept_;
      const std::unique_ptr<Outcome> kept = std::move(package.kept);
      return std::move(*kept);
    }
    mine = package.state == State::fresh;
    if (mine) package.state = State::running;
  }
  try {
    Outcome outcome = scan_(package.target.path);
    if (mine) finish(index, &outcome);
    return outcome;
  } catch (...) {
    if (mine) finish(index, nullptr);
    throw;
  }
}

// Follows what a dependency requires in turn, breadth first, each package once.
std::optional<std::string> Neighbours::malicious_behind(const Dependency& first) {
  struct Step {
    size_t index;
    size_t depth;
    std::string way;  // "requires a, which "
  };
  std::vector<Step> steps;
  std::set<size_t> seen;
  const auto follow = [&](const Dependency& d, size_t depth, const std::string& way) {
    for (size_t index : candidates(d))
      if (steps.size() < kMaxFollowed && seen.insert(index).second) steps.push_back({index, depth, way});
  };
  follow(first, 0, "");
  for (size_t at = 0; at < steps.size(); ++at) {
    const Step step = steps[at];
    const Own& own = own_of(step.index);
    if (own.malicious)
      return step.way + "was scanned and is malicious (" + file_name(packages_[step.index].target.path) + ")";
    if (step.depth + 1 >= kMaxDepth) continue;
    for (const Dependency& d : own.dependencies)
      if (is_followed(d)) follow(d, step.depth + 1, step.way + "requires " + d.name + ", which ");
  }
  return std::nullopt;
}

std::vector<JudgedDependency> Neighbours::judged(const std::vector<Dependency>& dependencies) {
  std::vector<JudgedDependency> result;
  std::set<std::pair<std::string, std::string>> asked;
  for (const Dependency& d : dependencies) {
    if (d.standing == Standing::listed || !asked.emplace(d.name, d.versions).second) continue;
    if (auto reason = malicious_behind(d)) result.push_back({d.name, d.versions, std::move(*reason)});
  }
  return result;
}

Outcome Neighbours::scan_target(const std::string& path) {
  const auto it = by_path_.find(path);
  Outcome outcome = it != by_path_.end() ? take(it->second) : scan_(path);
  const auto bad = judged(outcome.result.facts.dependencies);
  if (!bad.empty()) judge_again(outcome.result, bad, options_);
  return outcome;
}

}  // namespace antivenom
