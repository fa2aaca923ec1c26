#include "interpret/library/codecs.h"

#include "interpret/library/byte_codecs.h"
#include "interpret/library/charmaps.h"
#include "interpret/library/inflate.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/text_codecs.h"
#include "interpret/library/unicode.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {
namespace {

// The step shown for text that went through the codec; empty for the ordinary ones.
std::string_view step_of(std::string_view codec) {
  if (codec == "hex_codec") return "hex";
  if (codec == "base64_codec") return "base64";
  if (codec == "zlib_codec") return "zlib";
  if (codec == "bz2_codec") return "bz2";
  if (codec == "uu_codec") return "uu";
  if (codec == "quopri_codec") return "quopri";
  if (codec == "rot_13") return "rot13";
  if (codec == "utf_7") return "utf-7";
  if (codec.starts_with("utf_16")) return "utf-16";
  if (codec.starts_with("utf_32")) return "utf-32";
  if (codec.ends_with("_escape")) return "unicode_escape";
  if (codec == "punycode" || codec == "idna") return "punycode";
  if (codec == "cp037" || codec == "cp273" || codec == "cp500" || codec == "cp1140") return "ebcdic";
  return {};
}

// Codecs from bytes to bytes, by canonical name.
Computed<std::string> decode_bytes(Runtime& runtime, std::string_view raw, std::string_view codec) {
  if (codec == "hex_codec") return hex_decode(raw);
  if (codec == "base64_codec") return base64_decode(raw);
  if (codec == "uu_codec") return uu_decode_file(raw);
  if (codec == "quopri_codec") return quopri_decode(raw, false);
  if (codec == "bz2_codec") return bunzip2_all(runtime, raw);
  if (codec == "string_escape") return decode_escapes(raw, codec, "strict");
  if (codec != "zlib_codec") return not_computable();
  Computed<Inflated> result = inflate(runtime, raw, 15);
  if (!result) return tl::unexpected<Raised>(result.error());
  if (!result->finished) {
    return raised("zlib.error", "Error -5 while decompressing data: incomplete or truncated stream");
  }
  return std::move(result->data);
}

Computed<std::string> encode_bytes(Runtime& runtime, std::string_view raw, std::string_view codec) {
  if (codec == "hex_codec") return hex_encode(raw);
  if (codec == "base64_codec") return base64_encode_lines(raw);
  if (codec == "uu_codec") return uu_encode_file(raw);
  if (codec == "quopri_codec") return quopri_encode(raw, true, true, false);
  if (codec == "bz2_codec") return bzip2(runtime, raw, 9);
  if (codec == "zlib_codec") return deflate(runtime, raw, -1, 15);
  if (codec == "string_escape") return encode_escapes(raw, codec);
  return not_computable();
}

struct Source {
  std::string data;
  bool is_str = false;
  Origins origins;
  Trail trail;
};

std::optional<Source> source_of(Runtime& runtime, Value v) {
  const auto text = known_str(v);
  const auto raw = text ? text : known_bytes(v);
  if (!raw || !spend_bytes(runtime, raw->size())) return std::nullopt;
  return Source{std::string(*raw), text.has_value(), runtime.origins_of(v), runtime.trail_of(v)};
}

Value finish(Runtime& runtime, const Source& source, std::string_view codec, Computed<std::string> result,
             bool as_str) {
  if (!result) {
    if (!result.error().exception.empty()) runtime.raise(result.error().exception, result.error().message);
    return {};
  }
  Heap& heap = runtime.heap();
  if (!heap.fits(result->size())) return {};
  const std::string_view step = step_of(codec);
  const Trail trail = step.empty() ? source.trail : heap.step(source.trail, step);
  return as_str ? heap.str(*result, source.origins, trail) : heap.bytes(*result, source.origins, trail);
}

// codecs.encode and codecs.decode; a str goes into a byte codec as its UTF-8, as CPython's C functions take it.
Value encode_function(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "obj");
  const std::string codec = in.str_or(1, "encoding", "utf-8"), errors = in.str_or(2, "errors", "strict");
  return in.ok() ? codec_encode(runtime, v, codec, errors) : Value();
}

Value decode_function(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  Value v = in.value(0, "obj");
  const std::string codec = in.str_or(1, "encoding", "utf-8"), errors = in.str_or(2, "errors", "strict");
  if (!in.ok()) return {};
  if (canonical_codec(codec) != "rot_13") {
    if (const auto source = source_of(runtime, v); source && source->is_str) {
      v = runtime.heap().bytes(source->data, source->origins, source->trail);
      if (!v.valid()) return {};
    }
  }
  return codec_decode(runtime, v, codec, errors);
}

// codecs.utf_8_decode(b) and its kin give (text, length).
Value pair_with_length(Runtime& runtime, Value coded, Value original) {
  if (!coded.valid()) return {};
  const auto* text = original.is(Kind::kStr) || original.is(Kind::kBytes) ? original.as<Text>() : nullptr;
  if (!text) return {};
  return runtime.heap().tuple({coded, Value::integer(text->chars)});
}

template <const char* Codec, bool Decode>
Value pair_function(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "obj");
  const std::string errors = in.str_or(1, "errors", "strict");
  if (!in.ok()) return {};
  return pair_with_length(
      runtime, Decode ? codec_decode(runtime, v, Codec, errors) : codec_encode(runtime, v, Codec, errors), v);
}

constexpr char kUtf8[] = "utf_8", kLatin1[] = "latin_1", kAscii[] = "ascii", kEscape[] = "unicode_escape",
               kRawEscape[] = "raw_unicode_escape", kStringEscape[] = "string_escape";

// codecs.getdecoder(name) is kept as an object with the codec's name; calling it gives (result, length).
template <bool Decode>
Value get_coder(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string codec = in.str(0, "encoding");
  if (!in.ok() || canonical_codec(codec).empty()) return {};
  Instance* coder = new_builtin_instance(runtime, Decode ? "codecs._Decoder" : "codecs._Encoder");
  coder->payload = make_str(runtime, codec);
  return Value(coder);
}

template <bool Decode>
Value call_coder(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "obj");
  const std::string errors = in.str_or(1, "errors", "strict");
  const auto codec = known_str(self);
  if (!in.ok() || !codec) return {};
  const std::string name(*codec);
  return pair_with_length(runtime,
                          Decode ? codec_decode(runtime, v, name, errors) : codec_encode(runtime, v, name, errors), v);
}

constexpr NativeDef kCodecsNatives[] = {
    {"codecs.encode", encode_function, ""},
    {"codecs.decode", decode_function, ""},
    {"codecs.utf_8_decode", pair_function<kUtf8, true>, "tuple"},
    {"codecs.utf_8_encode", pair_function<kUtf8, false>, "tuple"},
    {"codecs.latin_1_decode", pair_function<kLatin1, true>, "tuple"},
    {"codecs.latin_1_encode", pair_function<kLatin1, false>, "tuple"},
    {"codecs.ascii_decode", pair_function<kAscii, true>, "tuple"},
    {"codecs.ascii_encode", pair_function<kAscii, false>, "tuple"},
    {"codecs.unicode_escape_decode", pair_function<kEscape, true>, "tuple"},
    {"codecs.unicode_escape_encode", pair_function<kEscape, false>, "tuple"},
    {"codecs.raw_unicode_escape_decode", pair_function<kRawEscape, true>, "tuple"},
    {"codecs.raw_unicode_escape_encode", pair_function<kRawEscape, false>, "tuple"},
    {"codecs.escape_decode", pair_function<kStringEscape, true>, "tuple"},
    {"codecs.escape_encode", pair_function<kStringEscape, false>, "tuple"},
    {"codecs.getdecoder", get_coder<true>, ""},
    {"codecs.getencoder", get_coder<false>, ""},
    {"codecs._Decoder.__call__", call_coder<true>, "tuple"},
    {"codecs._Encoder.__call__", call_coder<false>, "tuple"},
};

}  // namespace

std::string_view canonical_codec(std::string_view name) {
  std::string normal;
  bool gap = false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter) {
      gap = true;
      continue;
    }
    if (gap && !normal.empty()) normal += '_';
    gap = false;
    normal += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return codec_alias(normal);
}

std::string python2_bytes(std::string_view utf8) {
  std::string raw;
  for (size_t i = 0; i < utf8.size();) {
    const uint32_t c = next_code_point(utf8, i);
    if (c > 0xFF) return std::string(utf8);
    raw += static_cast<char>(c);
  }
  return raw;
}

Value codec_encode(Runtime& runtime, Value v, std::string_view codec, std::string_view errors) {
  const std::string_view canonical = canonical_codec(codec);
  const auto source = source_of(runtime, v);
  if (canonical.empty() || !source) return {};
  if (canonical == "rot_13") return finish(runtime, *source, canonical, rot13(source->data), source->is_str);
  if (is_text_codec(canonical)) {
    return finish(runtime, *source, canonical, encode_text(source->data, canonical, errors), false);
  }
  // A str here is Python 2's 'text'.encode('base64'), which gives a str.
  Computed<std::string> result =
      encode_bytes(runtime, source->is_str ? python2_bytes(source->data) : source->data, canonical);
  const bool as_str = source->is_str && result && is_wtf8(*result);
  return finish(runtime, *source, canonical, std::move(result), as_str);
}

Value codec_decode(Runtime& runtime, Value v, std::string_view codec, std::string_view errors) {
  const std::string_view canonical = canonical_codec(codec);
  auto source = source_of(runtime, v);
  if (canonical.empty() || !source) return {};
  if (canonical == "rot_13") return finish(runtime, *source, canonical, rot13(source->data), source->is_str);
  if (source->is_str) source->data = python2_bytes(source->data);
  if (is_text_codec(canonical)) {
    return finish(runtime, *source, canonical, decode_text(source->data, canonical, errors), true);
  }
  Computed<std::string> result = decode_bytes(runtime, source->data, canonical);
  const bool as_str = source->is_str && result && is_wtf8(*result);
  return finish(runtime, *source, canonical, std::move(result), as_str);
}

std::span<const NativeDef> codecs_natives() { return kCodecsNatives; }

}  // namespace antivenom::interpret
