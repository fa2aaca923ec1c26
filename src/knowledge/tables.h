// The tables that scripts/generate_knowledge.py writes. Constants: initialised at compile time, read by any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "knowledge/knowledge.h"

namespace antivenom::knowledge::tables {

// The generator refuses more rows.
inline constexpr size_t kMaxTextRows = 1024;

// Where the automaton of a pattern lies in kPatterns (scripts/pattern_automata.py). In state s a byte b leads to
// next_state[next + s * width + class_of[classes + b]]. A search begins in state 1; state 0 is a match; where the text
// ends in state s, ends[ends + s] tells whether it is one.
struct PatternAutomaton {
  uint32_t classes = 0, next = 0, ends = 0;
  uint16_t width = 0;
  bool exact = false;  // if not, it finds all that the pattern finds and more, and RE2 has the last word
};

struct PatternTables {
  std::span<const uint8_t> class_of;
  std::span<const uint16_t> next_state;
  std::span<const uint8_t> ends;
};

// A row of knowledge/text. An empty pattern means that the literal is enough.
struct TextRow {
  StaticText tag;
  StaticText pattern;  // RE2, case-insensitive, sees text with folded slashes
  PatternAutomaton automaton;
};

// A row of knowledge/packers.tsv. An empty pattern means that the literal is enough.
struct PackerRow {
  StaticText tool;
  PackerKind kind;
  bool native;
  StaticText literal;
  StaticText pattern;  // RE2
};

// Finds every literal of the text rows in one walk: state = next_state[state << shift | class_of[byte]]. Case and runs
// of slashes are folded by the tables. States from first_final on end a literal; state s then points at the rows
// found_rows[found_begin[s - first_final] .. found_begin[s - first_final + 1]).
struct Automaton {
  std::span<const uint8_t, 256> class_of;
  std::span<const uint16_t> next_state;
  std::span<const uint32_t> found_begin;
  std::span<const uint16_t> found_rows;
  unsigned shift;
  uint16_t first_final;
};

extern const std::span<const char> kTexts;            // what each StaticText is a part of
extern const std::span<const Api> kApis;              // sorted by name
extern const std::span<const uint16_t> kApiSlots;     // open addressing by FNV-1a: index into kApis plus one, 0 is free
extern const std::span<const TextRow> kTextRows;      // sorted by tag
extern const std::span<const uint16_t> kTokenRows;    // rows without a literal: tried on texts with a long token
extern const std::span<const PackerRow> kPackerRows;  // sorted by tool
extern const std::span<const StaticText> kStandardModules;  // sorted
extern const Automaton kAutomaton;
extern const PatternTables kPatterns;

// Whether the automaton of a row with a pattern finds it anywhere in the text.
bool is_found(const PatternAutomaton& automaton, std::string_view text);

}  // namespace antivenom::knowledge::tables
