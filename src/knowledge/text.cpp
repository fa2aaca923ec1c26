// Finding what a text mentions.
//
// There are hundreds of rows and millions of texts, nearly all of which mention nothing. So one walk of an automaton
// over the bytes looks for the literals of all rows at once, and only rows whose literal occurs are confirmed by their
// pattern. Nearly all patterns are automata since the program was built: to compile a dozen of them was a third of what
// a small package takes. Those of the few that would be too large find too much, and then RE2 is asked. Running
// RE2::Set over every text was the alternative; it has no literal filter of its own and costs start-up time.
#include <algorithm>
#include <array>
#include <bitset>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "knowledge/knowledge.h"
#include "knowledge/tables.h"

namespace antivenom::knowledge {
namespace {

constexpr size_t kMaxText = 64 * 1024;
// Keys, tokens and addresses have no literal but are long; 24 is the first part of a Discord token, the shortest of
// the rows without a literal. has_long_token() of the generator says the same.
constexpr size_t kLongToken = 24;

using Rows = std::bitset<tables::kMaxTextRows>;

// What base64url and most tokens are written in.
bool is_token_letter(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

// Whether kLongToken such characters stand in a row. Every such run covers a multiple of kLongToken, so only
// the surroundings of those are looked at.
bool has_long_token(std::string_view text) {
  for (size_t probe = kLongToken - 1; probe < text.size(); probe += kLongToken) {
    size_t begin = probe + 1;
    while (begin > 0 && probe + 1 - begin < kLongToken && is_token_letter(static_cast<unsigned char>(text[begin - 1])))
      --begin;
    if (begin == probe + 1) continue;
    const size_t enough = std::min(begin + kLongToken, text.size());
    size_t end = probe + 1;
    while (end < enough && is_token_letter(static_cast<unsigned char>(text[end]))) ++end;
    if (end - begin >= kLongToken) return true;
  }
  return false;
}

// Marks the rows whose literal occurs.
void find_literals(std::string_view text, Rows& rows) {
  const tables::Automaton& automaton = tables::kAutomaton;
  const uint8_t* class_of = automaton.class_of.data();
  const uint16_t* next_state = automaton.next_state.data();
  const unsigned shift = automaton.shift;
  const unsigned first_final = automaton.first_final;
  unsigned state = 0;
  for (unsigned char byte : text) {
    state = next_state[state << shift | class_of[byte]];
    if (state < first_final) [[likely]]
      continue;
    const size_t final = state - first_final;
    for (uint32_t i = automaton.found_begin[final]; i < automaton.found_begin[final + 1]; ++i)
      rows.set(automaton.found_rows[i]);
  }
}

std::string fold_slashes(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (char c : text) {
    if (c == '\\') c = '/';
    if (c != '/' || folded.empty() || folded.back() != '/') folded.push_back(c);
  }
  return folded;
}

// The patterns whose automata are not exact, each compiled when first asked for. Shared by all threads.
class Patterns {
 public:
  bool matches(size_t row, std::string_view folded) {
    return RE2::PartialMatch(re2::StringPiece(folded.data(), folded.size()), compiled(row));
  }

 private:
  const RE2& compiled(size_t row) {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<RE2>& made = patterns_[row];
    if (made == nullptr) {
      RE2::Options options;
      options.set_case_sensitive(false);
      options.set_encoding(RE2::Options::EncodingLatin1);  // texts may hold any bytes
      options.set_log_errors(false);
      const std::string_view pattern = tables::kTextRows[row].pattern;
      made = std::make_unique<RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    }
    return *made;
  }

  std::mutex mutex_;
  std::map<size_t, std::unique_ptr<RE2>> patterns_;
};

// The tags of those marked rows whose pattern, if any, is found too.
std::vector<std::string_view> confirm(std::string_view text, const Rows& rows) {
  static Patterns others;  // a cache: what it holds depends on the constant tables alone
  std::vector<std::string_view> tags;
  std::string folded;
  for (size_t row = rows._Find_first(); row < rows.size(); row = rows._Find_next(row)) {
    const tables::TextRow& candidate = tables::kTextRows[row];
    // Rows are sorted by tag: one confirmed row settles the rest of its tag.
    if (!tags.empty() && tags.back() == candidate.tag) continue;
    if (!candidate.pattern.empty()) {
      if (folded.empty()) folded = fold_slashes(text);
      if (!tables::is_found(candidate.automaton, folded)) continue;
      if (!candidate.automaton.exact && !others.matches(row, folded)) continue;
    }
    tags.push_back(candidate.tag);
  }
  return tags;
}

// The same addresses, paths and commands are asked for again and again, by events and packages; patterns are slow.
// Shared by all threads: the C library ends a process that has no memory for the destructor of what is a thread's own.
class Remembered {
 public:
  static std::vector<std::string_view> tags(std::string_view text, const Rows& rows) {
    constexpr size_t kPlaces = 256, kShort = 512;
    static std::array<Remembered, kPlaces> places;
    if (text.size() > kShort) return confirm(text, rows);
    Remembered& place = places[std::hash<std::string_view>{}(text) % kPlaces];
    const std::lock_guard lock(place.mutex_);
    if (place.text_ != text) {
      std::vector<std::string_view> tags = confirm(text, rows);
      place.text_ = text;  // may run out of memory: then both stay as they were
      place.tags_ = std::move(tags);
    }
    return place.tags_;
  }

 private:
  std::mutex mutex_;
  std::string text_;
  std::vector<std::string_view> tags_;  // of the constant tables
};

}  // namespace

bool tables::is_found(const PatternAutomaton& automaton, std::string_view text) {
  const uint8_t* class_of = kPatterns.class_of.data() + automaton.classes;
  const uint16_t* next_state = kPatterns.next_state.data() + automaton.next;
  uint32_t state = 1;
  for (unsigned char byte : text) {
    state = next_state[state * automaton.width + class_of[byte]];
    if (state == 0) return true;
  }
  return kPatterns.ends[automaton.ends + state] != 0;
}

std::vector<std::string_view> tags_of(std::string_view text) {
  text = text.substr(0, kMaxText);
  Rows rows;
  find_literals(text, rows);
  if (has_long_token(text)) {
    for (uint16_t row : tables::kTokenRows) rows.set(row);
  }
  if (rows.none()) return {};
  return Remembered::tags(text, rows);
}

}  // namespace antivenom::knowledge
