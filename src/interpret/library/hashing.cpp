// hashlib, hmac, Crypto.Hash and key derivation. A hash object keeps its name and all it was fed; its digest is
// computed when asked for.
#include <algorithm>

#include "base/lower_case.h"
#include "interpret/library/byte_codecs.h"
#include "interpret/library/crypto_core.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

constexpr std::string_view kHash = "hashlib._Hash";
constexpr std::string_view kHmac = "hmac.HMAC";
constexpr int64_t kMaxKey = 1 << 20;

Value new_hash(Runtime& runtime, std::string_view type, std::string_view name, Value data, std::string_view key = {}) {
  const std::string openssl = digest_name(name);
  if (openssl.empty()) return {};
  const DigestSizes sizes = digest_sizes(openssl);
  Instance* object = new_builtin_instance(runtime, type);
  object->payload = data;
  set_field(runtime, object, "_digest", make_str(runtime, openssl));
  set_field(runtime, object, "_key", make_bytes(runtime, key));
  const std::string shown = (type == kHmac ? "hmac-" : "") + lower_case(name);
  set_field(runtime, object, "name", make_str(runtime, shown));
  set_field(runtime, object, "digest_size", Value::integer(sizes.digest));
  set_field(runtime, object, "block_size", Value::integer(sizes.block));
  return Value(object);
}

// What the object is fed with; an Unknown is kept, and its digest is then unknown.
Value feed(Runtime& runtime, Value given) {
  if (!given.valid()) return make_bytes(runtime, "");
  const auto raw = known_bytes(given);
  if (raw)
    return given.is(Kind::kBytes)
               ? given
               : runtime.heap().bytes(std::string(*raw), runtime.origins_of(given), runtime.trail_of(given));
  return given.is_unknown() ? given : Value();
}

Value hash_by_name(Runtime& runtime, const CallArgs& args, std::string_view name, size_t position) {
  const Value given = args.get(runtime.heap(), position,
                               position                                      ? "data"
                               : args.get(runtime.heap(), 9, "data").valid() ? "data"
                                                                             : "string");
  if (args.open_ended || args.get(runtime.heap(), 9, "digest_size").valid() ||
      args.get(runtime.heap(), 9, "key").valid())
    return {};
  if (given.is(Kind::kStr)) return raise(runtime, "TypeError", "Strings must be encoded before hashing");
  const Value data = feed(runtime, given);
  return data.valid() ? new_hash(runtime, kHash, name, data) : Value();
}

template <const char* Name>
Value named_hash(Runtime& runtime, Value, CallArgs& args) {
  return hash_by_name(runtime, args, Name, 0);
}

Value hashlib_new(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string name = in.str(0, "name");
  return in.ok() ? hash_by_name(runtime, args, name, 1) : Value();
}

Value update(Runtime& runtime, Value self, CallArgs& args) {
  if (!self.is(Kind::kInstance)) return {};
  auto* object = self.as<Instance>();
  const Value given = args.get(runtime.heap(), 0, "msg");
  if (given.is(Kind::kStr)) return raise(runtime, "TypeError", "Strings must be encoded before hashing");
  const Value more = given.valid() ? feed(runtime, given) : Value();
  Value joined;
  if (more.is(Kind::kBytes) && object->payload.is(Kind::kBytes)) {
    joined = runtime.heap().append(object->payload.as<Text>(), more.as<Text>());
  }
  if (!joined.valid()) {
    const Origins both =
        runtime.heap().join(runtime.origins_of(object->payload.valid() ? object->payload : Value::none()),
                            given.valid() ? runtime.origins_of(given) : Origins::none);
    joined = runtime.heap().unknown(both, "bytes");
  }
  object->payload = joined;
  return Value::none();
}

Computed<std::string> value_of(Runtime& runtime, Value self, const CallArgs& args) {
  if (!self.is(Kind::kInstance)) return not_computable();
  const auto* object = self.as<Instance>();
  const auto data = known_bytes(object->payload);
  if (!data || !spend_bytes(runtime, data->size())) return not_computable();
  const std::string name = text_field(runtime, object, "_digest");
  if (runtime.heap().text(object->cls->qualified) == kHmac)
    return hmac(name, text_field(runtime, object, "_key"), *data);
  Reader in(runtime, args);
  const int64_t length = in.integer_or(0, "length", 0);
  if (!in.ok() || length < 0 || length > kMaxKey) return not_computable();
  return digest(name, *data, static_cast<size_t>(length));
}

Value digest_of(Runtime& runtime, Value self, CallArgs& args) {
  return bytes_result(runtime, value_of(runtime, self, args));
}
Value hexdigest_of(Runtime& runtime, Value self, CallArgs& args) {
  return str_result(runtime, value_of(runtime, self, args).map([](const std::string& raw) { return hex_encode(raw); }));
}

Value copy(Runtime& runtime, Value self, CallArgs&) {
  if (!self.is(Kind::kInstance)) return {};
  auto* clone = runtime.heap().make<Instance>(*self.as<Instance>());
  return Value(clone);
}

// A digestmod: a name, hashlib.sha256 itself or Crypto.Hash.SHA256.
std::string digest_argument(Runtime& runtime, Value v) {
  if (const auto name = known_str(v)) return std::string(*name);
  std::string_view qualified;
  if (v.is(Kind::kNative)) qualified = v.as<Native>()->def->name;
  if (v.is_unknown()) qualified = runtime.heap().text(v.as<Unknown>()->name);
  if (v.is(Kind::kInstance)) return text_field(runtime, v.as<Instance>(), "name");  // hashes.SHA256()
  if (qualified.ends_with(".new")) qualified.remove_suffix(4);
  return std::string(qualified.substr(qualified.rfind('.') + 1));
}

Value hmac_new(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string key = in.bytes(0, "key");
  const Value message = in.optional(1, "msg"), mod = in.value(2, "digestmod");
  if (!in.ok()) return {};
  const Value data = message.is_none() ? make_bytes(runtime, "") : feed(runtime, message);
  return data.valid() ? new_hash(runtime, kHmac, digest_argument(runtime, mod), data, key) : Value();
}

Value hmac_digest(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string key = in.bytes(0, "key"), message = in.bytes(1, "msg");
  const Value mod = in.value(2, "digest");
  if (!in.ok() || !spend_bytes(runtime, message.size())) return {};
  return bytes_result(runtime, hmac(digest_name(digest_argument(runtime, mod)), key, message));
}

Value compare_digest(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string a = in.data(0, "a"), b = in.data(1, "b");
  return in.ok() ? Value::boolean(a == b) : Value();
}

Value derive(Runtime& runtime, std::string_view name, std::string_view password, std::string_view salt,
             int64_t iterations, int64_t length) {
  const std::string openssl = digest_name(name);
  const int size = openssl.empty() ? 0 : digest_sizes(openssl).digest;
  if (!size || iterations < 1 || iterations > 1 << 30 || length < 1 || length > kMaxKey) return {};
  // Each iteration of each block of output hashes two blocks of input.
  const auto blocks = static_cast<uint64_t>((length + size - 1) / size);
  if (!runtime.spend(static_cast<uint64_t>(iterations) * blocks * 4)) return {};
  return bytes_result(runtime,
                      pbkdf2(openssl, password, salt, static_cast<int>(iterations), static_cast<size_t>(length)));
}

Value pbkdf2_hmac(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string name = in.str(0, "hash_name"), password = in.bytes(1, "password"), salt = in.bytes(2, "salt");
  const int64_t iterations = in.integer(3, "iterations");
  const int64_t length = in.integer_or(4, "dklen", digest_sizes(digest_name(name)).digest);
  return in.ok() ? derive(runtime, name, password, salt, iterations, length) : Value();
}

Value crypto_pbkdf2(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string password = in.data(0, "password"), salt = in.bytes(1, "salt");
  const int64_t length = in.integer_or(2, "dkLen", 16), iterations = in.integer_or(3, "count", 1000);
  const Value prf = in.optional(4, "prf"), module = in.optional(5, "hmac_hash_module");
  if (!in.ok() || !prf.is_none()) return {};
  return derive(runtime, module.is_none() ? "sha1" : digest_argument(runtime, module), password, salt, iterations,
                length);
}

Value run_scrypt(Runtime& runtime, std::string_view password, std::string_view salt, int64_t n, int64_t r, int64_t p,
                 int64_t length) {
  if (n < 2 || n > 1 << 20 || r < 1 || r > 1024 || p < 1 || p > 1024 || length < 1 || length > kMaxKey) return {};
  if (!runtime.spend(static_cast<uint64_t>(n) * static_cast<uint64_t>(r) * static_cast<uint64_t>(p) * 4)) return {};
  return bytes_result(runtime, scrypt(password, salt, static_cast<uint64_t>(n), static_cast<uint64_t>(r),
                                      static_cast<uint64_t>(p), static_cast<size_t>(length)));
}

Value hashlib_scrypt(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string password = in.bytes(0, "password"), salt = in.bytes(9, "salt");
  const int64_t n = in.integer(9, "n"), r = in.integer(9, "r"), p = in.integer(9, "p"),
                length = in.integer_or(9, "dklen", 64);
  return in.ok() ? run_scrypt(runtime, password, salt, n, r, p, length) : Value();
}

Value crypto_scrypt(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string password = in.data(0, "password"), salt = in.data(1, "salt");
  const int64_t length = in.integer(2, "key_len"), n = in.integer(3, "N"), r = in.integer(4, "r"),
                p = in.integer(5, "p");
  return in.ok() ? run_scrypt(runtime, password, salt, n, r, p, length) : Value();
}

// cryptography.hazmat: hashes.SHA256(), PBKDF2HMAC(...).derive(), Scrypt(...).derive().
template <const char* Name>
Value hazmat_hash(Runtime& runtime, Value, CallArgs&) {
  return new_hash(runtime, "cryptography.hazmat.primitives.hashes.HashAlgorithm", Name, make_bytes(runtime, ""));
}

template <const char* Type>
Value keep_arguments(Runtime& runtime, const CallArgs& args, std::initializer_list<std::string_view> names) {
  if (args.open_ended) return {};
  Instance* object = new_builtin_instance(runtime, Type);
  size_t i = 0;
  for (const std::string_view name : names) {
    const Value v = args.get(runtime.heap(), i++, name);
    set_field(runtime, object, "_" + std::string(name), v.valid() ? v : Value::none());
  }
  return Value(object);
}

constexpr char kPbkdf2Type[] = "cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC";
constexpr char kScryptType[] = "cryptography.hazmat.primitives.kdf.scrypt.Scrypt";

Value new_pbkdf2(Runtime& runtime, Value, CallArgs& args) {
  return keep_arguments<kPbkdf2Type>(runtime, args, {"algorithm", "length", "salt", "iterations"});
}
Value new_scrypt(Runtime& runtime, Value, CallArgs& args) {
  return keep_arguments<kScryptType>(runtime, args, {"salt", "length", "n", "r", "p"});
}

Value derive_key(Runtime& runtime, Value self, CallArgs& args) {
  Reader in(runtime, args);
  const std::string password = in.bytes(0, "key_material");
  if (!in.ok() || !self.is(Kind::kInstance)) return {};
  const auto* object = self.as<Instance>();
  const Value salt_value = field(runtime, object, "_salt");
  const auto salt = salt_value.valid() ? known_bytes(salt_value) : std::nullopt;
  const auto number = [&](std::string_view name) { return integer_field(runtime, object, name); };
  if (!salt) return {};
  const std::string salt_copy(*salt);
  if (instance_of(runtime, self, kScryptType)) {
    return run_scrypt(runtime, password, salt_copy, number("_n"), number("_r"), number("_p"), number("_length"));
  }
  const Value algorithm = field(runtime, object, "_algorithm");
  return derive(runtime, algorithm.valid() ? digest_argument(runtime, algorithm) : "", password, salt_copy,
                number("_iterations"), number("_length"));
}

constexpr char kMd5[] = "md5", kSha1[] = "sha1", kSha224[] = "sha224", kSha256[] = "sha256", kSha384[] = "sha384",
               kSha512[] = "sha512", kSha3224[] = "sha3_224", kSha3256[] = "sha3_256", kSha3384[] = "sha3_384",
               kSha3512[] = "sha3_512", kShake128[] = "shake_128", kShake256[] = "shake_256", kBlake2b[] = "blake2b",
               kBlake2s[] = "blake2s", kRipemd[] = "ripemd160";

constexpr NativeDef kHashingNatives[] = {
    {"hashlib.md5", named_hash<kMd5>, "hashlib._Hash"},
    {"hashlib.sha1", named_hash<kSha1>, "hashlib._Hash"},
    {"hashlib.sha224", named_hash<kSha224>, "hashlib._Hash"},
    {"hashlib.sha256", named_hash<kSha256>, "hashlib._Hash"},
    {"hashlib.sha384", named_hash<kSha384>, "hashlib._Hash"},
    {"hashlib.sha512", named_hash<kSha512>, "hashlib._Hash"},
    {"hashlib.sha3_224", named_hash<kSha3224>, "hashlib._Hash"},
    {"hashlib.sha3_256", named_hash<kSha3256>, "hashlib._Hash"},
    {"hashlib.sha3_384", named_hash<kSha3384>, "hashlib._Hash"},
    {"hashlib.sha3_512", named_hash<kSha3512>, "hashlib._Hash"},
    {"hashlib.shake_128", named_hash<kShake128>, "hashlib._Hash"},
    {"hashlib.shake_256", named_hash<kShake256>, "hashlib._Hash"},
    {"hashlib.blake2b", named_hash<kBlake2b>, "hashlib._Hash"},
    {"hashlib.blake2s", named_hash<kBlake2s>, "hashlib._Hash"},
    {"hashlib.new", hashlib_new, "hashlib._Hash"},
    {"Crypto.Hash.MD5.new", named_hash<kMd5>, "hashlib._Hash"},
    {"Crypto.Hash.SHA.new", named_hash<kSha1>, "hashlib._Hash"},
    {"Crypto.Hash.SHA1.new", named_hash<kSha1>, "hashlib._Hash"},
    {"Crypto.Hash.SHA224.new", named_hash<kSha224>, "hashlib._Hash"},
    {"Crypto.Hash.SHA256.new", named_hash<kSha256>, "hashlib._Hash"},
    {"Crypto.Hash.SHA384.new", named_hash<kSha384>, "hashlib._Hash"},
    {"Crypto.Hash.SHA512.new", named_hash<kSha512>, "hashlib._Hash"},
    {"Crypto.Hash.RIPEMD160.new", named_hash<kRipemd>, "hashlib._Hash"},
    {"hashlib._Hash.update", update, "None"},
    {"hashlib._Hash.digest", digest_of, "bytes"},
    {"hashlib._Hash.hexdigest", hexdigest_of, "str"},
    {"hashlib._Hash.copy", copy, "hashlib._Hash"},
    {"hashlib.pbkdf2_hmac", pbkdf2_hmac, "bytes"},
    {"hashlib.scrypt", hashlib_scrypt, "bytes"},
    {"hmac.new", hmac_new, "hmac.HMAC"},
    {"hmac.HMAC", hmac_new, "hmac.HMAC"},
    {"hmac.HMAC.update", update, "None"},
    {"hmac.HMAC.digest", digest_of, "bytes"},
    {"hmac.HMAC.hexdigest", hexdigest_of, "str"},
    {"hmac.HMAC.copy", copy, "hmac.HMAC"},
    {"hmac.digest", hmac_digest, "bytes"},
    {"hmac.compare_digest", compare_digest, "bool"},
    {"Crypto.Protocol.KDF.PBKDF2", crypto_pbkdf2, "bytes"},
    {"Crypto.Protocol.KDF.scrypt", crypto_scrypt, "bytes"},
    {"cryptography.hazmat.primitives.hashes.MD5", hazmat_hash<kMd5>,
     "cryptography.hazmat.primitives.hashes.HashAlgorithm"},
    {"cryptography.hazmat.primitives.hashes.SHA1", hazmat_hash<kSha1>,
     "cryptography.hazmat.primitives.hashes.HashAlgorithm"},
    {"cryptography.hazmat.primitives.hashes.SHA256", hazmat_hash<kSha256>,
     "cryptography.hazmat.primitives.hashes.HashAlgorithm"},
    {"cryptography.hazmat.primitives.hashes.SHA384", hazmat_hash<kSha384>,
     "cryptography.hazmat.primitives.hashes.HashAlgorithm"},
    {"cryptography.hazmat.primitives.hashes.SHA512", hazmat_hash<kSha512>,
     "cryptography.hazmat.primitives.hashes.HashAlgorithm"},
    {kPbkdf2Type, new_pbkdf2, kPbkdf2Type},
    {"cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC.derive", derive_key, "bytes"},
    {kScryptType, new_scrypt, kScryptType},
    {"cryptography.hazmat.primitives.kdf.scrypt.Scrypt.derive", derive_key, "bytes"},
};

}  // namespace

std::span<const NativeDef> hashing_natives() { return kHashingNatives; }

}  // namespace antivenom::interpret
