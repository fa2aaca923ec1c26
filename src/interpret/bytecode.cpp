// Code objects from marshal data and .pyc files.
#include <algorithm>

#include "interpret/interpreter.h"
#include "interpret/pickle.h"
#include "python/bytecode.h"

namespace antivenom::interpret {

Value Interpreter::load_marshal(Value data) {
  const Origins origins = data.valid() ? origins_of(data) : Origins::none;
  const auto bytes = data.valid() ? to_bytes(data) : std::nullopt;
  if (!bytes && data.is_unknown() && !data.as<Unknown>()->options().empty()) {
    // Code for one of several versions of Python.
    Value result;
    for (Value option : std::vector<Value>(data.as<Unknown>()->options())) {
      const Value code = option.is_unknown() ? Value() : load_marshal(option);
      if (stopped_) return {};
      if (code.valid()) result = join(result, code);
    }
    if (result.valid()) return result;
  }
  if (!bytes) {
    note("layer-unknown", "marshal data that could not be computed", origins);
    return unknown(origins);
  }
  if (!spend(bytes->size() / 16 + 1)) return {};
  auto image = python::read_marshal(*bytes);
  if (!image) {
    note("layer-unknown", "marshal data that could not be read: " + image.error().message(), origins);
    return unknown(origins);
  }
  return value_of_image(std::move(*image), origins, heap_ref_.step(trail_of(data), "marshal"));
}

// What marshal.loads() gives for the root: text, bytes or a code object; unknown for anything else.
Value Interpreter::value_of_image(python::MarshalData image, Origins origins, Trail trail) {
  const python::MarshalObject& root = image.objects[image.root];
  if (root.kind == python::MarshalKind::kStr) return heap_ref_.str(root.text, origins, trail);
  if (root.kind == python::MarshalKind::kBytes) return heap_ref_.bytes(root.text, origins, trail);
  if (root.kind != python::MarshalKind::kCode) return unknown(origins);
  auto* code = heap_ref_.make<Code>();
  code->code_index = root.code;
  code->origins = origins;
  code->trail = trail;
  images_.push_back(std::move(image));
  code->bytecode = static_cast<int>(images_.size() - 1);
  return Value(code);
}

Value Interpreter::code_of_pyc(std::string_view bytes, Origins origins, Trail trail) {
  if (bytes.size() < 16 || bytes[2] != '\r' || bytes[3] != '\n') return {};
  if (!spend(bytes.size() / 16 + 1)) return {};
  auto image = python::read_pyc(bytes);
  if (!image || image->objects[image->root].kind != python::MarshalKind::kCode) return {};
  return value_of_image(std::move(*image), origins, trail);
}

namespace {

// The names and constants of the code object and of those inside it, in the order they are stored.
std::string texts_of(const python::MarshalData& image, uint32_t code_index, size_t limit) {
  std::string text;
  std::vector<uint32_t> pending{code_index};
  std::vector<bool> seen(image.codes.size(), false);
  while (!pending.empty() && text.size() < limit) {
    const uint32_t index = pending.back();
    pending.pop_back();
    if (seen[index]) continue;
    seen[index] = true;
    for (python::MarshalId part : {image.codes[index].names, image.codes[index].consts}) {
      for (python::MarshalId id : image.objects[part].items) {
        const python::MarshalObject& item = image.objects[id];
        if (item.kind == python::MarshalKind::kCode) pending.push_back(item.code);
        if (item.kind == python::MarshalKind::kStr || item.kind == python::MarshalKind::kBytes)
          text += item.text + '\n';
      }
    }
  }
  return text;
}

constexpr size_t kMaxTexts = 1u << 20;

}  // namespace

// The code object as source text. For a Python whose instructions are not known its names and constants are kept as a
// layer, and nothing is run.
Value Interpreter::list_bytecode(Code* code) {
  if (const auto known = listings_.find(code); known != listings_.end()) return known->second;
  const python::MarshalData& image = images_[static_cast<size_t>(code->bytecode)];
  note("bytecode-only", "runs a code object whose source is not there", code->origins);
  uint64_t work = 0;
  python::ConstantsAside aside;
  const std::string listing = python::decompile_text(image, code->code_index, {}, &work, &aside);
  if (!spend(work + listing.size() / 16 + 1)) return {};
  if (listing.empty()) {
    if (facts_.layers.size() > budget_.layers) {
      exhausted("layers");
      return unknown(code->origins);
    }
    open_layer(texts_of(image, code->code_index, kMaxTexts), code->trail, "code object", "bytecode");
    note(
        "layer-unknown",
        "bytecode of Python " + std::to_string(image.major) + "." + std::to_string(image.minor) + " is not interpreted",
        code->origins);
    return listings_[code] = unknown(code->origins);
  }
  if (!aside.empty()) constants_aside_.emplace(hash_text(listing), std::move(aside));
  Value text = heap_ref_.str(listing, code->origins, code->trail);
  return listings_[code] = text.valid() ? text : unknown(code->origins);
}

// Runs pickle data that is known, in a scope of its own, as the source that does the same.
Value Interpreter::run_pickle(Value data, EventId event) {
  const auto bytes = to_bytes(data);
  if (!bytes || !spend(bytes->size() / 8 + 1)) return {};
  const std::string listing = pickle_text(*bytes);
  if (listing.empty()) return {};
  const Origins origins = heap_ref_.join(origins_of(data), heap_ref_.origin(event));
  auto* names = &heap_ref_.make<Scope>()->names;
  return run_layer(listing, heap_ref_.step(trail_of(data), "pickle"), origins, "unpickling", names, nullptr,
                   "bytecode");
}

// A shipped .pyc as a unit of its own; its lines are those of the listing, which is a layer of the file.
Unit* Interpreter::read_bytecode_file(FileId file) {
  Unit& unit = units_.emplace_back();
  unit.file = file;
  unit_of_file_[file] = &unit;
  site_unit_ = &unit;
  site_ = python::NodeId::none;
  const std::string& path = artifact_.members[file].path;
  auto image = python::read_pyc(artifact_.members[file].bytes);
  std::string listing;
  python::ConstantsAside aside;
  if (!image || image->objects[image->root].kind != python::MarshalKind::kCode) {
    note("layer-unknown", path + " could not be read as bytecode" + (image ? "" : ": " + image.error().message()));
  } else {
    uint64_t work = 0;
    listing = python::decompile_text(*image, image->objects[image->root].code, {}, &work, &aside);
    spend(work + listing.size() / 16);
    if (listing.empty())
      note("layer-unknown", "bytecode of Python " + std::to_string(image->major) + "." + std::to_string(image->minor) +
                                " is not interpreted");
    unit.layer = open_layer(listing.empty() ? texts_of(*image, image->objects[image->root].code, kMaxTexts) : listing,
                            Trail::none, "module", "bytecode");
  }
  unit.tree = parse_text(listing);
  facts_.layers[unit.layer].bytes += put_back(aside, unit.tree);
  index(unit);
  facts_.files[file].lines = static_cast<uint32_t>(unit.tree.line_starts.size());
  return &unit;
}

// Whether a shipped .pyc is code of its own: no source of that module is there, or one that says something else.
bool Interpreter::runs_bytecode(FileId file) {
  const Member& member = artifact_.members[file];
  if (member.content != Content::bytecode) return false;
  std::string path = member.path;
  const size_t cache = path.rfind("__pycache__/");
  if (cache != std::string::npos) {
    // __pycache__/name.cpython-311.pyc stands for name.py beside the folder.
    const size_t name = cache + 12;
    path = path.substr(0, cache) + path.substr(name, path.find('.', name) - name) + ".pyc";
  }
  if (!path.ends_with(".pyc")) return !member.module.empty();
  const auto source = paths_.find(path.substr(0, path.size() - 1));
  const std::string detail = member.path;
  if (source == paths_.end()) {
    note("bytecode-only", detail + " has no source beside it");
    return cache == std::string::npos;
  }
  if (!bytecode_differs(file, source->second)) return false;
  note("bytecode-differs", detail + " was not made from " + source->first);
  return true;
}

// True if much of what the bytecode names is nowhere in the source.
bool Interpreter::bytecode_differs(FileId bytecode, FileId source) const {
  constexpr size_t kMinMissing = 4;
  constexpr size_t kMaxNames = 2'000;
  const auto image = python::read_pyc(artifact_.members[bytecode].bytes);
  if (!image || image->objects[image->root].kind != python::MarshalKind::kCode) return false;
  const std::string_view text = artifact_.members[source].bytes;
  size_t names = 0, missing = 0;
  for (const python::CodeObject& code : image->codes) {
    for (python::MarshalId id : image->objects[code.names].items) {
      const std::string& name = image->objects[id].text;
      if (name.size() < 4 || name.starts_with("__") || ++names > kMaxNames) continue;
      // Private names of classes are stored as _Class__name.
      const size_t inner = name.starts_with('_') ? name.find("__", 1) : std::string::npos;
      if (text.find(inner == std::string::npos ? std::string_view(name) : std::string_view(name).substr(inner)) ==
          std::string_view::npos)
        ++missing;
    }
  }
  return missing >= kMinMissing && missing * 4 > std::min(names, kMaxNames);
}

}  // namespace antivenom::interpret
