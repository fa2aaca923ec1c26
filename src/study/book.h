// Makes the parts of the study's document: numbers with the packages behind them, beside those of the paper.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chart/document.h"
#include "study/dataset.h"

namespace antivenom::study {

// Of the paper: packages whose strategies and platforms were counted.
inline constexpr double kPaperPackages = 1335;

using Who = std::vector<uint32_t>;  // positions in the document's list of packages

class Book {
 public:
  explicit Book(const Dataset& dataset) : dataset_(dataset) {}

  const Dataset& data() const { return dataset_; }
  // The name that stands for a package or a sample in lists.
  uint32_t who(const std::string& name);
  uint32_t who(const Sample& sample) {
    return who(sample.version.empty() ? sample.name : sample.name + " " + sample.version);
  }
  std::vector<std::string> take_packages() { return std::move(packages_); }

 private:
  const Dataset& dataset_;
  std::vector<std::string> packages_;
  std::map<std::string, uint32_t> numbers_;
};

// A share of `total`, with the packages behind it and its interval.
chart::Cell share_cell(Who hits, size_t total);
chart::Cell count_cell(Who hits);
// Median and mean, with intervals.
chart::Cell median_cell(const std::vector<double>& values);
chart::Cell mean_cell(const std::vector<double>& values);

// A table that cannot be made.
chart::Table missing_table(std::string id, std::string title, std::string why);
chart::Chart missing_chart(std::string id, std::string title, std::string why);

std::vector<const Sample*> malicious_samples(const Dataset& dataset);

// The sections, one file each.
chart::Section code_section(Book& book);       // RQ1
chart::Section strategy_section(Book& book);   // RQ2
chart::Section detection_section(Book& book);  // RQ3
chart::Section impact_section(Book& book);     // RQ4
chart::Section portrait_section(Book& book);

}  // namespace antivenom::study
