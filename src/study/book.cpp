#include "study/book.h"

#include "study/statistics.h"

namespace antivenom::study {

uint32_t Book::who(const std::string& name) {
  const auto [it, fresh] = numbers_.try_emplace(name, static_cast<uint32_t>(packages_.size()));
  if (fresh) packages_.push_back(name);
  return it->second;
}

chart::Cell share_cell(Who hits, size_t total) {
  if (total == 0) return {"none to count"};
  const chart::Interval interval = wilson(hits.size(), total);
  const double share = static_cast<double>(hits.size()) / static_cast<double>(total);
  return chart::Cell(share, std::move(hits)).within(interval.low, interval.high);
}

chart::Cell count_cell(Who hits) {
  const size_t count = hits.size();
  return {count, std::move(hits)};
}

chart::Cell median_cell(const std::vector<double>& values) {
  if (values.empty()) return {"none to count"};
  const chart::Interval interval = bootstrap_median(values);
  return chart::Cell(quantile(values, 0.5)).within(interval.low, interval.high);
}

chart::Cell mean_cell(const std::vector<double>& values) {
  if (values.empty()) return {"none to count"};
  const chart::Interval interval = bootstrap_mean(values);
  return chart::Cell(mean(values)).within(interval.low, interval.high);
}

chart::Table missing_table(std::string id, std::string title, std::string why) {
  chart::Table table;
  table.id = std::move(id);
  table.title = std::move(title);
  table.missing = std::move(why);
  return table;
}

chart::Chart missing_chart(std::string id, std::string title, std::string why) {
  chart::Chart chart;
  chart.id = std::move(id);
  chart.title = std::move(title);
  chart.missing = std::move(why);
  return chart;
}

std::vector<const Sample*> malicious_samples(const Dataset& dataset) {
  std::vector<const Sample*> out;
  for (const Sample& sample : dataset.samples) {
    if (sample.malicious && sample.verdict != "unreadable") out.push_back(&sample);
  }
  return out;
}

}  // namespace antivenom::study
