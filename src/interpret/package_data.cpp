// Files of the package that its code reads by their name in the package, and what is packed in them.
#include <algorithm>

#include "interpret/interpreter.h"
#include "interpret/library/inflate.h"
#include "interpret/library/objects.h"

namespace antivenom::interpret {

// "{package}/sample" of "sample" or of that module; "{package}" if there is no such package.
std::string Interpreter::folder_of_package(Value package) {
  std::string dotted;
  if (package.is(Kind::kModule)) dotted = heap_ref_.text(package.as<Module>()->name);
  if (package.is(Kind::kStr)) dotted = package.as<Text>()->text();
  const auto it = module_files_.find(dotted);
  std::string path;
  if (it != module_files_.end()) {
    path = artifact_.members[it->second].path;
    const size_t slash = path.rfind('/');
    path = slash == std::string::npos ? "" : path.substr(0, slash);
  } else {
    path = dotted;
    std::replace(path.begin(), path.end(), '.', '/');
  }
  return path.empty() ? "{package}" : "{package}/" + path;
}

// The lines of an open file that the package ships or wrote.
Value Interpreter::lines_of_file(Value file) {
  if (!file.is_unknown() || !file.as<Unknown>()->has_hint || heap_ref_.text(file.as<Unknown>()->type) != "io.IOBase")
    return {};
  const std::string path(file.as<Unknown>()->hint());
  const WrittenFile* own = written(path);
  if (shipped_file(path) == nullptr && (own == nullptr || !own->content.valid())) return {};
  CallArgs none;
  const Value method = get_attribute(file, sym("readlines"), false);
  const Value lines = method.valid() ? call_value(method, none) : Value();
  return lines.is(Kind::kList) ? lines : Value();
}

namespace {

constexpr char kReader[] = "zipfile._Reader";
constexpr size_t kMaxZipMembers = 1'000;

uint32_t number(std::string_view bytes, size_t at, unsigned size) {
  uint32_t value = 0;
  for (unsigned i = 0; i < size && at + i < bytes.size(); ++i)
    value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

struct ZipMember {
  std::string name;
  std::string content;
};

// The members of a ZIP by its central directory (APPNOTE.TXT 4.3.12, 4.3.16); empty if it is none or is damaged.
std::vector<ZipMember> members_of_zip(Runtime& runtime, std::string_view zip) {
  constexpr size_t kEndSize = 22, kEntrySize = 46, kLocalSize = 30;
  const size_t end = zip.rfind("PK\x05\x06");
  if (end == std::string_view::npos || zip.size() - end < kEndSize) return {};
  const size_t count = std::min<size_t>(number(zip, end + 10, 2), kMaxZipMembers);
  // Bytes in front of the archive shift all offsets.
  const size_t directory = number(zip, end + 12, 4), stated = number(zip, end + 16, 4);
  if (directory > end || stated > end - directory) return {};
  const size_t shift = end - directory - stated;
  std::vector<ZipMember> members;
  size_t at = stated + shift;
  for (size_t i = 0; i < count && at + kEntrySize <= zip.size() && zip.substr(at, 4) == "PK\x01\x02"; ++i) {
    const uint32_t method = number(zip, at + 10, 2), packed = number(zip, at + 20, 4),
                   name_size = number(zip, at + 28, 2);
    const size_t local = number(zip, at + 42, 4) + shift;
    if (at + kEntrySize + name_size > zip.size() || local + kLocalSize > zip.size()) return members;
    ZipMember member{std::string(zip.substr(at + kEntrySize, name_size)), {}};
    at += kEntrySize + name_size + number(zip, at + 30, 2) + number(zip, at + 32, 2);
    const size_t begin = local + kLocalSize + number(zip, local + 26, 2) + number(zip, local + 28, 2);
    if (begin > zip.size() || packed > zip.size() - begin) continue;
    const std::string_view raw = zip.substr(begin, packed);
    if (method == 0) {
      member.content = raw;
    } else {
      constexpr int kRawDeflate = -15;
      auto out = inflate(runtime, raw, kRawDeflate);
      if (method != 8 || !out) continue;
      member.content = std::move(out->data);
    }
    members.push_back(std::move(member));
  }
  return members;
}

}  // namespace

// zipfile.ZipFile(file) for reading, where the file is shipped or its bytes are known: an object that holds all
// members.
Value Interpreter::zip_reader(Value file) {
  std::string bytes;
  Origins origins = Origins::none;
  Trail trail = Trail::none;
  if (const Instance* stream = instance_of(*this, file, "io.BytesIO"); stream != nullptr) {
    const auto raw = known_bytes(stream->payload);
    if (!raw) return {};
    bytes = *raw;
    origins = origins_of(stream->payload);
    trail = trail_of(stream->payload);
  } else {
    const std::string_view* shipped = shipped_file(hint_of(file));
    if (shipped == nullptr) return {};
    bytes = *shipped;
    trail = heap_ref_.step(Trail::none, "file");
  }
  if (!spend(bytes.size() / 64 + 1)) return {};
  const std::vector<ZipMember> members = members_of_zip(*this, bytes);
  if (members.empty()) return {};
  auto* contents = heap_ref_.make<Dict>(Kind::kDict);
  trail = heap_ref_.step(trail, "zip");
  for (const ZipMember& member : members) {
    const Value content = heap_ref_.bytes(member.content, origins, trail);
    if (!content.valid()) return {};
    dict_set(contents, heap_ref_.str(member.name), content);
  }
  Instance* reader = new_builtin_instance(*this, kReader);
  reader->payload = Value(contents);
  return Value(reader);
}

// What is read out of the archive came from `origins`.
void Interpreter::mark_members(Value reader, Origins origins) {
  for (Dict::Entry& member : reader.as<Instance>()->payload.as<Dict>()->entries)
    member.value = mark(member.value, origins, Trail::none);
}

// json.load(f) of a file that the package ships is json.loads(f.read()).
Value Interpreter::parse_shipped(std::string_view native, CallArgs& args) {
  const Value file = args.size() > 0 ? args.positional[0] : Value();
  if (!file.is_unknown() || !file.as<Unknown>()->has_hint || shipped_file(file.as<Unknown>()->hint()) == nullptr)
    return {};
  CallArgs none;
  const Value read = get_attribute(file, sym("read"), false);
  const Value text = read.valid() ? call_value(read, none) : Value();
  const NativeDef* def = find_native(native);
  if (!text.valid() || text.is_unknown() || def == nullptr) return {};
  CallArgs given;
  given.positional.push_back(text);
  const Value parsed = call_native(def, Value(), given);
  return parsed.valid() && !parsed.is_unknown() ? parsed : Value();
}

}  // namespace antivenom::interpret
