#include "rules/shared/control.h"

namespace antivenom::rules::spread::self_publish {
namespace {

bool was_asked_for(const Query& query, EventId id) {
  return std::any_of(query.event(id).conditions.begin(), query.event(id).conditions.end(), [&](ConditionId condition) {
    const auto& about = query.facts().conditions[condition].about;
    return std::find(about.begin(), about.end(), "argument") != about.end() ||
           query.facts().conditions[condition].text.find("argv") != std::string::npos;
  });
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id = 0; id < query.facts().events.size(); ++id) {
    const Event& event = query.event(id);
    if (!runs_by_itself(query, id) || was_asked_for(query, id)) continue;
    const bool by_program =
        event.effects.any(kRuns) && mentions(event, {"twine upload", "sdist upload", "bdist_wheel upload",
                                                     "npm publish", "poetry publish", "flit publish", "uv publish"});
    const bool by_hand =
        event.effects.any({Effect::net_send}) && mentions(event, {"upload.pypi.org/legacy", "registry.npmjs.org/-/"});
    if (by_program || by_hand) reporter.found(0.9).event(id, "publishes a package");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::hostile,
    .summary = "publish packages with the victim's account",
    .why = "A worm: every developer who installs it publishes it to the next ones.",
    .careful =
        "setup.py files have a shortcut to publish that runs when asked for by an argument, and "
        "publishing tools publish when started; by itself, at install or import, nobody publishes.",
    .attack = {"T1195.002"},
    .run = run,
};

}  // namespace antivenom::rules::spread::self_publish
