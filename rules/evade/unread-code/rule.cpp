#include <algorithm>
#include <array>
#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::unread_code {
namespace {

// Where what is run came from, as a reason why it could not be read. In the order in which they explain most.
struct Reason {
  Effect effect;
  std::string_view words;
};
constexpr std::array<Reason, 11> kReasons{{
    {Effect::net_fetch, "it comes from the network"},
    {Effect::net_receive, "it comes from the network"},
    {Effect::decrypt, "it is decrypted with what is not known"},
    {Effect::read_env, "it depends on the environment"},
    {Effect::read_registry, "it depends on the registry"},
    {Effect::read_host, "it depends on the machine"},
    {Effect::read_input, "the user types it"},
    {Effect::read_clipboard, "it comes from the clipboard"},
    {Effect::load_native, "native code makes it"},
    {Effect::deserialize, "it is unpickled from what is not known"},
    {Effect::read_file, "it comes from a file that is not in the package"},
}};

// "{code}" and "{os.getenv}": the name of what is not known.
std::string hole_of(const std::string& text) {
  const size_t open = text.find('{');
  const size_t close = text.find('}', open == std::string::npos ? 0 : open);
  return open == std::string::npos || close == std::string::npos ? "" : text.substr(open + 1, close - open - 1);
}

std::string reason_of(const Query& query, const Argument& code) {
  for (const Reason& reason : kReasons) {
    if (const auto source = nearest_into(query, code, {reason.effect}))
      return std::string(reason.words) + " (" + query.event(*source).callee + ")";
  }
  const std::string hole = hole_of(code.text);
  if (hole.find('.') != std::string::npos) return "it is what " + hole + " gives, which is not modelled";
  if (!code.origins.empty())
    return "it comes from " + query.event(code.origins.back()).callee + ", which is not modelled";
  // An unknown without a source, while a limit was hit, is most likely one that was not computed to its end.
  const auto& exhausted = query.facts().effort.exhausted;
  if (!exhausted.empty() && (hole.empty() || hole == "?"))
    return "a limit was hit before it was computed (" + exhausted.front() + ")";
  if (!hole.empty() && hole != "?") return "it is given by who calls the function (" + hole + ")";
  return "it is made by a call that is not modelled";
}

bool is_known_part(const Argument& code) {
  return code.known == Known::partial && code.text.find("{or}") != std::string::npos;
}

// Notes about code that was found and could not be opened.
std::string_view words_of(std::string_view id) {
  if (id == "layer-limit") return "code inside code lies deeper than is looked at";
  return {};
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id = 0; id < query.facts().events.size(); ++id) {
    const Event& event = query.event(id);
    if (!runs_text(event) && event.callee != "compile") continue;
    const Argument* code = query.argument(id, event.callee == "compile" ? "source" : "", 0);
    if (code == nullptr || code->known == Known::exact || is_known_part(*code) || event.reach == Reach::unshipped)
      continue;
    const std::string verb = event.callee == "compile" ? "compiles" : "runs";
    reporter.found(0.9).event(id, verb + " code that could not be read: " + reason_of(query, *code));
  }
  for (const Note& note : query.facts().notes) {
    const std::string_view words = words_of(note.id);
    if (!words.empty()) reporter.found(0.9).note(note, "could not be read: " + std::string(words));
    if (note.id == "layer-unknown" &&
        (note.detail.find("marshal") != std::string::npos || note.detail.find("bytecode") != std::string::npos))
      reporter.found(0.9).note(note, "could not be read: " + note.detail);
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::context,
    .summary = "run code that could not be read here",
    .why = "What was not read was not judged: the rest of this report does not speak for it.",
    .careful =
        "Honest programs run what their users give them. This only says that something was left out, and why; what "
        "tells an attack is reported by rules of its own.",
    .attack = {"T1059.006"},
    .run = run,
};

}  // namespace antivenom::rules::evade::unread_code
