#include "rules/reporter.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>

namespace antivenom {
namespace {

// A note or layer has no trigger of its own: it runs when the code around it does.
struct Around {
  Trigger trigger = Trigger::runtime;
  Reach reach = Reach::entry;
};

Around around(const Facts& facts, const Place& place) {
  std::optional<Around> best;
  for (const Event& event : facts.events) {
    if (event.place.file != place.file) continue;
    if (!best) best = Around{event.trigger, event.reach};
    best->trigger = std::min(best->trigger, event.trigger);
    best->reach = std::min(best->reach, event.reach);
  }
  if (best) return *best;
  if (place.file >= facts.files.size()) return {};
  const FileFact& file = facts.files[place.file];
  if (file.role == "test" || file.role == "example") return {Trigger::runtime, Reach::unshipped};
  if (file.role == "setup") return {Trigger::install, Reach::entry};
  return {file.reached ? Trigger::import : Trigger::runtime, Reach::entry};
}

}  // namespace

Reporter::Draft::Draft(Reporter& reporter, double confidence) : reporter_(reporter) {
  finding_.rule_id = reporter.rule_.id;
  finding_.rule = reporter.rule_.rule;
  finding_.weight = reporter.rule_.rule->weight;
  finding_.confidence = std::isfinite(confidence) ? std::clamp(confidence, 0.0, 1.0) : 0.0;
}

Reporter::Draft::~Draft() noexcept(false) {
  if (finding_.evidence.empty() || std::uncaught_exceptions() > 0) return;
  const Facts& facts = reporter_.query_.facts();
  Around when;
  for (size_t i = 0; i < finding_.evidence.size(); ++i) {
    const Evidence& evidence = finding_.evidence[i];
    Around here;
    if (evidence.event < facts.events.size()) {
      here = {facts.events[evidence.event].trigger, facts.events[evidence.event].reach};
    } else {
      here = around(facts, evidence.place);
    }
    when.trigger = here.trigger;  // the last one stays: the act itself
    when.reach = i == 0 ? here.reach : std::max(when.reach, here.reach);
  }
  if (at_install_) when = {Trigger::install, Reach::entry};
  finding_.trigger = when.trigger;
  finding_.reach = when.reach;
  reporter_.out_.push_back(std::move(finding_));
}

Reporter::Draft& Reporter::Draft::event(EventId id, std::string why) {
  finding_.evidence.push_back({reporter_.query_.event(id).place, id, std::move(why)});
  return *this;
}

Reporter::Draft& Reporter::Draft::chain(const std::vector<EventId>& ids, std::string why_first, std::string why_last) {
  for (size_t i = 0; i < ids.size(); ++i) {
    if (i + 1 == ids.size()) {
      event(ids[i], std::move(why_last));
    } else if (i == 0) {
      event(ids[i], std::move(why_first));
    } else {
      event(ids[i], "passes it on through " + reporter_.query_.event(ids[i]).callee);
    }
  }
  return *this;
}

Reporter::Draft& Reporter::Draft::note(const Note& note, std::string why) {
  finding_.evidence.push_back({note.place, UINT32_MAX, std::move(why)});
  return *this;
}

Reporter::Draft& Reporter::Draft::dependency(const Dependency& dependency, std::string why) {
  if (!dependency.origins.empty()) return event(dependency.origins.front(), std::move(why));
  finding_.evidence.push_back({dependency.place, UINT32_MAX, std::move(why)});
  at_install_ = dependency.from != "import";
  return *this;
}

Reporter::Draft& Reporter::Draft::layer(LayerId id, std::string why) {
  const auto& layers = reporter_.query_.facts().layers;
  if (id < layers.size()) finding_.evidence.push_back({layers[id].opened_at, UINT32_MAX, std::move(why)});
  return *this;
}

Reporter::Draft& Reporter::Draft::weight(Weight weight) {
  finding_.weight = weight;
  return *this;
}

}  // namespace antivenom
