// Small modules: textwrap, unicodedata, shlex, and constants of sys and codecs that no machine changes.
#include <algorithm>
#include <limits>

#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/utf8.h"
#include "python/nfkc.h"

namespace antivenom::interpret {
namespace {

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    lines.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (size_t i = 0; i < lines.size(); ++i) out += (i ? "\n" : "") + lines[i];
  return out;
}

// Takes the longest blank prefix all lines share; lines of blanks only become empty.
Value dedent(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.str(0, "text");
  if (!in.ok() || !spend_bytes(runtime, text.size())) return {};
  std::vector<std::string> lines = split_lines(text);
  std::optional<std::string> margin;
  for (std::string& line : lines) {
    const size_t blanks = line.find_first_not_of(" \t");
    if (blanks == std::string::npos) {
      line.clear();
      continue;
    }
    const std::string indent = line.substr(0, blanks);
    if (!margin) margin = indent;
    const auto [left, right] = std::mismatch(margin->begin(), margin->end(), indent.begin(), indent.end());
    margin->resize(static_cast<size_t>(left - margin->begin()));
  }
  for (std::string& line : lines) {
    if (!line.empty()) line.erase(0, margin.value_or("").size());
  }
  return make_str(runtime, join_lines(lines));
}

Value indent(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.str(0, "text"), prefix = in.str(1, "prefix");
  if (!in.ok() || in.has(2, "predicate") || !spend_bytes(runtime, text.size())) return {};
  std::vector<std::string> lines = split_lines(text);
  if (!runtime.heap().fits(text.size() + lines.size() * prefix.size())) return {};
  for (std::string& line : lines) {
    if (line.find_first_not_of(" \t\r\f\v") != std::string::npos) line.insert(0, prefix);
  }
  return make_str(runtime, join_lines(lines));
}

Value normalize(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string form = in.str(0, "form"), text = in.str(1, "unistr");
  if (!in.ok() || !spend_bytes(runtime, text.size())) return {};
  if (is_ascii(text)) return make_str(runtime, text);
  if (form != "NFKC" && form != "NFKD") return {};
  // The table knows what folds to ASCII; where that leaves nothing else, the result is exact.
  const std::string folded = python::fold_name(text);
  return is_ascii(folded) ? make_str(runtime, folded) : Value();
}

Value shlex_quote(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.str(0, "s");
  if (!in.ok() || !runtime.heap().fits(text.size() * 5)) return {};
  const bool safe = std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("@%+=:,./-_").find(c) != std::string_view::npos;
  });
  if (safe && !text.empty()) return make_str(runtime, text);
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\"'\"'" : std::string(1, c);
  return make_str(runtime, out + "'");
}

// shlex.split(s) with its defaults: POSIX quoting, no comments.
Value shlex_split(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.str(0, "s");
  if (!in.ok() || args.size() + args.keywords.size() != 1 || !spend_bytes(runtime, text.size())) return {};
  std::vector<Value> words;
  std::string word;
  bool started = false;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'') {
      if (++i >= text.size()) return raise(runtime, "ValueError", "No escaped character");
      if (quote && text[i] != '"' && text[i] != '\\') word += '\\';
      word += text[i];
      started = true;
    } else if (quote) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      started = true;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (started) words.push_back(make_str(runtime, word));
      word.clear();
      started = false;
    } else {
      word += c;
      started = true;
    }
  }
  if (quote) return raise(runtime, "ValueError", "No closing quotation");
  if (started) words.push_back(make_str(runtime, word));
  return runtime.heap().list(std::move(words));
}

constexpr NativeDef kMiscNatives[] = {
    {"textwrap.dedent", dedent, "str"},
    {"textwrap.indent", indent, "str"},
    {"unicodedata.normalize", normalize, "str", "nfkc"},
    {"shlex.quote", shlex_quote, "str"},
    {"pipes.quote", shlex_quote, "str"},
    {"shlex.split", shlex_split, "list"},
};

}  // namespace

std::span<const NativeDef> misc_natives() { return kMiscNatives; }

Value misc_constant(Heap& heap, std::string_view name) {
  if (name == "sys.maxsize") return Value::integer(std::numeric_limits<int64_t>::max());
  if (name == "sys.maxunicode") return Value::integer(0x10FFFF);
  if (name == "zlib.MAX_WBITS") return Value::integer(15);
  if (name == "zlib.DEFLATED") return Value::integer(8);
  if (name == "lzma.FORMAT_AUTO") return Value::integer(0);
  if (name == "lzma.FORMAT_XZ") return Value::integer(1);
  if (name == "lzma.FORMAT_ALONE") return Value::integer(2);
  if (name == "lzma.FORMAT_RAW") return Value::integer(3);
  if (name == "io.SEEK_SET" || name == "os.SEEK_SET") return Value::integer(0);
  if (name == "io.SEEK_CUR" || name == "os.SEEK_CUR") return Value::integer(1);
  if (name == "io.SEEK_END" || name == "os.SEEK_END") return Value::integer(2);
  // Flags of CreateProcess (Windows SDK, winbase.h): numbers, so that what they make together can be told.
  if (name == "subprocess.DETACHED_PROCESS") return Value::integer(0x8);
  if (name == "subprocess.CREATE_NEW_CONSOLE") return Value::integer(0x10);
  if (name == "subprocess.CREATE_NEW_PROCESS_GROUP") return Value::integer(0x200);
  if (name == "subprocess.CREATE_BREAKAWAY_FROM_JOB") return Value::integer(0x1000000);
  if (name == "subprocess.CREATE_DEFAULT_ERROR_MODE") return Value::integer(0x4000000);
  if (name == "subprocess.CREATE_NO_WINDOW") return Value::integer(0x8000000);
  if (name == "subprocess.STARTF_USESHOWWINDOW") return Value::integer(1);
  if (name == "subprocess.STARTF_USESTDHANDLES") return Value::integer(0x100);
  if (name == "subprocess.SW_HIDE") return Value::integer(0);
  if (name == "codecs.BOM_UTF8") return heap.bytes("\xEF\xBB\xBF");
  if (name == "codecs.BOM_UTF16_LE" || name == "codecs.BOM_UTF16") return heap.bytes("\xFF\xFE");
  if (name == "codecs.BOM_UTF16_BE") return heap.bytes("\xFE\xFF");
  return {};
}

}  // namespace antivenom::interpret
