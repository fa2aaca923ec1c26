#include "rules/shared/theft.h"

namespace antivenom::rules::steal::environment {
namespace {

// A read without a name, or a command or file that lists everything.
bool is_all(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (event.effects.has(Effect::read_env))
    return query.argument(id, "", 0) == nullptr && event.callee.find("psutil") == std::string::npos;
  if (event.effects.has(Effect::read_file)) return query.has_tag(id, "proc-file") && mentions(event, {"/environ"});
  const Argument* command = query.argument(id, "args", 0);
  return command != nullptr && one_of(command->text, {"env", "printenv", "set", "export"});
}

void run(const Query& query, Reporter& reporter) {
  const Theft theft{.what = {.effects = {Effect::read_env, Effect::run_shell, Effect::run_process, Effect::read_file}},
                    .also = is_all};
  for (const Route& route : routes_out(query, theft)) {
    const bool alone = route.to_drop || runs_by_itself(query, route.chain.back());
    // A crash report is readable; what is made unreadable on its way is not meant to be noticed.
    const bool disguised = std::any_of(route.chain.begin(), route.chain.end(), [&](EventId id) {
      return one_of(query.event(id).callee, {"base64.b64encode", "base64.urlsafe_b64encode", "base64.b32encode",
                                             "base64.b85encode", "binascii.hexlify", "binascii.b2a_base64"});
    });
    reporter.found(alone || disguised ? 0.9 : 0.7)
        .weight(alone || disguised ? Weight::hostile : Weight::suspicious)
        .chain(route.chain, "takes all environment variables", "sends them away");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::information_stealing,
    .weight = Weight::hostile,
    .summary = "send all environment variables away",
    .why =
        "Tokens, passwords and keys of build servers and clouds are kept in the environment; who takes "
        "all of it takes them.",
    .careful =
        "Programs read single variables that they know, or copy the environment for a program that they "
        "start; crash reporters send a chosen few.",
    .attack = {"T1082", "T1552.007", "T1041"},
    .run = run,
};

}  // namespace antivenom::rules::steal::environment
