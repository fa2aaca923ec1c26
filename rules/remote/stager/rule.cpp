#include <optional>
#include <string>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/address.h"
#include "rules/shared/code.h"

namespace antivenom::rules::remote::stager {
namespace {

// Also on what accept() gave, which is a pair of unknowns.
bool receives(const Event& event) {
  return event.callee.ends_with(".recv") ||
         (event.effects.has(Effect::net_receive) && !event.effects.has(Effect::net_listen));
}

// A count of bytes that can only be a header: the length of what follows, perhaps with a kind.
bool is_header_size(const Argument* size) {
  if (size == nullptr || size->known != Known::exact || size->text.empty() || size->text.size() > 2) return false;
  return size->text.find_first_not_of("0123456789") == std::string::npos && std::stoi(size->text) <= 16;
}

// The receive of the length that this receive was asked for: `body = s.recv(unpack('>I', s.recv(4))[0])`.
std::optional<EventId> length_of(const Query& query, EventId receive) {
  const Argument* size = query.argument(receive, "bufsize", 0);
  if (size == nullptr || size->known == Known::exact) return std::nullopt;
  for (EventId origin : size->origins) {
    if (receives(query.event(origin)) && is_header_size(query.argument(origin, "bufsize", 0))) return origin;
  }
  return std::nullopt;
}

// What is run: the text of exec, or the bytes that go into memory made for machine code.
const Argument* code_of(const Query& query, EventId id) {
  const Event& event = query.event(id);
  if (runs_text(event)) return query.argument(id, "", 0);
  const bool fills = event.effects.has(Effect::native_memory) &&
                     contains_any(event.callee, {"MoveMemory", "CopyMemory", "memmove", "WriteProcessMemory"});
  if (!fills) return nullptr;
  for (const Argument& argument : event.args) {
    if (nearest_into(query, argument, {Effect::net_receive}) && argument.type != "int") return &argument;
  }
  return nullptr;
}

// Code that runs when a package is installed or imported was asked for by nobody, wherever it connects to.
Weight weight_of(const Query& query, EventId run, EventId source) {
  const Event& event = query.event(run);
  if (event.trigger != Trigger::runtime && event.reach == Reach::entry) return Weight::hostile;
  if (address_of(query, source) != Address::given) return Weight::hostile;
  return is_small(query, event) ? Weight::suspicious : Weight::notable;
}

// A call on an object that could not be told, with an address in the code: `build_opener(...).open("https://...")`.
std::optional<EventId> opened_address(const Query& query, const Argument& code) {
  for (EventId origin : code.origins) {
    const Event& event = query.event(origin);
    if (event.callee != ".open" && event.callee != ".urlopen") continue;
    const Argument* address = query.argument(origin, "", 0);
    if (address != nullptr && (address->text.starts_with("http://") || address->text.starts_with("https://")))
      return origin;
  }
  return std::nullopt;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_code, Effect::native_memory})) {
    const Argument* code = code_of(query, id);
    if (code == nullptr || code->known == Known::exact) continue;
    std::optional<EventId> body, length;
    if (nearest_into(query, *code, {Effect::net_receive})) {
      for (EventId receive : query.upstream(id)) {
        if (!receives(query.event(receive))) continue;
        body = receive;
        if ((length = length_of(query, receive))) break;
      }
    }
    if (length) {
      reporter.found(0.9)
          .weight(weight_of(query, id, *body))
          .event(*length, "receives how long the rest of it is")
          .event(*body, "receives so many bytes")
          .event(id, "runs them");
    } else if (query.event(id).callee == "exec") {
      if (const auto opened = opened_address(query, *code)) {
        reporter.found(0.9)
            .weight(weight_of(query, id, *opened))
            .chain(query.chain(*opened, id), "fetches the rest of it", "runs that");
      }
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::remote_control,
    .weight = Weight::hostile,
    .summary = "load the rest of its code over a connection, as attack tools do, and run it in memory",
    .why =
        "The first stage of attack tools: a few lines that connect, read a length and so many bytes, and run them. Who "
        "holds the other end has the machine, and nothing of what ran is left on the disk.",
    .careful =
        "Length before content is how many honest protocols talk: what tells a stager is that the content is run as "
        "code. Tools that run code of their own servers on demand are counted less when the user starts them and names "
        "the server.",
    .attack = {"T1620", "T1105", "T1095"},
    .run = run,
};

}  // namespace antivenom::rules::remote::stager
