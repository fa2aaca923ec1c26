#include <string>

#include "rules/flow.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::command::received_command {
namespace {

// What a visitor of a web page or of another service of the package sends.
bool is_request_of_client(const Event& source) {
  return source.callee.starts_with("flask.request") || source.callee.starts_with("bottle.request") ||
         source.callee.starts_with("tornado.web.RequestHandler.") || source.callee.starts_with("cgi.FieldStorage");
}

bool is_interpreter(std::string_view program) {
  return program.empty() || program.starts_with("python") ||
         one_of(program, {"sh", "bash", "zsh", "dash", "ksh", "cmd", "powershell", "pwsh", "sudo"});
}

Weight weight_of(const Query& query, EventId source, const Event& event, bool whole, bool disguised) {
  if (is_request_of_client(query.event(source))) return whole ? Weight::hostile : Weight::notable;
  const Address address = address_of(query, source);
  if (address == Address::given) return whole && is_small(query, event) ? Weight::suspicious : Weight::context;
  if (!whole) return address == Address::hostile ? Weight::suspicious : Weight::notable;
  const bool hostile = event.reach == Reach::entry || address == Address::hostile || disguised;
  return hostile ? Weight::hostile : Weight::suspicious;
}

// The command is the name of a file into which something was written: what is in the file is no part of the command.
bool names_written_file(const Query& query, EventId id, const Argument& command) {
  for (EventId write : query.with_effect({Effect::write_file})) {
    if (write >= id) break;
    const Event& event = query.event(write);
    if (event.has_receiver && !event.args.empty() && !command.text.empty() && event.args[0].text == command.text)
      return true;
  }
  return false;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    const Argument* command = query.argument(id, "args", 0);
    if (command == nullptr) continue;
    const auto source =
        nearest_into(query, *command, kNetSources,
                     {Effect::write_file, Effect::archive, Effect::move_file, Effect::run_process, Effect::run_shell});
    // A file that was fetched to a path and then run is no command.
    if (!source || query.event(*source).effects.has(Effect::write_file) || names_written_file(query, id, *command))
      continue;
    const std::string text = command_text(query, id);
    const bool whole = (text.starts_with("{") && text.find(' ') == std::string::npos) || text.empty() ||
                       (contains_any(text, {"-c {", "/c {", "-command {"}) && is_interpreter(program_of(text)));
    // What fills a place in the command of a tool that the user calls, or comes from where he said, is data.
    const Address address = address_of(query, *source);
    if (!whole && event.trigger == Trigger::runtime && address != Address::hostile) continue;
    const bool by_itself = event.trigger != Trigger::runtime;
    if (address == Address::given && !is_small(query, event) && !by_itself &&
        !is_request_of_client(query.event(*source)))
      continue;
    // Commands of a service that hides them from who listens on the line.
    const bool disguised = nearest_into(query, *command, {Effect::decode, Effect::decrypt}, kNetSources).has_value();
    const auto chain = query.chain(*source, id);
    reporter.found(sure_of_chain(whole ? 0.9 : 0.5, chain))
        .weight(weight_of(query, *source, event, whole, disguised))
        .chain(chain, "receives text", whole ? "runs it as a command" : "makes it part of a command");
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "run commands that it receives from a server",
    .why = "Whoever controls the server controls the computer.",
    .careful =
        "A downloaded program is another matter, and a part of a command that comes from a "
        "server - a version, a file name - is counted less. Tools whose purpose it is to "
        "run jobs are called by the user.",
    .attack = {"T1059", "T1071"},
    .run = run,
};

}  // namespace antivenom::rules::command::received_command
