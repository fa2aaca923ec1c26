// The acts that the ways of hiding are about: an evasion counts when it stands around one of these.
#pragma once

#include <string_view>
#include <vector>

#include "rules/shared/code.h"

namespace antivenom::rules {

// `curl -o x.exe https://... && x.exe`: fetched and started in one line.
inline bool fetches_and_runs(const Query& query, EventId id) {
  if (!query.has_any_tag(id, {"shell-download", "powershell-download"}) ||
      !query.has_any_tag(id, {"executable-name", "script-name"}))
    return false;
  return contains_any(command_text(query, id), {"&&", ";", " & "});
}

// Runs something fetched, written after fetching, or unpacked from a disguise; hands private data to the network; or
// runs a command that is a trick by itself.
inline bool is_act(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (event.effects.any(kRunsAnything)) {
    if (query.has_any_tag(id, {"reverse-shell", "powershell-encoded", "powershell-hidden", "powershell-download",
                               "shell-download-run", "defender-tamper", "firewall-tamper", "backup-removal", "run-key",
                               "startup-folder", "mining-pool", "miner-program"}))
      return true;
    for (const Argument& argument : event.args) {
      if (disguises_of(argument) > 0) return true;
    }
    if (fetches_and_runs(query, id)) return true;
    return nearest_into(query, id, kNetSources).has_value();
  }
  if (!event.effects.any({Effect::net_send, Effect::send_message, Effect::send_mail})) return false;
  constexpr EffectSet kPrivate{Effect::read_env,         Effect::read_clipboard, Effect::read_keys,
                               Effect::read_screen,      Effect::read_camera,    Effect::read_microphone,
                               Effect::read_credentials, Effect::read_host,      Effect::read_network_config};
  return nearest_into(query, id, kPrivate).has_value() ||
         query.has_any_tag(id,
                           {"discord-webhook", "telegram-api", "telegram-bot-token", "oob-service", "request-catcher"});
}

// Ids of all acts that the package's user would meet, in order.
inline std::vector<EventId> acts(const Query& query) {
  std::vector<EventId> result;
  constexpr EffectSet kCandidates =
      kRunsAnything | EffectSet{Effect::net_send, Effect::send_message, Effect::send_mail};
  for (EventId id : query.with_effect(kCandidates)) {
    if (query.event(id).reach != Reach::unshipped && is_act(query, id)) result.push_back(id);
  }
  return result;
}

}  // namespace antivenom::rules
