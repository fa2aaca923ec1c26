// Operators asked for by name: "a".__add__("b"), [1, 2].__getitem__(0), (5).__xor__(3).

#include "interpret/library/iteration.h"
#include "interpret/library/method.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {

namespace {

using python::Op;

// Takes self from the arguments when called unbound; false if too few or too many are left.
bool take_self(Value& self, CallArgs& args, size_t count) {
  if (!self.valid()) {
    if (args.positional.empty()) return false;
    self = args.positional.front();
    args.positional.erase(args.positional.begin());
  }
  return plain_arguments(args, count, count);
}

template <Op op, bool swapped = false>
Value operation(Runtime& runtime, Value self, CallArgs& args) {
  if (!take_self(self, args, 1)) return {};
  return swapped ? runtime.binary(op, args.positional[0], self) : runtime.binary(op, self, args.positional[0]);
}

template <Op op>
Value comparison(Runtime& runtime, Value self, CallArgs& args) {
  if (!take_self(self, args, 1)) return {};
  const auto answer =
      op == Op::kIn ? runtime.compare(op, args.positional[0], self) : runtime.compare(op, self, args.positional[0]);
  return answer ? Value::boolean(*answer) : Value();
}

template <Op op>
Value unary_operation(Runtime& runtime, Value self, CallArgs& args) {
  return take_self(self, args, 0) ? runtime.unary(op, self) : Value();
}

// Dunders that a builtin function of another name computes.
Value through(Runtime& runtime, std::string_view function, Value self, CallArgs& args, size_t count) {
  if (!take_self(self, args, count)) return {};
  CallArgs call;
  call.positional.push_back(self);
  call.positional.insert(call.positional.end(), args.positional.begin(), args.positional.end());
  const NativeDef* def = find_native(function);
  return def ? def->fn(runtime, {}, call) : Value();
}

Value len(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "len", self, args, 0); }
Value str(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "str", self, args, 0); }
Value repr(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "repr", self, args, 0); }
Value to_int(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "int", self, args, 0); }
Value to_float(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "float", self, args, 0); }
Value to_bool(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "bool", self, args, 0); }
Value hash(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "hash", self, args, 0); }
Value abs(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "abs", self, args, 0); }
Value iter(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "iter", self, args, 0); }
Value next(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "next", self, args, 0); }
Value format(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "format", self, args, 1); }
Value reversed(Runtime& runtime, Value self, CallArgs& args) { return through(runtime, "reversed", self, args, 0); }

Value getitem(Runtime& runtime, Value self, CallArgs& args) {
  return take_self(self, args, 1) ? runtime.subscript(self, args.positional[0]) : Value();
}

Value setitem(Runtime& runtime, Value self, CallArgs& args) {
  if (!take_self(self, args, 2)) return {};
  return runtime.store_subscript(self, args.positional[0], args.positional[1]) ? Value::none() : Value();
}

Value delitem(Runtime& runtime, Value self, CallArgs& args) {
  if (!take_self(self, args, 1)) return {};
  return runtime.delete_subscript(self, args.positional[0]) ? Value::none() : Value();
}

constexpr NativeDef kDunderNatives[] = {
    {"object.__add__", operation<Op::kAdd>},
    {"object.__radd__", operation<Op::kAdd, true>},
    {"object.__sub__", operation<Op::kSub>},
    {"object.__rsub__", operation<Op::kSub, true>},
    {"object.__mul__", operation<Op::kMul>},
    {"object.__rmul__", operation<Op::kMul, true>},
    {"object.__truediv__", operation<Op::kDiv>},
    {"object.__floordiv__", operation<Op::kFloorDiv>},
    {"object.__mod__", operation<Op::kMod>},
    {"object.__pow__", operation<Op::kPow>},
    {"object.__lshift__", operation<Op::kLShift>},
    {"object.__rshift__", operation<Op::kRShift>},
    {"object.__and__", operation<Op::kBitAnd>},
    {"object.__or__", operation<Op::kBitOr>},
    {"object.__xor__", operation<Op::kBitXor>},
    {"object.__rxor__", operation<Op::kBitXor, true>},
    {"object.__eq__", comparison<Op::kEq>, "bool"},
    {"object.__ne__", comparison<Op::kNotEq>, "bool"},
    {"object.__lt__", comparison<Op::kLt>, "bool"},
    {"object.__le__", comparison<Op::kLtE>, "bool"},
    {"object.__gt__", comparison<Op::kGt>, "bool"},
    {"object.__ge__", comparison<Op::kGtE>, "bool"},
    {"object.__contains__", comparison<Op::kIn>, "bool"},
    {"object.__neg__", unary_operation<Op::kUSub>},
    {"object.__pos__", unary_operation<Op::kUAdd>},
    {"object.__invert__", unary_operation<Op::kInvert>},
    {"object.__len__", len, "int"},
    {"object.__str__", str, "str"},
    {"object.__repr__", repr, "str"},
    {"object.__int__", to_int, "int"},
    {"object.__index__", to_int, "int"},
    {"object.__float__", to_float, "float"},
    {"object.__bool__", to_bool, "bool"},
    {"object.__hash__", hash, "int"},
    {"object.__abs__", abs},
    {"object.__iter__", iter},
    {"object.__next__", next},
    {"object.__reversed__", reversed},
    {"object.__format__", format, "str"},
    {"object.__getitem__", getitem},
    {"object.__setitem__", setitem},
    {"object.__delitem__", delitem},
};

}  // namespace

std::span<const NativeDef> dunder_natives() { return kDunderNatives; }

}  // namespace antivenom::interpret
