// A report made of tables and charts, before it takes a form: html/page.h writes it as one HTML file.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "chart/chart.h"
#include "chart/table.h"

namespace antivenom::chart {

using Part = std::variant<Table, Chart>;

struct Section {
  std::string id;  // stable: "rq1"
  std::string title;
  std::string text;  // paragraphs, an empty line between them
  std::vector<Part> parts;
};

struct Document {
  std::string title;
  std::string text;                                          // what was looked at, as paragraphs
  std::vector<std::pair<std::string, std::string>> figures;  // the few numbers to see first: "1,335", "packages"
  std::vector<Section> sections;
  std::vector<std::string> packages;  // what Cell::packages points at: "name 1.0"
  std::string made_with;              // version and command, at the end of the page
};

// The document in Markdown; of charts the title, the description and the name of the SVG file (`<id>.svg` in
// `folder`, relative to the document).
std::string to_markdown(const Document& document, std::string_view folder = "figures");

}  // namespace antivenom::chart
