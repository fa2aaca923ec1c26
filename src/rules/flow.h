// The shapes most rules have: something flows from a source to a sink, or one call says it all.
//
//   void run(const Query& query, Reporter& reporter) {
//     report_flows(query, reporter,
//                  {.source = {.effects = {Effect::net_fetch}},
//                   .sink = {.effects = {Effect::run_shell, Effect::run_process}},
//                   .confidence = 0.9,
//                   .why_source = "downloads a program", .why_sink = "runs it"});
//   }
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/query.h"
#include "rules/reporter.h"

namespace antivenom {

// Which events are meant. Every list that is not empty must be met by one of its members.
struct Select {
  EffectSet effects = {};
  std::vector<std::string_view> tags = {};     // on an argument
  std::vector<std::string_view> callees = {};  // whole names, or endings that start with '.'
  EffectSet without = {};                      // none of these effects
  std::vector<std::string_view> without_tags = {};
};

bool matches(const Query& query, EventId id, const Select& select);
std::vector<EventId> events(const Query& query, const Select& select);

struct Flow {
  Select source, sink;
  double confidence = 0.9;
  std::string_view why_source, why_sink;
  std::optional<Weight> weight = {};  // instead of the rule's own
  // The sink may be its own source: one call that downloads and writes, or reads a named secret and sends it.
  bool in_one_call = false;
};

// One finding for every sink that something of the source flows into, with the nearest source and the chain between.
// Returns the sinks reported.
std::vector<EventId> report_flows(const Query& query, Reporter& reporter, const Flow& flow);

// One finding for every event selected.
std::vector<EventId> report_events(const Query& query, Reporter& reporter, const Select& select, double confidence,
                                   std::string_view why, std::optional<Weight> weight = {});

struct Sequence {
  Select first, then;
  double confidence = 0.5;
  std::string_view why_first, why_then;
  std::optional<Weight> weight = {};
};

// One finding for every `then` that comes after a `first` of the same file and trigger: for what the interpreter
// cannot connect by data, such as a file written by one program and run by name by another. Weaker than a flow.
std::vector<EventId> report_sequences(const Query& query, Reporter& reporter, const Sequence& sequence);

// One finding for every note with that id.
void report_notes(const Query& query, Reporter& reporter, std::string_view id, double confidence, std::string_view why,
                  std::optional<Weight> weight = {});

}  // namespace antivenom
