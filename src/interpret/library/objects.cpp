#include "interpret/library/objects.h"

namespace antivenom::interpret {

Instance* new_builtin_instance(Runtime& runtime, std::string_view qualified_class) {
  return runtime.heap().make<Instance>(runtime.builtin_class(qualified_class));
}

Instance* instance_of(Runtime& runtime, Value v, std::string_view qualified_class) {
  if (!v.is(Kind::kInstance)) return nullptr;
  auto* object = v.as<Instance>();
  const bool same = object->cls->builtin && runtime.heap().text(object->cls->qualified) == qualified_class;
  return same ? object : nullptr;
}

Value field(Runtime& runtime, const Instance* object, std::string_view name) {
  const Value* found = object->attributes.find(runtime.heap().intern(name));
  return found ? *found : Value();
}

void set_field(Runtime& runtime, Instance* object, std::string_view name, Value value) {
  object->attributes.set(runtime.heap().intern(name), value);
}

int64_t integer_field(Runtime& runtime, const Instance* object, std::string_view name) {
  const Value v = field(runtime, object, name);
  return v.is(Kind::kInt) || v.is(Kind::kBool) ? v.as_int() : 0;
}

std::string text_field(Runtime& runtime, const Instance* object, std::string_view name) {
  const Value v = field(runtime, object, name);
  return v.is(Kind::kStr) || v.is(Kind::kBytes) ? std::string(v.as<Text>()->text()) : std::string();
}

std::optional<std::string_view> known_str(Value v) {
  if (v.is(Kind::kInstance)) v = v.as<Instance>()->payload;
  if (!v.is(Kind::kStr)) return std::nullopt;
  return v.as<Text>()->text();
}

std::optional<std::string_view> known_bytes(Value v) {
  if (v.is(Kind::kInstance) && !v.as<Instance>()->cls->builtin) v = v.as<Instance>()->payload;
  if (v.is(Kind::kBytes)) return v.as<Text>()->text();
  if (v.is(Kind::kByteArray)) return v.as<ByteArray>()->data;
  return std::nullopt;
}

bool spend_bytes(Runtime& runtime, uint64_t bytes) { return runtime.spend(1 + bytes / 64); }

Value make_bytes(Runtime& runtime, std::string_view raw) { return runtime.heap().bytes(raw); }
Value make_str(Runtime& runtime, std::string_view utf8) { return runtime.heap().str(utf8); }

Value make_bigint(Runtime& runtime, const mpz_class& value) {
  return runtime.heap().fits(mpz_sizeinbase(value.get_mpz_t(), 2) / 8) ? runtime.heap().integer(value) : Value();
}

Value raise(Runtime& runtime, std::string_view exception, std::string_view message) {
  runtime.raise(exception, message);
  return {};
}

Value bytes_result(Runtime& runtime, const Computed<std::string>& result) {
  if (result) return make_bytes(runtime, *result);
  return result.error().exception.empty() ? Value() : raise(runtime, result.error().exception, result.error().message);
}

Value str_result(Runtime& runtime, const Computed<std::string>& result) {
  if (result) return make_str(runtime, *result);
  return result.error().exception.empty() ? Value() : raise(runtime, result.error().exception, result.error().message);
}

bool Reader::absent(size_t i, std::string_view keyword) const {
  const Value v = args_.get(runtime_.heap(), i, keyword);
  return !v.valid() || v.is_none();
}

Value Reader::value(size_t i, std::string_view keyword) {
  const Value v = args_.get(runtime_.heap(), i, keyword);
  if (!v.valid()) ok_ = false;
  return v;
}

Value Reader::optional(size_t i, std::string_view keyword) const {
  const Value v = args_.get(runtime_.heap(), i, keyword);
  return v.valid() ? v : Value::none();
}

std::string Reader::str(size_t i, std::string_view keyword) {
  const Value v = value(i, keyword);
  const auto text = v.valid() ? known_str(v) : std::nullopt;
  if (!text) ok_ = false;
  return std::string(text.value_or(""));
}

std::string Reader::bytes(size_t i, std::string_view keyword) {
  const Value v = value(i, keyword);
  const auto raw = v.valid() ? known_bytes(v) : std::nullopt;
  if (!raw) ok_ = false;
  return std::string(raw.value_or(""));
}

std::string Reader::data(size_t i, std::string_view keyword) {
  const Value v = value(i, keyword);
  auto raw = v.valid() ? known_bytes(v) : std::nullopt;
  if (!raw && v.valid()) raw = known_str(v);
  if (!raw) ok_ = false;
  return std::string(raw.value_or(""));
}

int64_t Reader::integer(size_t i, std::string_view keyword) {
  const Value v = value(i, keyword);
  const auto number = v.valid() ? runtime_.to_index(v) : std::nullopt;
  if (!number) ok_ = false;
  return number.value_or(0);
}

mpz_class Reader::bigint(size_t i, std::string_view keyword) {
  const Value v = value(i, keyword);
  const auto number = v.valid() ? runtime_.to_bigint(v) : std::nullopt;
  if (!number) ok_ = false;
  return number.value_or(mpz_class(0));
}

double Reader::real(size_t i, std::string_view keyword) {
  const Value v = value(i, keyword);
  const auto number = v.valid() ? runtime_.to_double(v) : std::nullopt;
  if (!number) ok_ = false;
  return number.value_or(0);
}

bool Reader::flag(size_t i, std::string_view keyword, bool fallback) {
  const Value v = args_.get(runtime_.heap(), i, keyword);
  if (!v.valid()) return fallback;
  const auto truth = runtime_.truth(v);
  if (!truth) ok_ = false;
  return truth.value_or(fallback);
}

std::vector<Value> Reader::items(size_t i, std::string_view keyword) {
  const Value v = value(i, keyword);
  auto found = v.valid() ? runtime_.items_of(v) : std::nullopt;
  if (!found || !runtime_.spend(1 + found->size())) {
    ok_ = false;
    return {};
  }
  return std::move(*found);
}

std::string Reader::str_or(size_t i, std::string_view keyword, std::string_view fallback) {
  return absent(i, keyword) ? std::string(fallback) : str(i, keyword);
}

std::string Reader::data_or(size_t i, std::string_view keyword, std::string_view fallback) {
  return absent(i, keyword) ? std::string(fallback) : data(i, keyword);
}

int64_t Reader::integer_or(size_t i, std::string_view keyword, int64_t fallback) {
  return absent(i, keyword) ? fallback : integer(i, keyword);
}

}  // namespace antivenom::interpret
