// re over known text. A pattern object keeps the pattern's text and flags; a match keeps the text and the spans of its
// groups in characters.
#include <re2/re2.h>

#include <algorithm>
#include <memory>

#include "interpret/library/objects.h"
#include "interpret/library/regex_translate.h"
#include "interpret/library/tables.h"
#include "interpret/library/unicode.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {
namespace {

constexpr std::string_view kPattern = "re.Pattern", kMatch = "re.Match";
constexpr size_t kMaxPattern = 4096, kMaxGroups = 100, kMaxMatches = 1'000'000;

// What one call works on: the compiled pattern and the text.
struct Job {
  std::shared_ptr<re2::RE2> regex;
  Value pattern, subject;
  std::string text;
  bool bytes = false, ascii = true;
  size_t groups = 0;
  int64_t flags = 0;
  Origins origins = Origins::none;
  Trail trail = Trail::none;
};

struct Found {
  std::vector<std::pair<size_t, size_t>> spans;  // bytes; npos: group did not take part
};
constexpr size_t kNone = std::string::npos;

// Pattern text and flags of a str, bytes or compiled pattern.
std::optional<std::pair<Value, int64_t>> pattern_of(Runtime& runtime, Value v, int64_t flags) {
  if (const Instance* compiled = instance_of(runtime, v, kPattern)) {
    return std::pair(field(runtime, compiled, "pattern"), integer_field(runtime, compiled, "flags"));
  }
  if (v.is(Kind::kStr) || v.is(Kind::kBytes)) return std::pair(v, flags);
  return std::nullopt;
}

// A compiled pattern, kept for the next call with it: lexers match the same few patterns thousands of times.
std::shared_ptr<re2::RE2> compiled(Runtime& runtime, const std::string& pattern, bool bytes) {
  constexpr size_t kMaxKept = 1'024;
  constexpr uint64_t kCompileSteps = 200;  // what compiling costs beside evaluating a syntax node, measured
  auto& kept = runtime.kept();
  const std::string key = (bytes ? "re2b " : "re2s ") + pattern;
  if (auto it = kept.find(key); it != kept.end()) return std::static_pointer_cast<re2::RE2>(it->second);
  if (!runtime.spend(kCompileSteps + pattern.size() * 4)) return nullptr;
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(1 << 20);
  if (bytes) options.set_encoding(re2::RE2::Options::EncodingLatin1);
  auto regex = std::make_shared<re2::RE2>(pattern, options);
  if (kept.size() < kMaxKept) kept.emplace(key, regex);
  return regex;
}

std::optional<Job> open_job(Runtime& runtime, Value pattern, int64_t flags, Value subject) {
  const auto source = pattern_of(runtime, pattern, flags);
  if (!source || !source->first.valid()) return std::nullopt;
  const std::string text(source->first.as<Text>()->text());
  Job job;
  job.pattern = pattern;
  job.bytes = source->first.is(Kind::kBytes);
  const auto translated = text.size() <= kMaxPattern ? translate_regex(text, source->second, job.bytes) : std::nullopt;
  const auto content = job.bytes ? known_bytes(subject) : known_str(subject);
  if (!translated || !content || !runtime.spend(16) || !spend_bytes(runtime, content->size())) return std::nullopt;
  job.subject = subject;
  job.text = *content;
  job.ascii = job.bytes || is_ascii(job.text);
  if ((translated->dollar && job.text.ends_with('\n')) || (translated->ascii_words && !job.ascii)) return std::nullopt;
  job.regex = compiled(runtime, translated->pattern, job.bytes);
  if (job.regex == nullptr || !job.regex->ok()) return std::nullopt;
  job.groups = static_cast<size_t>(job.regex->NumberOfCapturingGroups());
  if (job.groups > kMaxGroups) return std::nullopt;
  job.flags = translated->flags;
  job.origins = runtime.origins_of(subject);
  job.trail = runtime.trail_of(subject);
  return job;
}

enum class Out { match, none, budget };

Out search(Runtime& runtime, const Job& job, size_t from, re2::RE2::Anchor anchor, Found& found) {
  // A search may look at all that is left, whether or not it finds something near.
  if (!runtime.spend(1 + (job.text.size() - from) / 1024)) return Out::budget;
  std::vector<re2::StringPiece> pieces(job.groups + 1);
  const bool hit =
      job.regex->Match(job.text, from, job.text.size(), anchor, pieces.data(), static_cast<int>(pieces.size()));
  if (!hit) return Out::none;
  found.spans.clear();
  for (const auto& piece : pieces) {
    const auto begin = piece.data() ? static_cast<size_t>(piece.data() - job.text.data()) : kNone;
    found.spans.emplace_back(begin, piece.data() ? begin + piece.size() : kNone);
  }
  return Out::match;
}

// All matches from left to right as Python's scanner finds them: an empty one may follow a longer one at once.
std::optional<std::vector<Found>> all_matches(Runtime& runtime, const Job& job, size_t limit) {
  std::vector<Found> matches;
  for (size_t at = 0; at <= job.text.size() && matches.size() < limit;) {
    Found found;
    const Out outcome = search(runtime, job, at, re2::RE2::UNANCHORED, found);
    if (outcome == Out::budget || matches.size() >= kMaxMatches) return std::nullopt;
    if (outcome == Out::none) break;
    const auto [begin, end] = found.spans[0];
    at = end;
    if (begin == end) {
      if (at < job.text.size() && !job.bytes)
        next_code_point(job.text, at);
      else
        ++at;
    }
    matches.push_back(std::move(found));
  }
  return matches;
}

Value piece(Runtime& runtime, const Job& job, std::pair<size_t, size_t> span) {
  if (span.first == kNone) return Value::none();
  const std::string_view text = std::string_view(job.text).substr(span.first, span.second - span.first);
  return job.bytes ? runtime.heap().bytes(text, job.origins, job.trail)
                   : runtime.heap().str(text, job.origins, job.trail);
}

Value piece_or_empty(Runtime& runtime, const Job& job, std::pair<size_t, size_t> span) {
  return piece(runtime, job, span.first == kNone ? std::pair<size_t, size_t>(0, 0) : span);
}

Value make_match(Runtime& runtime, const Job& job, const Found& found) {
  Heap& heap = runtime.heap();
  Instance* match = new_builtin_instance(runtime, kMatch);
  std::vector<Value> texts, spans;
  for (const auto& span : found.spans) {
    texts.push_back(piece(runtime, job, span));
    if (!texts.back().valid()) return {};
    for (const size_t offset : {span.first, span.second}) {
      const size_t chars =
          offset == kNone || job.ascii ? offset : count_characters(std::string_view(job.text).substr(0, offset));
      spans.push_back(Value::integer(offset == kNone ? -1 : static_cast<int64_t>(chars)));
    }
  }
  auto* names = heap.make<Dict>(Kind::kDict);
  for (const auto& [index, name] : job.regex->CapturingGroupNames())
    runtime.dict_set(names, heap.str(name), Value::integer(index));
  match->payload = heap.tuple(std::move(texts));
  set_field(runtime, match, "_spans", heap.tuple(std::move(spans)));
  set_field(runtime, match, "_names", Value(names));
  set_field(runtime, match, "string", job.subject);
  set_field(runtime, match, "re", job.pattern);
  set_field(runtime, match, "pos", Value::integer(0));
  return Value(match);
}

// ---- entry points: re.f(pattern, string, ...) and pattern.f(string, ...)

struct Arguments {
  std::optional<Job> job;
  Reader in;
  size_t next;  // position of the argument behind the string
};

Arguments open_call(Runtime& runtime, Value self, const CallArgs& args, size_t string_at, size_t flags_at) {
  Reader in(runtime, args);
  const size_t shift = self.valid() ? 0 : 1;
  const Value pattern = self.valid() ? self : in.value(0, "pattern");
  const Value subject = in.value(string_at + shift, "string");
  const int64_t flags = self.valid() ? 0 : in.integer_or(flags_at + shift, "flags", 0);
  std::optional<Job> job;
  if (in.ok()) job = open_job(runtime, pattern, flags, subject);
  return {std::move(job), in, string_at + shift + 1};
}

template <re2::RE2::Anchor A>
Value match_once(Runtime& runtime, Value self, CallArgs& args) {
  Arguments call = open_call(runtime, self, args, 0, 1);
  if (!call.job) return {};
  const int64_t from = self.valid() ? call.in.integer_or(1, "pos", 0) : 0;
  if (!call.in.ok() || from < 0 || (from > 0 && !call.job->ascii) || (self.valid() && call.in.has(2, "endpos")))
    return {};
  if (static_cast<size_t>(from) > call.job->text.size()) return Value::none();
  Found found;
  const Out outcome = search(runtime, *call.job, static_cast<size_t>(from), A, found);
  if (outcome == Out::budget) return {};
  return outcome == Out::none ? Value::none() : make_match(runtime, *call.job, found);
}

Value findall(Runtime& runtime, Value self, CallArgs& args) {
  Arguments call = open_call(runtime, self, args, 0, 1);
  const auto matches = call.job ? all_matches(runtime, *call.job, kNone) : std::nullopt;
  if (!matches) return {};
  std::vector<Value> results;
  for (const Found& found : *matches) {
    if (call.job->groups <= 1) {
      results.push_back(piece_or_empty(runtime, *call.job, found.spans[call.job->groups]));
      if (!results.back().valid()) return {};
      continue;
    }
    std::vector<Value> row;
    for (size_t g = 1; g <= call.job->groups; ++g) row.push_back(piece_or_empty(runtime, *call.job, found.spans[g]));
    results.push_back(runtime.heap().tuple(std::move(row)));
  }
  return runtime.heap().list(std::move(results));
}

Value finditer(Runtime& runtime, Value self, CallArgs& args) {
  Arguments call = open_call(runtime, self, args, 0, 1);
  const auto matches = call.job ? all_matches(runtime, *call.job, kNone) : std::nullopt;
  if (!matches) return {};
  auto* iterator = runtime.heap().make<Iterator>();
  for (const Found& found : *matches) {
    iterator->items.push_back(make_match(runtime, *call.job, found));
    if (!iterator->items.back().valid()) return {};
  }
  return Value(iterator);
}

// A replacement's template as literal parts and group numbers.
struct Part {
  std::string text;
  size_t group = kNone;
};

std::optional<std::vector<Part>> read_template(const Job& job, std::string_view text) {
  std::vector<Part> parts(1);
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '\\') {
      parts.back().text += text[i++];
      continue;
    }
    if (++i >= text.size()) return std::nullopt;
    const char c = text[i++];
    size_t group = kNone;
    constexpr std::string_view kLetters = "abfnrtv\\", kMeaning = "\a\b\f\n\r\t\v\\";
    if (c >= '1' && c <= '9') {
      group = static_cast<size_t>(c - '0');
      if (i < text.size() && text[i] >= '0' && text[i] <= '9')
        group = group * 10 + static_cast<size_t>(text[i++] - '0');
      if (i < text.size() && text[i] >= '0' && text[i] <= '7' && group >= 10) return std::nullopt;  // an octal escape
    } else if (c == 'g' && i < text.size() && text[i] == '<') {
      const size_t end = text.find('>', i);
      if (end == std::string_view::npos) return std::nullopt;
      const std::string name(text.substr(i + 1, end - i - 1));
      i = end + 1;
      const auto& named = job.regex->NamedCapturingGroups();
      if (const auto it = named.find(name); it != named.end())
        group = static_cast<size_t>(it->second);
      else if (!name.empty() && name.size() < 4 && name.find_first_not_of("0123456789") == std::string::npos)
        group = std::stoul(name);
      else
        return std::nullopt;
    } else if (const size_t letter = kLetters.find(c); letter != std::string_view::npos) {
      parts.back().text += kMeaning[letter];
      continue;
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      return std::nullopt;
    } else {
      parts.back().text += '\\';
      parts.back().text += c;
      continue;
    }
    if (group > job.groups) return std::nullopt;
    parts.push_back({"", group});
    parts.emplace_back();
  }
  return parts;
}

// What stands for one match; nullopt when it is not known.
std::optional<std::string> replacement(Runtime& runtime, const Job& job, const Found& found, Value function,
                                       const std::vector<Part>& parts) {
  std::string out;
  if (!function.valid()) {
    for (const Part& part : parts) {
      out += part.text;
      if (part.group == kNone || found.spans[part.group].first == kNone) continue;
      out.append(job.text, found.spans[part.group].first,
                 found.spans[part.group].second - found.spans[part.group].first);
    }
    return out;
  }
  CallArgs given;
  given.positional = {make_match(runtime, job, found)};
  if (!given.positional[0].valid()) return std::nullopt;
  const Value result = runtime.call(function, std::move(given));
  const auto text = !result.valid() ? std::nullopt : job.bytes ? known_bytes(result) : known_str(result);
  if (!text) return std::nullopt;
  return std::string(*text);
}

template <bool WithCount>
Value substitute(Runtime& runtime, Value self, CallArgs& args) {
  Arguments call = open_call(runtime, self, args, 1, 3);
  const size_t shift = self.valid() ? 0 : 1;
  const Value repl = call.in.value(shift, "repl");
  const int64_t count = call.in.integer_or(shift + 2, "count", 0);
  if (!call.job || !call.in.ok()) return {};
  Job& job = *call.job;
  const auto text = job.bytes ? known_bytes(repl) : known_str(repl);
  const bool callable = repl.is(Kind::kFunction) || repl.is(Kind::kBoundMethod) || repl.is(Kind::kNative) ||
                        repl.is(Kind::kClass) || repl.is(Kind::kInstance);
  if (!text && !callable) return {};
  const auto parts = text ? read_template(job, *text) : std::vector<Part>();
  const auto matches = parts ? all_matches(runtime, job, count > 0 ? static_cast<size_t>(count) : kNone) : std::nullopt;
  if (!matches) return {};
  if (text) {
    job.origins = runtime.heap().join(job.origins, runtime.origins_of(repl));
    job.trail = runtime.heap().join(job.trail, runtime.trail_of(repl));
  }
  std::string out;
  size_t done = 0;
  for (const Found& found : *matches) {
    out.append(job.text, done, found.spans[0].first - done);
    const auto put = replacement(runtime, job, found, text ? Value() : repl, *parts);
    if (!put || !runtime.heap().fits(out.size() + put->size())) return {};
    out += *put;
    done = found.spans[0].second;
  }
  out.append(job.text, done);
  const Value result =
      job.bytes ? runtime.heap().bytes(out, job.origins, job.trail) : runtime.heap().str(out, job.origins, job.trail);
  if (!WithCount || !result.valid()) return result;
  return runtime.heap().tuple({result, Value::integer(static_cast<int64_t>(matches->size()))});
}

Value split_by_pattern(Runtime& runtime, Value self, CallArgs& args) {
  Arguments call = open_call(runtime, self, args, 0, 2);
  const int64_t most = call.in.integer_or(call.next, "maxsplit", 0);
  if (!call.job || !call.in.ok() || most < 0) return {};
  const auto matches = all_matches(runtime, *call.job, most ? static_cast<size_t>(most) : kNone);
  if (!matches) return {};
  std::vector<Value> parts;
  size_t done = 0;
  for (const Found& found : *matches) {
    parts.push_back(piece(runtime, *call.job, {done, found.spans[0].first}));
    for (size_t g = 1; g < found.spans.size(); ++g) parts.push_back(piece(runtime, *call.job, found.spans[g]));
    done = found.spans[0].second;
  }
  parts.push_back(piece(runtime, *call.job, {done, call.job->text.size()}));
  if (std::ranges::any_of(parts, [](Value v) { return !v.valid(); })) return {};
  return runtime.heap().list(std::move(parts));
}

Value compile(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value pattern = in.value(0, "pattern");
  const int64_t flags = in.integer_or(1, "flags", 0);
  if (!in.ok()) return {};
  if (instance_of(runtime, pattern, kPattern)) return pattern;
  if (!pattern.is(Kind::kStr) && !pattern.is(Kind::kBytes)) return {};
  Instance* compiled = new_builtin_instance(runtime, kPattern);
  set_field(runtime, compiled, "pattern", pattern);
  set_field(runtime, compiled, "flags", Value::integer(flags));
  return Value(compiled);
}

Value escape(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "pattern");
  const std::string text = in.data(0, "pattern");
  if (!in.ok() || !runtime.heap().fits(text.size() * 2) || !spend_bytes(runtime, text.size())) return {};
  return known_str(v) ? make_str(runtime, escape_regex(text)) : make_bytes(runtime, escape_regex(text));
}

// ---- match objects

const std::vector<Value>* groups_of(Value self) {
  if (!self.is(Kind::kInstance) || !self.as<Instance>()->payload.is(Kind::kTuple)) return nullptr;
  return &self.as<Instance>()->payload.as<Sequence>()->items;
}

// Number of the group that `v` names; raises IndexError.
std::optional<size_t> group_number(Runtime& runtime, Value self, Value v) {
  const auto* groups = groups_of(self);
  if (!groups || v.is_unknown()) return std::nullopt;
  if (v.is(Kind::kStr)) {
    const Value names = field(runtime, self.as<Instance>(), "_names");
    const Value* found = names.is(Kind::kDict) ? runtime.dict_find(names.as<Dict>(), v) : nullptr;
    if (found) return static_cast<size_t>(found->as_int());
  } else if (const auto i = runtime.to_index(v); i && *i >= 0 && static_cast<size_t>(*i) < groups->size()) {
    return static_cast<size_t>(*i);
  }
  runtime.raise("IndexError", "no such group");
  return std::nullopt;
}

Value group(Runtime& runtime, Value self, CallArgs& args) {
  const auto* groups = groups_of(self);
  if (!groups || args.open_ended) return {};
  if (args.size() == 0) return (*groups)[0];
  std::vector<Value> picked;
  for (const Value which : args.positional) {
    const auto number = group_number(runtime, self, which);
    if (!number) return {};
    picked.push_back((*groups)[*number]);
  }
  return picked.size() == 1 ? picked[0] : runtime.heap().tuple(std::move(picked));
}

Value groups(Runtime& runtime, Value self, CallArgs& args) {
  const auto* all = groups_of(self);
  if (!all) return {};
  Reader in(runtime, args);
  const Value fallback = in.optional(0, "default");
  std::vector<Value> picked(all->begin() + 1, all->end());
  for (Value& v : picked) v = v.is_none() ? fallback : v;
  return runtime.heap().tuple(std::move(picked));
}

Value groupdict(Runtime& runtime, Value self, CallArgs& args) {
  const auto* all = groups_of(self);
  const Value names = all ? field(runtime, self.as<Instance>(), "_names") : Value();
  if (!names.is(Kind::kDict)) return {};
  Reader in(runtime, args);
  auto* result = runtime.heap().make<Dict>(Kind::kDict);
  for (const Dict::Entry& entry : names.as<Dict>()->entries) {
    const Value v = (*all)[static_cast<size_t>(entry.value.as_int())];
    runtime.dict_set(result, entry.key, v.is_none() ? in.optional(0, "default") : v);
  }
  return Value(result);
}

enum class Edge { start, end, both };

template <Edge E>
Value span(Runtime& runtime, Value self, CallArgs& args) {
  const Value which = args.get(runtime.heap(), 0, "group");
  const auto number = group_number(runtime, self, which.valid() ? which : Value::integer(0));
  const Value spans = number ? field(runtime, self.as<Instance>(), "_spans") : Value();
  if (!spans.is(Kind::kTuple)) return {};
  const auto& offsets = spans.as<Sequence>()->items;
  const Value begin = offsets[*number * 2], end = offsets[*number * 2 + 1];
  return E == Edge::start ? begin : E == Edge::end ? end : runtime.heap().tuple({begin, end});
}

constexpr NativeDef kRegexNatives[] = {
    {"re.compile", compile, "re.Pattern"},
    {"re.escape", escape, "str"},
    {"re.match", match_once<re2::RE2::ANCHOR_START>},
    {"re.Pattern.match", match_once<re2::RE2::ANCHOR_START>},
    {"re.search", match_once<re2::RE2::UNANCHORED>},
    {"re.Pattern.search", match_once<re2::RE2::UNANCHORED>},
    {"re.fullmatch", match_once<re2::RE2::ANCHOR_BOTH>},
    {"re.Pattern.fullmatch", match_once<re2::RE2::ANCHOR_BOTH>},
    {"re.findall", findall, "list"},
    {"re.Pattern.findall", findall, "list"},
    {"re.finditer", finditer},
    {"re.Pattern.finditer", finditer},
    {"re.sub", substitute<false>, "str", "replace"},
    {"re.Pattern.sub", substitute<false>, "str", "replace"},
    {"re.subn", substitute<true>, "tuple"},
    {"re.Pattern.subn", substitute<true>, "tuple"},
    {"re.split", split_by_pattern, "list"},
    {"re.Pattern.split", split_by_pattern, "list"},
    {"re.Match.group", group},
    {"re.Match.__getitem__", group},
    {"re.Match.groups", groups, "tuple"},
    {"re.Match.groupdict", groupdict, "dict"},
    {"re.Match.start", span<Edge::start>, "int"},
    {"re.Match.end", span<Edge::end>, "int"},
    {"re.Match.span", span<Edge::both>, "tuple"},
};

}  // namespace

std::span<const NativeDef> regex_natives() { return kRegexNatives; }

Value regex_constant(Heap&, std::string_view name) {
  constexpr std::pair<std::string_view, int64_t> kFlags[] = {
      {"re.I", kIgnoreCase}, {"re.IGNORECASE", kIgnoreCase}, {"re.L", kLocale},  {"re.LOCALE", kLocale},
      {"re.M", kMultiLine},  {"re.MULTILINE", kMultiLine},   {"re.S", kDotAll},  {"re.DOTALL", kDotAll},
      {"re.U", kUnicode},    {"re.UNICODE", kUnicode},       {"re.X", kVerbose}, {"re.VERBOSE", kVerbose},
      {"re.A", kAscii},      {"re.ASCII", kAscii},           {"re.NOFLAG", 0}};
  for (const auto& [flag, number] : kFlags) {
    if (name == flag) return Value::integer(number);
  }
  return {};
}

}  // namespace antivenom::interpret
