// The examples of knowledge/**.tsv, for tests only: generated into a file of its own that the product does not link.
#pragma once

#include <span>
#include <string_view>

namespace antivenom::knowledge {

// One line of Python whose interpretation must give an event named `canonical`, if the row has effects.
struct ApiExample {
  std::string_view name;
  std::string_view canonical;
  std::string_view example;
  std::string_view where;  // file:line of the row
};

struct TextExample {
  std::string_view tag;
  std::string_view example;  // must have the tag
  std::string_view counter;  // must not; empty if the row gives none
  std::string_view where;
};

struct PackerExample {
  bool native;
  std::string_view tool;
  std::string_view example;  // is of the tool
  std::string_view counter;  // is not
  std::string_view where;
};

// Sorted by tool.
std::span<const PackerExample> packer_examples();
// Sorted by name.
std::span<const ApiExample> api_examples();
// Sorted by tag.
std::span<const TextExample> text_examples();

}  // namespace antivenom::knowledge
