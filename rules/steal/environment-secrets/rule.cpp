#include "rules/shared/theft.h"

namespace antivenom::rules::steal::environment_secrets {
namespace {

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_env}, .tags = {"cloud-credentials", "dev-credentials"}},
                    .login_is_fine = true};
  for (const Route& route : routes_out(query, theft)) {
    auto draft = reporter.found(0.85);
    const bool many = route.sources.size() > 2;
    if (route.to_drop || many)
      draft.weight(Weight::hostile);
    else if (runs_by_itself(query, route.chain.back()) || route.sources.size() > 1)
      draft.weight(Weight::suspicious);
    draft.chain(route.chain, "reads a secret from the environment", "sends it away");
  }
  // A key pair is never part of an address: requests are signed with it.
  const Theft keys{.what = {.effects = {Effect::read_env}, .tags = {"cloud-credentials"}}};
  for (const Route& route : routes_out(query, keys)) {
    const Argument* address = query.argument(route.chain.back(), "url", 0);
    const bool in_address = address != nullptr && address->text.starts_with("http") && route.sources.size() > 1 &&
                            std::all_of(route.sources.begin(), route.sources.end(), [&](EventId id) {
                              return std::binary_search(address->origins.begin(), address->origins.end(), id);
                            });
    if (!in_address) continue;
    reporter.found(0.9)
        .weight(Weight::hostile)
        .chain(route.chain, "reads keys from the environment", "puts them into an address");
  }
  // Whatever the variable is called: nobody configures a program to report to a catcher of requests when it is loaded.
  const Theft any{.what = {.effects = {Effect::read_env}}, .login_is_fine = true};
  for (const Route& route : routes_out(query, any)) {
    const bool caught =
        std::any_of(route.chain.begin(), route.chain.end(), [&](EventId id) { return is_catcher(query, id); });
    if (!caught || !runs_by_itself(query, route.chain.back())) continue;
    reporter.found(0.85)
        .weight(Weight::hostile)
        .chain(route.chain, "reads the environment", "sends it to a catcher of requests");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::notable,
    .summary = "send secrets out of environment variables away",
    .why =
        "Such a variable holds a key to an account: of the index, the cloud, the code host or the build "
        "server.",
    .careful =
        "A client reads the token of its own service and logs in with it: headers, `auth` and addresses "
        "are that. Several at once, or a drop at the other end, is not.",
    .attack = {"T1552.007", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::environment_secrets
