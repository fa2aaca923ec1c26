// operator: the operators as functions, and itemgetter, attrgetter, methodcaller.
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {
namespace {

using python::Op;

template <Op O>
Value binary(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value a = in.value(0, "a"), b = in.value(1, "b");
  return in.ok() ? runtime.binary(O, a, b) : Value();
}

template <Op O>
Value unary(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value a = in.value(0, "a");
  return in.ok() ? runtime.unary(O, a) : Value();
}

template <Op O>
Value compare(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value a = in.value(0, "a"), b = in.value(1, "b");
  const auto result = in.ok() ? runtime.compare(O, a, b) : std::nullopt;
  return result ? Value::boolean(*result) : Value();
}

Value contains(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value container = in.value(0, "a"), item = in.value(1, "b");
  const auto result = in.ok() ? runtime.compare(Op::kIn, item, container) : std::nullopt;
  return result ? Value::boolean(*result) : Value();
}

Value truth(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value v = in.value(0, "a");
  const auto result = in.ok() ? runtime.truth(v) : std::nullopt;
  return result ? Value::boolean(*result) : Value();
}

Value not_of(Runtime& runtime, Value self, CallArgs& args) {
  const Value v = truth(runtime, self, args);
  return v.valid() ? Value::boolean(!v.as_bool()) : Value();
}

Value index(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const mpz_class n = in.bigint(0, "a");
  return in.ok() ? make_bigint(runtime, n) : Value();
}

Value getitem(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value a = in.value(0, "a"), b = in.value(1, "b");
  return in.ok() ? runtime.subscript(a, b) : Value();
}

Value setitem(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value a = in.value(0, "a"), b = in.value(1, "b"), c = in.value(2, "c");
  return in.ok() && runtime.store_subscript(a, b, c) ? Value::none() : Value();
}

Value delitem(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value a = in.value(0, "a"), b = in.value(1, "b");
  return in.ok() && runtime.delete_subscript(a, b) ? Value::none() : Value();
}

Value concat(Runtime& runtime, Value self, CallArgs& args) { return binary<Op::kAdd>(runtime, self, args); }

Value count_of(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::vector<Value> items = in.items(0, "a");
  const Value wanted = in.value(1, "b");
  int64_t count = 0;
  for (const Value item : items) {
    const auto same = in.ok() ? runtime.equal(item, wanted) : std::nullopt;
    if (!same) return {};
    count += *same;
  }
  return in.ok() ? Value::integer(count) : Value();
}

// itemgetter(*items), attrgetter(*names), methodcaller(name, *args): the arguments are kept in the payload.
template <const char* Type>
Value new_getter(Runtime& runtime, Value, CallArgs& args) {
  if (args.open_ended || args.positional.empty() || !args.keywords.empty()) return {};
  Instance* getter = new_builtin_instance(runtime, Type);
  getter->payload = runtime.heap().tuple(args.positional);
  return Value(getter);
}

const std::vector<Value>* kept(Value self) {
  if (!self.is(Kind::kInstance) || !self.as<Instance>()->payload.is(Kind::kTuple)) return nullptr;
  return &self.as<Instance>()->payload.as<Sequence>()->items;
}

// f(object, key) for each kept key: the value itself for one, a tuple for more.
template <class F>
Value for_each_kept(Runtime& runtime, Value self, const CallArgs& args, F f) {
  const auto* keys = kept(self);
  if (!keys || args.size() != 1) return {};
  std::vector<Value> results;
  for (const Value key : *keys) {
    results.push_back(f(args.positional[0], key));
    if (!results.back().valid()) return {};
  }
  return results.size() == 1 ? results[0] : runtime.heap().tuple(std::move(results));
}

Value call_itemgetter(Runtime& runtime, Value self, CallArgs& args) {
  return for_each_kept(runtime, self, args, [&](Value object, Value key) { return runtime.subscript(object, key); });
}

Value dotted_attribute(Runtime& runtime, Value object, Value name) {
  const auto text = known_str(name);
  if (!text) return {};
  const std::string path(*text);
  for (size_t begin = 0; begin <= path.size() && object.valid();) {
    const size_t end = std::min(path.find('.', begin), path.size());
    object = runtime.attribute(object, runtime.heap().intern(std::string_view(path).substr(begin, end - begin)));
    begin = end + 1;
  }
  return object;
}

Value call_attrgetter(Runtime& runtime, Value self, CallArgs& args) {
  return for_each_kept(runtime, self, args,
                       [&](Value object, Value name) { return dotted_attribute(runtime, object, name); });
}

Value call_methodcaller(Runtime& runtime, Value self, CallArgs& args) {
  const auto* keys = kept(self);
  const auto name = keys ? known_str((*keys)[0]) : std::nullopt;
  if (!name || args.size() != 1) return {};
  const Value method = runtime.attribute(args.positional[0], runtime.heap().intern(*name));
  if (!method.valid()) return {};
  CallArgs given;
  given.positional.assign(keys->begin() + 1, keys->end());
  return runtime.call(method, std::move(given));
}

constexpr char kItem[] = "operator.itemgetter", kAttr[] = "operator.attrgetter", kMethod[] = "operator.methodcaller";

constexpr NativeDef kOperatorNatives[] = {
    {"operator.add", binary<Op::kAdd>},
    {"operator.iadd", binary<Op::kAdd>},
    {"operator.sub", binary<Op::kSub>},
    {"operator.isub", binary<Op::kSub>},
    {"operator.mul", binary<Op::kMul>},
    {"operator.imul", binary<Op::kMul>},
    {"operator.truediv", binary<Op::kDiv>},
    {"operator.floordiv", binary<Op::kFloorDiv>},
    {"operator.mod", binary<Op::kMod>},
    {"operator.pow", binary<Op::kPow>},
    {"operator.lshift", binary<Op::kLShift>},
    {"operator.rshift", binary<Op::kRShift>},
    {"operator.and_", binary<Op::kBitAnd>},
    {"operator.or_", binary<Op::kBitOr>},
    {"operator.xor", binary<Op::kBitXor>},
    {"operator.ixor", binary<Op::kBitXor>},
    {"operator.iand", binary<Op::kBitAnd>},
    {"operator.ior", binary<Op::kBitOr>},
    {"operator.matmul", binary<Op::kMatMul>},
    {"operator.concat", concat},
    {"operator.iconcat", concat},
    {"operator.__add__", binary<Op::kAdd>},
    {"operator.__sub__", binary<Op::kSub>},
    {"operator.__mul__", binary<Op::kMul>},
    {"operator.__mod__", binary<Op::kMod>},
    {"operator.__xor__", binary<Op::kBitXor>},
    {"operator.neg", unary<Op::kUSub>},
    {"operator.pos", unary<Op::kUAdd>},
    {"operator.inv", unary<Op::kInvert>},
    {"operator.invert", unary<Op::kInvert>},
    {"operator.eq", compare<Op::kEq>, "bool"},
    {"operator.ne", compare<Op::kNotEq>, "bool"},
    {"operator.lt", compare<Op::kLt>, "bool"},
    {"operator.le", compare<Op::kLtE>, "bool"},
    {"operator.gt", compare<Op::kGt>, "bool"},
    {"operator.ge", compare<Op::kGtE>, "bool"},
    {"operator.is_", compare<Op::kIs>, "bool"},
    {"operator.is_not", compare<Op::kIsNot>, "bool"},
    {"operator.contains", contains, "bool"},
    {"operator.truth", truth, "bool"},
    {"operator.not_", not_of, "bool"},
    {"operator.index", index, "int"},
    {"operator.getitem", getitem},
    {"operator.__getitem__", getitem},
    {"operator.setitem", setitem, "None"},
    {"operator.delitem", delitem, "None"},
    {"operator.countOf", count_of, "int"},
    {kItem, new_getter<kItem>, kItem},
    {"operator.itemgetter.__call__", call_itemgetter},
    {kAttr, new_getter<kAttr>, kAttr},
    {"operator.attrgetter.__call__", call_attrgetter},
    {kMethod, new_getter<kMethod>, kMethod},
    {"operator.methodcaller.__call__", call_methodcaller},
};

}  // namespace

std::span<const NativeDef> operator_natives() { return kOperatorNatives; }

}  // namespace antivenom::interpret
