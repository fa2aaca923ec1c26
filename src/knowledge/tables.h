// The tables that scripts/generate_knowledge.py writes. Constants: initialised at compile time, read by any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "knowledge/knowledge.h"

namespace antivenom::knowledge::tables {

// The generator refuses more rows.
inline constexpr size_t kMaxTextRows = 1024;

// A row of knowledge/text. An empty pattern means that the literal is enough.
struct TextRow {
  StaticText tag;
  StaticText pattern;  // RE2, case-insensitive, sees text with folded slashes
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

}  // namespace antivenom::knowledge::tables
