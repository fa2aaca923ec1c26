#include "chart/document.h"

#include <fmt/format.h>

#include "base/escape.h"

namespace antivenom::chart {
namespace {

std::string chart_markdown(const Chart& chart, std::string_view folder) {
  std::string out = "### " + markdown_text(chart.title) + "\n\n";
  if (!chart.missing.empty()) return out + "Missing: " + markdown_text(chart.missing) + "\n";
  if (!chart.description.empty()) out += markdown_text(chart.description) + "\n\n";
  return out + fmt::format("![{}]({}/{}.svg)\n", markdown_text(chart.title), uri_path(folder), safe_id(chart.id));
}

}  // namespace

std::string to_markdown(const Document& document, std::string_view folder) {
  std::string out = "# " + visible(document.title) + "\n\n" + visible_lines(document.text) + "\n";
  if (!document.figures.empty()) out += "\n";
  for (const auto& [number, name] : document.figures) out += "- **" + visible(number) + "** " + visible(name) + "\n";
  for (const Section& section : document.sections) {
    out += "\n## " + visible(section.title) + "\n";
    if (!section.text.empty()) out += "\n" + visible_lines(section.text) + "\n";
    for (const Part& part : section.parts) {
      out += "\n";
      if (const auto* table = std::get_if<Table>(&part)) {
        out += to_markdown(*table, 3);
      } else {
        out += chart_markdown(std::get<Chart>(part), folder);
      }
    }
  }
  if (!document.made_with.empty()) out += "\n" + visible(document.made_with) + "\n";
  return out;
}

}  // namespace antivenom::chart
