// The two checks that need nobody else.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "collect/verify/verify.h"
#include "verdict/verdict.h"

namespace antivenom::collect {
namespace {

// What can do harm. Reading the package's own files, looking at the environment and the like is in every setup.py.
constexpr EffectSet kSensitive = {
    Effect::read_registry,   Effect::read_clipboard,   Effect::read_keys,      Effect::read_screen,
    Effect::read_camera,     Effect::read_microphone,  Effect::read_host,      Effect::read_network_config,
    Effect::read_processes,  Effect::read_credentials, Effect::read_database,  Effect::net_fetch,
    Effect::net_receive,     Effect::net_send,         Effect::net_connect,    Effect::net_listen,
    Effect::dns_lookup,      Effect::send_mail,        Effect::send_message,   Effect::run_code,
    Effect::run_shell,       Effect::run_process,      Effect::load_native,    Effect::native_memory,
    Effect::install_package, Effect::deserialize,      Effect::write_file,     Effect::delete_file,
    Effect::move_file,       Effect::change_mode,      Effect::write_registry, Effect::write_env,
    Effect::write_clipboard, Effect::kill_process,     Effect::control_input,  Effect::change_system,
    Effect::decrypt,
};

// Notes that say that code was not seen.
bool hides_code(const std::string& note) {
  return note == "layer-unknown" || note == "bytecode-only" || note == "broken-syntax" || note == "budget";
}

// Why silence of the code proves nothing.
std::vector<std::string> blind_spots(const ScanResult& result) {
  const Facts& facts = result.facts;
  std::vector<std::string> out;
  if (result.verdict.label == Label::unreadable) out.push_back("the archive cannot be read");
  if (!result.errors.empty()) out.push_back("not all of it could be read: " + result.errors.front().reason);
  if (facts.package.python_files == 0) out.push_back("it holds no Python source");
  if (facts.package.native_files > 0) out.push_back("it holds native code");
  if (!facts.effort.exhausted.empty()) out.push_back("the analysis ran out of " + facts.effort.exhausted.front());
  if (std::any_of(facts.notes.begin(), facts.notes.end(), [](const Note& note) { return hides_code(note.id); })) {
    out.push_back("some of its code cannot be seen");
  }
  if (!facts.dependencies.empty()) out.push_back("it brings in other packages");
  return out;
}

}  // namespace

store::Check syntax_check(const ScanResult& result) {
  constexpr size_t kNamed = 5;
  std::set<std::string> callees;
  for (const Event& event : result.facts.events) {
    if (event.effects.any(kSensitive) && event.reach != Reach::unshipped) callees.insert(event.callee);
  }
  store::Check check;
  check.check = "syntax";
  check.detail = nlohmann::json({{"calls", callees}}).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (!callees.empty()) {
    std::string named;
    size_t count = 0;
    for (const std::string& callee : callees) {
      if (++count <= kNamed) named += (named.empty() ? "" : ", ") + callee;
    }
    check.outcome = "confirmed";
    check.reasons = {"sensitive calls: " + named + (count > kNamed ? fmt::format(" and {} more", count - kNamed) : "")};
    return check;
  }
  check.reasons = blind_spots(result);
  check.outcome = check.reasons.empty() ? "refuted" : "unknown";
  check.reasons.insert(check.reasons.begin(), "no sensitive call");
  return check;
}

store::Check scan_check(const ScanResult& result, const std::string& engine) {
  const Verdict& verdict = result.verdict;
  store::Check check;
  check.check = "scan";
  switch (verdict.label) {
    case Label::malicious:
      check.outcome = "confirmed";
      break;
    case Label::suspicious:
      check.outcome = "doubtful";
      break;
    case Label::clean:
      check.outcome = "refuted";
      break;
    case Label::unreadable:
      check.outcome = "unknown";
      break;
  }
  check.reasons = {fmt::format("scan: {} ({:.2f}): {}", to_string(verdict.label), verdict.score, verdict.summary)};
  check.detail = nlohmann::json({{"engine", engine}, {"score", verdict.score}}).dump();
  return check;
}

}  // namespace antivenom::collect
