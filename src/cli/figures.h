// The figures of `evaluate`: pure functions of what was judged.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/labelled.h"
#include "pipeline/jobs.h"
#include "verdict/verdict.h"

namespace antivenom::cli {

struct Judged {
  Sample sample;
  Label label = Label::clean;
  double score = 0;
  std::string summary;
  std::vector<std::string> rules;  // that fired in shipped code, each once, with weight notable or more
  std::string evidence;            // what weighed most, for the list of mistakes
};

struct Counts {
  size_t total = 0, malicious = 0, suspicious = 0, clean = 0, unreadable = 0;
  void add(Label label);
};

// A share with its 95 % Wilson interval.
struct Rate {
  size_t hits = 0, total = 0;
  double share() const { return total == 0 ? 0.0 : static_cast<double>(hits) / static_cast<double>(total); }
  std::pair<double, double> interval() const;
};

struct CurvePoint {
  double threshold = 0, recall = 0, false_positive_rate = 0;
};

struct RuleHits {
  size_t malicious = 0, benign = 0;
};

// One tenth of the scores. The share is what it would be if as many packages were malicious as not, which is what a
// score promises.
struct ReliabilityBin {
  size_t malicious = 0, benign = 0;
  double mean_score = 0, share = 0;
};

// Another detector's results over the samples both know.
struct Against {
  std::string name;
  size_t rows = 0, matched = 0;
  Rate their_recall, their_false_positives, our_recall, our_false_positives;
};

struct Figures {
  Counts malicious, benign, not_visible, pentest;
  Rate recall, false_positives;
  double precision = 0, f1 = 0;
  double mean_family_recall = 0;                     // each family once
  std::pair<double, double> family_interval{0, 1};   // 95 %, by drawing families again (bootstrap)
  std::pair<double, double> package_interval{0, 1};  // of the recall of packages, by drawing families again
  std::map<std::string, Rate> families;              // recall
  std::map<std::string, Rate> categories;            // false positives
  std::map<std::string, Rate> shown;                 // by category: benign, but suspicious or malicious
  std::vector<ReliabilityBin> reliability;           // ten
  size_t folds = 0;                                  // 0: judged by the shipped model
  Thresholds thresholds;                             // of the shipped model, or of the one trained on all folds
  std::map<std::string, RuleHits> rules;
  std::vector<CurvePoint> curve;
  std::vector<size_t> mistakes;  // into the judged samples: missed and falsely accused
  std::vector<Against> against;
};

struct Speed {
  double seconds = 0;
  uint64_t bytes = 0;
  size_t packages = 0;
  double peak_rss_mb = 0;
  StageTimes stages;  // summed over packages
};

Figures compute(const std::vector<Judged>& judged);
// `csv`: rows of another detector, columns file,label,detected; matched to the samples by file name.
Against compare(const std::string& name, const std::string& csv, const std::vector<Judged>& judged);

std::string figures_json(const Figures& figures, const Speed& speed, const std::vector<Judged>& judged);
// Markdown for people who decide whether to rely on it.
std::string figures_markdown(const Figures& figures, const Speed& speed, const std::vector<Judged>& judged);
// Every rule in the words it gives to users, and how many of the judged packages it fired in.
std::string behaviours_markdown(const std::vector<Judged>& judged);
std::string figures_text(const Figures& figures, const Speed& speed, const std::vector<Judged>& judged, bool verbose);

}  // namespace antivenom::cli
