// Ciphers as the cryptography package, PyCryptodome and pyaes offer them. A cipher object keeps key, IV and the input
// it was fed; block modes that chain through the last block drop what is done.
#include <algorithm>

#include <fmt/format.h>

#include "interpret/library/byte_codecs.h"
#include "interpret/library/crypto_core.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

constexpr std::string_view kCipher = "Crypto.Cipher.Cipher";
constexpr std::string_view kContext = "cryptography._CipherContext";

// A cipher object of any of the packages: `name` as run_cipher() takes it.
Value new_cipher(Runtime& runtime, std::string_view type, std::string_view name, std::string_view key,
                 std::string_view iv) {
  Instance* object = new_builtin_instance(runtime, type);
  object->payload = make_bytes(runtime, "");
  set_field(runtime, object, "_name", make_str(runtime, name));
  set_field(runtime, object, "_key", make_bytes(runtime, key));
  set_field(runtime, object, "iv", make_bytes(runtime, iv));
  set_field(runtime, object, "_fed", Value::integer(0));
  return Value(object);
}

size_t block_size(std::string_view name) { return name.starts_with("AES") ? 16 : 8; }
bool is_block_mode(std::string_view name) {
  return name.ends_with("CBC") || name.ends_with("ECB") || name == "DES-EDE3";
}

// Runs `data` through the cipher after what it was fed before. With `hold`, an incomplete block waits for more input.
Computed<std::string> feed_cipher(Runtime& runtime, Instance* object, std::string_view data, bool encrypt, bool hold) {
  const std::string name = text_field(runtime, object, "_name"), key = text_field(runtime, object, "_key");
  std::string iv = text_field(runtime, object, "iv");
  const auto held = known_bytes(object->payload);
  if (!held || !runtime.heap().fits(held->size() + data.size())) return not_computable();
  std::string all = std::string(*held).append(data);
  if (!spend_bytes(runtime, all.size())) return not_computable();
  if (!is_block_mode(name)) {
    const auto fed = static_cast<size_t>(integer_field(runtime, object, "_fed"));
    auto out = run_cipher(name, key, iv, all, encrypt);
    if (!out) return out;
    object->payload = make_bytes(runtime, all);
    set_field(runtime, object, "_fed", Value::integer(static_cast<int64_t>(all.size())));
    return out->substr(std::min(fed, out->size()));
  }
  const size_t block = block_size(name), whole = all.size() - all.size() % block;
  if (!hold && whole != all.size())
    return raised("ValueError", fmt::format("Data must be padded to {} byte boundary", block));
  auto out = run_cipher(name, key, iv, std::string_view(all).substr(0, whole), encrypt);
  if (!out) return out;
  if (whole && name.ends_with("CBC")) {
    set_field(runtime, object, "iv",
              make_bytes(runtime, (encrypt ? *out : all.substr(0, whole)).substr(whole - block)));
  }
  object->payload = make_bytes(runtime, std::string_view(all).substr(whole));
  return out;
}

template <bool Encrypt>
Value cipher_method(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.data(0, "ciphertext");
  if (!self.is(Kind::kInstance)) return {};
  auto* object = self.as<Instance>();
  if (!in.ok()) object->payload = Value();
  return in.ok() ? bytes_result(runtime, feed_cipher(runtime, object, data, Encrypt, false)) : Value();
}

// ---- PyCryptodome

enum Mode : int64_t { kEcb = 1, kCbc = 2, kCfb = 3, kOfb = 5, kCtr = 6, kEax = 9, kGcm = 11 };

struct Family {
  std::string_view openssl;  // "AES", "DES", "DES-EDE3", "BF"
  size_t block;
};

// Name for run_cipher and starting vector; false when the arguments are not enough to know it.
bool choose_mode(Runtime& runtime, const Family& family, Reader& in, int64_t mode, const std::string& key,
                 std::string& name, std::string& iv) {
  const std::string base =
      family.openssl == "AES" ? fmt::format("AES-{}", key.size() * 8) : std::string(family.openssl);
  const bool has_iv = in.has(2, "iv") || in.has(2, "IV"), has_nonce = in.has(9, "nonce") || in.has(2, "nonce");
  if (mode == kEcb) {
    name = base == "DES-EDE3" ? "DES-EDE3-ECB" : base + "-ECB";
  } else if (mode == kCbc || mode == kOfb || mode == kCfb) {
    if (!has_iv) return false;  // random
    iv = in.data(2, in.has(2, "iv") ? "iv" : "IV");
    const int64_t segment = mode == kCfb ? in.integer_or(9, "segment_size", 8) : 8;
    name = base + (mode == kCbc ? "-CBC" : mode == kOfb ? "-OFB" : segment == 8 ? "-CFB8" : "-CFB");
  } else if (mode == kCtr && family.openssl == "AES") {
    name = base + "-CTR";
    const Value counter = in.optional(9, "counter");
    if (Instance* object = instance_of(runtime, counter, "Crypto.Util.Counter")) {
      iv = text_field(runtime, object, "_block");
    } else if (has_nonce) {
      iv = in.data(9, "nonce");
      const auto start = static_cast<uint64_t>(in.integer_or(9, "initial_value", 0));
      for (size_t room = iv.size() < 16 ? 16 - iv.size() : 0; room-- > 0;)
        iv += static_cast<char>(room < 8 ? start >> 8 * room : 0);
    }
  } else if ((mode == kGcm || mode == kEax) && family.openssl == "AES" && has_nonce) {
    iv = in.data(2, "nonce");
    name = base + (mode == kGcm ? "-GCM" : "-CTR");
    if (mode == kEax) iv = eax_counter(key, iv).value_or("");
  }
  return in.ok() && !name.empty() && (mode == kEcb || !iv.empty());
}

Value new_block_cipher(Runtime& runtime, const CallArgs& args, const Family& family) {
  Reader in(runtime, args);
  const std::string key = in.data(0, "key");
  const int64_t mode = in.integer_or(1, "mode", kEcb);
  if (!in.ok()) return {};
  const size_t n = key.size();
  if (family.openssl == "AES" && n != 16 && n != 24 && n != 32)
    return raise(runtime, "ValueError", fmt::format("Incorrect AES key length ({} bytes)", n));
  std::string name, iv, used = key;
  if (family.openssl == "DES-EDE3" && n == 16) used += key.substr(0, 8);  // two keys: K1 K2 K1
  if (!choose_mode(runtime, family, in, mode, key, name, iv)) return {};
  return new_cipher(runtime, kCipher, name, used, iv);
}

Value new_aes(Runtime& runtime, Value, CallArgs& args) { return new_block_cipher(runtime, args, {"AES", 16}); }
Value new_des(Runtime& runtime, Value, CallArgs& args) { return new_block_cipher(runtime, args, {"DES", 8}); }
Value new_des3(Runtime& runtime, Value, CallArgs& args) { return new_block_cipher(runtime, args, {"DES-EDE3", 8}); }
Value new_blowfish(Runtime& runtime, Value, CallArgs& args) { return new_block_cipher(runtime, args, {"BF", 8}); }

template <const char* Name>
Value new_stream_cipher(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string key = in.data(0, "key");
  return in.ok() && !key.empty() ? new_cipher(runtime, kCipher, Name, key, "") : Value();
}

Value new_chacha(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string key = in.bytes(9, "key"), nonce = in.bytes(9, "nonce");
  if (!in.ok() || (nonce.size() != 8 && nonce.size() != 12)) return {};
  return new_cipher(runtime, kCipher, "ChaCha20", key, std::string(16 - nonce.size(), '\0') + nonce);
}

Value new_counter(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t bits = in.integer(0, "nbits");
  const std::string prefix = in.data_or(1, "prefix", ""), suffix = in.data_or(2, "suffix", "");
  mpz_class start = in.has(3, "initial_value") ? in.bigint(3, "initial_value") : mpz_class(1);
  if (!in.ok() || !suffix.empty() || bits != static_cast<int64_t>(128 - 8 * prefix.size()) ||
      in.flag(4, "little_endian", false))
    return {};
  std::string block(16, '\0');
  std::copy(prefix.begin(), prefix.end(), block.begin());
  for (size_t i = 16; i-- > prefix.size(); start >>= 8) block[i] = static_cast<char>(mpz_class(start & 255).get_ui());
  Instance* object = new_builtin_instance(runtime, "Crypto.Util.Counter");
  set_field(runtime, object, "_block", make_bytes(runtime, block));
  return Value(object);
}

Value pad(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data_to_pad"), style = in.str_or(2, "style", "pkcs7");
  const int64_t block = in.integer(1, "block_size");
  if (!in.ok() || style != "pkcs7" || block < 1 || block > 255) return {};
  return make_bytes(runtime, pad_pkcs7(data, static_cast<size_t>(block)));
}

Value unpad(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "padded_data"), style = in.str_or(2, "style", "pkcs7");
  const int64_t block = in.integer(1, "block_size");
  if (!in.ok() || style != "pkcs7" || block < 1 || block > 255) return {};
  return bytes_result(runtime, unpad_pkcs7(data, static_cast<size_t>(block), "Padding is incorrect."));
}

Value long_to_bytes(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const mpz_class n = in.bigint(0, "n");
  const int64_t block = in.integer_or(1, "blocksize", 0);
  if (!in.ok() || n < 0 || block < 0 || block > 1 << 20) return {};
  const size_t size = n == 0 ? 1 : (mpz_sizeinbase(n.get_mpz_t(), 2) + 7) / 8;
  if (!runtime.heap().fits(size) || !spend_bytes(runtime, size)) return {};
  std::string out(size, '\0');
  mpz_export(out.data(), nullptr, 1, 1, 1, 0, n.get_mpz_t());
  if (block)
    out.insert(0, (static_cast<size_t>(block) - out.size() % static_cast<size_t>(block)) % static_cast<size_t>(block),
               '\0');
  return make_bytes(runtime, out);
}

Value bytes_to_long(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string raw = in.bytes(0, "s");
  if (!in.ok() || !spend_bytes(runtime, raw.size())) return {};
  mpz_class n;
  mpz_import(n.get_mpz_t(), raw.size(), 1, 1, 1, 0, raw.data());
  return make_bigint(runtime, n);
}

Value strxor(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string a = in.bytes(0, "term1"), b = in.bytes(1, "term2");
  if (!in.ok() || a.size() != b.size()) return {};
  return a.empty() ? make_bytes(runtime, "") : bytes_result(runtime, run_cipher("XOR", b, "", a, true));
}

// ---- pyaes

template <const char* Mode, int64_t IvAt>
Value new_pyaes(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string key = in.data(0, "key");
  std::string iv;
  if (std::string_view(Mode) == "CTR") {
    const Value counter = in.optional(1, "counter");
    Instance* object = instance_of(runtime, counter, "Crypto.Util.Counter");
    if (!object && !counter.is_none()) return {};
    iv = object ? text_field(runtime, object, "_block") : std::string(15, '\0') + '\1';
  } else if (std::string_view(Mode) != "ECB") {
    iv = in.data_or(IvAt, "iv", std::string(16, '\0'));
  }
  return in.ok() ? new_cipher(runtime, kCipher, fmt::format("AES-{}-{}", key.size() * 8, Mode), key, iv) : Value();
}

Value pyaes_counter(Runtime& runtime, Value self, CallArgs& args) {
  CallArgs given;
  given.positional = {Value::integer(128)};
  const Value start = args.get(runtime.heap(), 0, "initial_value");
  given.keywords.emplace_back(runtime.heap().intern("initial_value"), start.valid() ? start : Value::integer(1));
  return new_counter(runtime, self, given);
}

// ---- cryptography

template <const char* Name>
Value new_algorithm(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string key = in.bytes(0, "key");
  const std::string nonce = std::string_view(Name) == "ChaCha20" ? in.bytes(1, "nonce") : "";
  return in.ok() ? new_cipher(runtime, "cryptography._Algorithm", Name, key, nonce) : Value();
}

template <const char* Name>
Value new_mode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string_view keyword = args.get(runtime.heap(), 0, "nonce").valid() ? "nonce" : "initialization_vector";
  const std::string iv = std::string_view(Name) == "ECB" ? "" : in.bytes(0, keyword);
  return in.ok() ? new_cipher(runtime, "cryptography._Mode", Name, "", iv) : Value();
}

Value new_hazmat_cipher(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  Instance* algorithm = instance_of(runtime, in.value(0, "algorithm"), "cryptography._Algorithm");
  Instance* mode = instance_of(runtime, in.optional(1, "mode"), "cryptography._Mode");
  if (!in.ok() || !algorithm) return {};
  std::string name = text_field(runtime, algorithm, "_name"), key = text_field(runtime, algorithm, "_key");
  if (name == "AES") name += fmt::format("-{}", key.size() * 8);
  if (name == "DES-EDE3" && key.size() == 8) key += key + key;
  if (name == "DES-EDE3" && key.size() == 16) key += key.substr(0, 8);
  if (mode) name += "-" + text_field(runtime, mode, "_name");
  return new_cipher(runtime, "cryptography.hazmat.primitives.ciphers.Cipher", name, key,
                    text_field(runtime, mode ? mode : algorithm, "iv"));
}

template <bool Encrypt>
Value new_context(Runtime& runtime, Value self, CallArgs&) {
  if (!self.is(Kind::kInstance)) return {};
  const auto* object = self.as<Instance>();
  const Value context = new_cipher(runtime, kContext, text_field(runtime, object, "_name"),
                                   text_field(runtime, object, "_key"), text_field(runtime, object, "iv"));
  set_field(runtime, context.as<Instance>(), "_encrypt", Value::boolean(Encrypt));
  return context;
}

Value context_update(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  if (!self.is(Kind::kInstance)) return {};
  auto* object = self.as<Instance>();
  if (!in.ok()) object->payload = Value();
  const bool encrypt = integer_field(runtime, object, "_encrypt") != 0;
  return in.ok() ? bytes_result(runtime, feed_cipher(runtime, object, data, encrypt, true)) : Value();
}

Value context_finalize(Runtime& runtime, Value self, CallArgs&) {
  if (!self.is(Kind::kInstance)) return {};
  const auto held = known_bytes(self.as<Instance>()->payload);
  if (!held) return {};
  if (is_block_mode(text_field(runtime, self.as<Instance>(), "_name")) && !held->empty()) {
    return raise(runtime, "ValueError", "The length of the provided data is not a multiple of the block length.");
  }
  return make_bytes(runtime, "");
}

Value new_pkcs7(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const int64_t bits = in.integer(0, "block_size");
  if (!in.ok() || bits < 8 || bits > 2040 || bits % 8) return {};
  Instance* scheme = new_builtin_instance(runtime, "cryptography.hazmat.primitives.padding.PKCS7");
  set_field(runtime, scheme, "_block", Value::integer(bits / 8));
  return Value(scheme);
}

template <bool Pad>
Value new_padder(Runtime& runtime, Value self, CallArgs&) {
  if (!self.is(Kind::kInstance)) return {};
  Instance* padder = new_builtin_instance(runtime, "cryptography._Padding");
  padder->payload = make_bytes(runtime, "");
  set_field(runtime, padder, "_block", field(runtime, self.as<Instance>(), "_block"));
  set_field(runtime, padder, "_pad", Value::boolean(Pad));
  return Value(padder);
}

// All whole blocks; an unpadder keeps the last one back.
Value padding_update(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const std::string data = in.bytes(0, "data");
  if (!self.is(Kind::kInstance)) return {};
  auto* object = self.as<Instance>();
  const auto held = known_bytes(object->payload);
  const auto block = static_cast<size_t>(integer_field(runtime, object, "_block"));
  if (!in.ok() || !held || block == 0 || !spend_bytes(runtime, data.size())) {
    object->payload = Value();
    return {};
  }
  const std::string all = std::string(*held) + data;
  size_t out = all.size() - all.size() % block;
  if (!integer_field(runtime, object, "_pad") && out == all.size() && out) out -= block;
  object->payload = make_bytes(runtime, std::string_view(all).substr(out));
  return make_bytes(runtime, std::string_view(all).substr(0, out));
}

Value padding_finalize(Runtime& runtime, Value self, CallArgs&) {
  if (!self.is(Kind::kInstance)) return {};
  const auto* object = self.as<Instance>();
  const auto held = known_bytes(object->payload);
  const auto block = static_cast<size_t>(integer_field(runtime, object, "_block"));
  if (!held || block == 0) return {};
  const std::string rest(*held);
  if (integer_field(runtime, object, "_pad")) return make_bytes(runtime, pad_pkcs7(rest, block));
  return bytes_result(runtime, unpad_pkcs7(rest, block, "Invalid padding bytes."));
}

// ---- Fernet

Computed<std::string> fernet_decrypt(Runtime& runtime, const Instance* fernet, std::string token) {
  const auto invalid = [] { return raised("cryptography.fernet.InvalidToken", ""); };
  const std::string key = text_field(runtime, fernet, "_key");
  std::replace(token.begin(), token.end(), '-', '+');
  std::replace(token.begin(), token.end(), '_', '/');
  const auto raw = base64_decode(token);
  if (key.size() != 32 || !spend_bytes(runtime, token.size() * 2)) return not_computable();
  constexpr size_t kHead = 1 + 8 + 16, kMac = 32;
  if (!raw || raw->size() < kHead + kMac || (*raw)[0] != '\x80') return invalid();
  const std::string_view all = *raw, signed_part = all.substr(0, all.size() - kMac);
  const auto mac = hmac("SHA256", std::string_view(key).substr(0, 16), signed_part);
  if (!mac) return not_computable();
  if (*mac != all.substr(all.size() - kMac) || (signed_part.size() - kHead) % 16) return invalid();
  const auto plain =
      run_cipher("AES-128-CBC", std::string_view(key).substr(16), all.substr(9, 16), signed_part.substr(kHead), false);
  if (!plain) return plain;
  const auto text = unpad_pkcs7(*plain, 16, "");
  return text ? text : Computed<std::string>(invalid());
}

Value new_fernet(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  std::string key = in.data(0, "key");
  if (!in.ok()) return {};
  std::replace(key.begin(), key.end(), '-', '+');
  std::replace(key.begin(), key.end(), '_', '/');
  const auto raw = base64_decode(key);
  if (!raw || raw->size() != 32)
    return raise(runtime, "ValueError", "Fernet key must be 32 url-safe base64-encoded bytes.");
  return new_cipher(runtime, "cryptography.fernet.Fernet", "Fernet", *raw, "");
}

Value fernet_method(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const std::string token = in.data(0, "token");
  if (!in.ok() || !self.is(Kind::kInstance) || !in.optional(1, "ttl").is_none()) return {};
  return bytes_result(runtime, fernet_decrypt(runtime, self.as<Instance>(), token));
}

// A new key and an encrypted token hold random bytes.
Value random_bytes(Runtime&, Value, CallArgs&) { return {}; }

Value new_multi_fernet(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> fernets = in.items(0, "fernets");
  if (!in.ok()) return {};
  Instance* object = new_builtin_instance(runtime, "cryptography.fernet.MultiFernet");
  object->payload = runtime.heap().list(fernets);
  return Value(object);
}

Value multi_fernet_decrypt(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const std::string token = in.data(0, "msg");
  if (!in.ok() || !self.is(Kind::kInstance)) return {};
  for (const Value item : runtime.items_of(self.as<Instance>()->payload, 64).value_or(std::vector<Value>())) {
    const Instance* fernet = instance_of(runtime, item, "cryptography.fernet.Fernet");
    if (!fernet) return {};
    const auto text = fernet_decrypt(runtime, fernet, token);
    if (text || text.error().exception.empty()) return bytes_result(runtime, text);
  }
  return raise(runtime, "cryptography.fernet.InvalidToken", "");
}

constexpr char kAes[] = "AES", kDes3[] = "DES-EDE3", kArc4[] = "RC4", kXor[] = "XOR", kBlowfish[] = "BF",
               kChaCha[] = "ChaCha20", kModeCbc[] = "CBC", kModeEcb[] = "ECB", kModeCtr[] = "CTR", kModeGcm[] = "GCM",
               kModeCfb[] = "CFB", kModeCfb8[] = "CFB8", kModeOfb[] = "OFB";

constexpr NativeDef kCryptoNatives[] = {
    {"Crypto.Cipher.AES.new", new_aes, "Crypto.Cipher.Cipher"},
    {"Crypto.Cipher.DES.new", new_des, "Crypto.Cipher.Cipher"},
    {"Crypto.Cipher.DES3.new", new_des3, "Crypto.Cipher.Cipher"},
    {"Crypto.Cipher.Blowfish.new", new_blowfish, "Crypto.Cipher.Cipher"},
    {"Crypto.Cipher.ARC4.new", new_stream_cipher<kArc4>, "Crypto.Cipher.Cipher"},
    {"Crypto.Cipher.XOR.new", new_stream_cipher<kXor>, "Crypto.Cipher.Cipher"},
    {"Crypto.Cipher.ChaCha20.new", new_chacha, "Crypto.Cipher.Cipher"},
    {"Crypto.Cipher.Cipher.decrypt", cipher_method<false>, "bytes", "aes"},
    {"Crypto.Cipher.Cipher.decrypt_and_verify", cipher_method<false>, "bytes", "aes"},
    {"Crypto.Cipher.Cipher.encrypt", cipher_method<true>, "bytes", "aes"},
    {"Crypto.Util.Counter.new", new_counter, "Crypto.Util.Counter"},
    {"Crypto.Util.Padding.pad", pad, "bytes"},
    {"Crypto.Util.Padding.unpad", unpad, "bytes"},
    {"Crypto.Util.number.long_to_bytes", long_to_bytes, "bytes"},
    {"Crypto.Util.number.bytes_to_long", bytes_to_long, "int"},
    {"Crypto.Util.strxor.strxor", strxor, "bytes", "xor"},
    {"pyaes.AESModeOfOperationCBC", new_pyaes<kModeCbc, 1>, "Crypto.Cipher.Cipher"},
    {"pyaes.AESModeOfOperationECB", new_pyaes<kModeEcb, 1>, "Crypto.Cipher.Cipher"},
    {"pyaes.AESModeOfOperationCTR", new_pyaes<kModeCtr, 1>, "Crypto.Cipher.Cipher"},
    {"pyaes.AESModeOfOperationOFB", new_pyaes<kModeOfb, 1>, "Crypto.Cipher.Cipher"},
    {"pyaes.AESModeOfOperationCFB", new_pyaes<kModeCfb8, 1>, "Crypto.Cipher.Cipher"},
    {"pyaes.Counter", pyaes_counter, "Crypto.Util.Counter"},
    {"cryptography.hazmat.primitives.ciphers.algorithms.AES", new_algorithm<kAes>, ""},
    {"cryptography.hazmat.primitives.ciphers.algorithms.TripleDES", new_algorithm<kDes3>, ""},
    {"cryptography.hazmat.primitives.ciphers.algorithms.ARC4", new_algorithm<kArc4>, ""},
    {"cryptography.hazmat.primitives.ciphers.algorithms.Blowfish", new_algorithm<kBlowfish>, ""},
    {"cryptography.hazmat.primitives.ciphers.algorithms.ChaCha20", new_algorithm<kChaCha>, ""},
    {"cryptography.hazmat.primitives.ciphers.modes.CBC", new_mode<kModeCbc>, ""},
    {"cryptography.hazmat.primitives.ciphers.modes.ECB", new_mode<kModeEcb>, ""},
    {"cryptography.hazmat.primitives.ciphers.modes.CTR", new_mode<kModeCtr>, ""},
    {"cryptography.hazmat.primitives.ciphers.modes.GCM", new_mode<kModeGcm>, ""},
    {"cryptography.hazmat.primitives.ciphers.modes.CFB", new_mode<kModeCfb>, ""},
    {"cryptography.hazmat.primitives.ciphers.modes.CFB8", new_mode<kModeCfb8>, ""},
    {"cryptography.hazmat.primitives.ciphers.modes.OFB", new_mode<kModeOfb>, ""},
    {"cryptography.hazmat.primitives.ciphers.Cipher", new_hazmat_cipher, ""},
    {"cryptography.hazmat.primitives.ciphers.Cipher.decryptor", new_context<false>, ""},
    {"cryptography.hazmat.primitives.ciphers.Cipher.encryptor", new_context<true>, ""},
    {"cryptography._CipherContext.update", context_update, "bytes", "aes"},
    {"cryptography._CipherContext.finalize", context_finalize, "bytes"},
    {"cryptography.hazmat.primitives.padding.PKCS7", new_pkcs7, ""},
    {"cryptography.hazmat.primitives.padding.PKCS7.padder", new_padder<true>, ""},
    {"cryptography.hazmat.primitives.padding.PKCS7.unpadder", new_padder<false>, ""},
    {"cryptography._Padding.update", padding_update, "bytes"},
    {"cryptography._Padding.finalize", padding_finalize, "bytes"},
    {"cryptography.fernet.Fernet", new_fernet, "cryptography.fernet.Fernet"},
    {"cryptography.fernet.Fernet.decrypt", fernet_method, "bytes", "fernet"},
    {"cryptography.fernet.Fernet.encrypt", random_bytes, "bytes"},
    {"cryptography.fernet.Fernet.generate_key", random_bytes, "bytes"},
    {"cryptography.fernet.MultiFernet", new_multi_fernet, "cryptography.fernet.MultiFernet"},
    {"cryptography.fernet.MultiFernet.decrypt", multi_fernet_decrypt, "bytes", "fernet"},
};

}  // namespace

std::span<const NativeDef> crypto_natives() { return kCryptoNatives; }

Value crypto_constant(Heap&, std::string_view name) {
  constexpr std::string_view kPrefix = "Crypto.Cipher.";
  if (!name.starts_with(kPrefix)) return {};
  const std::string_view member = name.substr(name.rfind('.') + 1);
  constexpr std::pair<std::string_view, int64_t> kModes[] = {{"MODE_ECB", kEcb}, {"MODE_CBC", kCbc}, {"MODE_CFB", kCfb},
                                                             {"MODE_OFB", kOfb}, {"MODE_CTR", kCtr}, {"MODE_EAX", kEax},
                                                             {"MODE_GCM", kGcm}};
  for (const auto& [mode, number] : kModes) {
    if (member == mode) return Value::integer(number);
  }
  if (member == "block_size") return Value::integer(name.find(".AES.") != std::string_view::npos ? 16 : 8);
  return {};
}

}  // namespace antivenom::interpret
