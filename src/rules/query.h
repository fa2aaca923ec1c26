// Questions rules ask of the facts. Answers are ids into Facts; nothing is copied.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/facts.h"

namespace antivenom {

// Read-only view with indexes built once per scan. Lives as long as the Facts it was made from.
class Query {
 public:
  explicit Query(const Facts& facts);

  const Facts& facts() const { return facts_; }
  const Event& event(EventId id) const { return facts_.events[id]; }

  // All events with at least one of these effects, in order. Cheap: an index by effect.
  std::vector<EventId> with_effect(EffectSet effects) const;
  // All events whose callee is `name`, or ends in it when it starts with '.' (".post").
  std::vector<EventId> calls(std::string_view name) const;
  // All events with that tag on an argument.
  std::vector<EventId> with_tag(std::string_view tag) const;

  bool has_tag(EventId id, std::string_view tag) const;
  bool has_any_tag(EventId id, std::initializer_list<std::string_view> tags) const;

  // Every event whose result flowed into this one, directly or through others, nearest first, without itself.
  const std::vector<EventId>& upstream(EventId id) const;
  // The effects of everything that flowed into this event, however far away: what is not among them need not be looked
  // for.
  EffectSet upstream_effects(EventId id) const { return upstream_effects_[id]; }
  // Every event that this one flows into, in order: the other side of upstream(), within its bounds.
  const std::vector<EventId>& downstream(EventId id) const;
  // True if the result of `source` reaches `sink`. To ask it of every later event, use downstream().
  bool flows(EventId source, EventId sink) const;
  // The chain source -> ... -> sink, both included; empty when there is no flow.
  std::vector<EventId> chain(EventId source, EventId sink) const;
  // Upstream events with one of these effects.
  std::vector<EventId> sources(EventId sink, EffectSet effects) const;
  // Upstream events (and the sink itself) with that tag.
  std::vector<EventId> tagged_upstream(EventId sink, std::string_view tag) const;

  // The first argument with that keyword or position (receiver not counted); nullptr if absent.
  const Argument* argument(EventId id, std::string_view keyword, size_t position) const;

  // What the code of a layer, and of the layers inside it, does to the world.
  EffectSet effects_of_layer(LayerId layer) const;
  // What all events together do.
  EffectSet all_effects() const { return all_effects_; }
  // Every layer below `layer` and itself up to 0, the steps from the shipped file.
  std::vector<LayerId> ancestry(LayerId layer) const;

 private:
  const Facts& facts_;
  std::vector<std::vector<EventId>> by_effect_;
  EffectSet all_effects_;            // of any event
  std::vector<uint64_t> tag_marks_;  // by event: the marks of all its tags, to say no quickly
  std::vector<EffectSet> upstream_effects_;
  bool only_older_origins_ = true;                      // then upstream_effects_ leaves nothing out
  mutable std::vector<std::vector<EventId>> upstream_;  // memo; empty = not computed yet
  mutable std::vector<bool> computed_;
  mutable std::vector<EffectSet> layer_effects_;  // by layer, once asked for
  // Who takes the result of each event, when first asked for: of event i, users_[first_user_[i]] up to first_user_[i +
  // 1].
  void list_users() const;
  mutable std::vector<size_t> first_user_;
  mutable std::vector<EventId> users_;
  mutable std::unordered_map<EventId, std::vector<EventId>> downstream_;  // memo
};

}  // namespace antivenom
