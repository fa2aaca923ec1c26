#include "chart/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/csv.h"
#include "base/escape.h"

namespace antivenom::chart {
namespace {

constexpr size_t kLongTable = 30;  // rows; more are scrolled within the page

// A column as it is written: one of the table, followed by the paper's where some row has it.
struct Shown {
  const Column* column;
  size_t at;
  bool paper;
};

bool any(const Table& table, size_t at, bool (*has)(const Cell&)) {
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [&](const auto& row) { return at < row.size() && has(row[at]); });
}
bool has_paper(const Cell& cell) { return cell.paper.has_value(); }
bool has_interval(const Cell& cell) { return cell.interval.has_value(); }

std::vector<Shown> shown_columns(const Table& table) {
  std::vector<Shown> out;
  for (size_t at = 0; at < table.columns.size(); ++at) {
    out.push_back({&table.columns[at], at, false});
    if (any(table, at, has_paper)) out.push_back({&table.columns[at], at, true});
  }
  return out;
}

const Cell& cell_of(const std::vector<Cell>& row, size_t at) {
  static const Cell kEmpty;
  return at < row.size() ? row[at] : kEmpty;
}

// The unit is said once where both bounds have the same: 47.0 to 53.0 %.
std::string interval_text(const Cell& cell, Unit unit) {
  if (!cell.interval) return "";
  std::string low = format(cell.interval->low, unit);
  const std::string high = format(cell.interval->high, unit);
  const size_t space = low.rfind(' ');
  if (space != std::string::npos && high.ends_with(low.substr(space))) low.resize(space);
  return low + " to " + high;
}

std::string words(const Cell& cell, const Shown& shown) {
  if (shown.paper) return cell.paper ? format(*cell.paper, shown.column->unit) : "";
  return cell.value ? format(*cell.value, shown.column->unit) : cell.text;
}

std::string csv_text(std::string_view text) {
  std::string out = valid_utf8(text);
  // A name such as "=cmd|..." must not become a formula in a spreadsheet.
  if (!out.empty() && std::string_view("=+-@\t\r").find(out[0]) != std::string_view::npos) out.insert(0, 1, '\'');
  return csv_field(out);
}

// Sorted positions as runs: 0-3,7.
std::string runs(std::vector<uint32_t> positions) {
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  std::string out;
  for (size_t i = 0; i < positions.size();) {
    size_t end = i + 1;
    while (end < positions.size() && positions[end] == positions[end - 1] + 1) ++end;
    if (!out.empty()) out += ',';
    out += end - i == 1 ? fmt::format("{}", positions[i]) : fmt::format("{}-{}", positions[i], positions[end - 1]);
    i = end;
  }
  return out;
}

std::string html_cell(const Cell& cell, const Shown& shown, bool heads_row) {
  const Unit unit = shown.column->unit;
  std::string content = html_text(words(cell, shown));
  std::string attributes;
  if (unit != Unit::text) {
    const auto& number = shown.paper ? cell.paper : cell.value;
    if (number) attributes += fmt::format(" data-value=\"{}\"", plain(*number, Unit::number));
    attributes += shown.paper ? " class=\"n paper\"" : " class=\"n\"";
  }
  if (!shown.paper) {
    if (!cell.packages.empty()) content = fmt::format("<span data-who=\"{}\">{}</span>", runs(cell.packages), content);
    if (cell.interval) content += fmt::format(" <small>{}</small>", html_text(interval_text(cell, unit)));
  }
  if (heads_row) return fmt::format("<th scope=\"row\"{}>{}</th>", attributes, content);
  return fmt::format("<td{}>{}</td>", attributes, content);
}

std::string html_head(const Shown& shown) {
  const Column& column = *shown.column;
  const std::string title = column.note.empty() ? "" : fmt::format(" title=\"{}\"", html_text(column.note));
  return fmt::format("<th scope=\"col\"{}{}>{}</th>", column.unit == Unit::text ? "" : " class=\"n\"", title,
                     shown.paper ? "paper" : html_text(column.name));
}

}  // namespace

std::string markdown_text(std::string_view text) {
  std::string out;
  for (char c : visible(text)) {
    if (std::string_view("|<>`*_[]\\#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string to_csv(const Table& table) {
  std::string out;
  std::vector<bool> paper, interval;
  for (size_t at = 0; at < table.columns.size(); ++at) {
    paper.push_back(any(table, at, has_paper));
    interval.push_back(any(table, at, has_interval));
  }
  for (size_t at = 0; at < table.columns.size(); ++at) {
    const std::string& name = table.columns[at].name;
    out += (at == 0 ? "" : ",") + csv_text(name);
    if (paper[at]) out += "," + csv_text(name + " (paper)");
    if (interval[at]) out += "," + csv_text(name + " (low)") + "," + csv_text(name + " (high)");
  }
  out += "\r\n";
  for (const auto& row : table.rows) {
    for (size_t at = 0; at < table.columns.size(); ++at) {
      const Cell& cell = cell_of(row, at);
      const Unit unit = table.columns[at].unit;
      out += (at == 0 ? "" : ",") + (cell.value ? plain(*cell.value, unit) : csv_text(cell.text));
      if (paper[at]) out += "," + (cell.paper ? plain(*cell.paper, unit) : "");
      if (interval[at]) {
        out += "," + (cell.interval ? plain(cell.interval->low, unit) : "");
        out += "," + (cell.interval ? plain(cell.interval->high, unit) : "");
      }
    }
    out += "\r\n";
  }
  return out;
}

std::string to_markdown(const Table& table, int level) {
  std::string out = fmt::format("{} {}\n\n", std::string(std::clamp(level, 1, 6), '#'), markdown_text(table.title));
  if (!table.text.empty()) out += markdown_text(table.text) + "\n\n";
  if (!table.missing.empty()) return out + "Missing: " + markdown_text(table.missing) + "\n";
  const std::vector<Shown> columns = shown_columns(table);
  std::string rule = "|";
  out += "|";
  for (const Shown& shown : columns) {
    out += " " + (shown.paper ? "paper" : markdown_text(shown.column->name)) + " |";
    rule += shown.column->unit == Unit::text ? " --- |" : " ---: |";
  }
  out += "\n" + rule + "\n";
  for (const auto& row : table.rows) {
    out += "|";
    for (const Shown& shown : columns) {
      const Cell& cell = cell_of(row, shown.at);
      out += " " + markdown_text(words(cell, shown));
      if (!shown.paper && cell.interval) out += " (" + interval_text(cell, shown.column->unit) + ")";
      out += " |";
    }
    out += "\n";
  }
  std::string notes;
  for (const Column& column : table.columns) {
    if (!column.note.empty()) notes += "- " + markdown_text(column.name) + ": " + markdown_text(column.note) + "\n";
  }
  for (const std::string& note : table.notes) notes += "- " + markdown_text(note) + "\n";
  return notes.empty() ? out : out + "\n" + notes;
}

std::string to_html(const Table& table, int level) {
  level = std::clamp(level, 1, 6);
  const std::string id = safe_id(table.id);
  std::string out = fmt::format("<section class=\"table\" id=\"{0}\" aria-labelledby=\"{0}-title\">\n", id);
  out += fmt::format("<h{0} id=\"{1}-title\">{2}</h{0}>\n", level, id, html_text(table.title));
  if (!table.text.empty()) out += fmt::format("<p>{}</p>\n", html_text(table.text));
  if (!table.missing.empty()) {
    return out +
           fmt::format("<p class=\"missing\"><strong>Missing.</strong> {}</p>\n</section>\n", html_text(table.missing));
  }
  const std::vector<Shown> columns = shown_columns(table);
  // What scrolls must be reachable by the keyboard, and have a name.
  const std::string reach = table.rows.size() > kLongTable
                                ? fmt::format(" long\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{}-title", id)
                                : "";
  out += fmt::format("<div class=\"scroll{}\"><table aria-labelledby=\"{}-title\">\n<thead><tr>", reach, id);
  for (const Shown& shown : columns) out += html_head(shown);
  out += "</tr></thead>\n<tbody>\n";
  for (size_t i = 0; i < std::min(table.rows.size(), kHtmlRows); ++i) {
    out += "<tr>";
    for (const Shown& shown : columns) {
      out += html_cell(cell_of(table.rows[i], shown.at), shown, &shown == &columns.front());
    }
    out += "</tr>\n";
  }
  out += "</tbody></table></div>\n";
  std::string notes;
  if (table.rows.size() > kHtmlRows) {
    notes += fmt::format("<li>{} more rows are in the CSV file.</li>\n",
                         format(static_cast<double>(table.rows.size() - kHtmlRows), Unit::count));
  }
  for (const Column& column : table.columns) {
    if (!column.note.empty())
      notes += fmt::format("<li><b>{}</b>: {}</li>\n", html_text(column.name), html_text(column.note));
  }
  for (const std::string& note : table.notes) notes += fmt::format("<li>{}</li>\n", html_text(note));
  if (!notes.empty()) out += "<ul class=\"notes\">\n" + notes + "</ul>\n";
  return out + "</section>\n";
}

std::string safe_id(std::string_view id) {
  std::string out;
  for (char c : id) {
    const bool plain_character =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    out += plain_character ? c : '-';
  }
  return out.empty() || out[0] == '.' ? "x" + out : out;
}

}  // namespace antivenom::chart
