// str.format and str.format_map: fields, attributes, indexes, conversions and nested specifications.

#include "interpret/library/method.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/text_forms.h"

namespace antivenom::interpret {

namespace {

class FieldFormatter {
 public:
  // `mapping`: what format_map() looks names up in; Invalid for format().
  FieldFormatter(Runtime& runtime, const CallArgs& args, Value mapping)
      : runtime_(runtime), args_(args), mapping_(mapping) {}

  // nullopt: a part is not known, or raised. CPython, too, allows one level of fields inside a specification.
  std::optional<std::string> expand(std::string_view format, unsigned depth);

 private:
  bool field(std::string_view text, unsigned depth, std::string& out);
  Value look_up(std::string_view name);
  Value argument(std::string_view first);
  bool fail(std::string_view message) {
    runtime_.raise("ValueError", message);
    return false;
  }

  Runtime& runtime_;
  const CallArgs& args_;
  const Value mapping_;
  int64_t automatic_ = 0;
  bool numbered_ = false;
};

// All digits: an index. -1 if it is a name; nullopt when it is too large.
std::optional<int64_t> as_number(std::string_view text) {
  if (text.empty()) return -1;
  int64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
    if (value > INT32_MAX) return std::nullopt;
  }
  return value;
}

Value FieldFormatter::argument(std::string_view first) {
  auto index = as_number(first);
  if (!index) return raise(runtime_, "ValueError", "Too many decimal digits in format string");
  if (first.empty()) {
    if (numbered_) {
      return raise(runtime_, "ValueError",
                   "cannot switch from manual field specification to automatic field numbering");
    }
    index = automatic_++;
  } else if (*index >= 0) {
    if (automatic_ > 0) {
      return raise(runtime_, "ValueError",
                   "cannot switch from automatic field numbering to manual field specification");
    }
    numbered_ = true;
  }
  if (*index < 0) {
    if (mapping_.valid()) return runtime_.subscript(mapping_, runtime_.heap().str(first));
    for (const auto& [name, value] : args_.keywords) {
      if (runtime_.heap().text(name) == first) return value;
    }
    return args_.open_ended ? Value() : raise(runtime_, "KeyError", str_repr(first));
  }
  if (mapping_.valid()) return raise(runtime_, "ValueError", "Format string contains positional fields");
  if (static_cast<size_t>(*index) < args_.size()) return args_.positional[static_cast<size_t>(*index)];
  if (args_.open_ended) return {};
  return raise(runtime_, "IndexError",
               "Replacement index " + std::to_string(*index) + " out of range for positional args tuple");
}

Value FieldFormatter::look_up(std::string_view name) {
  size_t at = std::min(name.find_first_of(".["), name.size());
  Value v = argument(name.substr(0, at));
  while (v.valid() && at < name.size()) {
    if (name[at] == '.') {
      const size_t end = std::min(name.find_first_of(".[", at + 1), name.size());
      if (end == at + 1) return raise(runtime_, "ValueError", "Empty attribute in format string");
      v = runtime_.attribute(v, runtime_.heap().intern(name.substr(at + 1, end - at - 1)));
      at = end;
    } else if (name[at] == '[') {
      const size_t end = name.find(']', at);
      if (end == std::string_view::npos) return raise(runtime_, "ValueError", "Missing ']' in format string");
      const std::string_view key = name.substr(at + 1, end - at - 1);
      if (key.empty()) return raise(runtime_, "ValueError", "Empty attribute in format string");
      const auto index = as_number(key);
      if (!index) return raise(runtime_, "ValueError", "Too many decimal digits in format string");
      v = runtime_.subscript(v, *index >= 0 ? Value::integer(*index) : runtime_.heap().str(key));
      at = end + 1;
    } else {
      return raise(runtime_, "ValueError", "Only '.' or '[' may follow ']' in format field specifier");
    }
  }
  return v;
}

// Formats the field whose braces enclose `text`.
bool FieldFormatter::field(std::string_view text, unsigned depth, std::string& out) {
  // The name ends at '!' or ':' outside of brackets.
  size_t end = 0;
  bool bracket = false;
  for (; end < text.size(); ++end) {
    if (text[end] == '[') bracket = true;
    if (text[end] == ']') bracket = false;
    if (!bracket && (text[end] == '!' || text[end] == ':')) break;
    if (text[end] == '{') return fail("unexpected '{' in field name");
  }
  Value v = look_up(text.substr(0, end));
  if (!v.valid() || v.is_unknown()) return false;
  char conversion = 0;
  if (end < text.size() && text[end] == '!') {
    if (end + 1 >= text.size()) return fail("end of string while looking for conversion specifier");
    conversion = text[end + 1];
    end += 2;
    if (end < text.size() && text[end] != ':') return fail("expected ':' after conversion specifier");
  }
  std::string spec;
  if (end < text.size()) {
    const auto expanded = expand(text.substr(end + 1), depth + 1);
    if (!expanded) return false;
    spec = *expanded;
  }
  if (conversion != 0) {
    std::optional<std::string> converted;
    if (conversion == 's') {
      converted = runtime_.to_str(v);
    } else if (conversion == 'r' || conversion == 'a') {
      converted = runtime_.to_repr(v);
      if (converted && conversion == 'a') converted = escape_non_ascii(*converted);
    } else {
      return fail(std::string("Unknown conversion specifier ") + conversion);
    }
    if (!converted) return false;
    v = runtime_.heap().str(*converted);
    if (!v.valid()) return false;
  }
  const Value shown = runtime_.format(v, spec);
  if (!shown.is(Kind::kStr)) return false;
  out += shown.as<Text>()->text();
  return runtime_.heap().fits(out.size()) && runtime_.spend(shown.as<Text>()->size / 64 + 1);
}

std::optional<std::string> FieldFormatter::expand(std::string_view format, unsigned depth) {
  if (depth >= 2 && format.find('{') != std::string_view::npos)
    return fail("Max string recursion exceeded"), std::nullopt;
  std::string out;
  for (size_t at = 0; at < format.size();) {
    const size_t brace = std::min(format.find_first_of("{}", at), format.size());
    out.append(format, at, brace - at);
    at = brace;
    if (at >= format.size()) break;
    if (at + 1 < format.size() && format[at + 1] == format[at]) {
      out += format[at];
      at += 2;
      continue;
    }
    if (format[at] == '}') return fail("Single '}' encountered in format string"), std::nullopt;
    if (at + 1 >= format.size()) return fail("Single '{' encountered in format string"), std::nullopt;
    size_t end = at + 1;
    unsigned open = 1;
    for (; end < format.size(); ++end) {
      if (format[end] == '{') ++open;
      if (format[end] == '}' && --open == 0) break;
      if (format[end] == '[') {
        // Braces inside an index are part of the key.
        const size_t close = format.find(']', end);
        if (format.substr(at, end - at).find(':') != std::string_view::npos) continue;
        if (close == std::string_view::npos) break;
        end = close;
      }
    }
    if (open != 0) return fail("expected '}' before end of string"), std::nullopt;
    if (!field(format.substr(at + 1, end - at - 1), depth, out)) return std::nullopt;
    at = end + 1;
  }
  return out;
}

Value format(Runtime& runtime, Value self, CallArgs& args) {
  const std::string text(self.as<Text>()->text());
  if (!runtime.spend(text.size() / 64 + 1)) return {};
  const auto out = FieldFormatter(runtime, args, {}).expand(text, 0);
  return out ? runtime.heap().str(*out, self.as<Text>()->origins, self.as<Text>()->trail) : Value();
}

Value format_map(Runtime& runtime, Value self, CallArgs& args) {
  if (!plain_arguments(args, 1, 1) || !unwrapped(args.positional[0]).is(Kind::kDict)) return {};
  const std::string text(self.as<Text>()->text());
  if (!runtime.spend(text.size() / 64 + 1)) return {};
  const auto out = FieldFormatter(runtime, args, unwrapped(args.positional[0])).expand(text, 0);
  return out ? runtime.heap().str(*out, self.as<Text>()->origins, self.as<Text>()->trail) : Value();
}

constexpr NativeDef kStrFormatNatives[] = {
    {"str.format", method<format, Kind::kStr>, "str"},
    {"str.format_map", method<format_map, Kind::kStr>, "str"},
};

}  // namespace

std::span<const NativeDef> str_format_natives() { return kStrFormatNatives; }

}  // namespace antivenom::interpret
