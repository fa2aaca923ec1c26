// Shared by the rules about theft: the way from an event that takes something to one that sends it away.
//
// A plain flow (rules/flow.h) asks whether a result reaches a sink at all. Theft needs more care: the folder that a
// file lies in does not put itself into the file, an answer from the network is not what was sent to get it, and a
// token in an `Authorization` header is used for what it is for.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/lower_case.h"
#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules {

// What of the source is followed.
enum class Carries : uint8_t {
  value,     // the result itself; a text that only names a file is not in the file
  contents,  // also what was read by a path that the source named: listdir -> open -> read
};

struct Theft {
  Select what;
  bool (*also)(const Query&, EventId) = nullptr;  // a further condition on the source
  Carries carries = Carries::value;
  bool login_is_fine = false;  // a secret in a header, in `auth` or in an address logs in somewhere
};

struct Route {
  std::vector<EventId> chain;    // source, what it went through, sink
  std::vector<EventId> sources;  // every selected event that reaches the sink, nearest first
  bool to_drop = false;          // it ends where anybody collects things without being asked who they are
};

// Reading, by any means, what lies on the disk.
inline constexpr EffectSet kReads{Effect::read_file,     Effect::list_files,       Effect::read_database,
                                  Effect::read_registry, Effect::read_credentials, Effect::move_file,
                                  Effect::archive,       Effect::run_shell,        Effect::run_process};

inline constexpr EffectSet kNetwork{Effect::net_fetch,  Effect::net_receive, Effect::net_send,  Effect::net_connect,
                                    Effect::net_listen, Effect::dns_lookup,  Effect::send_mail, Effect::send_message,
                                    Effect::run_shell,  Effect::run_process, Effect::run_code};

// True if an argument's text holds one of `words` (lower case), in any case.
inline bool mentions(const Event& event, std::initializer_list<std::string_view> words) {
  for (const Argument& argument : event.args) {
    std::string text = argument.text;
    for (char& c : text) c = c == '\\' ? '/' : lower_case(c);
    for (std::string_view word : words) {
      if (text.find(word) != std::string::npos) return true;
    }
  }
  return false;
}

// `text` without its holes "{...}".
inline std::string without_holes(std::string_view text) {
  std::string result;
  size_t depth = 0;
  for (char c : text) {
    if (c == '{') ++depth;
    if (depth == 0) result += c;
    if (c == '}' && depth > 0) --depth;
  }
  return result;
}

inline bool looks_up_made_name(const Event& event) {
  return std::any_of(event.args.begin(), event.args.end(), [](const Argument& argument) {
    return argument.known == Known::partial && without_holes(argument.text).find('.') != std::string::npos;
  });
}

// A method of an object of which only the origin is known: a socket that was accepted, the channel of a chat message.
inline bool sends_by_name(const Event& event) {
  return event.has_receiver &&
         one_of(event.callee, {".send", ".sendall", ".sendto", ".send_message", ".send_file", ".send_document",
                               ".reply", ".reply_text", ".post", ".put", ".sendmail", ".storbinary", ".upload_file"});
}

// An address that was written in a disguise.
inline bool is_disguised_address(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (!event.effects.any({Effect::net_connect, Effect::net_fetch, Effect::net_send})) return false;
  const Argument* address = query.argument(id, "url", 0);
  return address != nullptr && address->text.find('.') != std::string::npos && disguises_of(*address) > 0;
}

// A place where anybody can collect things without giving a name.
inline bool is_collector(const Query& query, EventId id) {
  return query.has_any_tag(
      id, {"discord-webhook", "telegram-api", "telegram-bot-token", "paste-site", "oob-service", "request-catcher",
           "tunnel", "dynamic-dns", "raw-ip-url", "file-host", "google-forms", "google-apps-script", "onion"});
}

inline bool is_drop(const Query& query, EventId id) {
  return is_disguised_address(query, id) || is_collector(query, id) || query.has_tag(id, "image-host");
}

// An event that may carry data off the machine.
inline bool may_send(const Query& query, EventId id) {
  const Event& event = query.event(id);
  // Asked of every event by every rule about thefts: what is cheap and settles most of them comes first.
  constexpr EffectSet kMaySend{Effect::net_send,   Effect::send_mail, Effect::send_message, Effect::net_fetch,
                               Effect::dns_lookup, Effect::run_shell, Effect::run_process};
  if (!event.effects.empty() && !event.effects.any(kMaySend)) return false;
  if (query.has_tag(id, "local-url")) return false;
  if (event.effects.any({Effect::net_send, Effect::send_mail, Effect::send_message, Effect::net_fetch})) return true;
  if (event.effects.has(Effect::dns_lookup)) return looks_up_made_name(event);
  if (event.effects.empty()) {
    // A request that is made is sent, by whatever opens it later.
    if (event.callee == "urllib.request.Request") return is_drop(query, id);
    return sends_by_name(event) && !query.sources(id, {Effect::net_connect, Effect::net_listen}).empty();
  }
  return event.effects.any({Effect::run_shell, Effect::run_process}) &&
         query.has_any_tag(id, {"shell-upload", "shell-download", "powershell-download", "browser-open"});
}

// Where a secret in the address itself is no login.
inline bool is_catcher(const Query& query, EventId id) {
  return query.has_any_tag(
      id, {"oob-service", "request-catcher", "raw-ip-url", "paste-site", "tunnel", "dynamic-dns", "onion"});
}

inline bool is_login(const Query& query, EventId id, size_t position) {
  const Event& event = query.event(id);
  const Argument& argument = event.args[position];
  if (one_of(argument.keyword, {"headers", "auth", "cookies", "cert", "proxies", "proxy", "timeout"})) return true;
  if (event.callee == "urllib.request.Request" && position == 2) return true;
  const bool address =
      argument.keyword == "url" || (argument.keyword.empty() && position == (event.has_receiver ? 1 : 0) &&
                                    argument.type == "str" && argument.text.find("http") == 0);
  const bool only_a_name = argument.text.starts_with('%') && argument.text.find('%', 1) == argument.text.size() - 1;
  return (address && !is_catcher(query, id)) || (only_a_name && argument.keyword.empty());
}

// The result of a call that does nothing outside holds what its arguments came from. What came through such a call is
// followed through it, where it can be told in which argument it went.
inline bool comes_through_another(const Query& query, const Argument& argument, EventId origin) {
  return std::any_of(argument.origins.begin(), argument.origins.end(), [&](EventId between) {
    if (between <= origin || !query.event(between).effects.empty()) return false;
    const auto& args = query.event(between).args;
    return std::any_of(args.begin(), args.end(), [&](const Argument& a) {
      return std::binary_search(a.origins.begin(), a.origins.end(), origin);
    });
  });
}

// True for an argument that says only where: the file that a picture is saved to.
inline bool is_only_place(const Event& event, size_t position) {
  const size_t first = event.has_receiver ? 1 : 0;
  const std::string_view callee = event.callee;
  if (position == first && one_of(callee, {"open", "io.open", "codecs.open", "aiofiles.open", "cv2.imwrite"}))
    return true;
  return event.has_receiver && position == first && callee.ends_with(".save") && event.effects.has(Effect::write_file);
}

// Whether what `origin` gave goes on, through argument `position` of the event, to where the event's result goes.
inline bool passes(const Query& query, const Theft& theft, EventId id, size_t position, EventId origin) {
  const Event& event = query.event(id);
  if (theft.login_is_fine && is_login(query, id, position)) return false;
  if (event.effects.has(Effect::read_env)) return false;  // who asks for a name gets that one's value
  if (theft.carries == Carries::contents) return true;
  // What is in the file named there goes on, but not its name.
  constexpr EffectSet kFillsFile{Effect::write_file, Effect::move_file, Effect::read_file};
  if (is_only_place(event, position) && !query.event(origin).effects.any(kFillsFile)) return false;
  constexpr EffectSet kByPath{Effect::read_file, Effect::list_files, Effect::read_database, Effect::archive,
                              Effect::move_file, Effect::probe_file, Effect::delete_file,   Effect::change_mode};
  const EffectSet from = query.event(origin).effects;
  if (event.effects.any(kByPath)) return from.any(kFillsFile);
  if (event.effects.has(Effect::write_file))
    return event.args.size() > 1 && event.args[position].type != "pathlib.Path";
  return true;
}

// The ways from what is meant to `sink`; nullopt if there is none.
inline std::optional<Route> route_to(const Query& query, const Theft& theft, EventId sink) {
  constexpr size_t kMaxReached = 512;
  const auto meant = [&](EventId id) {
    return matches(query, id, theft.what) && (!theft.also || theft.also(query, id));
  };
  // Nothing of what is meant lies behind the sink: no way to look for. True of nearly every sink.
  const std::vector<EventId>& behind = query.upstream(sink);
  if (!meant(sink) && std::none_of(behind.begin(), behind.end(), meant)) return std::nullopt;
  Route route;
  route.to_drop = is_drop(query, sink);
  struct Step {
    EventId id;
    size_t towards_sink;
  };
  std::vector<Step> reached{{sink, 0}};
  std::vector<bool> seen(sink + 1, false);
  seen[sink] = true;
  bool is_source = false;
  for (size_t head = 0; head < reached.size() && reached.size() < kMaxReached; ++head) {
    const EventId id = reached[head].id;
    const Event& event = query.event(id);
    // The sink may be its own source: `curl -F f=@~/.ssh/id_rsa`. Downloading something is no theft of it.
    const bool own_source = event.effects.any({Effect::run_shell, Effect::run_process});
    if (head > 0 && event.effects.empty()) route.to_drop = route.to_drop || is_drop(query, id);
    if (head == 0 && own_source && meant(id)) {
      is_source = true;  // unless something that flows into it is
    } else if (head > 0 && meant(id)) {
      if (route.sources.empty()) {
        for (size_t at = head;; at = reached[at].towards_sink) {
          route.chain.push_back(reached[at].id);
          if (at == 0) break;
        }
      }
      route.sources.push_back(id);
    }
    if (head > 0 && event.effects.any(kNetwork)) continue;  // an answer is not what was sent to get it
    // A connection is not what is sent over it. `DiscordWebhook(url, content).execute()` has nothing else.
    const bool receiver_counts = head > 0 || (event.args.size() == 1 && !event.effects.empty());
    for (size_t position = event.has_receiver && !receiver_counts ? 1 : 0; position < event.args.size(); ++position) {
      for (EventId origin : event.args[position].origins) {
        if (origin >= id || seen[origin] || comes_through_another(query, event.args[position], origin)) continue;
        if (!passes(query, theft, id, position, origin)) continue;
        seen[origin] = true;
        reached.push_back({origin, head});
      }
    }
  }
  if (is_source && route.sources.empty()) {
    route.chain = {sink};
    route.sources.push_back(sink);
  }
  if (route.sources.empty()) return std::nullopt;
  return route;
}

// Every way out of the package that something of `theft` takes.
inline std::vector<Route> routes_out(const Query& query, const Theft& theft) {
  std::vector<Route> routes;
  if (!theft.what.effects.empty() && !query.all_effects().any(theft.what.effects)) return routes;
  const bool any = [&] {
    for (EventId id = 0; id < query.facts().events.size(); ++id)
      if (matches(query, id, theft.what)) return true;
    return false;
  }();
  if (!any) return routes;
  for (EventId sink = 0; sink < query.facts().events.size(); ++sink) {
    if (!may_send(query, sink)) continue;
    if (auto route = route_to(query, theft, sink)) routes.push_back(std::move(*route));
  }
  return routes;
}

// True if a person was asked before the event.
inline bool asked_first(const Query& query, EventId id) {
  for (ConditionId condition : query.event(id).conditions) {
    for (EventId origin : query.facts().conditions[condition].origins) {
      if (query.event(origin).effects.has(Effect::read_input)) return true;
    }
  }
  return false;
}

inline bool runs_by_itself(const Query& query, EventId id) { return query.event(id).trigger != Trigger::runtime; }

// The event of these effects that was given the function in which `id` happens: a hook, a handler, a decorator.
inline std::optional<EventId> called_back_by(const Query& query, EventId id, EffectSet effects) {
  const Event& event = query.event(id);
  for (EventId giver : query.with_effect(effects)) {
    if (giver >= id) break;
    const Event& from = query.event(giver);
    const bool in_path =
        std::any_of(event.path.begin() + (event.path.empty() ? 0 : 1), event.path.end(), [&](const Frame& f) {
          return f.call.file == from.place.file && f.call.layer == from.place.layer && f.call.line >= from.place.line &&
                 f.call.line <= from.place.end_line;
        });
    if (in_path) return giver;
  }
  return std::nullopt;
}

// One finding for every way out, with the same weight.
inline void report_thefts(const Query& query, Reporter& reporter, const Theft& theft, double confidence,
                          std::string_view why_source, std::string_view why_sink, std::optional<Weight> weight = {}) {
  for (const Route& route : routes_out(query, theft)) {
    auto draft = reporter.found(confidence);
    if (weight) draft.weight(*weight);
    draft.chain(route.chain, std::string(why_source), std::string(why_sink));
  }
}

}  // namespace antivenom::rules
