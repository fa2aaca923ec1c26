#include "rules/flow.h"

#include <algorithm>

namespace antivenom {
namespace {

bool is_called(const Event& event, std::string_view name) {
  return name.starts_with('.') ? event.callee.ends_with(name) : event.callee == name;
}

// The nearest event upstream of `sink` that is selected.
std::optional<EventId> nearest_source(const Query& query, EventId sink, const Select& source) {
  for (EventId id : query.upstream(sink)) {
    if (matches(query, id, source)) return id;
  }
  return std::nullopt;
}

}  // namespace

bool matches(const Query& query, EventId id, const Select& select) {
  const Event& event = query.event(id);
  const auto tagged = [&](std::string_view tag) { return query.has_tag(id, tag); };
  const auto called = [&](std::string_view name) { return is_called(event, name); };
  if (!select.effects.empty() && !event.effects.any(select.effects)) return false;
  if (event.effects.any(select.without)) return false;
  if (!select.callees.empty() && std::none_of(select.callees.begin(), select.callees.end(), called)) return false;
  if (!select.tags.empty() && std::none_of(select.tags.begin(), select.tags.end(), tagged)) return false;
  return std::none_of(select.without_tags.begin(), select.without_tags.end(), tagged);
}

std::vector<EventId> events(const Query& query, const Select& select) {
  std::vector<EventId> result;
  const auto keep = [&](EventId id) {
    if (matches(query, id, select)) result.push_back(id);
  };
  if (!select.effects.empty()) {
    for (EventId id : query.with_effect(select.effects)) keep(id);
  } else {
    for (EventId id = 0; id < query.facts().events.size(); ++id) keep(id);
  }
  return result;
}

std::vector<EventId> report_flows(const Query& query, Reporter& reporter, const Flow& flow) {
  std::vector<EventId> reported;
  for (EventId sink : events(query, flow.sink)) {
    std::vector<EventId> chain;
    if (const auto source = nearest_source(query, sink, flow.source)) {
      chain = query.chain(*source, sink);
    } else if (flow.in_one_call && matches(query, sink, flow.source)) {
      chain = {sink};
    }
    if (chain.empty()) continue;
    auto draft = reporter.found(flow.confidence);
    if (flow.weight) draft.weight(*flow.weight);
    draft.chain(chain, std::string(flow.why_source), std::string(flow.why_sink));
    reported.push_back(sink);
  }
  return reported;
}

std::vector<EventId> report_events(const Query& query, Reporter& reporter, const Select& select, double confidence,
                                   std::string_view why, std::optional<Weight> weight) {
  std::vector<EventId> reported = events(query, select);
  for (EventId id : reported) {
    auto draft = reporter.found(confidence);
    if (weight) draft.weight(*weight);
    draft.event(id, std::string(why));
  }
  return reported;
}

std::vector<EventId> report_sequences(const Query& query, Reporter& reporter, const Sequence& sequence) {
  const std::vector<EventId> firsts = events(query, sequence.first);
  std::vector<EventId> reported;
  for (EventId then : events(query, sequence.then)) {
    const Event& act = query.event(then);
    // The last one before it: nearest in execution order.
    const auto first = std::find_if(firsts.rbegin(), firsts.rend(), [&](EventId id) {
      const Event& event = query.event(id);
      return id < then && event.place.file == act.place.file && event.trigger == act.trigger;
    });
    if (first == firsts.rend()) continue;
    auto draft = reporter.found(sequence.confidence);
    if (sequence.weight) draft.weight(*sequence.weight);
    draft.event(*first, std::string(sequence.why_first)).event(then, std::string(sequence.why_then));
    reported.push_back(then);
  }
  return reported;
}

void report_notes(const Query& query, Reporter& reporter, std::string_view id, double confidence, std::string_view why,
                  std::optional<Weight> weight) {
  for (const Note& note : query.facts().notes) {
    if (note.id != id) continue;
    auto draft = reporter.found(confidence);
    if (weight) draft.weight(*weight);
    draft.note(note, std::string(why));
  }
}

}  // namespace antivenom
