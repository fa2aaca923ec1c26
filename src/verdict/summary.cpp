#include "verdict/summary.h"

#include <algorithm>
#include <array>
#include <utility>

namespace antivenom {
namespace {

constexpr size_t kMaxNamed = 3;  // more is a list, not a sentence

std::string number(size_t count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

// "a", "a and b", "a, b and c".
std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? " and " : ", ";
    out += parts[i];
  }
  return out;
}

std::string_view moment(const Finding& finding) {
  if (finding.reach == Reach::unshipped) return "in files that are not installed";
  switch (finding.trigger) {
    case Trigger::install:
      return "at install";
    case Trigger::import:
      return "when imported";
    case Trigger::runtime:
      return "when used";
  }
  return "when used";
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// The strongest findings of one kind, one a rule, strongest first.
std::vector<const Finding*> strongest(const Verdict& verdict, RuleKind kind) {
  std::vector<const Finding*> result;
  for (const Contribution& contribution : verdict.contributions) {
    const Finding& finding = verdict.findings[contribution.finding];
    if (finding.rule->kind != kind || contribution.points <= 0 || result.size() == kMaxNamed) continue;
    const bool told = std::any_of(result.begin(), result.end(),
                                  [&](const Finding* other) { return other->rule_id == finding.rule_id; });
    if (!told) result.push_back(&finding);
  }
  return result;
}

// "At install, this package may A and B; when imported, it may C."
std::string deeds(const std::vector<const Finding*>& findings) {
  std::vector<std::pair<std::string_view, std::vector<std::string>>> by_moment;
  for (const Finding* finding : findings) {
    auto it = std::find_if(by_moment.begin(), by_moment.end(),
                           [&](const auto& group) { return group.first == moment(*finding); });
    if (it == by_moment.end()) it = by_moment.insert(by_moment.end(), {moment(*finding), {}});
    it->second.emplace_back(finding->rule->summary);
  }
  std::string out;
  for (const auto& [when, what] : by_moment) {
    out += out.empty() ? std::string() : "; ";
    out += std::string(when) + (out.empty() || by_moment.front().first == when ? ", this package may " : ", it may ");
    out += join(what);
  }
  return capitalised(std::move(out)) + ".";
}

std::string hiding(const std::vector<const Finding*>& findings, bool alone) {
  std::vector<std::string> what;
  for (const Finding* finding : findings) what.emplace_back(finding->rule->summary);
  return (alone ? "This package may " : " It may also ") + join(what) + ".";
}

// The risky things a package does, for the sentence that says why they are fine.
std::vector<std::string> risky_calls(const Facts& facts) {
  struct Kind {
    EffectSet effects;
    std::string_view words;
  };
  static constexpr std::array<Kind, 4> kKinds = {{
      {{Effect::net_fetch, Effect::net_receive, Effect::net_send, Effect::net_connect, Effect::net_listen,
        Effect::send_mail, Effect::send_message},
       "uses the network"},
      {{Effect::run_shell, Effect::run_process}, "runs programs"},
      {{Effect::run_code, Effect::deserialize, Effect::load_native}, "runs code it makes or loads"},
      {{Effect::read_credentials, Effect::read_registry, Effect::read_keys, Effect::read_screen,
        Effect::read_clipboard},
       "reads what is private on a machine"},
  }};
  std::vector<std::string> result;
  for (const Kind& kind : kKinds) {
    const bool any = std::any_of(facts.events.begin(), facts.events.end(), [&](const Event& event) {
      return event.reach != Reach::unshipped && event.effects.any(kind.effects);
    });
    if (any) result.emplace_back(kind.words);
  }
  return result;
}

std::string nothing_hostile(const Facts& facts, const Verdict& verdict) {
  std::string out = "Nothing hostile found: " + number(verdict.metrics.files, "file") + " read";
  if (facts.layers.size() > 1) out += ", " + number(facts.layers.size() - 1, "layer") + " of packed code opened";
  const std::vector<std::string> risky = risky_calls(facts);
  const auto weak = strongest(verdict, RuleKind::behaviour);
  if (!weak.empty()) {
    std::string what = deeds({weak.front()});
    what.pop_back();
    if (!what.empty() && what[0] >= 'A' && what[0] <= 'Z') what[0] = static_cast<char>(what[0] - 'A' + 'a');
    out += "; the strongest sign is too weak to warn of: " + what;
  } else if (!risky.empty()) {
    out += "; it " + join(risky) + ", but no hostile flow between such calls was found";
  }
  return out + ".";
}

}  // namespace

std::string summarise(const Facts& facts, const Verdict& verdict) {
  std::string out;
  if (verdict.label == Label::clean) {
    out = nothing_hostile(facts, verdict);
  } else {
    const auto behaviours = strongest(verdict, RuleKind::behaviour);
    const auto evasions = strongest(verdict, RuleKind::evasion);
    if (!behaviours.empty()) out = deeds(behaviours);
    if (!evasions.empty()) out += hiding(evasions, behaviours.empty());
  }
  if (!facts.effort.exhausted.empty()) out += " The analysis was cut short: a limit was reached.";
  return out;
}

}  // namespace antivenom
