// What all pages share: head, policy, navigation, and how tables and charts lie in a page.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chart/document.h"

namespace antivenom::html {

// Part of a page; `content` is HTML.
struct Block {
  std::string id, title, content;
  std::vector<std::pair<std::string, std::string>> parts;  // id and title of what it holds, for the navigation
};

struct Shell {
  std::string title;
  std::string text;                                          // paragraphs
  std::vector<std::pair<std::string, std::string>> figures;  // number and what it counts
  std::vector<Block> blocks;
  std::string made_with;
  std::string_view script;  // of web/, made by the build
  std::string data;         // JSON for the script, safe inside <script>
};

std::string whole_page(const Shell& shell);

// Paragraphs: an empty line between them.
std::string paragraphs(std::string_view text);

// <figure> with the drawing, its description and, while they are few, its numbers.
std::string figure(const chart::Chart& chart);

Block block_of(const chart::Section& section);

}  // namespace antivenom::html
