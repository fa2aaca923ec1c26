#include "study/study.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "facts/requirement.h"
#include "study/book.h"
#include "study/statistics.h"

namespace antivenom::study {
namespace {

using Json = nlohmann::ordered_json;

// Rounded to what a figure means.
double rounded(double value) { return std::isfinite(value) ? std::round(value * 1e6) / 1e6 : 0.0; }

// Counts are whole, but where a mean stands among them.
Json number(double value, chart::Unit unit) {
  const bool whole = unit == chart::Unit::count && value == std::floor(value) && std::abs(value) < 1e15;
  return whole ? Json(static_cast<int64_t>(value)) : Json(rounded(value));
}

std::string counted(double value) { return chart::format(value, chart::Unit::count); }

std::string about(const Dataset& data) {
  size_t malicious = 0, honest = 0, hidden = 0, unreadable = 0;
  for (const Sample& s : data.samples) {
    (s.malicious ? malicious : honest) += 1;
    hidden += s.malicious && !s.visible ? 1 : 0;
    unreadable += s.verdict == "unreadable" ? 1 : 0;
  }
  std::string out = "Looked at: " + counted(static_cast<double>(malicious)) + " malicious and " +
                    counted(static_cast<double>(honest)) + " honest packages";
  if (!data.family.empty()) out += " of the family " + data.family;
  out += "; records of " + counted(static_cast<double>(data.lives.size())) + " packages with an advisory; " +
         counted(static_cast<double>(data.downloads.total)) + " downloads.";
  if (hidden > 0)
    out += " In " + counted(static_cast<double>(hidden)) +
           " of the malicious packages nothing malicious is to be seen by a static reader; they are counted unless "
           "said otherwise.";
  if (unreadable > 0)
    out += " " + counted(static_cast<double>(unreadable)) + " could not be read and count in recall only.";
  if (data.downloads.cut) out += " There were more days of downloads than are kept; the life cycle misses some.";
  return out +
         "\n\nFigures of the paper (Guo et al., ASE 2023) stand beside ours. Intervals are 95 %: Wilson's for shares, "
         "by bootstrap for medians and means. "
         "What cannot be computed from this dataset is said, not guessed.";
}

std::string paragraph_free(const std::string& text) { return text.empty() ? "value" : text; }

Json table_json(const chart::Table& table) {
  Json out = {
      {"title", table.title}, {"ours", Json::object()}, {"paper", Json::object()}, {"interval", Json::object()}};
  for (const auto& row : table.rows) {
    std::string name;
    for (size_t i = 0; i < row.size() && i < table.columns.size(); ++i) {
      if (table.columns[i].unit == chart::Unit::text &&
          (i == 0 || table.id == "rq1.overlap" || table.id == "rq1.similarity" || table.id == "rq2.pairs" ||
           table.id == "rq2.examples" || table.id == "portrait.stages")) {
        name += (name.empty() ? "" : " / ") + row[i].text;
      }
    }
    for (size_t i = 1; i < row.size() && i < table.columns.size(); ++i) {
      const std::string column = paragraph_free(table.columns[i].name);
      const chart::Cell& cell = row[i];
      if (cell.value) {
        out["ours"][name][column] = number(*cell.value, table.columns[i].unit);
      } else if (!cell.text.empty()) {
        out["ours"][name][column] = cell.text;
      }
      if (cell.paper) out["paper"][name][column] = number(*cell.paper, table.columns[i].unit);
      if (cell.interval) out["interval"][name][column] = {rounded(cell.interval->low), rounded(cell.interval->high)};
    }
  }
  return out;
}

}  // namespace

chart::Document study(const Dataset& dataset, const std::string& made_with) {
  Book book(dataset);
  chart::Document document;
  document.title =
      dataset.family.empty() ? "Malicious packages: the study" : "Malicious packages: the family " + dataset.family;
  document.text = about(dataset);
  size_t malicious = 0;
  for (const Sample& s : dataset.samples) malicious += s.malicious ? 1 : 0;
  document.figures = {{counted(static_cast<double>(malicious)), "malicious packages"},
                      {counted(static_cast<double>(dataset.samples.size() - malicious)), "honest packages"},
                      {counted(static_cast<double>(dataset.lives.size())), "packages with an advisory"},
                      {counted(static_cast<double>(dataset.downloads.total)), "downloads"}};
  document.sections = {code_section(book), strategy_section(book), detection_section(book), impact_section(book),
                       portrait_section(book)};
  document.packages = book.take_packages();
  document.made_with = made_with;
  return document;
}

std::string study_json(const chart::Document& document) {
  Json tables = Json::object(), missing = Json::array();
  for (const chart::Section& section : document.sections) {
    for (const chart::Part& part : section.parts) {
      if (const auto* table = std::get_if<chart::Table>(&part)) {
        if (table->missing.empty()) {
          tables[table->id] = table_json(*table);
        } else {
          missing.push_back({{"table", table->id}, {"reason", table->missing}});
        }
      }
    }
  }
  return Json({{"tables", std::move(tables)}, {"missing", std::move(missing)}})
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

void narrow_to_family(Dataset& dataset, const std::string& family) {
  dataset.family = family;
  std::erase_if(dataset.samples, [&](const Sample& s) { return s.family != family; });
  std::set<std::string> names;
  for (const Sample& s : dataset.samples) names.insert(normalised_distribution(s.name));
  std::erase_if(dataset.lives, [&](const Life& life) { return !names.contains(life.name); });
  std::erase_if(dataset.mirrors, [&](const MirrorFile& file) { return !names.contains(file.name); });
  std::erase_if(dataset.evolved, [&](const Evolved& e) { return !names.contains(normalised_distribution(e.name)); });
  std::set<std::string> evolving;
  for (const Evolved& e : dataset.evolved) evolving.insert(normalised_distribution(e.name));
  dataset.evolving_packages = evolving.size();
}

}  // namespace antivenom::study
