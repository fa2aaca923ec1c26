// string: constants, Template, capwords, and the functions of Python 2's module.
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

// The identifier at `text[at]`, with or without braces; empty if there is none. `end` is behind it.
std::string placeholder(std::string_view text, size_t at, size_t& end) {
  const bool braced = at < text.size() && text[at] == '{';
  size_t i = at + braced;
  const size_t begin = i;
  if (i >= text.size() || !is_name_start(text[i])) return {};
  while (i < text.size() && is_name(text[i])) ++i;
  if (braced && (i >= text.size() || text[i] != '}')) return {};
  end = i + braced;
  return std::string(text.substr(begin, i - begin));
}

// The value for a name, from the keywords first, then from the mapping.
Value lookup(Runtime& runtime, const CallArgs& args, const std::string& name) {
  const Symbol symbol = runtime.heap().intern(name);
  for (const auto& [keyword, value] : args.keywords) {
    if (keyword == symbol) return value;
  }
  if (args.size() == 0 || !args.positional[0].is(Kind::kDict)) return {};
  const Value* found = runtime.dict_find(args.positional[0].as<Dict>(), make_str(runtime, name));
  return found ? *found : Value();
}

template <bool Safe>
Value substitute(Runtime& runtime, Value self, CallArgs& args) {
  const auto text = known_str(self);
  if (!text || args.open_ended || !spend_bytes(runtime, text->size())) return {};
  const std::string source(*text);
  std::string out;
  for (size_t i = 0; i < source.size();) {
    if (source[i] != '$') {
      out += source[i++];
      continue;
    }
    size_t end = i + 1;
    const std::string name = placeholder(source, i + 1, end);
    if (name.empty()) {
      const bool escaped = i + 1 < source.size() && source[i + 1] == '$';
      if (!escaped && !Safe) return raise(runtime, "ValueError", "Invalid placeholder in string");
      out += '$';
      i += escaped ? 2 : 1;
      continue;
    }
    const Value v = lookup(runtime, args, name);
    if (!v.valid() && !Safe) return raise(runtime, "KeyError", name);
    const auto shown = v.valid() ? runtime.to_str(v) : std::optional<std::string>(source.substr(i, end - i));
    if (!shown || !runtime.heap().fits(out.size() + shown->size())) return {};
    out += *shown;
    i = end;
  }
  return make_str(runtime, out);
}

Value new_template(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value text = in.value(0, "template");
  if (!in.ok() || !known_str(text)) return {};
  Instance* made = new_builtin_instance(runtime, "string.Template");
  made->payload = text;
  set_field(runtime, made, "template", text);
  return Value(made);
}

// Python 2: string.upper(s) is s.upper().
template <const char* Method>
Value as_method(Runtime& runtime, Value, CallArgs& args) {
  const NativeDef* method = find_method("str", Method);
  if (!method || args.positional.empty()) return {};
  const Value self = args.positional.front();
  args.positional.erase(args.positional.begin());
  return method->fn(runtime, self, args);
}

Value join(Runtime& runtime, Value, CallArgs& args) {
  const NativeDef* method = find_method("str", "join");
  if (!method || args.size() < 1) return {};
  CallArgs given;
  given.positional = {args.positional[0]};
  return method->fn(runtime, args.size() > 1 ? args.positional[1] : make_str(runtime, " "), given);
}

constexpr char kUpper[] = "upper", kLower[] = "lower", kReplace[] = "replace", kSplit[] = "split", kStrip[] = "strip",
               kFind[] = "find", kTranslate[] = "translate", kZfill[] = "zfill";

constexpr NativeDef kStringNatives[] = {
    {"string.Template", new_template, "string.Template"},
    {"string.Template.substitute", substitute<false>, "str", "format"},
    {"string.Template.safe_substitute", substitute<true>, "str", "format"},
    {"string.join", join, "str", "join"},
    {"string.joinfields", join, "str", "join"},
    {"string.upper", as_method<kUpper>, "str"},
    {"string.lower", as_method<kLower>, "str"},
    {"string.replace", as_method<kReplace>, "str", "replace"},
    {"string.split", as_method<kSplit>, "list"},
    {"string.strip", as_method<kStrip>, "str"},
    {"string.find", as_method<kFind>, "int"},
    {"string.translate", as_method<kTranslate>, "str", "translate"},
    {"string.zfill", as_method<kZfill>, "str"},
};

#define AV_LOWER "abcdefghijklmnopqrstuvwxyz"
#define AV_UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define AV_DIGITS "0123456789"
#define AV_PUNCTUATION "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
#define AV_BLANKS " \t\n\r\v\f"
constexpr std::pair<std::string_view, std::string_view> kConstants[] = {
    {"string.ascii_lowercase", AV_LOWER},
    {"string.ascii_uppercase", AV_UPPER},
    {"string.ascii_letters", AV_LOWER AV_UPPER},
    {"string.lowercase", AV_LOWER},
    {"string.uppercase", AV_UPPER},
    {"string.letters", AV_LOWER AV_UPPER},
    {"string.digits", AV_DIGITS},
    {"string.hexdigits", AV_DIGITS "abcdefABCDEF"},
    {"string.octdigits", "01234567"},
    {"string.punctuation", AV_PUNCTUATION},
    {"string.whitespace", AV_BLANKS},
    {"string.printable", AV_DIGITS AV_LOWER AV_UPPER AV_PUNCTUATION AV_BLANKS},
};
#undef AV_LOWER
#undef AV_UPPER
#undef AV_DIGITS
#undef AV_PUNCTUATION
#undef AV_BLANKS

}  // namespace

std::span<const NativeDef> string_natives() { return kStringNatives; }

Value string_constant(Heap& heap, std::string_view name) {
  for (const auto& [constant, text] : kConstants) {
    if (name == constant) return heap.str(text);
  }
  return {};
}

}  // namespace antivenom::interpret
