// Facts: the narrow waist. Left of it nobody knows a rule; right of it nobody sees source or syntax.
//
// The interpreter writes them, rules read them, and a text form (dump/load, text.h) lets both be tested alone and
// verdicts be recomputed from a store. Facts own their strings: they outlive the package they were taken from.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace antivenom {

// ---- effects: what an API does (effects.def) ---------------------------------------------------------------

// clang-format off
enum class Effect : uint8_t {
#define EFFECT(id, text, role) id,
#include "facts/effects.def"
#undef EFFECT
  count
};
// clang-format on

class EffectSet {
 public:
  constexpr EffectSet() = default;
  constexpr EffectSet(std::initializer_list<Effect> effects) {
    for (Effect e : effects) add(e);
  }
  constexpr void add(Effect e) { bits_ |= 1ull << static_cast<unsigned>(e); }
  constexpr void remove(Effect e) { bits_ &= ~(1ull << static_cast<unsigned>(e)); }
  constexpr bool has(Effect e) const { return (bits_ >> static_cast<unsigned>(e) & 1) != 0; }
  constexpr bool any(EffectSet other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr EffectSet operator|(EffectSet other) const {
    EffectSet result;
    result.bits_ = bits_ | other.bits_;
    return result;
  }
  constexpr EffectSet operator&(EffectSet other) const {
    EffectSet result;
    result.bits_ = bits_ & other.bits_;
    return result;
  }
  constexpr bool operator==(const EffectSet&) const = default;
  // Calls visit(effect) for each, in their order.
  template <class Visit>
  constexpr void for_each(Visit&& visit) const {
    for (uint64_t left = bits_; left != 0; left &= left - 1) visit(static_cast<Effect>(std::countr_zero(left)));
  }

 private:
  uint64_t bits_ = 0;
};
static_assert(static_cast<unsigned>(Effect::count) <= 64);

std::string_view to_string(Effect effect);
// The effect with that text form; Effect::count if there is none.
Effect effect_from(std::string_view text);

// ---- where -------------------------------------------------------------------------------------------------

enum class Trigger : uint8_t { install, import, runtime };
std::string_view to_string(Trigger trigger);

// How sure it is that the code is run by the package's user at all.
enum class Reach : uint8_t {
  entry,      // runs by itself on its trigger, or is called from what does
  uncalled,   // a function or method that nothing in the package calls: part of its API, or dead
  unshipped,  // tests, docs, examples: not run by who installs the package
};
std::string_view to_string(Reach reach);

using FileId = uint32_t;   // index into Facts::files
using LayerId = uint32_t;  // index into Facts::layers; 0 is "as shipped"
using EventId = uint32_t;  // index into Facts::events
using ConditionId = uint32_t;

struct Place {
  FileId file = 0;  // the shipped file, also for code of a deeper layer
  LayerId layer = 0;
  uint32_t line = 1, end_line = 1;  // 1-based, within the layer's text
  auto operator<=>(const Place&) const = default;
};

struct FileFact {
  std::string path;
  std::string role;    // to_string(Role)
  std::string module;  // dotted name, or empty
  bool python = false;
  bool reached = false;  // run by an entry point of install or import
  uint32_t lines = 0;
  uint64_t linked_lines = 0;  // of this file and all that import it or are imported by it, and so on
  uint64_t bytes = 0;
  uint32_t longest_line = 0;  // bytes
  uint32_t broken_bytes = 0;  // bytes in regions that do not parse
};

// Code that was unpacked without running it. Facts::layers[0] stands for all files as shipped.
struct Layer {
  LayerId parent = 0;
  Place opened_at;               // the exec, eval, import ... that opened it
  std::vector<std::string> how;  // steps from literal to code: "base64", "zlib", "marshal", "exec"
  std::string language;          // python|bytecode|powershell|shell|batch|javascript|vbscript|binary
  uint64_t bytes = 0;
  std::string text;      // at most 1 MiB kept
  bool complete = true;  // false: a budget cut it, or it does not parse
};

// ---- what ---------------------------------------------------------------------------------------------------

enum class Known : uint8_t {
  exact,    // `text` is the value (repr of a container, contents of a str)
  partial,  // `text` has holes, each written "{...}" naming where the hole came from, e.g. "{os.getenv}/x.exe"; what
            // may be one of a few texts has them all, with " {or} " between
  nothing,
};
std::string_view to_string(Known known);

// Where a value came from: events whose result flowed into it, through variables, containers, calls, fields and files.
struct Argument {
  std::string keyword;  // empty for positional
  std::string text;     // at most 4 KiB
  std::string type;     // Python type name ("str", "bytes", "list", "function", ...), "" if not known
  Known known = Known::nothing;
  bool truncated = false;         // `text` was cut
  uint64_t length = 0;            // full length of a known str or bytes, in characters or bytes
  std::vector<EventId> origins;   // sorted, unique; ids smaller than the event's own
  std::vector<std::string> tags;  // what the text is, from knowledge/text: "browser-store", "discord-webhook", ...
  std::vector<std::string> how;   // decoding steps behind a computed value: "base64", "xor", ... (never plain literals)
};

// A condition that held, or may have held, on the way to an event.
struct Condition {
  std::string text;                    // source of the test, at most 200 bytes
  bool negated = false;                // the else branch, or after `if ...: return`
  std::vector<std::string> about;      // "platform", "time", "user", "host", "sandbox", "environment", "argument",
                                       // "exception", "main" (__name__ == '__main__'), "network" ...
  std::vector<std::string> platforms;  // windows|linux|macos the condition restricts to, empty: none
  std::vector<EventId> origins;        // events whose results the test looked at
};

// One frame on the way from the entry point.
struct Frame {
  std::string function;  // "setup.py", "Install.run", "helper.fetch"
  Place call;            // where the frame was entered from
};

// A call that would touch the world, in execution order.
struct Event {
  std::string callee;  // true qualified name whatever it was called through: "subprocess.Popen",
                       // "socket.socket.send", "exec", "os.environ" (a read counts as a call)
  EffectSet effects;
  Place place;
  Trigger trigger = Trigger::runtime;
  Reach reach = Reach::entry;
  bool silenced = false;       // inside a try whose handler ignores the exception
  bool indirect = false;       // the name was computed: getattr, __import__, globals()[...], an alias of a builtin
  bool hidden_column = false;  // the call starts beyond column 200 of its line: pushed off the screen
  bool has_receiver = false;   // args[0] is the object the method was called on
  std::vector<Argument> args;
  std::vector<std::string> tags;  // union of the arguments' tags
  std::vector<ConditionId> conditions;
  std::vector<Frame> path;  // from the entry point, outermost first, at most 12
};

// Something about the package that is no call.
struct Note {
  std::string id;  // artifact anomalies ("confusing-duplicate-member": two
                   // unpackers may see two contents; "wrong-extension") and oddities of the code: "lookalike-names",
                   // "bidi-text", "off-screen-code", "mangled-names", "deep-nesting", "broken-syntax",
                   // "layer-unknown" (exec of a value that could not be computed), "budget", "bytecode-only" ...
  Place place;
  std::string detail;            // plain words
  std::vector<EventId> origins;  // what an unknown value depended on
};

struct Indicator {
  std::string type;  // url|domain|ip|email|webhook|wallet|path|registry-key|command|hash|package
  std::string value;
  Place place;
  bool benign_looking = false;  // private or documentation range, localhost, or the package's own home page
};

// Why a dependency is known to be bad. Filled from what the caller of a scan knows, not from the package.
enum class Standing : uint8_t {
  unknown,
  listed_in_part,    // some versions stand on the user's list of known-malicious packages; which one is taken is open
  listed,            // whatever is taken stands on it
  judged_malicious,  // it is at hand, or what it requires is, and was scanned
};
std::string_view to_string(Standing standing);

// Another distribution that this package brings in, by whatever way.
struct Dependency {
  std::string name;      // as PEP 503 compares it
  std::string versions;  // ">=1,<2"; empty: any
  std::string from;      // "requirement", "build requirement", "dependency link", "install command", "import"
  Place place;
  std::vector<EventId> origins;  // the call that asks for it; none: metadata, or an import
  bool by_address = false;       // taken from an address, not from an index
  Standing standing = Standing::unknown;
  std::string reason;  // plain words for the standing
};

// What the package says about itself, kept to compare with what it does.
struct PackageFact {
  std::string path, name, version, kind, summary, author, author_email, home_page, sha256;
  uint64_t bytes = 0;
  std::vector<std::string> requirements;
  std::vector<std::string> console_scripts;
  bool has_metadata = false;
  uint32_t description_bytes = 0;
  uint32_t files = 0, python_files = 0, native_files = 0, max_depth = 0;
  uint64_t python_lines = 0;
};

// What ran out, and how much was spent. Steps, never seconds: the same bytes give the same facts.
struct Effort {
  uint64_t steps = 0, layers = 0, files_interpreted = 0, functions = 0;
  std::vector<std::string> exhausted;  // "steps of setup.py", "memory", "layers"
};

struct Facts {
  PackageFact package;
  std::vector<FileFact> files;
  std::vector<Layer> layers{1};
  std::vector<Event> events;
  std::vector<Condition> conditions;
  std::vector<Note> notes;
  std::vector<Indicator> indicators;
  std::vector<Dependency> dependencies;
  Effort effort;
};

}  // namespace antivenom
