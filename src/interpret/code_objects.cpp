// Code objects that code builds: types.CodeType(...) from its parts, code.replace(co_code=...), types.FunctionType.
// They become marshal images, as if they had been read, so that what reads bytecode reads them too.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

using python::CodeObject;
using python::MarshalData;
using python::MarshalId;
using python::MarshalKind;
using python::MarshalObject;

namespace {

constexpr size_t kMaxObjects = 200'000;

MarshalId add(MarshalData& data, MarshalKind kind, std::string text = {}) {
  MarshalObject object;
  object.kind = kind;
  object.text = std::move(text);
  data.objects.push_back(std::move(object));
  return static_cast<MarshalId>(data.objects.size() - 1);
}

// Copies a code object of another image, and all it refers to, into this one.
std::optional<MarshalId> import_code(MarshalData& data, const MarshalData& from, uint32_t code) {
  if (data.objects.size() + from.objects.size() > kMaxObjects) return std::nullopt;
  const auto objects = static_cast<MarshalId>(data.objects.size());
  const auto codes = static_cast<uint32_t>(data.codes.size());
  for (MarshalObject object : from.objects) {
    for (MarshalId& item : object.items) item += objects;
    object.code += codes;
    data.objects.push_back(std::move(object));
  }
  for (CodeObject c : from.codes) {
    for (MarshalId CodeObject::*part :
         {&CodeObject::code, &CodeObject::consts, &CodeObject::names, &CodeObject::varnames, &CodeObject::freevars,
          &CodeObject::cellvars, &CodeObject::filename, &CodeObject::name, &CodeObject::exception_table,
          &CodeObject::line_table})
      c.*part += objects;
    data.codes.push_back(c);
  }
  MarshalObject root;
  root.kind = MarshalKind::kCode;
  root.code = codes + code;
  data.objects.push_back(root);
  return static_cast<MarshalId>(data.objects.size() - 1);
}

// The parts have the kinds that the reader of marshal data guarantees.
bool is_well_formed(const MarshalData& data, const CodeObject& code) {
  const auto is = [&](MarshalId id, MarshalKind kind) { return data.objects[id].kind == kind; };
  for (MarshalId bytes : {code.code, code.exception_table, code.line_table})
    if (!is(bytes, MarshalKind::kBytes)) return false;
  if (!is(code.consts, MarshalKind::kTuple) || !is(code.filename, MarshalKind::kStr) ||
      !is(code.name, MarshalKind::kStr))
    return false;
  for (MarshalId names : {code.names, code.varnames, code.freevars, code.cellvars}) {
    if (!is(names, MarshalKind::kTuple)) return false;
    for (MarshalId name : data.objects[names].items)
      if (!is(name, MarshalKind::kStr)) return false;
  }
  return true;
}

// What the arguments of types.CodeType are, by their number: its signature tells the version that built them.
struct Layout {
  size_t count;
  int major, minor;
  int posonly, kwonly;  // positions, -1: none
  int nlocals;          // followed by stacksize, flags, code, consts, names, varnames, filename, name
  int qualified;        // 1: a qualified name behind the name
  int exceptions;       // 1: an exception table behind the line table
};
constexpr Layout kLayouts[] = {
    {14, 2, 7, -1, -1, 1, 0, 0},
    {15, 3, 7, -1, 1, 2, 0, 0},
    {16, 3, 8, 1, 2, 3, 0, 0},
    {18, 3, 11, 1, 2, 3, 1, 1},
};

}  // namespace

// A value as an object of the image; nullopt for what a code object cannot hold or what is not known.
std::optional<MarshalId> Interpreter::marshal_object(MarshalData& data, Value value, unsigned depth) {
  constexpr unsigned kMaxDepth = 16;
  if (depth > kMaxDepth || data.objects.size() > kMaxObjects || !spend(1)) return std::nullopt;
  switch (value.kind()) {
    case Kind::kNone:
      return add(data, MarshalKind::kNone);
    case Kind::kEllipsis:
      return add(data, MarshalKind::kEllipsis);
    case Kind::kBool:
      return add(data, value.as_bool() ? MarshalKind::kTrue : MarshalKind::kFalse);
    case Kind::kInt:
    case Kind::kBigInt: {
      const auto number = to_bigint(value);
      return number ? std::optional(add(data, MarshalKind::kInt, number->get_str())) : std::nullopt;
    }
    case Kind::kFloat: {
      const auto text = to_repr(value);
      return text ? std::optional(add(data, MarshalKind::kFloat, *text)) : std::nullopt;
    }
    case Kind::kStr:
      return add(data, MarshalKind::kStr, std::string(value.as<Text>()->text()));
    case Kind::kBytes:
      return add(data, MarshalKind::kBytes, std::string(value.as<Text>()->text()));
    case Kind::kCode: {
      const auto* code = value.as<Code>();
      if (code->bytecode < 0) return std::nullopt;
      if (!spend(images_[static_cast<size_t>(code->bytecode)].objects.size())) return std::nullopt;
      const MarshalData from = images_[static_cast<size_t>(code->bytecode)];
      return import_code(data, from, code->code_index);
    }
    case Kind::kTuple:
    case Kind::kList: {
      std::vector<MarshalId> items;
      for (Value item : std::vector<Value>(value.as<Sequence>()->items)) {
        const auto id = marshal_object(data, item, depth + 1);
        if (!id) return std::nullopt;
        items.push_back(*id);
      }
      const MarshalId tuple = add(data, MarshalKind::kTuple);
      data.objects[tuple].items = std::move(items);
      return tuple;
    }
    default:
      return std::nullopt;
  }
}

Value Interpreter::code_of_image(MarshalData data, CodeObject code, Origins origins, Trail trail) {
  if (!is_well_formed(data, code)) return {};
  // Images are kept to the end: what a loop makes of them is paid for.
  if (!spend(data.objects.size()) || !heap_ref_.charge(data.objects.size() * sizeof(MarshalObject))) return {};
  data.codes.push_back(code);
  data.root = add(data, MarshalKind::kCode);
  data.objects[data.root].code = static_cast<uint32_t>(data.codes.size() - 1);
  return value_of_image(std::move(data), origins, heap_ref_.step(trail, "code object"));
}

// types.CodeType(...); Invalid when a part is not known.
Value Interpreter::make_code(const CallArgs& args) {
  // The last two, free and cell variables, may be left out.
  const Layout* layout = nullptr;
  for (const Layout& l : kLayouts)
    if (args.size() == l.count || args.size() + 2 == l.count) layout = &l;
  if (layout == nullptr || args.open_ended) return {};
  MarshalData data;
  data.major = layout->major;
  data.minor = layout->minor;
  CodeObject code;
  auto number = [&](int at) {
    const auto n = at < 0 ? std::optional<int64_t>(0) : to_index(args.positional[static_cast<size_t>(at)]);
    return static_cast<uint32_t>(n.value_or(0));
  };
  code.argcount = number(0);
  code.posonly = number(layout->posonly);
  code.kwonly = number(layout->kwonly);
  code.nlocals = number(layout->nlocals);
  code.flags = number(layout->nlocals + 2);
  const auto first = static_cast<size_t>(layout->nlocals) + 3;
  const size_t name = first + 5, line = name + 1 + static_cast<size_t>(layout->qualified);
  const size_t free = line + 2 + static_cast<size_t>(layout->exceptions);
  code.first_line = number(static_cast<int>(line));
  const std::pair<MarshalId CodeObject::*, size_t> parts[] = {
      {&CodeObject::code, first},          {&CodeObject::consts, first + 1},   {&CodeObject::names, first + 2},
      {&CodeObject::varnames, first + 3},  {&CodeObject::filename, first + 4}, {&CodeObject::name, name},
      {&CodeObject::line_table, line + 1}, {&CodeObject::freevars, free},      {&CodeObject::cellvars, free + 1}};
  for (const auto& [part, at] : parts) {
    const Value value = at < args.size() ? args.positional[at] : heap_ref_.tuple({});
    const auto id = marshal_object(data, value, 0);
    if (!id) return {};
    code.*part = *id;
  }
  code.exception_table = add(data, MarshalKind::kBytes);
  if (layout->exceptions == 1) {
    const auto table = marshal_object(data, args.positional[line + 2], 0);
    if (!table) return {};
    code.exception_table = *table;
    // From 3.11 on the names of locals hold those of cells and free variables too.
    for (MarshalId more : {code.cellvars, code.freevars}) {
      const std::vector<MarshalId> items = data.objects[more].items;
      auto& names = data.objects[code.varnames].items;
      names.insert(names.end(), items.begin(), items.end());
    }
  }
  Origins origins = Origins::none;
  Trail trail = Trail::none;
  for (Value v : args.positional) {
    origins = heap_ref_.join(origins, origins_of(v));
    trail = heap_ref_.join(trail, trail_of(v));
  }
  return code_of_image(std::move(data), code, origins, trail);
}

// code.replace(co_code=..., co_consts=...): parts of a code object of marshal data, or of a function of the package
// when instructions, constants and names are all new. Invalid when that is not known.
Value Interpreter::replace_in_code(Code* code, const CallArgs& args) {
  MarshalData data;
  CodeObject made;
  if (code->bytecode >= 0) {
    if (!spend(images_[static_cast<size_t>(code->bytecode)].objects.size())) return {};
    data = images_[static_cast<size_t>(code->bytecode)];
    made = data.codes[code->code_index];
  } else {
    data.major = 3;
    data.minor = 11;  // what most of this is made for; other instructions give an empty listing
    for (MarshalId CodeObject::*part :
         {&CodeObject::consts, &CodeObject::names, &CodeObject::varnames, &CodeObject::freevars, &CodeObject::cellvars})
      made.*part = add(data, MarshalKind::kTuple);
    for (MarshalId CodeObject::*part : {&CodeObject::code, &CodeObject::exception_table, &CodeObject::line_table})
      made.*part = add(data, MarshalKind::kBytes);
    made.filename = made.name = add(data, MarshalKind::kStr, "<code>");
    if (!args.get(heap_ref_, SIZE_MAX, "co_code").valid()) return {};
  }
  constexpr std::pair<std::string_view, MarshalId CodeObject::*> kParts[] = {
      {"co_code", &CodeObject::code},
      {"co_consts", &CodeObject::consts},
      {"co_names", &CodeObject::names},
      {"co_varnames", &CodeObject::varnames},
      {"co_freevars", &CodeObject::freevars},
      {"co_cellvars", &CodeObject::cellvars},
      {"co_exceptiontable", &CodeObject::exception_table}};
  for (const auto& [keyword, part] : kParts) {
    const Value value = args.get(heap_ref_, SIZE_MAX, keyword);
    if (!value.valid()) continue;
    const auto id = marshal_object(data, value, 0);
    if (!id) return {};
    made.*part = *id;
  }
  if (const Value n = args.get(heap_ref_, SIZE_MAX, "co_nlocals"); n.is(Kind::kInt))
    made.nlocals = static_cast<uint32_t>(n.as_int());
  if (const Value n = args.get(heap_ref_, SIZE_MAX, "co_argcount"); n.is(Kind::kInt))
    made.argcount = static_cast<uint32_t>(n.as_int());
  Origins origins = code->origins;
  Trail trail = code->trail;
  for (const auto& [keyword, v] : args.keywords) {
    origins = heap_ref_.join(origins, origins_of(v));
    trail = heap_ref_.join(trail, trail_of(v));
  }
  return code_of_image(std::move(data), made, origins, trail);
}

// co_consts, co_names and co_code of a code object of marshal data.
Value Interpreter::attribute_of_marshalled(Code* code, std::string_view name) {
  const MarshalData& image = images_[static_cast<size_t>(code->bytecode)];
  const CodeObject& object = image.codes[code->code_index];
  if (name == "co_code") return heap_ref_.bytes(image.objects[object.code].text, code->origins, code->trail);
  const bool constants = name == "co_consts";
  if (!constants && name != "co_names" && name != "co_varnames") return unknown(code->origins);
  const MarshalId list = constants ? object.consts : name == "co_names" ? object.names : object.varnames;
  std::vector<Value> items;
  for (MarshalId id : image.objects[list].items) {
    const MarshalObject& item = image.objects[id];
    Value value;
    if (item.kind == MarshalKind::kNone) value = Value::none();
    if (item.kind == MarshalKind::kStr) value = heap_ref_.str(item.text, code->origins, code->trail);
    if (item.kind == MarshalKind::kBytes) value = heap_ref_.bytes(item.text, code->origins, code->trail);
    mpz_class number;
    if ((item.kind == MarshalKind::kInt || item.kind == MarshalKind::kLong) && number.set_str(item.text, 10) == 0)
      value = heap_ref_.integer(number);
    if (item.kind == MarshalKind::kCode) {
      auto* inner = heap_ref_.make<Code>(*code);
      inner->code_index = item.code;
      value = Value(inner);
    }
    items.push_back(value.valid() ? value : unknown(code->origins));
  }
  return heap_ref_.tuple(std::move(items));
}

}  // namespace antivenom::interpret
