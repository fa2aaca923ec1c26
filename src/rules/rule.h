// What a rule is. Rules live in rules/<category>/<id>/rule.cpp; the build finds the folders and makes the table.
// A rule's id is its folder path and is written nowhere else.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace antivenom {

class Query;     // rules/query.h: questions to the facts
class Reporter;  // rules/reporter.h: where a rule says what it found

// A behaviour is what a package would do; an evasion is how it hides.
enum class RuleKind : uint8_t { behaviour, evasion };

// The study's five categories (Guo et al., ASE 2023, section 2).
enum class Category : uint8_t {
  information_stealing,
  remote_control,
  code_execution,
  command_execution,
  file_operations,
  none,  // evasions
};
std::string_view to_string(Category category);

// How much a finding alone says about intent.
enum class Weight : uint8_t {
  context,     // honest packages do it every day; tells what the package can do
  notable,     // worth a look together with others
  suspicious,  // rare in honest packages
  hostile,     // hardly any honest explanation
};
std::string_view to_string(Weight weight);

struct Rule {
  RuleKind kind = RuleKind::behaviour;
  Category category = Category::none;
  Weight weight = Weight::notable;
  std::string_view summary;                        // completes "This package may ..."
  std::string_view why;                            // why that is bad, one or two sentences
  std::string_view careful;                        // which honest code looks alike and how it is told apart
  std::initializer_list<std::string_view> attack;  // MITRE ATT&CK technique ids
  void (*run)(const Query& query, Reporter& reporter);
};

struct RuleEntry {
  std::string_view id;  // "steal/browser-passwords"
  const Rule* rule;
};

// Every rule, sorted by id. Generated from the folders under rules/.
std::span<const RuleEntry> all_rules();

// One line of the proof: an event and why it counts.
struct Evidence {
  Place place;
  EventId event = UINT32_MAX;  // UINT32_MAX: a note or a layer, no event
  std::string why;             // plain words: "reads Chrome's saved passwords"
};

// One thing a rule found. Owns its strings.
struct Finding {
  std::string_view rule_id;
  const Rule* rule = nullptr;
  double confidence = 0;            // 0-1: how sure it is that the package does this (not how bad it is)
  Weight weight = Weight::notable;  // the rule's, or what the rule lowered or raised it to
  Trigger trigger = Trigger::runtime;
  Reach reach = Reach::entry;
  std::vector<Evidence> evidence;  // in the order things happen
};

// Runs every rule over the facts. Findings are sorted by (rule id, place), free of duplicates, at most 16 a rule.
std::vector<Finding> run_rules(const Facts& facts, std::span<const RuleEntry> rules);

}  // namespace antivenom
