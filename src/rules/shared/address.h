// Where an attack comes from is written in it: an address, or the name of a service. A library function that fetches
// what its caller names knows none, and what happens to the answer is the caller's business.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "rules/query.h"

namespace antivenom::rules {

// How much the package itself says about the other end of a connection. The order is that of suspicion.
enum class Address : uint8_t {
  given,    // by the caller, by a setting, or not known
  literal,  // an ordinary host, written in the code
  hostile,  // a bare IP address, or a service that anybody can leave and collect things at without giving a name
};

// Text before a hole "{...}" or around it; a host that is only a hole is no host.
inline bool names_host(std::string_view text) {
  for (size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    size_t depth = 0, letters = 0;
    bool dot = false;
    for (char c : text.substr(at + 3, 256)) {
      if (c == '{') ++depth;
      if (depth == 0 && (c == '/' || c == ' ' || c == '?')) break;
      if (depth == 0 && c != '.' && c != ':') ++letters;
      if (depth == 0 && c == '.') dot = true;
      if (c == '}' && depth > 0) --depth;
    }
    if (dot && letters >= 3) return true;
  }
  return false;
}

inline bool is_hostile_channel(const Query& query, EventId id) {
  return query.has_any_tag(
      id, {"raw-ip-url", "discord-cdn", "discord-webhook", "paste-site", "file-host", "tunnel", "url-shortener",
           "telegram-api", "telegram-bot-token", "dynamic-dns", "request-catcher", "oob-service", "onion"});
}

inline Address address_in(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (is_hostile_channel(query, id)) return Address::hostile;
  if (query.has_tag(id, "local-url")) return Address::given;
  const bool connects = event.effects.any({Effect::net_connect, Effect::net_listen});
  for (size_t i = 0; i < event.args.size(); ++i) {
    const Argument& a = event.args[i];
    if (a.known == Known::nothing || (i == 0 && event.has_receiver)) continue;
    if (names_host(a.text)) return Address::literal;
    const bool here = a.text.find("localhost") != std::string::npos || a.text.find("127.0.0.1") != std::string::npos;
    if (connects && a.known == Known::exact && a.keyword.empty() && !here && a.text.find('.') != std::string::npos)
      return Address::literal;
  }
  return Address::given;
}

// How much Python an event is a part of. What runs by itself at install or import belongs to its file and to those that
// import it or that it imports: what else is shipped beside them changes nothing. What a user calls belongs to all.
inline uint64_t lines_around(const Query& query, const Event& event) {
  const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry;
  return by_itself ? query.facts().files[event.place.file].linked_lines : query.facts().package.python_lines;
}

inline constexpr uint64_t kSmallLines = 400;

// The program is little more than what was found.
inline bool is_small(const Query& query, const Event& event) { return lines_around(query, event) <= kSmallLines; }

// In a large program, what fetches from an ordinary host is mostly a tool of its developers.
inline bool is_large(const Query& query, const Event& event) { return lines_around(query, event) > 1500; }

// The best that is known about where `source` gets its data from: its own arguments, and those of the requests and
// connections that it was made from.
inline Address address_of(const Query& query, EventId source) {
  constexpr size_t kMaxEvents = 96;  // a request is made in a few steps, in more by a library that is shipped along
  Address best = Address::given;
  std::vector<EventId> queue{source};
  for (size_t head = 0; head < queue.size() && queue.size() < kMaxEvents; ++head) {
    best = std::max(best, address_in(query, queue[head]));
    for (const Argument& a : query.event(queue[head]).args) {
      for (EventId origin : a.origins) {
        const EffectSet effects = query.event(origin).effects;
        const bool leads =
            effects.empty() || effects.any({Effect::net_connect, Effect::net_listen, Effect::net_fetch,
                                            Effect::net_receive, Effect::decode, Effect::decompress, Effect::encode});
        if (leads && std::find(queue.begin(), queue.end(), origin) == queue.end()) queue.push_back(origin);
      }
    }
  }
  // What a few lines fetch by themselves was given its address by nobody.
  const Event& event = query.event(source);
  const bool by_itself = event.trigger != Trigger::runtime && event.reach == Reach::entry &&
                         query.facts().package.python_lines <= kSmallLines;
  if (best == Address::given && by_itself && event.effects.has(Effect::net_fetch)) return Address::literal;
  return best;
}

// A large program that its user calls and that fetches from an ordinary host: such programs fetch parts of their own.
inline bool fetches_own_parts(const Query& query, const Event& event, EventId fetch) {
  return event.trigger == Trigger::runtime && is_large(query, event) && address_of(query, fetch) != Address::hostile;
}

// Long ways through a program are less sure than short ones: every step may mix up what has nothing to do with each
// other.
inline double sure_of_chain(double confidence, const std::vector<EventId>& chain) {
  constexpr size_t kShort = 6;
  for (size_t i = kShort; i < chain.size(); ++i) confidence *= 0.85;
  return confidence;
}

}  // namespace antivenom::rules
