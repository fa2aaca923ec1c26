// os.path on known text, as on POSIX. Nothing here looks at a file system.
#include <algorithm>

#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

// A path argument; str and bytes paths give the same kind back.
struct Path {
  std::string text;
  bool bytes = false;
};

std::optional<Path> path_argument(Runtime& runtime, const CallArgs& args, size_t i, std::string_view keyword) {
  Reader in(runtime, args);
  const Value v = in.value(i, keyword);
  if (!in.ok()) return std::nullopt;
  if (const auto text = known_str(v)) return Path{std::string(*text), false};
  if (const auto raw = known_bytes(v)) return Path{std::string(*raw), true};
  return std::nullopt;
}

Value result(Runtime& runtime, const Path& like, std::string_view text) {
  return like.bytes ? make_bytes(runtime, text) : make_str(runtime, text);
}

Value join(Runtime& runtime, Value, CallArgs& args) {
  auto path = path_argument(runtime, args, 0, "a");
  if (!path || !args.keywords.empty()) return {};
  for (size_t i = 1; i < args.size(); ++i) {
    const auto part = path_argument(runtime, args, i, "p");
    if (!part || part->bytes != path->bytes || !runtime.heap().fits(path->text.size() + part->text.size() + 1))
      return {};
    if (part->text.starts_with('/'))
      path->text = part->text;
    else if (path->text.empty() || path->text.ends_with('/'))
      path->text += part->text;
    else
      path->text += "/" + part->text;
  }
  return result(runtime, *path, path->text);
}

std::string head_of(const std::string& path) {
  std::string head = path.substr(0, path.rfind('/') + 1);  // npos + 1 is 0
  const size_t last = head.find_last_not_of('/');
  if (last != std::string::npos) head.resize(last + 1);
  return head;
}

std::string tail_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

size_t extension_at(const std::string& path) {
  const size_t name = path.rfind('/') + 1, dot = path.rfind('.');
  if (dot == std::string::npos || dot < name) return path.size();
  return path.find_first_not_of('.', name) < dot ? dot : path.size();
}

Value basename(Runtime& runtime, Value, CallArgs& args) {
  const auto path = path_argument(runtime, args, 0, "p");
  return path ? result(runtime, *path, tail_of(path->text)) : Value();
}
Value dirname(Runtime& runtime, Value, CallArgs& args) {
  const auto path = path_argument(runtime, args, 0, "p");
  return path ? result(runtime, *path, head_of(path->text)) : Value();
}
Value split(Runtime& runtime, Value, CallArgs& args) {
  const auto path = path_argument(runtime, args, 0, "p");
  return path ? runtime.heap().tuple(
                    {result(runtime, *path, head_of(path->text)), result(runtime, *path, tail_of(path->text))})
              : Value();
}
Value splitext(Runtime& runtime, Value, CallArgs& args) {
  const auto path = path_argument(runtime, args, 0, "p");
  if (!path) return {};
  const size_t at = extension_at(path->text);
  return runtime.heap().tuple(
      {result(runtime, *path, path->text.substr(0, at)), result(runtime, *path, path->text.substr(at))});
}
Value splitdrive(Runtime& runtime, Value, CallArgs& args) {
  const auto path = path_argument(runtime, args, 0, "p");
  return path ? runtime.heap().tuple({result(runtime, *path, ""), result(runtime, *path, path->text)}) : Value();
}
Value isabs(Runtime& runtime, Value, CallArgs& args) {
  const auto path = path_argument(runtime, args, 0, "s");
  return path ? Value::boolean(path->text.starts_with('/')) : Value();
}
Value normcase(Runtime& runtime, Value, CallArgs& args) {
  const auto path = path_argument(runtime, args, 0, "s");
  return path ? result(runtime, *path, path->text) : Value();
}

Value normpath(Runtime& runtime, Value, CallArgs& args) {
  const auto path = path_argument(runtime, args, 0, "path");
  if (!path) return {};
  const std::string& text = path->text;
  // Two leading slashes mean something of their own in POSIX; three do not.
  const size_t slashes = !text.starts_with('/') ? 0 : text.starts_with("//") && !text.starts_with("///") ? 2 : 1;
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('/', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part == ".") continue;
    if (part != ".." || (!slashes && parts.empty()) || (!parts.empty() && parts.back() == ".."))
      parts.push_back(part);
    else if (!parts.empty())
      parts.pop_back();
  }
  std::string out(slashes, '/');
  for (size_t i = 0; i < parts.size(); ++i) out += (i ? "/" : "") + parts[i];
  return result(runtime, *path, out.empty() ? "." : out);
}

Value commonprefix(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  std::optional<std::string> prefix;
  for (const Value v : in.items(0, "m")) {
    const auto text = known_str(v);
    if (!text) return {};
    if (!prefix) prefix = *text;
    const auto [left, right] = std::mismatch(prefix->begin(), prefix->end(), text->begin(), text->end());
    prefix->resize(static_cast<size_t>(left - prefix->begin()));
  }
  return in.ok() ? make_str(runtime, prefix.value_or("")) : Value();
}

Value fspath(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "path");
  return in.ok() && (v.is(Kind::kStr) || v.is(Kind::kBytes)) ? v : Value();
}

#define AV_PATH_FUNCTIONS(module)                                                                                \
  {module "join", join, "str"}, {module "basename", basename, "str"}, {module "dirname", dirname, "str"},        \
      {module "split", split, "tuple"}, {module "splitext", splitext, "tuple"}, {module "isabs", isabs, "bool"}, \
      {module "splitdrive", splitdrive, "tuple"}, {module "normpath", normpath, "str"},                          \
      {module "normcase", normcase, "str"}, {                                                                    \
    module "commonprefix", commonprefix, "str"                                                                   \
  }

constexpr NativeDef kPathsNatives[] = {
    AV_PATH_FUNCTIONS("os.path."),
    AV_PATH_FUNCTIONS("posixpath."),
    {"os.fspath", fspath, "str"},
};
#undef AV_PATH_FUNCTIONS

}  // namespace

std::span<const NativeDef> paths_natives() { return kPathsNatives; }

Value paths_constant(Heap& heap, std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kConstants[] = {{"os.sep", "/"},
                                                                          {"os.path.sep", "/"},
                                                                          {"posixpath.sep", "/"},
                                                                          {"ntpath.sep", "\\"},
                                                                          {"os.extsep", "."},
                                                                          {"os.curdir", "."},
                                                                          {"os.pardir", ".."},
                                                                          {"os.path.pardir", ".."},
                                                                          {"os.path.curdir", "."},
                                                                          {"os.linesep", "\n"},
                                                                          {"os.pathsep", ":"},
                                                                          {"os.path.pathsep", ":"},
                                                                          {"os.devnull", "/dev/null"},
                                                                          {"os.path.devnull", "/dev/null"}};
  for (const auto& [constant, text] : kConstants) {
    if (name == constant) return heap.str(text);
  }
  return {};
}

}  // namespace antivenom::interpret
