#include "diff/memory.h"

#include <algorithm>

#include "artifact/names.h"
#include "verdict/metrics.h"

namespace antivenom::diff {
namespace {

constexpr size_t kMaxText = 300;    // bytes of an argument that are compared
constexpr size_t kTellingText = 4;  // bytes: shorter texts are modes, flags and separators
constexpr size_t kRuleIsFull = 16;  // findings of a rule that run_rules() keeps

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  if (what.size() < 3) return;  // "1" is no version that could be told from a number
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

// Without the version's own number and runs of blanks.
std::string normal(std::string_view text, const PackageFact& package) {
  std::string out;
  for (const char c : text.substr(0, kMaxText)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  while (out.ends_with(' ')) out.pop_back();
  replace_all(out, package.version, "{version}");
  return out;
}

bool is_text(const Argument& argument) { return argument.known != Known::nothing && !argument.text.empty(); }

std::string signature_of(const Event& event, const PackageFact& package) {
  std::string out = event.callee + "(";
  for (const Argument& argument : event.args) {
    out += argument.keyword + "=";
    out += is_text(argument) ? normal(argument.text, package) : "<" + argument.type + ">";
    out += "\x1f";
  }
  return out + ")";
}

std::string_view line_of(const Snapshot& files, const Place& place) {
  if (place.file >= files.files.size() || !files.files[place.file].is_text()) return {};
  std::string_view text = files.files[place.file].bytes;
  for (uint32_t line = 1; line < place.line; ++line) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return unpacking::trimmed(text.substr(0, text.find('\n')));
}

const Event* event_of(const Facts& facts, const Evidence& evidence) {
  return evidence.event < facts.events.size() ? &facts.events[evidence.event] : nullptr;
}

std::string act_of(const Version& version, const Finding& finding) {
  if (finding.evidence.empty()) return {};
  const Evidence& act = finding.evidence.back();
  const Event* event = event_of(version.result.facts, act);
  return event != nullptr ? event->callee : "note " + act.why;
}

// The rule and what its evidence says, whatever the place.
std::string signature_of(const Version& version, const Finding& finding) {
  const Facts& facts = version.result.facts;
  std::vector<std::string> parts;
  for (const Evidence& evidence : finding.evidence) {
    const Event* event = event_of(facts, evidence);
    parts.push_back(event != nullptr
                        ? signature_of(*event, facts.package)
                        : "note " + normal(evidence.why, facts.package) + " " +
                              normal(line_of(version.files, shipped_place(facts, evidence.place)), facts.package));
  }
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  std::string out(finding.rule_id);
  for (const std::string& part : parts) out += "\x1e" + part;
  return out;
}

bool counts(const Event& event) { return event.reach != Reach::unshipped && !event.effects.empty(); }

FileId file_of(const Facts& facts, const Finding& finding) {
  return finding.evidence.empty() ? UINT32_MAX : shipped_place(facts, finding.evidence.back().place).file;
}

}  // namespace

bool rule_is_full(const ScanResult& result, std::string_view rule) {
  return static_cast<size_t>(std::count_if(result.verdict.findings.begin(), result.verdict.findings.end(),
                                           [&](const Finding& f) { return f.rule_id == rule; })) >= kRuleIsFull;
}

Memory::Memory(const Version& version, const Version& other, const Matching& matching)
    : version_(version), other_(other), matching_(matching), limited_(!version.result.facts.effort.exhausted.empty()) {
  const Facts& facts = version.result.facts;
  for (const Finding& finding : version.result.verdict.findings) {
    Known known{file_of(facts, finding), finding.trigger, finding.reach, act_of(version, finding), {}};
    for (const Evidence& evidence : finding.evidence) known.lines.insert(shipped_place(facts, evidence.place).line);
    by_rule_[finding.rule_id].push_back(std::move(known));
    by_signature_[signature_of(version, finding)].push_back(&finding);
  }
  for (const Event& event : facts.events) {
    for (const Argument& argument : event.args) {
      if (is_text(argument)) texts_.insert(normal(argument.text, facts.package));
    }
    if (!counts(event)) continue;
    const auto earliest = [&](Trigger& known) { known = std::min(known, event.trigger); };
    earliest(calls_.try_emplace(event.callee, event.trigger).first->second);
    earliest(
        calls_here_.try_emplace({shipped_place(facts, event.place).file, event.callee}, event.trigger).first->second);
  }
  for (size_t id = 1; id < facts.layers.size(); ++id) layers_.insert(facts.layers[id].text);
  for (const Indicator& indicator : facts.indicators) indicators_.emplace(indicator.type, indicator.value);
}

const FileMatch* Memory::match_of(FileId file) const {
  if (file >= matching_.of_new.size()) return nullptr;
  return &matching_.files[matching_.of_new[file]];
}

uint32_t Memory::origin(FileId file) const {
  const FileMatch* match = match_of(file);
  return match == nullptr ? kNone : match->old_file;
}

bool Memory::on_old_lines(const Finding& finding) const {
  const Facts& facts = other_.result.facts;
  return !finding.evidence.empty() &&
         std::all_of(finding.evidence.begin(), finding.evidence.end(), [&](const Evidence& evidence) {
           const Place place = shipped_place(facts, evidence.place);
           const FileMatch* match = match_of(place.file);
           return match != nullptr && is_old_line(*match, place.line);
         });
}

// True if nothing is said that the version did not say somewhere.
bool Memory::texts_known(const Finding& finding) const {
  const Facts& facts = other_.result.facts;
  for (const Evidence& evidence : finding.evidence) {
    const Event* event = event_of(facts, evidence);
    if (event == nullptr) return false;
    for (const Argument& argument : event->args) {
      if (!is_text(argument) || argument.text.size() < kTellingText) continue;
      if (!texts_.contains(normal(argument.text, facts.package))) return false;
    }
  }
  return true;
}

bool Memory::knows(const Finding& finding) const {
  const auto rule = by_rule_.find(finding.rule_id);
  const bool may_be_missing = limited_ || rule_is_full(version_.result, finding.rule_id);
  if (rule == by_rule_.end() && !may_be_missing) return false;
  const bool weighty = finding.weight >= Weight::suspicious;
  const auto as_reachable = [&](const auto& known) {
    return !weighty || (finding.trigger >= known.trigger && finding.reach >= known.reach);
  };

  const uint32_t file = origin(file_of(other_.result.facts, finding));
  const auto same = by_signature_.find(signature_of(other_, finding));
  if (same != by_signature_.end() && (file != kNone || !weighty || texts_known(finding)) &&
      std::any_of(same->second.begin(), same->second.end(),
                  [&](const Finding* known) { return as_reachable(*known); })) {
    return true;
  }
  if (file == kNone) return false;
  const bool old_lines = on_old_lines(finding);
  if (old_lines && may_be_missing) return true;
  if (rule == by_rule_.end()) return false;
  const std::string act = act_of(other_, finding);
  return std::any_of(rule->second.begin(), rule->second.end(), [&](const Known& known) {
    if (known.file != file || !as_reachable(known)) return false;
    if (old_lines) return true;
    if (known.act != act || finding.weight == Weight::hostile) return false;
    return finding.weight <= Weight::notable || texts_known(finding);
  });
}

bool Memory::knows_layer(LayerId id) const {
  const Facts& facts = other_.result.facts;
  const Layer& layer = facts.layers[id];
  if (layers_.contains(layer.text)) return true;
  const Place place = shipped_place(facts, layer.opened_at);
  const FileMatch* match = match_of(place.file);
  return match != nullptr && is_old_line(*match, place.line);
}

bool Memory::knows_indicator(const Indicator& indicator) const {
  return indicators_.contains({indicator.type, indicator.value});
}

bool Memory::knows_dependency(const Dependency& dependency) const {
  const auto& known = version_.result.facts.dependencies;
  return std::any_of(known.begin(), known.end(), [&](const Dependency& d) {
    return d.name == dependency.name && d.standing == dependency.standing &&
           (d.from == "import") == (dependency.from == "import");
  });
}

bool Memory::knows_call(const Event& event) const {
  const auto it = calls_.find(event.callee);
  return it != calls_.end() && it->second <= event.trigger;
}

bool Memory::knows_call_here(const Event& event) const {
  const Place place = shipped_place(other_.result.facts, event.place);
  const FileMatch* match = match_of(place.file);
  if (match != nullptr && is_old_line(*match, place.line) && knows_call(event)) return true;
  const auto it = calls_here_.find({origin(place.file), event.callee});
  return it != calls_here_.end() && it->second <= event.trigger;
}

}  // namespace antivenom::diff
