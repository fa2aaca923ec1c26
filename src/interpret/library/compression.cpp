// zlib, gzip, bz2 and lzma.
#include <zlib.h>

#include <algorithm>

#include "interpret/library/inflate.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

Value whole_stream(Runtime& runtime, const Computed<Inflated>& result, std::string_view exception,
                   std::string_view message) {
  if (!result) return bytes_result(runtime, tl::unexpected<Raised>(result.error()));
  return result->finished ? make_bytes(runtime, result->data) : raise(runtime, exception, message);
}

Value zlib_decompress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  const int64_t wbits = in.integer_or(1, "wbits", 15);
  if (!in.ok()) return {};
  return whole_stream(runtime, inflate(runtime, data, static_cast<int>(std::clamp<int64_t>(wbits, -100, 100))),
                      "zlib.error", "Error -5 while decompressing data: incomplete or truncated stream");
}

Value zlib_compress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  const int64_t level = in.integer_or(1, "level", -1), wbits = in.integer_or(2, "wbits", 15);
  if (!in.ok()) return {};
  return bytes_result(runtime, deflate(runtime, data, static_cast<int>(std::clamp<int64_t>(level, -9, 99)),
                                       static_cast<int>(std::clamp<int64_t>(wbits, -100, 100))));
}

Value adler32_of(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = in.bytes(0, "data");
  const int64_t start = in.integer_or(1, "value", 1);
  if (!in.ok() || !spend_bytes(runtime, raw.size())) return {};
  return Value::integer(static_cast<int64_t>(
      ::adler32_z(static_cast<uLong>(start & 0xFFFFFFFF), reinterpret_cast<const Bytef*>(raw.data()), raw.size())));
}

// Incremental decompressors keep the input so far and start over on each call; `_out` is how much was handed out.
// All of a payload comes in one or a few pieces, and the budget bounds the rest.
constexpr std::string_view kZlibObject = "zlib._Decompress";
constexpr std::string_view kBz2Object = "bz2.BZ2Decompressor";
constexpr std::string_view kLzmaObject = "lzma.LZMADecompressor";

Value new_decompressor(Runtime& runtime, std::string_view type, int64_t parameter) {
  Instance* object = new_builtin_instance(runtime, type);
  object->payload = make_bytes(runtime, "");
  set_field(runtime, object, "_parameter", Value::integer(parameter));
  set_field(runtime, object, "_out", Value::integer(0));
  set_field(runtime, object, "eof", Value::boolean(false));
  set_field(runtime, object, "unused_data", make_bytes(runtime, ""));
  if (type == kZlibObject) set_field(runtime, object, "unconsumed_tail", make_bytes(runtime, ""));
  return Value(object);
}

Value zlib_decompressobj(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t wbits = in.integer_or(0, "wbits", 15);
  if (!in.ok() || in.has(1, "zdict")) return {};
  return new_decompressor(runtime, kZlibObject, wbits);
}
Value bz2_decompressor(Runtime& runtime, Value, CallArgs&) { return new_decompressor(runtime, kBz2Object, 0); }
Value lzma_decompressor(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t format = in.integer_or(0, "format", 0);
  if (!in.ok() || format < 0 || format > 2) return {};
  return new_decompressor(runtime, kLzmaObject, format);
}

Computed<Inflated> run_decompressor(Runtime& runtime, const Instance* object, std::string_view data) {
  const auto type = runtime.heap().text(object->cls->qualified);
  const auto parameter = static_cast<int>(std::clamp<int64_t>(integer_field(runtime, object, "_parameter"), -100, 100));
  if (type == kBz2Object) return bunzip2(runtime, data);
  return type == kLzmaObject ? unxz(runtime, data, parameter) : inflate(runtime, data, parameter);
}

Value decompress_more(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const Value given = in.value(0, "data");
  const std::string chunk = in.bytes(0, "data");
  const int64_t limit = in.integer_or(1, "max_length", 0);
  if (!self.is(Kind::kInstance)) return {};
  auto* object = self.as<Instance>();
  const auto before = known_bytes(object->payload);
  if (!in.ok() || limit > 0 || !before || !runtime.heap().fits(before->size() + chunk.size())) {
    object->payload = Value();  // what follows cannot be known either
    return {};
  }
  const std::string all = std::string(*before) + chunk;
  const Computed<Inflated> result = run_decompressor(runtime, object, all);
  if (!result) return bytes_result(runtime, tl::unexpected<Raised>(result.error()));
  const auto out = std::min(static_cast<size_t>(integer_field(runtime, object, "_out")), result->data.size());
  const Origins origins = runtime.heap().join(runtime.origins_of(object->payload), runtime.origins_of(given));
  object->payload = runtime.heap().bytes(all, origins, runtime.trail_of(given));
  set_field(runtime, object, "_out", Value::integer(static_cast<int64_t>(result->data.size())));
  set_field(runtime, object, "eof", Value::boolean(result->finished));
  if (result->finished)
    set_field(runtime, object, "unused_data", make_bytes(runtime, std::string_view(all).substr(result->consumed)));
  return make_bytes(runtime, std::string_view(result->data).substr(out));
}

Value flush_nothing(Runtime& runtime, Value self, CallArgs&) {
  const bool known = self.is(Kind::kInstance) && self.as<Instance>()->payload.valid();
  return known ? make_bytes(runtime, "") : Value();
}

Value gzip_decompress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  return in.ok() ? bytes_result(runtime, gunzip(runtime, data)) : Value();
}

Value gzip_compress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  const int64_t level = in.integer_or(1, "compresslevel", 9);
  if (!in.ok() || level < -1 || level > 9) return {};
  return bytes_result(runtime, deflate(runtime, data, static_cast<int>(level), 31));
}

Value bz2_decompress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  return in.ok() ? bytes_result(runtime, bunzip2_all(runtime, data)) : Value();
}

Value bz2_compress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  const int64_t level = in.integer_or(1, "compresslevel", 9);
  return in.ok() ? bytes_result(runtime, bzip2(runtime, data, static_cast<int>(std::clamp<int64_t>(level, 0, 10))))
                 : Value();
}

Value lzma_decompress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  const int64_t format = in.integer_or(1, "format", 0);
  if (!in.ok() || format < 0 || format > 2) return {};  // raw streams need a list of filters
  return bytes_result(runtime, unxz_all(runtime, data, static_cast<int>(format)));
}

Value lzma_compress(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  const int64_t format = in.integer_or(1, "format", 1), preset = in.integer_or(3, "preset", 6);
  if (!in.ok() || !in.optional(4, "filters").is_none()) return {};
  return bytes_result(
      runtime, xz(runtime, data, static_cast<int>(std::clamp<int64_t>(format, 0, 9)), static_cast<uint32_t>(preset)));
}

constexpr NativeDef kCompressionNatives[] = {
    {"zlib.decompress", zlib_decompress, "bytes", "zlib"},
    {"zlib.compress", zlib_compress, "bytes", "zlib"},
    {"zlib.decompressobj", zlib_decompressobj, "zlib._Decompress"},
    {"zlib._Decompress.decompress", decompress_more, "bytes", "zlib"},
    {"zlib._Decompress.flush", flush_nothing, "bytes"},
    {"zlib.adler32", adler32_of, "int"},
    {"gzip.decompress", gzip_decompress, "bytes", "gzip"},
    {"gzip.compress", gzip_compress, "bytes", "gzip"},
    {"bz2.decompress", bz2_decompress, "bytes", "bz2"},
    {"bz2.compress", bz2_compress, "bytes", "bz2"},
    {"bz2.BZ2Decompressor", bz2_decompressor, "bz2.BZ2Decompressor"},
    {"bz2.BZ2Decompressor.decompress", decompress_more, "bytes", "bz2"},
    {"lzma.decompress", lzma_decompress, "bytes", "lzma"},
    {"lzma.compress", lzma_compress, "bytes", "lzma"},
    {"lzma.LZMADecompressor", lzma_decompressor, "lzma.LZMADecompressor"},
    {"lzma.LZMADecompressor.decompress", decompress_more, "bytes", "lzma"},
};

}  // namespace

std::span<const NativeDef> compression_natives() { return kCompressionNatives; }

}  // namespace antivenom::interpret
