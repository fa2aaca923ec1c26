// Methods of the object that zipfile.ZipFile of a known archive gives: all members in a dict, by name.
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

const Dict* members_of(Value self) {
  const Value contents = self.is(Kind::kInstance) ? self.as<Instance>()->payload : Value();
  return contents.is(Kind::kDict) ? contents.as<Dict>() : nullptr;
}

Value read(Runtime& runtime, Value self, CallArgs& args) {
  const Dict* members = members_of(self);
  const Value name = args.get(runtime.heap(), 0, "name");
  const Value* content = members != nullptr && name.is(Kind::kStr) ? runtime.dict_find(members, name) : nullptr;
  if (content != nullptr) return *content;
  return members != nullptr && name.is(Kind::kStr)
             ? raise(runtime, "KeyError", "There is no item with that name in the archive")
             : Value();
}

Value open(Runtime& runtime, Value self, CallArgs& args) {
  const Value content = read(runtime, self, args);
  if (!content.valid()) return {};
  Instance* stream = new_builtin_instance(runtime, "io.BytesIO");
  stream->payload = content;
  set_field(runtime, stream, "_at", Value::integer(0));
  return Value(stream);
}

Value namelist(Runtime& runtime, Value self, CallArgs&) {
  const Dict* members = members_of(self);
  if (members == nullptr) return {};
  std::vector<Value> names;
  for (const Dict::Entry& e : members->entries)
    if (e.key.valid()) names.push_back(e.key);
  return runtime.heap().list(std::move(names));
}

Value nothing(Runtime&, Value, CallArgs&) { return Value::none(); }
Value itself(Runtime&, Value self, CallArgs&) { return self; }

constexpr NativeDef kZipReaderNatives[] = {
    {"zipfile._Reader.read", read, "bytes"},        {"zipfile._Reader.open", open, "io.BytesIO"},
    {"zipfile._Reader.namelist", namelist, "list"}, {"zipfile._Reader.setpassword", nothing, "None"},
    {"zipfile._Reader.testzip", nothing, "None"},   {"zipfile._Reader.close", nothing, "None"},
    {"zipfile._Reader.__enter__", itself},          {"zipfile._Reader.__exit__", nothing, "None"},
};

}  // namespace

std::span<const NativeDef> zip_reader_natives() { return kZipReaderNatives; }

}  // namespace antivenom::interpret
