// Code objects from marshal data and .pyc files.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

Value Interpreter::load_marshal(Value data) {
  const Origins origins = data.valid() ? origins_of(data) : Origins::none;
  const auto bytes = data.valid() ? to_bytes(data) : std::nullopt;
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
  const python::MarshalObject& root = image->objects[image->root];
  if (root.kind == python::MarshalKind::kStr) return heap_ref_.str(root.text, origins, heap_ref_.step(trail_of(data), "marshal"));
  if (root.kind == python::MarshalKind::kBytes)
    return heap_ref_.bytes(root.text, origins, heap_ref_.step(trail_of(data), "marshal"));
  if (root.kind != python::MarshalKind::kCode) return unknown(origins);
  auto* code = heap_ref_.make<Code>();
  code->code_index = root.code;
  code->origins = origins;
  code->trail = heap_ref_.step(trail_of(data), "marshal");
  images_.push_back(std::move(*image));
  code->bytecode = static_cast<int>(images_.size() - 1);
  return Value(code);
}

// The names and constants of the code object and of those inside it, in the order they are stored.
Value Interpreter::run_bytecode(Code* code) {
  const python::MarshalData& image = images_[static_cast<size_t>(code->bytecode)];
  constexpr size_t kMaxText = 1u << 20;
  std::string text;
  std::vector<uint32_t> pending{code->code_index};
  std::vector<bool> seen(image.codes.size(), false);
  while (!pending.empty() && text.size() < kMaxText) {
    const uint32_t index = pending.back();
    pending.pop_back();
    if (seen[index]) continue;
    seen[index] = true;
    for (python::MarshalId part : {image.codes[index].names, image.codes[index].consts}) {
      for (python::MarshalId id : image.objects[part].items) {
        const python::MarshalObject& item = image.objects[id];
        if (item.kind == python::MarshalKind::kCode) pending.push_back(item.code);
        if (item.kind == python::MarshalKind::kStr || item.kind == python::MarshalKind::kBytes) text += item.text + '\n';
      }
    }
  }
  open_layer(text, code->trail, "code object", "bytecode");
  note("bytecode-only", "runs a code object whose source is not there", code->origins);
  return unknown(code->origins);
}

}  // namespace antivenom::interpret
