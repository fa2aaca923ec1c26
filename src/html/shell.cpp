#include "html/shell.h"

#include <fmt/format.h>
#include <nettle/base64.h>

#include <array>

#include "base/digest.h"
#include "base/escape.h"
#include "html/assets.h"

namespace antivenom::html {
namespace {

constexpr size_t kMostNumbers = 300;  // rows of numbers below a chart; more are in the CSV files

// The source expression by which a policy allows exactly this text.
std::string allowed(std::string_view text) {
  const auto hash = sha256(text);
  std::array<char, BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)> base64;
  base64_encode_raw(base64.data(), hash.size(), hash.data());
  return fmt::format("'sha256-{}'", std::string_view(base64.data(), base64.size()));
}

std::string navigation(const Shell& shell) {
  std::string out = "<nav aria-label=\"Sections\">\n<ol>\n";
  for (const Block& block : shell.blocks) {
    out += fmt::format("<li><a href=\"#{}\">{}</a>", chart::safe_id(block.id), html_text(block.title));
    if (!block.parts.empty()) {
      out += "\n<ol>\n";
      for (const auto& [id, title] : block.parts) {
        out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", chart::safe_id(id), html_text(title, 80));
      }
      out += "</ol>";
    }
    out += "</li>\n";
  }
  return out + "</ol>\n</nav>\n";
}

std::string header(const Shell& shell) {
  std::string out = fmt::format("<header>\n<h1>{}</h1>\n{}", html_text(shell.title), paragraphs(shell.text));
  if (!shell.figures.empty()) {
    out += "<dl class=\"figures\">\n";
    for (const auto& [number, name] : shell.figures) {
      out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_text(name), html_text(number));
    }
    out += "</dl>\n";
  }
  return out + "</header>\n";
}

}  // namespace

std::string whole_page(const Shell& shell) {
  const std::string_view marks = chart::mark_style();
  const std::string policy = fmt::format(
      "default-src 'none'; script-src {}; style-src {} {}; img-src data: blob:; base-uri 'none'; form-action 'none'",
      allowed(shell.script), allowed(kPageStyle), allowed(marks));
  std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy);
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  out += "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
  out += fmt::format("<title>{}</title>\n<link rel=\"icon\" href=\"data:,\">\n", html_text(shell.title));
  out += fmt::format("<style>{}</style>\n<style id=\"marks\">{}</style>\n</head>\n<body>\n", kPageStyle, marks);
  out += "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n" + navigation(shell) +
         "<main id=\"content\">\n" + header(shell);
  for (const Block& block : shell.blocks) {
    const std::string id = chart::safe_id(block.id);
    out += fmt::format(
        "<section class=\"block\" id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 "
        "id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
        id, html_text(block.title), block.content);
  }
  out += fmt::format("<footer>{}</footer>\n</main>\n", paragraphs(shell.made_with));
  out += fmt::format("<script type=\"application/json\" id=\"data\">{}</script>\n", shell.data);
  out += fmt::format("<script>{}</script>\n</body>\n</html>\n", shell.script);
  return out;
}

std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t end = text.find("\n\n");
    std::string paragraph(text.substr(0, end));
    for (char& c : paragraph) {
      if (c == '\n') c = ' ';
    }
    if (!paragraph.empty()) out += "<p>" + html_text(paragraph) + "</p>\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  }
  return out;
}

std::string figure(const chart::Chart& chart) {
  const std::string id = chart::safe_id(chart.id);
  std::string out = fmt::format("<figure id=\"{}\">\n<figcaption>{}</figcaption>\n", id, html_text(chart.title));
  if (!chart.missing.empty()) {
    return out +
           fmt::format("<p class=\"missing\"><strong>Missing.</strong> {}</p>\n</figure>\n", html_text(chart.missing));
  }
  out += "<div class=\"drawing\">" + chart::to_svg(chart, chart::Use::page) + "</div>\n";
  if (!chart.description.empty()) out += "<p>" + html_text(chart.description) + "</p>\n";
  chart::Table numbers = chart::data_of(chart);
  if (!numbers.rows.empty() && numbers.rows.size() <= kMostNumbers) {
    out += "<details><summary>Numbers</summary>\n" + chart::to_html(numbers, 4) + "</details>\n";
  }
  return out + "</figure>\n";
}

Block block_of(const chart::Section& section) {
  Block block{section.id, section.title, paragraphs(section.text), {}};
  for (const chart::Part& part : section.parts) {
    if (const auto* table = std::get_if<chart::Table>(&part)) {
      block.content += chart::to_html(*table, 3);
      block.parts.emplace_back(table->id, table->title);
    } else {
      const auto& chart = std::get<chart::Chart>(part);
      block.content += figure(chart);
      block.parts.emplace_back(chart.id, chart.title);
    }
  }
  return block;
}

}  // namespace antivenom::html
