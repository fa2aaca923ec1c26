// Files the package would have written: what is in them, and which events put it there. A program that is run, a module
// that is loaded or an archive that is sent is thereby tied to the download or the theft it came from.
#include <algorithm>
#include <cctype>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

namespace {

constexpr size_t kMaxFiles = 512;
constexpr size_t kMaxPath = 400;
constexpr size_t kMinName = 4;  // shorter names say nothing about which file is meant
constexpr size_t kMaxWriters = 24;
constexpr size_t kMaxArgumentText = 4'096;  // of an argument, bytes

bool may_be_path(std::string_view text) {
  if (text.size() < kMinName || text.size() > kMaxPath || text.find('\n') != std::string_view::npos) return false;
  if (text.starts_with("http:") || text.starts_with("https:")) return false;
  return text.find_first_of("/\\.%~") != std::string_view::npos;
}

// A path of which parts are not known, with '*' for each part that is not known or that a counter may have made:
// "out/{getnode}_1.zip" and "out/{getnode}_{?}.zip" are then one file. Empty if too little of it is known.
std::string outline_of(std::string_view path) {
  std::string outline;
  size_t depth = 0, letters = 0;
  auto hole = [&] {
    if (!outline.ends_with('*')) outline += '*';
  };
  for (char c : path) {
    if (c == '{' && depth++ == 0) hole();
    if (depth == 0) {
      const auto u = static_cast<unsigned char>(c);
      if (std::isdigit(u) != 0) {
        hole();
      } else {
        outline += c;
        letters += std::isalpha(u) != 0 ? 1 : 0;
      }
    }
    if (c == '}' && depth > 0) --depth;
  }
  constexpr size_t kMinLetters = 6;
  return letters >= kMinLetters ? outline : std::string();
}

}  // namespace

// One spelling for a path: '/' for '\', runs folded, "./" and quotes dropped, lower case (Windows does not tell).
std::string Interpreter::file_key(std::string_view path) {
  std::string key;
  key.reserve(path.size());
  for (char c : path) {
    if (c == '\\') c = '/';
    if (c == '"' || c == '\'' || (c == '/' && !key.empty() && key.back() == '/')) continue;
    key += c;
  }
  if (key.find("./") == std::string::npos && !key.ends_with('.')) {
    if (key.size() > 1 && key.ends_with('/')) key.pop_back();
    return key;
  }
  // Resolve "." and "..", as far as the text allows.
  std::vector<std::string> parts;
  size_t begin = 0;
  const bool absolute = key.starts_with('/');
  while (begin <= key.size()) {
    size_t end = std::min(key.find('/', begin), key.size());
    std::string part = key.substr(begin, end - begin);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(std::move(part));
    }
    begin = end + 1;
  }
  std::string out = absolute ? "/" : "";
  for (size_t i = 0; i < parts.size(); ++i) out += (i > 0 ? "/" : "") + parts[i];
  return out;
}

Interpreter::WrittenFile* Interpreter::written(const std::string& path) {
  auto it = files_.find(file_key(path));
  return it == files_.end() ? nullptr : &it->second;
}

void Interpreter::add_writer(const std::string& path, EventId event, Value content) {
  if (!may_be_path(path)) return;
  std::string key = file_key(path);
  if (key.size() < kMinName) return;
  auto it = files_.find(key);
  if (it == files_.end()) {
    if (files_.size() >= kMaxFiles) return;
    it = files_.emplace(std::move(key), WrittenFile{}).first;
    const std::string_view kept = it->first;
    if (kept.find('{') != std::string_view::npos) it->second.outline = outline_of(kept);
    const std::string_view name = kept.substr(kept.rfind('/') + 1);
    if (name.size() > kMinName && name.find('.') != std::string_view::npos && name.find('{') == std::string_view::npos)
      it->second.name = name;
  }
  WrittenFile& file = it->second;
  if (file.writers.size() < kMaxWriters &&
      std::find(file.writers.begin(), file.writers.end(), event) == file.writers.end())
    file.writers.push_back(event);
  if (!content.valid()) return;
  const bool joinable = file.content.valid() && file.content.kind() == content.kind() &&
                        (content.is(Kind::kStr) || content.is(Kind::kBytes));
  Value joined = joinable ? heap_ref_.append(file.content.as<Text>(), content.as<Text>()) : content;
  file.content = joined.valid() ? joined : content;
}

// Adds the writers of every written file that the arguments of a run, load, send or delete name.
void Interpreter::add_written_origins(Event& event) {
  constexpr EffectSet kUses{
      Effect::run_process,    Effect::run_shell, Effect::run_code,      Effect::load_native,    Effect::delete_file,
      Effect::net_send,       Effect::send_mail, Effect::send_message,  Effect::change_mode,    Effect::move_file,
      Effect::read_file,      Effect::archive,   Effect::read_database, Effect::import_dynamic, Effect::change_system,
      Effect::write_registry, Effect::list_files};
  // Who goes through a folder, packs or copies it takes all that was put there.
  const bool takes_folder = event.effects.any({Effect::list_files, Effect::archive, Effect::move_file});
  if (files_.empty() || !event.effects.any(kUses)) return;
  for (Argument& argument : event.args) {
    if (argument.text.size() < kMinName || argument.text.size() > kMaxArgumentText) continue;
    const std::string text = file_key(argument.text);
    const std::string outline = text.find('{') == std::string::npos ? std::string() : outline_of(text);
    for (const auto& [key, file] : files_) {
      const bool named =
          text.find(file.name.empty() ? std::string_view(key) : file.name) != std::string::npos ||
          (takes_folder && key.size() > text.size() && key[text.size()] == '/' && key.starts_with(text)) ||
          (!outline.empty() && outline == file.outline);
      if (!named) continue;
      argument.origins.insert(argument.origins.end(), file.writers.begin(), file.writers.end());
    }
    std::sort(argument.origins.begin(), argument.origins.end());
    argument.origins.erase(std::unique(argument.origins.begin(), argument.origins.end()), argument.origins.end());
  }
}

namespace {

bool is_open(std::string_view callee) {
  return callee == "open" || callee == "io.open" || callee == "codecs.open" || callee == "aiofiles.open" ||
         callee == "pathlib.Path.open" || callee == "os.fdopen" || callee == "file";
}

bool ends_in(std::string_view callee, std::initializer_list<std::string_view> names) {
  const std::string_view last = callee.substr(callee.rfind('.') == std::string_view::npos ? 0 : callee.rfind('.') + 1);
  return std::find(names.begin(), names.end(), last) != names.end();
}

}  // namespace

// The text of a file on disk, when the package shipped it or wrote it before; Invalid otherwise.
Value Interpreter::file_content(const std::string& path, bool binary, EventId event) {
  const Origins origins = heap_ref_.origin(event);
  if (WrittenFile* file = written(path); file != nullptr) {
    Origins all = origins;
    for (EventId writer : file->writers) all = heap_ref_.join(all, heap_ref_.origin(writer));
    if (!file->content.valid()) return unknown(all);
    if (file->content.is_unknown()) return unknown(heap_ref_.join(all, origins_of(file->content)));
    return mark(file->content, all, Trail::none);
  }
  const std::string_view* shipped = shipped_file(path);
  if (shipped == nullptr) return {};
  if (!spend(shipped->size() / 64)) return {};
  Value content = binary ? heap_ref_.bytes(*shipped, origins) : heap_ref_.str(*shipped, origins);
  return content.valid() ? mark(content, origins, heap_ref_.step(Trail::none, "file")) : content;
}

// A script left where the system starts programs from needs nobody to run it.
void Interpreter::run_at_startup(const std::string& path, EventId event) {
  if (!may_be_path(path) || facts_.events.size() <= event) return;
  const std::vector<std::string_view> tags = knowledge::tags_of(path);
  if (std::find(tags.begin(), tags.end(), "startup-folder") == tags.end()) return;
  CommandSource source;
  source.event = event;
  run_written_files({path}, source);
}

// What a call did to files; gives the result where it is known from them. Called once the event is recorded.
Value Interpreter::touch_files(EventId event, std::string_view callee, Value receiver, CallArgs& args) {
  const EffectSet effects = facts_.events[event].effects;
  const bool path_receiver = receiver.is_unknown() && heap_ref_.text(receiver.as<Unknown>()->type) == "pathlib.Path";
  if (is_open(callee)) {
    const bool method = callee == "pathlib.Path.open";
    const std::string path = method ? hint_of(receiver) : args.size() > 0 ? hint_of(args.positional[0]) : "";
    const Value mode_value = args.get(heap_ref_, method ? 0 : 1, "mode");
    const std::string mode = mode_value.valid() ? hint_of(mode_value) : "r";
    Origins origins = heap_ref_.origin(event);
    if (effects.has(Effect::write_file)) add_writer(path, event, Value());
    Value file = unknown_like("io.IOBase", path, origins);
    file.as<Unknown>()->set_receiver(heap_ref_.str(mode));
    return file;
  }
  if (callee.starts_with("io.IOBase.") && receiver.is_unknown()) {
    const auto* file = receiver.as<Unknown>();
    const bool binary = file->receiver().valid() && hint_of(file->receiver()).find('b') != std::string::npos;
    if (ends_in(callee, {"write", "writelines"})) {
      const std::string path(file->hint());
      if (args.size() > 0) add_writer(path, event, args.positional[0]);
      run_at_startup(path, event);
      return unknown(Origins::none, "int");
    }
    if (ends_in(callee, {"read", "readlines", "readline", "read1", "readall"}) && file->has_hint) {
      Value content = file_content(std::string(file->hint()), binary, event);
      if (content.valid() && !content.is_unknown() && ends_in(callee, {"readlines"})) {
        CallArgs split;
        split.keywords.emplace_back(sym("keepends"), Value::boolean(true));
        return call_value(get_attribute(content, sym("splitlines"), false), split);
      }
      return content;
    }
    return {};
  }
  if (path_receiver) {
    const std::string path = hint_of(receiver);
    if (ends_in(callee, {"write_text", "write_bytes"}) && args.size() > 0) {
      add_writer(path, event, args.positional[0]);
      run_at_startup(path, event);
    }
    if (ends_in(callee, {"read_text", "read_bytes"})) return file_content(path, ends_in(callee, {"read_bytes"}), event);
  }
  // An archive that is open for writing takes in what it is given: ZipFile(path).write(stolen).
  if (effects.has(Effect::archive) && receiver.is_unknown() && receiver.as<Unknown>()->has_hint)
    add_writer(std::string(receiver.as<Unknown>()->hint()), event, Value());
  if (callee == "pkgutil.get_data" && args.size() > 1) return file_content(hint_of(args.positional[1]), true, event);
  // shutil.copy(a, b), os.rename(a, b): b now holds what a held.
  if (effects.has(Effect::move_file) && args.size() >= 2) {
    Value content;
    if (WrittenFile* from = written(hint_of(args.positional[0]))) content = from->content;
    add_writer(hint_of(args.positional[1]), event, content);
  } else if (effects.any({Effect::write_file, Effect::net_fetch, Effect::archive}) &&
             !effects.has(Effect::run_process)) {
    for (Value v : args.positional)
      if (v.is(Kind::kStr) || v.is_unknown())
        add_writer(v.is_unknown() && !v.as<Unknown>()->has_hint ? "" : hint_of(v), event, Value());
    for (const auto& [name, v] : args.keywords)
      if (v.is(Kind::kStr)) add_writer(hint_of(v), event, Value());
  }
  return {};
}

}  // namespace antivenom::interpret
