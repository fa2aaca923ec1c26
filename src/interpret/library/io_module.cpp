// io.BytesIO and io.StringIO, and gzip/bz2/lzma files over them. The content is a value (payload); the position counts
// bytes or characters. Writing what is not known makes the whole content unknown, with the origins of all of it.
#include <algorithm>

#include "interpret/library/inflate.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

constexpr std::string_view kBytesIo = "io.BytesIO", kStringIo = "io.StringIO";

bool is_text(Runtime& runtime, const Instance* stream) {
  return runtime.heap().text(stream->cls->qualified) == kStringIo;
}

Instance* stream_of(Runtime& runtime, Value self) {
  Instance* stream = instance_of(runtime, self, kBytesIo);
  return stream ? stream : instance_of(runtime, self, kStringIo);
}

int64_t position(Runtime& runtime, const Instance* stream) { return integer_field(runtime, stream, "_at"); }
void set_position(Runtime& runtime, Instance* stream, int64_t at) {
  set_field(runtime, stream, "_at", Value::integer(at));
}

int64_t length_of(Value content) { return content.as<Text>()->chars; }

// Part of the content [begin, end) by characters or bytes; carries the origins of the whole.
Value part(Runtime& runtime, Value content, int64_t begin, int64_t end) {
  const auto* text = content.as<Text>();
  const auto size = static_cast<int64_t>(text->chars);
  begin = std::clamp<int64_t>(begin, 0, size);
  end = std::clamp<int64_t>(end, begin, size);
  return runtime.heap().substring(text, static_cast<uint32_t>(begin), static_cast<uint32_t>(end));
}

Value make_stream(Runtime& runtime, std::string_view type, Value content) {
  Instance* stream = new_builtin_instance(runtime, type);
  const bool text = type == kStringIo;
  if (content.is(Kind::kByteArray))
    content = runtime.heap().bytes(std::string(content.as<ByteArray>()->data), content.as<ByteArray>()->origins,
                                   content.as<ByteArray>()->trail);
  if (content.is_none()) content = text ? make_str(runtime, "") : make_bytes(runtime, "");
  const bool known = content.is(text ? Kind::kStr : Kind::kBytes);
  if (!known && !content.is_unknown()) return {};
  stream->payload = content;
  set_position(runtime, stream, 0);
  return Value(stream);
}

Value new_bytes_io(Runtime& runtime, Value, CallArgs& args) {
  return args.open_ended ? Value() : make_stream(runtime, kBytesIo, Reader(runtime, args).optional(0, "initial_bytes"));
}
Value new_string_io(Runtime& runtime, Value, CallArgs& args) {
  return args.open_ended ? Value()
                         : make_stream(runtime, kStringIo, Reader(runtime, args).optional(0, "initial_value"));
}

bool known_content(const Instance* stream) {
  return stream->payload.is(Kind::kStr) || stream->payload.is(Kind::kBytes);
}

// Unknown content is handed out as it is: what is read of it came from the same places.
Value read(Runtime& runtime, Value self, CallArgs& args) {
  Instance* stream = stream_of(runtime, self);
  if (!stream) return {};
  if (!known_content(stream)) return stream->payload;
  Reader in(runtime, args);
  const int64_t n = in.integer_or(0, "size", -1), at = position(runtime, stream), size = length_of(stream->payload);
  if (!in.ok()) return {};
  const int64_t end = n < 0 ? size : std::min(size, at + std::min(n, size));
  set_position(runtime, stream, std::max(at, end));
  return part(runtime, stream->payload, at, end);
}

Value read_line(Runtime& runtime, Instance* stream) {
  const auto* text = stream->payload.as<Text>();
  const int64_t at = position(runtime, stream);
  if (at >= length_of(stream->payload)) return part(runtime, stream->payload, at, at);
  const uint32_t from = runtime.heap().byte_offset(text, static_cast<uint32_t>(at));
  const std::string_view rest = text->text().substr(from);
  const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
  int64_t chars = 0;
  for (const char c : line) chars += text->ascii || (static_cast<uint8_t>(c) & 0xC0) != 0x80;
  set_position(runtime, stream, at + chars);
  return part(runtime, stream->payload, at, at + chars);
}

Value readline(Runtime& runtime, Value self, CallArgs& args) {
  Instance* stream = stream_of(runtime, self);
  if (!stream || args.size()) return {};
  if (!known_content(stream)) return stream->payload;
  return runtime.spend(1) ? read_line(runtime, stream) : Value();
}

std::optional<std::vector<Value>> all_lines(Runtime& runtime, Instance* stream) {
  std::vector<Value> lines;
  while (position(runtime, stream) < length_of(stream->payload)) {
    lines.push_back(runtime.spend(1) ? read_line(runtime, stream) : Value());
    if (!lines.back().valid()) return std::nullopt;
  }
  return lines;
}

Value readlines(Runtime& runtime, Value self, CallArgs&) {
  Instance* stream = stream_of(runtime, self);
  auto lines = stream && known_content(stream) ? all_lines(runtime, stream) : std::nullopt;
  return lines ? runtime.heap().list(std::move(*lines)) : Value();
}

Value iterate(Runtime& runtime, Value self, CallArgs&) {
  Instance* stream = stream_of(runtime, self);
  auto lines = stream && known_content(stream) ? all_lines(runtime, stream) : std::nullopt;
  if (!lines) return {};
  auto* iterator = runtime.heap().make<Iterator>();
  iterator->items = std::move(*lines);
  return Value(iterator);
}

Value write(Runtime& runtime, Value self, CallArgs& args) {
  Instance* stream = stream_of(runtime, self);
  if (!stream || args.size() != 1) return {};
  Value data = args.positional[0];
  if (data.is(Kind::kByteArray))
    data =
        runtime.heap().bytes(std::string(data.as<ByteArray>()->data), runtime.origins_of(data), runtime.trail_of(data));
  const bool fits = known_content(stream) && data.valid() && data.kind() == stream->payload.kind();
  Value content;
  if (fits) {
    const int64_t at = position(runtime, stream), size = length_of(stream->payload), more = length_of(data);
    const auto* old = stream->payload.as<Text>();
    if (at == size) {
      content = runtime.heap().append(old, data.as<Text>());
    } else if (at < size) {
      const Value head = part(runtime, stream->payload, 0, at), tail = part(runtime, stream->payload, at + more, size);
      const Value joined = head.valid() ? runtime.heap().append(head.as<Text>(), data.as<Text>()) : Value();
      if (joined.valid() && tail.valid()) content = runtime.heap().append(joined.as<Text>(), tail.as<Text>());
    }
    if (content.valid()) {
      stream->payload = content;
      set_position(runtime, stream, at + more);
      return Value::integer(more);
    }
  }
  const Origins both = runtime.heap().join(runtime.origins_of(stream->payload), runtime.origins_of(args.positional[0]));
  stream->payload = runtime.heap().unknown(both, is_text(runtime, stream) ? "str" : "bytes");
  return {};
}

Value writelines(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  for (const Value line : in.items(0, "lines")) {
    CallArgs one;
    one.positional = {line};
    write(runtime, self, one);
  }
  return in.ok() ? Value::none() : Value();
}

Value getvalue(Runtime& runtime, Value self, CallArgs&) {
  const Instance* stream = stream_of(runtime, self);
  return stream ? stream->payload : Value();
}

Value seek(Runtime& runtime, Value self, CallArgs& args) {
  Instance* stream = stream_of(runtime, self);
  Reader in(runtime, args);
  const int64_t offset = in.integer(0, "pos"), whence = in.integer_or(1, "whence", 0);
  if (!stream || !in.ok()) return {};
  const int64_t size = known_content(stream) ? length_of(stream->payload) : 0;
  const int64_t base = whence == 1 ? position(runtime, stream) : whence == 2 ? size : 0;
  set_position(runtime, stream,
               std::max<int64_t>(0, base + std::clamp<int64_t>(offset, -(int64_t{1} << 40), int64_t{1} << 40)));
  return Value::integer(position(runtime, stream));
}

Value tell(Runtime& runtime, Value self, CallArgs&) {
  const Instance* stream = stream_of(runtime, self);
  return stream && known_content(stream) ? Value::integer(position(runtime, stream)) : Value();
}

Value truncate(Runtime& runtime, Value self, CallArgs& args) {
  Instance* stream = stream_of(runtime, self);
  if (!stream || !known_content(stream)) return {};
  Reader in(runtime, args);
  const int64_t size = in.integer_or(0, "size", position(runtime, stream));
  if (!in.ok() || size < 0) return {};
  stream->payload = part(runtime, stream->payload, 0, size);
  return Value::integer(size);
}

Value nothing(Runtime&, Value, CallArgs&) { return Value::none(); }
Value itself(Runtime&, Value self, CallArgs&) { return self; }

// gzip.GzipFile(fileobj=BytesIO(...)): a stream over the content, unpacked at once.
template <Computed<std::string> (*Unpack)(Runtime&, std::string_view)>
Value open_packed(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  Value source = in.optional(99, "fileobj");
  if (source.is_none()) source = in.optional(0, "filename");
  const Instance* stream = instance_of(runtime, source, kBytesIo);
  const auto raw = stream && in.str_or(1, "mode", "rb").starts_with('r') ? known_bytes(stream->payload) : std::nullopt;
  if (!raw || !in.ok()) return {};
  const auto from =
      static_cast<size_t>(std::clamp<int64_t>(position(runtime, stream), 0, static_cast<int64_t>(raw->size())));
  const Origins origins = runtime.origins_of(stream->payload);
  const Trail trail = runtime.trail_of(stream->payload);
  const auto data = Unpack(runtime, std::string(raw->substr(from)));
  if (!data) return bytes_result(runtime, data);
  const Value content = runtime.heap().bytes(*data, origins, runtime.heap().step(trail, "gzip"));
  return content.valid() ? make_stream(runtime, kBytesIo, content) : Value();
}

Computed<std::string> unpack_xz(Runtime& runtime, std::string_view raw) { return unxz_all(runtime, raw, 0); }

#define AV_STREAM_METHODS(type, result)                                                                         \
  {type ".read", read, result}, {type ".readline", readline, result}, {type ".readlines", readlines, "list"},   \
      {type ".read1", read, result}, {type ".write", write, "int"}, {type ".writelines", writelines, "None"},   \
      {type ".getvalue", getvalue, result}, {type ".getbuffer", getvalue, result}, {type ".seek", seek, "int"}, \
      {type ".tell", tell, "int"}, {type ".truncate", truncate, "int"}, {type ".close", nothing, "None"},       \
      {type ".flush", nothing, "None"}, {type ".__enter__", itself}, {type ".__exit__", nothing, "None"}, {     \
    type ".__iter__", iterate                                                                                   \
  }

constexpr NativeDef kIoNatives[] = {
    {"io.BytesIO", new_bytes_io, "io.BytesIO"},
    {"io.StringIO", new_string_io, "io.StringIO"},
    {"StringIO.StringIO", new_string_io, "io.StringIO"},
    {"cStringIO.StringIO", new_string_io, "io.StringIO"},
    AV_STREAM_METHODS("io.BytesIO", "bytes"),
    AV_STREAM_METHODS("io.StringIO", "str"),
    {"gzip.GzipFile", open_packed<gunzip>, "io.BytesIO"},
    {"bz2.BZ2File", open_packed<bunzip2_all>, "io.BytesIO"},
    {"lzma.LZMAFile", open_packed<unpack_xz>, "io.BytesIO"},
};
#undef AV_STREAM_METHODS

}  // namespace

std::span<const NativeDef> io_natives() { return kIoNatives; }

}  // namespace antivenom::interpret
