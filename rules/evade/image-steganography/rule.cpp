#include <string>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsAnything)) {
    const Event& event = query.event(id);
    if (event.callee.find("Image") != std::string::npos) continue;
    const auto pixels = nearest_into(query, id, {Effect::read_image}, {Effect::write_file});
    const Argument* code = query.argument(id, "", 0);
    if (!pixels && runs_text(event) && code != nullptr &&
        contains_any(code->text, {"{stegano", ".lsb.reveal}", ".lsb.show}"})) {
      reporter.found(0.9).event(id, "runs what was hidden in an image");
      continue;
    }
    if (!pixels || event.effects.has(Effect::load_native)) continue;
    const Argument* what = query.argument(id, "", 0);
    // A path to an image among the arguments of a viewer is no payload.
    const bool whole = runs_text(event) || (what != nullptr && what->known == Known::nothing);
    if (whole)
      reporter.found(0.9).chain(query.chain(*pixels, id), "reads the pixels of an image", "runs what was found there");
  }
}

}  // namespace

extern const Rule image_steganography;
const Rule image_steganography{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::hostile,
    .summary = "take code or commands out of the pixels of an image",
    .why = "An image with a payload looks like any other and passes every search for code.",
    .careful =
        "Programs that work with images read pixels to show, measure or change them; "
        "running what was read is something else.",
    .attack = {"T1027.003"},
    .run = run,
};

}  // namespace antivenom::rules::evade
