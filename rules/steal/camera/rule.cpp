#include "rules/shared/theft.h"

namespace antivenom::rules::steal::camera {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_camera}}, .carries = Carries::contents};
  for (const Route& route : routes_out(query, theft)) {
    auto draft = reporter.found(0.9);
    if (route.to_drop || runs_by_itself(query, route.chain.back())) draft.weight(Weight::hostile);
    draft.chain(route.chain, "takes a picture with the camera", "sends it away");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::suspicious,
    .summary = "send pictures of the camera away",
    .why = "Pictures of the victim are used for extortion.",
    .careful =
        "Vision programs use the camera and work on the pictures where they are; streaming sends to an "
        "address that the caller gives.",
    .attack = {"T1125", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::camera
