// base64, binascii, uu and quopri.
#include <algorithm>

#include <zlib.h>

#include "interpret/library/byte_codecs.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/utf8.h"

namespace antivenom::interpret {
namespace {

// The encoded text, bytes-like or an ASCII str; other strs raise ValueError as base64 and binascii do.
std::string encoded(Runtime& runtime, Reader& in, std::string_view keyword = "s") {
  std::string text = in.data(0, keyword);
  if (!in.ok() || !spend_bytes(runtime, text.size())) return {};
  return text;
}

bool refuse_non_ascii(Runtime& runtime, const CallArgs& args, const std::string& text) {
  if (!known_str(args.get(runtime.heap(), 0, "s")) || is_ascii(text)) return false;
  runtime.raise("ValueError", "string argument should contain only ASCII characters");
  return true;
}

void translate(std::string& text, std::string_view from, std::string_view to) {
  for (char& c : text) {
    if (const size_t i = from.find(c); i != std::string_view::npos) c = to[i];
  }
}

void make_upper(std::string& text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

Value decode64(Runtime& runtime, const CallArgs& args, Reader& in, std::string_view altchars, bool strict) {
  std::string text = encoded(runtime, in);
  if (!in.ok() || refuse_non_ascii(runtime, args, text)) return {};
  if (!altchars.empty()) translate(text, altchars, "+/");
  return bytes_result(runtime, base64_decode(text, strict));
}

Value b64decode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string altchars = in.data_or(1, "altchars", "");
  const bool strict = in.flag(2, "validate", false);
  if (in.ok() && !altchars.empty() && altchars.size() != 2) return {};
  return decode64(runtime, args, in, altchars, strict);
}

Value standard_b64decode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  return decode64(runtime, args, in, {}, false);
}

Value urlsafe_b64decode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  return decode64(runtime, args, in, "-_", false);
}

// Encoders take bytes only; a str is Python 2's, which gave a str.
Value encode_with(Runtime& runtime, const CallArgs& args, Reader& in, std::string (*encode)(std::string_view),
                  std::string_view altchars = {}) {
  const std::string raw = encoded(runtime, in);
  if (!in.ok() || !runtime.heap().fits(raw.size() * 2)) return {};
  if (known_str(args.get(runtime.heap(), 0, "s"))) {
    return raise(runtime, "TypeError", "a bytes-like object is required, not 'str'");
  }
  std::string text = encode(raw);
  if (!altchars.empty()) translate(text, "+/", altchars);
  return make_bytes(runtime, text);
}

Value b64encode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string altchars = in.data_or(1, "altchars", "");
  if (!altchars.empty() && altchars.size() != 2) return {};
  return encode_with(runtime, args, in, base64_encode, altchars);
}
Value urlsafe_b64encode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  return encode_with(runtime, args, in, base64_encode, "-_");
}
Value encodebytes(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  return encode_with(runtime, args, in, base64_encode_lines);
}
Value b16encode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  return encode_with(runtime, args, in, [](std::string_view raw) {
    std::string text = hex_encode(raw);
    make_upper(text);
    return text;
  });
}

template <bool Hex>
Value b32encode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  return encode_with(runtime, args, in, [](std::string_view raw) { return base32_encode(raw, Hex); });
}

template <bool Hex>
Value b32decode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  std::string text = encoded(runtime, in);
  const bool fold = in.flag(1, "casefold", false);
  const std::string map01 = Hex ? "" : in.data_or(2, "map01", "");
  if (!in.ok() || refuse_non_ascii(runtime, args, text)) return {};
  if (map01.size() == 1) translate(text, "01", "O" + map01);
  if (fold) make_upper(text);
  return bytes_result(runtime, base32_decode(text, Hex));
}

Value b16decode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  std::string text = encoded(runtime, in);
  const bool fold = in.flag(1, "casefold", false);
  if (!in.ok() || refuse_non_ascii(runtime, args, text)) return {};
  if (fold) make_upper(text);
  if (text.find_first_not_of("0123456789ABCDEF") != std::string::npos) {
    return raise(runtime, "binascii.Error", "Non-base16 digit found");
  }
  return bytes_result(runtime, hex_decode(text));
}

template <Base85 Alphabet>
Value b85encode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = encoded(runtime, in, Alphabet == Base85::git ? "b" : "s");
  const bool pad = Alphabet == Base85::git && in.flag(1, "pad", false);
  return in.ok() ? make_bytes(runtime, base85_encode(raw, pad, Alphabet)) : Value();
}

template <Base85 Alphabet>
Value b85decode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = encoded(runtime, in, Alphabet == Base85::git ? "b" : "s");
  if (!in.ok() || refuse_non_ascii(runtime, args, text)) return {};
  return bytes_result(runtime, base85_decode(text, Alphabet));
}

Value a85encode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = encoded(runtime, in, "b");
  const bool fold = in.flag(1, "foldspaces", false), pad = in.flag(3, "pad", false), adobe = in.flag(4, "adobe", false);
  const int64_t wrap = in.integer_or(2, "wrapcol", 0);
  if (!in.ok() || wrap < 0) return {};
  return make_bytes(runtime, ascii85_encode(raw, fold, static_cast<size_t>(wrap), pad, adobe));
}

Value a85decode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = encoded(runtime, in, "b");
  const bool fold = in.flag(1, "foldspaces", false), adobe = in.flag(2, "adobe", false);
  const std::string ignored = in.data_or(3, "ignorechars", " \t\n\r\v");
  if (!in.ok() || !runtime.heap().fits(text.size() * 4)) return {};
  return bytes_result(runtime, ascii85_decode(text, fold, adobe, ignored));
}

Value hexlify(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = encoded(runtime, in, "data");
  const std::string separator = in.data_or(1, "sep", "");
  const int64_t group = in.integer_or(2, "bytes_per_sep", 1);
  if (!in.ok() || !runtime.heap().fits(raw.size() * 3)) return {};
  if (separator.empty() || group == 0) return make_bytes(runtime, hex_encode(raw));
  if (separator.size() != 1) return {};
  std::string out;
  const auto width = static_cast<size_t>(group < 0 ? -group : group);
  for (size_t i = 0; i < raw.size(); ++i) {
    const size_t behind = group > 0 ? raw.size() - i : i;  // positive groups count from the right
    if (i && behind % width == 0) out += separator;
    out += hex_encode(raw.substr(i, 1));
  }
  return make_bytes(runtime, out);
}

Value unhexlify(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = encoded(runtime, in, "hexstr");
  return in.ok() ? bytes_result(runtime, hex_decode(text)) : Value();
}

Value a2b_base64(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = encoded(runtime, in, "data");
  const bool strict = in.flag(99, "strict_mode", false);
  return in.ok() ? bytes_result(runtime, base64_decode(text, strict)) : Value();
}

Value b2a_base64(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = encoded(runtime, in, "data");
  const bool newline = in.flag(99, "newline", true);
  return in.ok() ? make_bytes(runtime, base64_encode(raw) + (newline ? "\n" : "")) : Value();
}

Value a2b_uu(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string line = encoded(runtime, in, "data");
  return in.ok() ? bytes_result(runtime, uu_decode_line(line)) : Value();
}

Value b2a_uu(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = encoded(runtime, in, "data");
  const bool backtick = in.flag(99, "backtick", false);
  if (!in.ok()) return {};
  if (raw.size() > 45) return raise(runtime, "binascii.Error", "At most 45 bytes at once");
  return make_bytes(runtime, uu_encode_line(raw, backtick));
}

Value decode_quopri(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = encoded(runtime, in, in.has(0, "s") ? "s" : "data");
  const bool header = in.flag(1, "header", false);
  return in.ok() ? make_bytes(runtime, quopri_decode(text, header)) : Value();
}

Value encode_quopri(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = encoded(runtime, in, in.has(0, "s") ? "s" : "data");
  const bool tabs = in.flag(1, "quotetabs", false), text = in.flag(2, "istext", true),
             header = in.flag(3, "header", false);
  return in.ok() && runtime.heap().fits(raw.size() * 4) ? make_bytes(runtime, quopri_encode(raw, tabs, text, header))
                                                        : Value();
}

Value crc32_of(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = in.bytes(0, "data");
  const int64_t start = in.integer_or(1, "crc", 0);
  if (!in.ok() || !spend_bytes(runtime, raw.size())) return {};
  return Value::integer(static_cast<int64_t>(
      ::crc32_z(static_cast<uLong>(start & 0xFFFFFFFF), reinterpret_cast<const Bytef*>(raw.data()), raw.size())));
}

Value crc_hqx(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = in.bytes(0, "data");
  auto crc = static_cast<uint32_t>(in.integer(1, "crc")) & 0xFFFF;
  if (!in.ok() || !spend_bytes(runtime, raw.size())) return {};
  for (const char c : raw) {
    crc ^= static_cast<uint32_t>(static_cast<uint8_t>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021u : 0u)) & 0xFFFF;
  }
  return Value::integer(crc);
}

constexpr NativeDef kBase64Natives[] = {
    {"base64.b64decode", b64decode, "bytes", "base64"},
    {"base64.standard_b64decode", standard_b64decode, "bytes", "base64"},
    {"base64.urlsafe_b64decode", urlsafe_b64decode, "bytes", "base64"},
    {"base64.decodebytes", standard_b64decode, "bytes", "base64"},
    {"base64.decodestring", standard_b64decode, "bytes", "base64"},
    {"base64.b64encode", b64encode, "bytes", "base64"},
    {"base64.standard_b64encode", b64encode, "bytes", "base64"},
    {"base64.urlsafe_b64encode", urlsafe_b64encode, "bytes", "base64"},
    {"base64.encodebytes", encodebytes, "bytes", "base64"},
    {"base64.encodestring", encodebytes, "bytes", "base64"},
    {"base64.b32decode", b32decode<false>, "bytes", "base32"},
    {"base64.b32encode", b32encode<false>, "bytes", "base32"},
    {"base64.b32hexdecode", b32decode<true>, "bytes", "base32"},
    {"base64.b32hexencode", b32encode<true>, "bytes", "base32"},
    {"base64.b16decode", b16decode, "bytes", "base16"},
    {"base64.b16encode", b16encode, "bytes", "base16"},
    {"base64.b85decode", b85decode<Base85::git>, "bytes", "base85"},
    {"base64.b85encode", b85encode<Base85::git>, "bytes", "base85"},
    {"base64.z85decode", b85decode<Base85::z85>, "bytes", "base85"},
    {"base64.z85encode", b85encode<Base85::z85>, "bytes", "base85"},
    {"base64.a85decode", a85decode, "bytes", "base85"},
    {"base64.a85encode", a85encode, "bytes", "base85"},
};

constexpr NativeDef kBinascii[] = {
    {"binascii.hexlify", hexlify, "bytes", "hex"},
    {"binascii.b2a_hex", hexlify, "bytes", "hex"},
    {"binascii.unhexlify", unhexlify, "bytes", "hex"},
    {"binascii.a2b_hex", unhexlify, "bytes", "hex"},
    {"binascii.a2b_base64", a2b_base64, "bytes", "base64"},
    {"binascii.b2a_base64", b2a_base64, "bytes", "base64"},
    {"binascii.a2b_uu", a2b_uu, "bytes", "uu"},
    {"binascii.b2a_uu", b2a_uu, "bytes", "uu"},
    {"binascii.a2b_qp", decode_quopri, "bytes", "quopri"},
    {"binascii.b2a_qp", encode_quopri, "bytes", "quopri"},
    {"quopri.decodestring", decode_quopri, "bytes", "quopri"},
    {"binascii.crc32", crc32_of, "int"},
    {"zlib.crc32", crc32_of, "int"},
    {"binascii.crc_hqx", crc_hqx, "int"},
};

}  // namespace

std::span<const NativeDef> base64_natives() { return kBase64Natives; }
std::span<const NativeDef> binascii_natives() { return kBinascii; }

}  // namespace antivenom::interpret
