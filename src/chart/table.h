// A table of a report: values with their meaning, drawn as HTML, Markdown or CSV by pure functions. All text may be
// hostile; each writer makes it safe for its form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "chart/units.h"

namespace antivenom::chart {

// Bounds of a 95 % confidence interval, in the unit of the value.
struct Interval {
  double low = 0, high = 0;
};

// One field: text, or a value in the unit of its column. A cell with neither is empty.
struct Cell {
  std::string text;  // in a column of numbers: said instead of a value
  std::optional<double> value;
  std::optional<double> paper;  // what the study's paper has here
  std::optional<Interval> interval;
  std::vector<uint32_t> packages;  // what is behind the number: positions in the document's list of packages

  Cell() = default;
  Cell(std::string words) : text(std::move(words)) {}
  Cell(const char* words) : text(words) {}
  template <class Number>
  requires std::is_arithmetic_v<Number> Cell(Number number, std::vector<uint32_t> behind = {})
      : value(static_cast<double>(number)), packages(std::move(behind)) {}

  Cell& beside(double in_the_paper) { return paper = in_the_paper, *this; }
  Cell& within(double low, double high) { return interval = Interval{low, high}, *this; }
};

struct Column {
  std::string name;
  Unit unit = Unit::text;
  std::string note;  // what exactly is counted; a tooltip and a footnote
};

struct Table {
  std::string id;  // stable and unique: "rq1.files"
  std::string title;
  std::string text;  // a paragraph above it
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;
  std::string missing;  // not empty: why there is no such table; then there are no rows
};

// RFC 4180, values as plain(); a column that has them is followed by "<name> (paper)", "<name> (low)" and
// "<name> (high)". Text that a spreadsheet would take for a formula is led by an apostrophe.
std::string to_csv(const Table& table);

// Heading, text, table and notes. `level` is that of the heading.
std::string to_markdown(const Table& table, int level = 3);

// A <section> with heading, table and notes. Sorting, filtering and the lists behind numbers are added by the page's
// script from data-value and data-who (see web/); without it all is readable. Rows beyond `kHtmlRows` are counted.
inline constexpr size_t kHtmlRows = 5000;
std::string to_html(const Table& table, int level = 3);

// Text for Markdown, in paragraphs and cells: one visible line, markup characters escaped.
std::string markdown_text(std::string_view text);

// An id that is safe as HTML id and file name: other characters than letters, digits, '.', '_' become '-'.
std::string safe_id(std::string_view id);

}  // namespace antivenom::chart
