#include "verdict/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "verdict/metrics.h"

namespace antivenom {
namespace {

// Weights in log-odds. `low` and `high` keep the order that the words promise: hostile above suspicious above notable,
// reached above unreached, and no evidence that speaks for a package.
constexpr double kPull = 4, kStrongPull = 8;
constexpr std::array kSpecs = {
    FeatureSpec{"behaviour-notable", 0.6, 0.3, 0.9, kStrongPull, "a notable behaviour that is reached, by confidence"},
    FeatureSpec{"behaviour-suspicious", 2.2, 1.5, 3.4, kPull, "a suspicious behaviour that is reached"},
    FeatureSpec{"behaviour-hostile", 5.2, 4.5, 6.5, kPull, "a hostile behaviour that is reached"},
    FeatureSpec{"behaviour-notable-uncalled", 0.36, 0.15, 0.5, kStrongPull,
                "the same in a function that nothing calls"},
    FeatureSpec{"behaviour-suspicious-uncalled", 1.3, 0.8, 2.0, kPull, "the same in a function that nothing calls"},
    FeatureSpec{"behaviour-hostile-uncalled", 4.0, 3.4, 5.2, kPull, "the same in a function that nothing calls"},
    FeatureSpec{"evasion-notable", 0.6, 0.3, 0.9, kStrongPull, "a notable way of hiding"},
    FeatureSpec{"evasion-suspicious", 2.2, 1.5, 3.4, kPull, "a suspicious way of hiding"},
    FeatureSpec{"evasion-hostile", 5.2, 4.5, 6.5, kPull, "a hostile way of hiding"},
    FeatureSpec{"evasion-notable-uncalled", 0.36, 0.15, 0.5, kStrongPull, "the same in a function that nothing calls"},
    FeatureSpec{"evasion-suspicious-uncalled", 1.3, 0.8, 2.0, kPull, "the same in a function that nothing calls"},
    FeatureSpec{"evasion-hostile-uncalled", 4.0, 3.4, 5.2, kPull, "the same in a function that nothing calls"},
    FeatureSpec{"notable-when-imported", 0.09, 0, 0.3, kStrongPull, "added when it runs on import"},
    FeatureSpec{"notable-at-install", 0.18, 0, 0.4, kStrongPull, "added when it runs at install"},
    FeatureSpec{"suspicious-when-imported", 0.33, 0, 1.2, kPull, "added when it runs on import"},
    FeatureSpec{"suspicious-at-install", 0.66, 0, 1.5, kPull, "added when it runs at install"},
    FeatureSpec{"hostile-when-imported", 0.78, 0, 1.5, kPull, "added when it runs on import"},
    FeatureSpec{"hostile-at-install", 1.56, 0, 2.0, kPull, "added when it runs at install"},
    FeatureSpec{"unshipped", 0.25, 0, 0.3, kStrongPull, "hostile, but only in tests, documentation, examples or data"},
    FeatureSpec{"hidden-behaviour", 1.0, 0.3, 2.0, kPull, "a behaviour and a way of hiding at one trigger"},
    FeatureSpec{"several-behaviours", 0.3, 0, 0.8, kPull, "further suspicious behaviours at one trigger, at most 3"},
    FeatureSpec{"one-act", 0.3, 0, 1.0, kPull, "two rules tell of one event: a behaviour and its continuation"},
    FeatureSpec{"unpacked", 0.5, 0, 1.5, kPull, "a behaviour in code that the package unpacks first"},
    FeatureSpec{"unknown-code", 0.2, 0, 0.8, kStrongPull, "beside code that could not be computed, in the same file"},
    FeatureSpec{"small-file", 0.8, 0, 1.5, kPull, "suspicious or worse, in a file with little else"},
    FeatureSpec{"small-file-uncalled", 0.6, 0, 1.2, kPull,
                "the same where nothing calls it: it is all the file is for"},
    FeatureSpec{"small-file-notable", 0.1, 0, 0.3, kStrongPull, "notable, in a file with little else"},
    FeatureSpec{"dense", 0.5, 0, 1.2, kPull, "share of the file's lines that the evidence rests on"},
    FeatureSpec{"collection", -0.3, -0.8, 0, kStrongPull, "all in functions that nothing calls, over several files"},
};

// The findings of a package by how much they say; ranks behind the first count less: what three rules tell of one
// program is not three times as hostile.
constexpr std::array<double, 4> kRankShare = {1.0, 0.8, 0.65, 0.5};

// A file of so many lines holds little else than the evidence, and one of so many is a library.
constexpr double kSmallLines = 60, kLargeLines = 3000;
// In so few lines there is no library of which the function is a part that others call.
constexpr double kTinyLines = 30, kFewLines = 300;
constexpr size_t kMaxTogether = 3;
constexpr size_t kFilesOfCollection = 3;
// So many files of Python have parts of which a user takes one and never sees another.
constexpr uint32_t kManyFiles = 40;

template <class T>
constexpr size_t index_of(T value) {
  return static_cast<size_t>(value);
}

// 1 up to `few` lines, 0 from `many` on.
double smallness(double lines, double few, double many) {
  return std::clamp((std::log(many) - std::log(lines)) / (std::log(many) - std::log(few)), 0.0, 1.0);
}

double confidence_of(const Finding& f) { return std::clamp(f.confidence, 0.0, 1.0); }
bool is_behaviour(const Finding& f) { return f.rule->kind == RuleKind::behaviour; }
bool counts(const Finding& f) { return f.weight >= Weight::notable && f.reach != Reach::unshipped; }

std::string_view class_of(const Finding& f, bool uncalled) {
  const size_t kind = is_behaviour(f) ? 0 : 6;
  return kSpecs[kind + (uncalled ? 3 : 0) + index_of(f.weight) - 1].name;
}

std::string_view trigger_class_of(const Finding& f) {
  const size_t first = 12 + 2 * (index_of(f.weight) - 1);
  return kSpecs[first + (f.trigger == Trigger::install ? 1 : 0)].name;
}
static_assert(kSpecs[12].name == "notable-when-imported" && kSpecs[17].name == "hostile-at-install");

// By the weights set by hand, so that what a package is made of does not depend on training.
double expected_points(const Finding& f) {
  constexpr std::array<double, 4> kWeight = {0.0, 0.6, 2.2, 5.2};
  constexpr std::array<double, 3> kTrigger = {1.3, 1.15, 1.0};
  constexpr std::array<double, 3> kReach = {1.0, 0.6, 0.05};
  const double reach = f.weight == Weight::hostile && f.reach == Reach::uncalled ? 0.77 : kReach[index_of(f.reach)];
  return kWeight[index_of(f.weight)] * confidence_of(f) * kTrigger[index_of(f.trigger)] * reach;
}

// The strongest finding of each rule that says anything, strongest first.
std::vector<size_t> strongest_by_rule(const std::vector<Finding>& findings) {
  std::map<std::string_view, size_t> best;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (expected_points(findings[i]) <= 0) continue;
    const auto [it, fresh] = best.try_emplace(findings[i].rule_id, i);
    if (!fresh && expected_points(findings[i]) > expected_points(findings[it->second])) it->second = i;
  }
  std::vector<size_t> result;
  for (const auto& [id, finding] : best) result.push_back(finding);
  std::stable_sort(result.begin(), result.end(),
                   [&](size_t a, size_t b) { return expected_points(findings[a]) > expected_points(findings[b]); });
  return result;
}

// Collects the signals of one package.
class Collector {
 public:
  Collector(const Facts& facts, const std::vector<Finding>& findings)
      : facts_(facts), findings_(findings), strongest_(strongest_by_rule(findings)) {}

  Features collect() {
    for (size_t rank = 0; rank < strongest_.size(); ++rank) add_own(strongest_[rank], rank);
    add_hidden_behaviour();
    add_several_behaviours();
    add_one_act();
    add_unpacked();
    add_surroundings();
    add_collection();
    out_.held_back = held_back();
    return std::move(out_);
  }

 private:
  void add(std::string_view feature, double value, size_t finding, std::string reason = {}) {
    if (value > 0) out_.signals.push_back({feature, value, finding, std::move(reason)});
  }

  void add_own(size_t index, size_t rank) {
    const Finding& f = findings_[index];
    const double share = kRankShare[std::min(rank, kRankShare.size() - 1)], value = share * confidence_of(f);
    if (f.reach == Reach::unshipped) {
      if (f.weight == Weight::hostile) add("unshipped", value, index);
      return;
    }
    // What is hostile is so in whatever part it lies.
    const bool part = f.weight < Weight::hostile && is_part(f);
    add(class_of(f, f.reach == Reach::uncalled || part), value, index);
    if (f.trigger != Trigger::runtime && !part)
      add(trigger_class_of(f), f.reach == Reach::entry ? value : 0.6 * value, index);
    add(f.rule_id, share * expected_points(f), index);
  }

  // The module by whose import it runs belongs to a large package, and neither installing nor importing that package
  // loads it: it is a part that users take or leave, such as an exploit that a framework sends elsewhere.
  bool is_part(const Finding& f) const {
    if (f.trigger != Trigger::import || f.reach != Reach::entry || f.evidence.empty() || !is_large_package())
      return false;
    const EventId event = f.evidence.back().event;
    const bool called = event < facts_.events.size() && !facts_.events[event].path.empty();
    const FileId file = called ? shipped_place(facts_, facts_.events[event].path.front().call).file : file_of(f);
    return file < facts_.files.size() && facts_.files[file].role == "module" &&
           facts_.files[file].module.find('.') != std::string::npos;
  }

  bool is_large_package() const {
    return facts_.package.python_files >= kManyFiles && static_cast<double>(facts_.package.python_lines) >= kLargeLines;
  }

  std::string_view held_back() const {
    const bool acts = std::any_of(findings_.begin(), findings_.end(), [](const Finding& f) {
      return counts(f) && (is_behaviour(f) || f.weight == Weight::hostile);
    });
    if (!acts && !out_.signals.empty()) return "hiding alone, without anything to hide, is not enough";
    // Penetration-testing frameworks hold many attacks and make none of them on whoever installs or imports them.
    if (is_large_package() && files_of_collection() >= kFilesOfCollection)
      return "of a large collection that does none of it by itself: dual use";
    return {};
  }

  // The most certain finding that counts, of one kind and trigger.
  std::optional<size_t> most_certain(RuleKind kind, Trigger trigger) const {
    std::optional<size_t> best;
    for (size_t i = 0; i < findings_.size(); ++i) {
      const Finding& f = findings_[i];
      if (f.rule->kind != kind || f.trigger != trigger || !counts(f)) continue;
      if (!best || f.confidence > findings_[*best].confidence) best = i;
    }
    return best;
  }

  // Honest packages have a risky behaviour or a way of hiding, rarely both. Once, for the trigger that says most.
  void add_hidden_behaviour() {
    double most = 0;
    size_t hidden = 0, hiding = 0;
    for (Trigger trigger : {Trigger::install, Trigger::import, Trigger::runtime}) {
      const auto behaviour = most_certain(RuleKind::behaviour, trigger);
      const auto evasion = most_certain(RuleKind::evasion, trigger);
      if (!behaviour || !evasion) continue;
      // What is merely notable is often the same act, told once more.
      const double share = findings_[*evasion].weight == Weight::notable ? 0.5 : 1.0;
      const double value = share * confidence_of(findings_[*behaviour]) * confidence_of(findings_[*evasion]);
      if (value <= most) continue;
      most = value;
      hidden = *behaviour;
      hiding = *evasion;
    }
    if (most > 0) {
      add("hidden-behaviour", most, hiding, "hides what it does: " + std::string(findings_[hidden].rule_id));
    }
  }

  void add_several_behaviours() {
    std::vector<size_t> most;
    for (Trigger trigger : {Trigger::install, Trigger::import, Trigger::runtime}) {
      std::vector<size_t> together;
      for (size_t i : strongest_) {
        const Finding& f = findings_[i];
        if (f.trigger == trigger && counts(f) && is_behaviour(f) && f.weight >= Weight::suspicious)
          together.push_back(i);
      }
      if (together.size() > most.size()) most = std::move(together);
    }
    if (most.size() < 2) return;
    const auto further = static_cast<double>(std::min(most.size() - 1, kMaxTogether));
    add("several-behaviours", further, most[1],
        "not alone: " + std::to_string(most.size()) + " behaviours at one trigger");
  }

  // Download and start, copy and register, read and send: two rules that meet in an event tell of one plan.
  void add_one_act() {
    std::map<EventId, size_t> first;
    double most = 0;
    size_t one = 0, other = 0;
    for (size_t i : strongest_) {
      if (!counts(findings_[i]) || !is_behaviour(findings_[i])) continue;
      for (const Evidence& evidence : findings_[i].evidence) {
        if (evidence.event == UINT32_MAX) continue;
        const auto [it, fresh] = first.try_emplace(evidence.event, i);
        if (fresh || it->second == i) continue;
        const double value = std::min(confidence_of(findings_[it->second]), confidence_of(findings_[i]));
        if (value <= most) continue;
        most = value;
        one = it->second;
        other = i;
      }
    }
    if (most > 0) add("one-act", most, other, "part of the same act: " + std::string(findings_[one].rule_id));
  }

  void add_unpacked() {
    for (size_t i : strongest_) {
      const Finding& f = findings_[i];
      if (!counts(f) || !is_behaviour(f) || f.evidence.empty() || f.evidence.back().place.layer == 0) continue;
      add("unpacked", confidence_of(f), i, "in code that is unpacked first");
      return;
    }
  }

  FileId file_of(const Finding& f) const {
    return f.evidence.empty() ? UINT32_MAX : shipped_place(facts_, f.evidence.back().place).file;
  }

  double lines_of(FileId file) const { return std::max(1.0, static_cast<double>(facts_.files[file].lines)); }

  // The file in which the evidence is least among other things. All findings are asked, not only the strongest: a
  // library added to the package may have others.
  void add_surroundings() {
    std::optional<size_t> best;
    double most = 0;
    for (Weight weight : {Weight::suspicious, Weight::notable}) {
      for (size_t i = 0; i < findings_.size() && !(weight == Weight::notable && best); ++i) {
        const Finding& f = findings_[i];
        const FileId file = file_of(f);
        // A line of metadata stands in a file of its own kind.
        if (!counts(f) || file >= facts_.files.size() || f.weight < weight || facts_.files[file].role == "metadata")
          continue;
        const double value = smallness(lines_of(file), kSmallLines, kLargeLines) * confidence_of(f);
        if (value <= most) continue;
        most = value;
        best = i;
      }
    }
    if (best) add_file(*best, most);
    const auto unknown = std::find_if(findings_.begin(), findings_.end(), [&](const Finding& f) {
      return counts(f) && std::any_of(facts_.notes.begin(), facts_.notes.end(), [&](const Note& note) {
               return note.id == "layer-unknown" && shipped_place(facts_, note.place).file == file_of(f);
             });
    });
    if (unknown == findings_.end()) return;
    add("unknown-code", confidence_of(*unknown), static_cast<size_t>(unknown - findings_.begin()),
        "beside code that could not be computed");
  }

  void add_file(size_t index, double small) {
    const Finding& f = findings_[index];
    const FileId file = file_of(f);
    const double lines = lines_of(file);
    const bool strong = f.weight >= Weight::suspicious;
    add(strong ? "small-file" : "small-file-notable", small, index,
        "in a file of " + std::to_string(facts_.files[file].lines) + " lines");
    if (!strong) return;
    if (f.reach == Reach::uncalled) {
      add("small-file-uncalled", smallness(lines, kTinyLines, kFewLines) * confidence_of(f), index,
          "nothing calls it, but it is all that the file is for");
    }
    const auto evidence = evidence_lines(facts_, findings_);
    const auto here = std::distance(evidence.lower_bound({file, 0}), evidence.lower_bound({file + 1, 0}));
    add("dense", std::min(1.0, static_cast<double>(here) / lines), index, "the evidence is a good part of its file");
  }

  // Over how many files suspicious acts are spread, none of which the package does by itself; 0 if it does one.
  size_t files_of_collection() const {
    std::set<FileId> files;
    for (const Finding& f : findings_) {
      if (f.weight < Weight::suspicious) continue;
      if (counts(f) && f.reach == Reach::entry && !is_part(f)) return 0;
      files.insert(file_of(f));
    }
    return files.size();
  }

  // A scanner or a collection of exploits holds much that it does not do.
  void add_collection() {
    const size_t files = files_of_collection();
    if (files < kFilesOfCollection) return;
    add("collection", std::log2(static_cast<double>(files) / 2.0), strongest_[0],
        "all in functions or modules that nothing here uses, in " + std::to_string(files) + " files");
  }

  const Facts& facts_;
  const std::vector<Finding>& findings_;
  std::vector<size_t> strongest_;
  Features out_;
};

}  // namespace

std::span<const FeatureSpec> feature_specs() { return kSpecs; }

FeatureSpec rule_spec(std::string_view rule_id) {
  return {rule_id, 0, -0.4, 0.4, 30, "correction of this rule's findings, relative"};
}

std::string reason_of(const Finding& finding) {
  if (finding.reach == Reach::unshipped) return "only in tests, documentation, examples or data";
  const std::string where = finding.reach == Reach::uncalled ? "in a function that nothing here calls" : "";
  switch (finding.trigger) {
    case Trigger::install:
      return where.empty() ? "runs at install" : where + ", at install";
    case Trigger::import:
      return where.empty() ? "runs when imported" : where + ", when imported";
    case Trigger::runtime:
      return where.empty() ? "runs when used" : where;
  }
  return where;
}

Features features_of(const Facts& facts, const std::vector<Finding>& findings) {
  return Collector(facts, findings).collect();
}

}  // namespace antivenom
