// Indicators of compromise: what of a package other defenders can look for.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "facts/facts.h"

namespace antivenom::interpret {

// A text to look through: a revealed layer, or a string constant of an interpreted file.
struct SourceText {
  FileId file = 0;
  LayerId layer = 0;
  uint32_t line = 1;      // of the first byte
  uint32_t end_line = 1;  // of the last: line feeds in the text count up to here
  std::string_view text;  // UTF-8
  bool literal = false;   // a string constant: whole, it may be a bare host name
};

// Fills Facts::indicators from the arguments of the events, and then from each text it is given; each (type, value)
// once, with its first place, values as they are spelled. Linear; looks at 1 MiB of a text and 16 MiB of all, keeps
// 2,000.
class IndicatorCollector {
 public:
  explicit IndicatorCollector(Facts& facts);
  ~IndicatorCollector();
  IndicatorCollector(const IndicatorCollector&) = delete;
  IndicatorCollector& operator=(const IndicatorCollector&) = delete;

  void add_text(const SourceText& source);

 private:
  class Collector;
  std::unique_ptr<Collector> collector_;
};

}  // namespace antivenom::interpret
