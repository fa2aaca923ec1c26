// Shared by the rules about remote control: from where a command comes to where its output goes.
#pragma once

#include "rules/shared/theft.h"

namespace antivenom::rules {

inline constexpr EffectSet kRuns{Effect::run_shell, Effect::run_process};

struct RemoteCommand {
  std::vector<EventId> chain;     // where it was received ... where it is run
  std::optional<EventId> answer;  // the event that sends its output back
  EventId from() const { return chain.front(); }
  EventId run() const { return chain.back(); }
};

inline std::optional<EventId> answer_to(const Query& query, EventId run) {
  for (EventId id : query.downstream(run)) {
    if (may_send(query, id) || sends_by_name(query.event(id))) return id;
  }
  return std::nullopt;
}

// A program that was downloaded to a file and started is another behaviour: nobody commands it.
inline bool goes_through_file(const Query& query, const std::vector<EventId>& chain) {
  return std::any_of(chain.begin(), chain.end(), [&](EventId id) {
    return query.event(id).effects.any({Effect::write_file, Effect::move_file, Effect::archive, Effect::read_file});
  });
}

// True if a part of what is run is not known before it is run.
inline bool is_open_command(const Event& event) {
  const size_t first = event.has_receiver ? 1 : 0;
  return event.args.size() > first && event.args[first].known != Known::exact;
}

// What arrives over the network and is run as a command line. What only fills a place in a fixed command is data:
// `git clone {url}` does one thing, whoever sent the address.
inline bool is_whole_command(const Event& event) {
  const size_t first = event.has_receiver ? 1 : 0;
  if (event.args.size() <= first) return false;
  std::string text = without_holes(event.args[first].text);
  for (std::string_view shell : {"powershell", "cmd.exe", "cmd", "/bin/sh", "/bin/bash", "bash", "sh", "/c", "-c"}) {
    if (const size_t at = text.find(shell); at != std::string::npos) text.erase(at, shell.size());
  }
  return is_open_command(event) && text.find_first_not_of(" \t'\"") == std::string::npos;
}

inline std::vector<RemoteCommand> remote_commands(const Query& query, EffectSet from) {
  std::vector<RemoteCommand> result;
  const Theft received{.what = {.effects = from}};
  for (EventId run : query.with_effect(kRuns)) {
    if (!is_whole_command(query.event(run))) continue;
    auto route = route_to(query, received, run);
    if (!route || goes_through_file(query, route->chain)) continue;
    result.push_back({std::move(route->chain), answer_to(query, run)});
  }
  return result;
}

// True if the other end came to us: the connection was accepted.
inline bool was_accepted(const Query& query, EventId id) {
  return query.event(id).effects.has(Effect::net_listen) || !query.sources(id, {Effect::net_listen}).empty();
}

inline bool is_http(const Event& event) { return event.effects.any({Effect::net_fetch, Effect::net_send}); }

}  // namespace antivenom::rules
