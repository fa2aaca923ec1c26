#include "rules/query.h"

#include <algorithm>
#include <numeric>

namespace antivenom {
namespace {

// Bounds of one upstream closure. A chain people can follow has a handful of steps; a package that makes thousands
// of events feed one another must not make every question quadratic.
constexpr size_t kMaxUpstream = 512;
constexpr size_t kMaxEdges = 8'192;

bool contains(const std::vector<std::string>& tags, std::string_view tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

// A few bits that tell most tags apart.
uint64_t mark_of(std::string_view tag) {
  if (tag.empty()) return 1;
  const unsigned sum = static_cast<unsigned char>(tag.front()) * 7u + static_cast<unsigned char>(tag.back()) * 3u +
                       static_cast<unsigned char>(tag[tag.size() / 2]) + static_cast<unsigned>(tag.size()) * 11u;
  return uint64_t{1} << sum % 64;
}

// Breadth-first over the origins of arguments. `visit(event, seen_from)` is called once for each event reached;
// it returns false to stop.
template <class Visit>
void walk_up(const Facts& facts, EventId from, Visit visit) {
  std::vector<bool> seen(facts.events.size());
  seen[from] = true;
  std::vector<EventId> queue{from};
  size_t edges = 0;
  for (size_t head = 0; head < queue.size(); ++head) {
    for (const Argument& argument : facts.events[queue[head]].args) {
      for (EventId origin : argument.origins) {
        if (++edges > kMaxEdges || queue.size() > kMaxUpstream) return;
        if (origin >= seen.size() || seen[origin]) continue;
        seen[origin] = true;
        queue.push_back(origin);
        if (!visit(origin, queue[head])) return;
      }
    }
  }
}

}  // namespace

Query::Query(const Facts& facts)
    : facts_(facts),
      by_effect_(static_cast<size_t>(Effect::count)),
      tag_marks_(facts.events.size()),
      upstream_effects_(facts.events.size()),
      upstream_(facts.events.size()),
      computed_(facts.events.size()) {
  for (EventId id = 0; id < facts.events.size(); ++id) {
    facts.events[id].effects.for_each([&](Effect effect) { by_effect_[static_cast<size_t>(effect)].push_back(id); });
    all_effects_ = all_effects_ | facts.events[id].effects;
    for (const std::string& tag : facts.events[id].tags) tag_marks_[id] |= mark_of(tag);
    for (const Argument& argument : facts.events[id].args) {
      for (const std::string& tag : argument.tags) tag_marks_[id] |= mark_of(tag);
      for (EventId origin : argument.origins) {
        // Origins are older, so theirs is complete; facts that were read from a file may say anything.
        if (origin >= id)
          only_older_origins_ = false;
        else
          upstream_effects_[id] = upstream_effects_[id] | facts.events[origin].effects | upstream_effects_[origin];
      }
    }
  }
}

std::vector<EventId> Query::with_effect(EffectSet effects) const {
  std::vector<EventId> result;
  (effects & all_effects_).for_each([&](Effect effect) {
    const auto& events = by_effect_[static_cast<size_t>(effect)];
    result.insert(result.end(), events.begin(), events.end());
  });
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<EventId> Query::calls(std::string_view name) const {
  std::vector<EventId> result;
  const bool suffix = name.starts_with('.');
  for (EventId id = 0; id < facts_.events.size(); ++id) {
    const std::string& callee = facts_.events[id].callee;
    if (suffix ? callee.ends_with(name) : callee == name) result.push_back(id);
  }
  return result;
}

std::vector<EventId> Query::with_tag(std::string_view tag) const {
  std::vector<EventId> result;
  for (EventId id = 0; id < facts_.events.size(); ++id) {
    if (has_tag(id, tag)) result.push_back(id);
  }
  return result;
}

bool Query::has_tag(EventId id, std::string_view tag) const {
  if ((tag_marks_[id] & mark_of(tag)) == 0) return false;
  const Event& e = facts_.events[id];
  return contains(e.tags, tag) ||
         std::any_of(e.args.begin(), e.args.end(), [&](const Argument& a) { return contains(a.tags, tag); });
}

bool Query::has_any_tag(EventId id, std::initializer_list<std::string_view> tags) const {
  return std::any_of(tags.begin(), tags.end(), [&](std::string_view tag) { return has_tag(id, tag); });
}

const std::vector<EventId>& Query::upstream(EventId id) const {
  if (!computed_[id]) {
    computed_[id] = true;
    walk_up(facts_, id, [&](EventId reached, EventId) {
      upstream_[id].push_back(reached);
      return true;
    });
  }
  return upstream_[id];
}

void Query::list_users() const {
  first_user_.assign(facts_.events.size() + 1, 0);
  const auto each_edge = [&](auto&& visit) {
    for (EventId id = 0; id < facts_.events.size(); ++id)
      for (const Argument& argument : facts_.events[id].args)
        for (EventId origin : argument.origins)
          if (origin < facts_.events.size()) visit(origin, id);
  };
  each_edge([&](EventId origin, EventId) { ++first_user_[origin + 1]; });
  std::partial_sum(first_user_.begin(), first_user_.end(), first_user_.begin());
  users_.resize(first_user_.back());
  std::vector<size_t> next(first_user_.begin(), first_user_.end() - 1);
  each_edge([&](EventId origin, EventId id) { users_[next[origin]++] = id; });
}

const std::vector<EventId>& Query::downstream(EventId id) const {
  const auto [known, added] = downstream_.try_emplace(id);
  std::vector<EventId>& result = known->second;
  if (!added) return result;
  if (first_user_.empty()) list_users();
  // Where it may flow is a walk along the users; the bounds of upstream() then say where it does.
  std::vector<bool> seen(facts_.events.size());
  seen[id] = true;
  result.push_back(id);
  for (size_t head = 0; head < result.size(); ++head) {
    for (size_t i = first_user_[result[head]]; i < first_user_[result[head] + 1]; ++i) {
      if (seen[users_[i]]) continue;
      seen[users_[i]] = true;
      result.push_back(users_[i]);
    }
  }
  std::erase_if(result, [&](EventId sink) { return sink == id || !flows(id, sink); });
  std::sort(result.begin(), result.end());
  return result;
}

bool Query::flows(EventId source, EventId sink) const {
  const auto& all = upstream(sink);
  return std::find(all.begin(), all.end(), source) != all.end();
}

std::vector<EventId> Query::chain(EventId source, EventId sink) const {
  std::vector<std::pair<EventId, EventId>> seen_from;  // in the order reached: small, searched backwards
  bool found = false;
  walk_up(facts_, sink, [&](EventId reached, EventId from) {
    seen_from.emplace_back(reached, from);
    found = reached == source;
    return !found;
  });
  if (!found) return {};
  std::vector<EventId> result{source};
  for (size_t i = seen_from.size(); i-- > 0 && result.back() != sink;) {
    if (seen_from[i].first == result.back()) result.push_back(seen_from[i].second);
  }
  return result;
}

std::vector<EventId> Query::sources(EventId sink, EffectSet effects) const {
  std::vector<EventId> result;
  if (only_older_origins_ && !upstream_effects_[sink].any(effects)) return result;
  for (EventId id : upstream(sink)) {
    if (facts_.events[id].effects.any(effects)) result.push_back(id);
  }
  return result;
}

std::vector<EventId> Query::tagged_upstream(EventId sink, std::string_view tag) const {
  std::vector<EventId> result;
  if (has_tag(sink, tag)) result.push_back(sink);
  for (EventId id : upstream(sink)) {
    if (has_tag(id, tag)) result.push_back(id);
  }
  return result;
}

const Argument* Query::argument(EventId id, std::string_view keyword, size_t position) const {
  const Event& e = facts_.events[id];
  if (!keyword.empty()) {
    for (const Argument& a : e.args) {
      if (a.keyword == keyword) return &a;
    }
  }
  for (size_t i = e.has_receiver ? 1 : 0; i < e.args.size(); ++i) {
    if (!e.args[i].keyword.empty()) continue;
    if (position == 0) return &e.args[i];
    --position;
  }
  return nullptr;
}

EffectSet Query::effects_of_layer(LayerId layer) const {
  if (layer_effects_.empty()) {
    layer_effects_.resize(facts_.layers.size());
    for (const Event& event : facts_.events)
      if (LayerId own = event.place.layer; own < layer_effects_.size())
        layer_effects_[own] = layer_effects_[own] | event.effects;
    // Parents come before their layers.
    for (size_t inner = layer_effects_.size(); inner-- > 1;)
      if (const LayerId parent = facts_.layers[inner].parent; parent < inner)
        layer_effects_[parent] = layer_effects_[parent] | layer_effects_[inner];
  }
  return layer < layer_effects_.size() ? layer_effects_[layer] : EffectSet();
}

std::vector<LayerId> Query::ancestry(LayerId layer) const {
  std::vector<LayerId> result;
  while (layer < facts_.layers.size()) {
    result.push_back(layer);
    const LayerId parent = facts_.layers[layer].parent;
    if (layer == 0 || parent >= layer) break;  // parents come before their layers; anything else would be a loop
    layer = parent;
  }
  return result;
}

}  // namespace antivenom
