// Instruction by instruction: what each does to the stack and which line it writes.
#include <algorithm>
#include <array>

#include "python/bytecode_body.h"
#include "python/bytecode_text.h"

namespace antivenom::python {
namespace {

// BINARY_OP's argument; 13 and more are in place.
constexpr auto kBinaryOps =
    std::to_array<std::string_view>({"+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^"});

// Those of before 3.11.
struct NamedOp {
  Opcode binary, in_place;
  std::string_view text;
};
constexpr NamedOp kNamedOps[] = {
    {Opcode::kBinaryAdd, Opcode::kInplaceAdd, "+"},
    {Opcode::kBinarySubtract, Opcode::kInplaceSubtract, "-"},
    {Opcode::kBinaryMultiply, Opcode::kInplaceMultiply, "*"},
    {Opcode::kBinaryDivide, Opcode::kInplaceDivide, "/"},
    {Opcode::kBinaryTrueDivide, Opcode::kInplaceTrueDivide, "/"},
    {Opcode::kBinaryFloorDivide, Opcode::kInplaceFloorDivide, "//"},
    {Opcode::kBinaryModulo, Opcode::kInplaceModulo, "%"},
    {Opcode::kBinaryPower, Opcode::kInplacePower, "**"},
    {Opcode::kBinaryMatrixMultiply, Opcode::kInplaceMatrixMultiply, "@"},
    {Opcode::kBinaryLshift, Opcode::kInplaceLshift, "<<"},
    {Opcode::kBinaryRshift, Opcode::kInplaceRshift, ">>"},
    {Opcode::kBinaryAnd, Opcode::kInplaceAnd, "&"},
    {Opcode::kBinaryXor, Opcode::kInplaceXor, "^"},
    {Opcode::kBinaryOr, Opcode::kInplaceOr, "|"},
};

constexpr auto kComparisons =
    std::to_array<std::string_view>({"<", "<=", "==", "!=", ">", ">=", "in", "not in", "is", "is not"});

// A number literal needs brackets before a dot.
std::string before_dot(std::string text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9' ? "(" + text + ")" : text;
}

}  // namespace

void Body::step(uint32_t i) {
  const Instruction in = dis_.code[i];
  if (step_stack(in) || step_load(in) || step_store(in, i) || step_operator(in) || step_build(in) || step_collect(in) ||
      step_call(in, i) || step_import(in) || step_generator(in) || step_block(in) || step_python2(in))
    return;
}

bool Body::step_stack(const Instruction& in) {
  switch (in.op) {
    case Opcode::kPopTop: {
      Entry e = pop();
      if (e.kind == Entry::Kind::kImport) {
        if (!e.text.empty() && e.arg == 0 && e.items.empty()) import_as(e, "");
        return true;
      }
      if (!e.pure) statement(bare(std::move(e)));
      return true;
    }
    case Opcode::kRotTwo: {
      Entry& below = peek(2);  // the deeper one first: what is missing is put in, and moves the rest
      std::swap(peek(1), below);
      return true;
    }
    case Opcode::kRotThree:
    case Opcode::kRotFour:
    case Opcode::kRotN: {
      const uint32_t count = in.op == Opcode::kRotThree ? 3 : in.op == Opcode::kRotFour ? 4 : in.arg;
      if (count < 2 || count > stack_.size()) return true;
      std::rotate(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end() - 1, stack_.end());
      return true;
    }
    case Opcode::kSwap:
      if (in.arg >= 1 && in.arg <= stack_.size()) std::swap(peek(1), peek(in.arg));
      return true;
    case Opcode::kDupTop:
      duplicate(1);
      return true;
    case Opcode::kCopy:
      duplicate(std::max(1u, in.arg));
      return true;
    case Opcode::kDupTopTwo:
      duplicate(2);
      duplicate(2);
      return true;
    case Opcode::kDupTopx:
      for (uint32_t k = 0; k < std::min(in.arg, 5u); ++k) duplicate(in.arg);
      return true;
    case Opcode::kPushNull: {
      Entry e;
      e.kind = Entry::Kind::kNull;
      push(e);
      return true;
    }
    default:
      return false;
  }
}

bool Body::step_load(const Instruction& in) {
  switch (in.op) {
    case Opcode::kLoadConst:
      push(constant(in.arg));
      return true;
    case Opcode::kReturnConst: {
      push(constant(in.arg));
      Instruction out = in;
      out.op = Opcode::kReturnValue;
      return step_block(out);
    }
    case Opcode::kLoadName:
      push_name(safe_name_of(in.arg));
      return true;
    case Opcode::kLoadFromDictOrGlobals:
      pop();
      push_name(safe_name_of(in.arg));
      return true;
    case Opcode::kLoadGlobal:
      // From 3.11 on the lowest bit asks for the empty half of a method pair.
      if (minor_ >= 11 && (in.arg & 1) != 0) {
        Entry null;
        null.kind = Entry::Kind::kNull;
        if (minor_ < 13) push(null);
        push_name(safe_name_of(in.arg >> 1));
        if (minor_ >= 13) push(null);
      } else {
        push_name(safe_name_of(minor_ >= 11 ? in.arg >> 1 : in.arg));
      }
      return true;
    case Opcode::kLoadFast:
    case Opcode::kLoadFastCheck:
      push_name(variable(in.arg));
      return true;
    case Opcode::kLoadFastAndClear: {
      Entry e;
      e.kind = Entry::Kind::kSaved;
      push(e);
      return true;
    }
    case Opcode::kLoadFromDictOrDeref:
      pop();
      [[fallthrough]];
    case Opcode::kLoadDeref:
    case Opcode::kLoadClassderef:
    case Opcode::kLoadClosure:
      push_name(cell(in.arg));
      return true;
    case Opcode::kLoadLocals: {
      Entry e;
      e.kind = Entry::Kind::kLocals;
      push(e);
      return true;
    }
    case Opcode::kLoadAssertionError:
      push_name("AssertionError");
      return true;
    case Opcode::kLoadBuildClass: {
      Entry e;
      e.kind = Entry::Kind::kBuildClass;
      push(e);
      return true;
    }
    case Opcode::kLoadSuperAttr: {
      Entry self = pop(), cls = pop();
      pop();
      const std::string name = name_at(code_.names, in.arg >> 2);
      push_text("super(" + use(std::move(cls)) + ", " + use(std::move(self)) + ")." + safe_name(name), 1, false);
      if ((in.arg & 1) != 0) {
        Entry null;
        null.kind = Entry::Kind::kNull;
        if (minor_ < 13)
          stack_.insert(stack_.end() - 1, null);
        else
          push(null);
      }
      return true;
    }
    case Opcode::kLoadAttr:
    case Opcode::kLoadMethod: {
      Entry object = pop();
      // `import a.b as c` of 3.6 reads the attribute of the top module.
      if (object.kind == Entry::Kind::kImport && object.items.empty() && object.text.find('.') != std::string::npos) {
        object.leaf = true;
        push(std::move(object));
        return true;
      }
      const bool shifted = in.op == Opcode::kLoadAttr && minor_ >= 12;
      const std::string name = name_at(code_.names, shifted ? in.arg >> 1 : in.arg);
      const uint32_t depth = object.depth;
      const bool pure = object.pure;
      const std::string text = before_dot(use(std::move(object)));
      Entry null;
      null.kind = Entry::Kind::kNull;
      const bool pair = in.op == Opcode::kLoadMethod || (shifted && (in.arg & 1) != 0);
      if (pair && minor_ < 13) push(null);
      if (is_plain_name(name))
        push_text(text + "." + name, depth, pure);
      else
        push_text("getattr(" + text + ", " + quoted(name, false) + ")", depth + 1, pure);
      if (pair && minor_ >= 13) push(null);
      return true;
    }
    default:
      return false;
  }
}

bool Body::step_store(const Instruction& in, uint32_t i) {
  auto declare = [](std::vector<std::string>& names, const std::string& name) {
    if (names.size() < 4'096 && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  switch (in.op) {
    case Opcode::kStoreName: {
      const std::string raw = name_at(code_.names, in.arg);
      if (is_class_ && (raw == "__module__" || raw == "__qualname__" || raw == "__classcell__" ||
                        raw == "__static_attributes__" || raw == "__firstlineno__")) {
        pop();
        return true;
      }
      assign(safe_name(raw), pop());
      return true;
    }
    case Opcode::kStoreGlobal: {
      const std::string name = safe_name_of(in.arg);
      if (code_depth_ > 0) declare(globals_, name);
      assign(name, pop());
      return true;
    }
    case Opcode::kStoreFast:
      assign(variable(in.arg), pop());
      return true;
    case Opcode::kStoreDeref: {
      const std::string name = cell(in.arg);
      const MarshalObject& free = data_.objects[code_.freevars];
      const bool is_free = std::any_of(free.items.begin(), free.items.end(),
                                       [&](MarshalId id) { return safe_name(data_.objects[id].text) == name; });
      const size_t own = data_.objects[code_.cellvars].items.size();
      if (minor_ >= 11 ? is_free : in.arg >= own) declare(nonlocals_, name);
      assign(name, pop());
      return true;
    }
    case Opcode::kStoreAttr: {
      Entry object = pop(), value = pop();
      const std::string name = name_at(code_.names, in.arg);
      const std::string text = before_dot(use(std::move(object)));
      const std::string right = bare(std::move(value));
      statement(is_plain_name(name) ? text + "." + name + " = " + right
                                    : "setattr(" + text + ", " + quoted(name, false) + ", " + right + ")");
      return true;
    }
    case Opcode::kStoreSubscr: {
      Entry index = pop(), object = pop(), value = pop();
      const std::string right = bare(std::move(value)), left = use(std::move(object)), key = use(std::move(index));
      statement(left + "[" + key + "] = " + right);
      return true;
    }
    case Opcode::kStoreSlice: {
      Entry stop = pop(), start = pop(), object = pop(), value = pop();
      const std::string right = bare(std::move(value)), left = use(std::move(object));
      const std::string low = use(std::move(start)), high = use(std::move(stop));
      statement(left + "[" + low + ":" + high + "] = " + right);
      return true;
    }
    case Opcode::kDeleteName:
    case Opcode::kDeleteGlobal:
      statement("del " + safe_name_of(in.arg));
      return true;
    case Opcode::kDeleteFast:
      statement("del " + variable(in.arg));
      return true;
    case Opcode::kDeleteDeref:
      statement("del " + cell(in.arg));
      return true;
    case Opcode::kDeleteAttr: {
      const std::string text = before_dot(use(pop()));
      statement("delattr(" + text + ", " + quoted(name_at(code_.names, in.arg), false) + ")");
      return true;
    }
    case Opcode::kDeleteSubscr: {
      Entry index = pop(), object = pop();
      const std::string left = use(std::move(object)), key = use(std::move(index));
      statement("del " + left + "[" + key + "]");
      return true;
    }
    case Opcode::kStoreAnnotation:
      pop();
      return true;
    case Opcode::kUnpackSequence:
      unpack(i, in.arg, false, 0);
      return true;
    case Opcode::kUnpackEx:
      unpack(i, in.arg & 0xFF, true, in.arg >> 8);
      return true;
    default:
      return false;
  }
}

// a, *b, c = value. When names take the parts at once they are written; else the parts stay on the stack.
void Body::unpack(uint32_t i, uint32_t before, bool starred, uint32_t after) {
  constexpr uint32_t kMaxParts = 4'096;
  Entry value = pop();
  const uint32_t count = std::min(kMaxParts, before) + (starred ? 1 : 0) + std::min(kMaxParts, after);
  bool named = count > 0 && i + count < dis_.code.size();
  std::vector<std::string> names;
  for (uint32_t k = 0; k < count && named; ++k) {
    const Instruction& store = dis_.code[i + 1 + k];
    if (visited_[i + 1 + k] || is_target_[i + 1 + k])
      named = false;
    else if (store.op == Opcode::kStoreFast)
      names.push_back(variable(store.arg));
    else if (store.op == Opcode::kStoreName)
      names.push_back(safe_name_of(store.arg));
    else
      named = false;
  }
  if (named) {
    for (uint32_t k = 0; k < count; ++k) visited_[i + 1 + k] = true;
    for (const std::string& name : names) spill_uses_of(name);
  } else {
    names.clear();
    for (uint32_t k = 0; k < count; ++k) names.push_back(fresh("stack"));
  }
  std::string target;
  for (uint32_t k = 0; k < count; ++k)
    target += (starred && k == before ? "*" : "") + names[k] + (k + 1 < count || count == 1 ? ", " : "");
  if (count == 0) target = "()";
  spill_effects();
  const std::string right = bare(std::move(value));
  line(target + " = " + right);
  if (!named)
    for (uint32_t k = count; k-- > 0;) push_name(names[k]);
}

void Body::binary(std::string_view op) {
  Entry right = pop(), left = pop();
  const uint32_t depth = std::max(left.depth, right.depth) + 1;
  const bool pure = left.pure && right.pure;
  Entry e;
  std::string a = use(std::move(left)), b = use(std::move(right));
  e.text = "(" + std::move(a) + " " + std::string(op) + " " + std::move(b) + ")";
  e.depth = depth;
  e.pure = pure;
  e.bracketed = true;
  push(std::move(e));
}

void Body::compare(const Instruction& in) {
  uint32_t index = in.arg;
  if (minor_ >= 13)
    index = in.arg >> 5;
  else if (minor_ >= 12)
    index = in.arg >> 4;
  if (index < kComparisons.size()) return binary(kComparisons[index]);
  // "exception match"
  Entry type = pop(), exception = pop();
  const bool handled = exception.kind == Entry::Kind::kException;
  const std::string value = use(std::move(exception));
  push_text("isinstance(" + (handled ? "_exception" : value) + ", " + use(std::move(type)) + ")", 1, true);
}

bool Body::step_operator(const Instruction& in) {
  for (const NamedOp& row : kNamedOps) {
    if (in.op != row.binary && in.op != row.in_place) continue;
    binary(row.text);
    return true;
  }
  auto prefix = [&](std::string_view op) {
    Entry e = pop();
    const uint32_t depth = e.depth + 1;
    const bool pure = e.pure;
    push_text("(" + std::string(op) + use(std::move(e)) + ")", depth, pure, true);
    return true;
  };
  switch (in.op) {
    case Opcode::kBinaryOp:
      binary(kBinaryOps[in.arg % kBinaryOps.size()]);
      return true;
    case Opcode::kBinarySubscr: {
      Entry index = pop(), object = pop();
      const uint32_t depth = std::max(index.depth + 1, object.depth);
      const bool pure = index.pure && object.pure;
      const std::string left = use(std::move(object)), key = use(std::move(index));
      push_text(left + "[" + key + "]", depth, pure);
      return true;
    }
    case Opcode::kBinarySlice: {
      Entry stop = pop(), start = pop(), object = pop();
      const uint32_t depth = std::max(object.depth, std::max(start.depth, stop.depth) + 1);
      const bool pure = object.pure && start.pure && stop.pure;
      const std::string left = use(std::move(object)), low = use(std::move(start)), high = use(std::move(stop));
      push_text(left + "[" + low + ":" + high + "]", depth, pure);
      return true;
    }
    case Opcode::kCompareOp:
      compare(in);
      return true;
    case Opcode::kIsOp:
      binary(in.arg != 0 ? "is not" : "is");
      return true;
    case Opcode::kContainsOp:
      binary(in.arg != 0 ? "not in" : "in");
      return true;
    case Opcode::kCheckExcMatch: {
      Entry type = pop();
      push_text("isinstance(_exception, " + use(std::move(type)) + ")", type.depth + 1, true);
      return true;
    }
    case Opcode::kUnaryNot:
      return prefix("not ");
    case Opcode::kUnaryNegative:
      return prefix("-");
    case Opcode::kUnaryPositive:
      return prefix("+");
    case Opcode::kUnaryInvert:
      return prefix("~");
    case Opcode::kUnaryConvert: {
      Entry e = pop();
      const uint32_t depth = e.depth + 1;
      push_text("repr(" + use(std::move(e)) + ")", depth, false);
      return true;
    }
    case Opcode::kToBool:
    case Opcode::kGetIter:
    case Opcode::kGetYieldFromIter:
    case Opcode::kGetAiter:
      return true;  // the value stands for its truth, its iterator
    case Opcode::kGetLen: {
      const std::string text = use(Entry(peek(1)));
      push_text("len(" + text + ")", peek(1).depth + 1, true);
      return true;
    }
    default:
      return false;
  }
}

bool Body::step_build(const Instruction& in) {
  auto collect = [&](char open, uint32_t count) {
    Entry e;
    e.kind = Entry::Kind::kDisplay;
    e.arg = static_cast<uint32_t>(open);
    for (Entry& item : pop_many(count)) {
      e.depth = std::max(e.depth, item.depth + 1);
      if (item.depth > 30) spill(item);
      e.pure = e.pure && item.pure;
      e.items.push_back(bare(std::move(item)));
    }
    push(std::move(e));
    return true;
  };
  auto pairs = [&](std::vector<std::string> keys, std::vector<Entry> values) {
    Entry e;
    e.kind = Entry::Kind::kDisplay;
    e.arg = '{';
    for (size_t k = 0; k < values.size(); ++k) {
      e.pure = e.pure && values[k].pure;
      e.depth = std::max(e.depth, values[k].depth + 1);
      e.items.push_back((k < keys.size() ? keys[k] : "None") + ": " + use(std::move(values[k])));
    }
    push(std::move(e));
  };
  switch (in.op) {
    case Opcode::kBuildTuple:
      return collect('(', in.arg);
    case Opcode::kBuildList:
      return collect('[', in.arg);
    case Opcode::kBuildSet:
      return collect('s', in.arg);
    case Opcode::kBuildSlice: {
      Entry step;
      if (in.arg == 3) step = pop();
      Entry stop = pop(), start = pop();
      std::string text = "slice(" + use(std::move(start)) + ", ";
      text += use(std::move(stop));
      if (in.arg == 3) text += ", " + use(std::move(step));
      push_text(text + ")", 2, true);
      return true;
    }
    case Opcode::kBuildMap: {
      // Python 2 fills it with STORE_MAP; its argument is a size.
      std::vector<std::string> keys;
      std::vector<Entry> values;
      std::vector<Entry> all = python2_ ? std::vector<Entry>() : pop_many(std::min<uint32_t>(in.arg, 1u << 20) * 2);
      for (size_t k = 0; k + 1 < all.size(); k += 2) {
        keys.push_back(use(std::move(all[k])));
        values.push_back(std::move(all[k + 1]));
      }
      pairs(std::move(keys), std::move(values));
      return true;
    }
    case Opcode::kBuildConstKeyMap: {
      const Entry keys = pop();
      pairs(keys.items, pop_many(in.arg));
      return true;
    }
    case Opcode::kFormatValue:
    case Opcode::kConvertValue:
    case Opcode::kFormatSimple:
    case Opcode::kFormatWithSpec: {
      std::string spec;
      bool odd_spec = false;
      if (in.op == Opcode::kFormatWithSpec || (in.op == Opcode::kFormatValue && (in.arg & 4) != 0)) {
        Entry given = pop();
        const std::string text = use(std::move(given));
        odd_spec = text.size() < 2 || text[0] != '\'' || text.back() != '\'' ||
                   text.find_first_of("{}\\") != std::string::npos;
        spec = odd_spec ? text : text.substr(1, text.size() - 2);
      }
      Entry value = pop();
      const uint32_t conversion = in.op == Opcode::kFormatValue    ? in.arg & 3
                                  : in.op == Opcode::kConvertValue ? in.arg
                                                                   : 0;
      Entry e;
      e.depth = value.depth + 1;
      e.pure = value.pure;
      e.arg = conversion < 4 ? static_cast<uint32_t>("\0sra"[conversion]) : 0;
      if (value.kind == Entry::Kind::kFormatted && value.name.empty()) e.arg = value.arg;
      const std::string text = value.kind == Entry::Kind::kFormatted ? value.text : use(std::move(value));
      e.kind = Entry::Kind::kFormatted;
      e.text = odd_spec ? "format(" + text + ", " + spec + ")" : text;
      if (!odd_spec) e.name = spec;
      push(std::move(e));
      return true;
    }
    case Opcode::kBuildString: {
      Entry e;
      e.kind = Entry::Kind::kJoined;
      for (Entry& part : pop_many(in.arg)) {
        e.depth = std::max(e.depth, part.depth + 1);
        e.pure = e.pure && part.pure;
        if (part.kind == Entry::Kind::kFormatted) {
          e.text += '{';
          if (part.arg != 0) e.text += std::string("!") + static_cast<char>(part.arg);
          if (!part.name.empty()) e.text += ":" + part.name;
          e.text += '}';
          e.items.push_back(std::move(part.text));
        } else if (part.kind == Entry::Kind::kExpression && part.text.size() >= 2 && part.text[0] == '\'') {
          for (char c : part.text.substr(1, part.text.size() - 2)) {
            if (c == '{' || c == '}') e.text += c;
            e.text += c;
          }
        } else {
          e.text += "{}";
          e.items.push_back(use(std::move(part)));
        }
      }
      push(std::move(e));
      return true;
    }
    default:
      return false;
  }
}

// Puts an item into the container `depth` below the top: into its text while it is being written, else by a call.
void Body::add_item(uint32_t depth, std::string item, std::string_view method, const std::string& argument) {
  Entry& container = peek(std::max(1u, depth));
  if (container.kind == Entry::Kind::kDisplay) {
    container.items.push_back(std::move(item));
    container.pure = false;
    return;
  }
  const std::string name = container.kind == Entry::Kind::kExpression ? container.text : use(Entry(container));
  if (method == "[]")
    statement(name + "[" + item.substr(0, item.size() - argument.size() - 2) + "] = " + argument);
  else
    statement(name + "." + std::string(method) + "(" + argument + ")");
}

bool Body::step_collect(const Instruction& in) {
  switch (in.op) {
    case Opcode::kListAppend: {
      const std::string item = use(pop());
      add_item(in.arg, item, "append", item);
      return true;
    }
    case Opcode::kSetAdd: {
      const std::string item = use(pop());
      add_item(in.arg, item, "add", item);
      return true;
    }
    case Opcode::kMapAdd: {
      // The value is on top from 3.8 on, the key before.
      Entry first = pop(), second = pop();
      const bool value_first = minor_ >= 8;
      const std::string key = use(std::move(value_first ? second : first)),
                        value = use(std::move(value_first ? first : second));
      add_item(in.arg, key + ": " + value, "[]", value);
      return true;
    }
    case Opcode::kListExtend:
    case Opcode::kSetUpdate: {
      Entry given = pop();
      const std::string_view method = in.op == Opcode::kListExtend ? "extend" : "update";
      if (given.kind == Entry::Kind::kDisplay && given.arg == '(' &&
          peek(std::max(1u, in.arg)).kind == Entry::Kind::kDisplay) {
        for (std::string& item : given.items) add_item(in.arg, std::move(item), method, "");
        return true;
      }
      const std::string text = use(std::move(given));
      add_item(in.arg, "*" + text, method, text);
      return true;
    }
    case Opcode::kDictUpdate:
    case Opcode::kDictMerge: {
      Entry given = pop();
      if (given.kind == Entry::Kind::kDisplay && given.arg == '{' &&
          peek(std::max(1u, in.arg)).kind == Entry::Kind::kDisplay) {
        for (std::string& item : given.items) add_item(in.arg, std::move(item), "update", "");
        return true;
      }
      const std::string text = use(std::move(given));
      add_item(in.arg, "**" + text, "update", text);
      return true;
    }
    case Opcode::kBuildListUnpack:
    case Opcode::kBuildTupleUnpack:
    case Opcode::kBuildTupleUnpackWithCall:
    case Opcode::kBuildSetUnpack:
    case Opcode::kBuildMapUnpack:
    case Opcode::kBuildMapUnpackWithCall: {
      const bool map = in.op == Opcode::kBuildMapUnpack || in.op == Opcode::kBuildMapUnpackWithCall;
      Entry e;
      e.kind = Entry::Kind::kDisplay;
      e.arg = static_cast<uint32_t>(map                                 ? '{'
                                    : in.op == Opcode::kBuildListUnpack ? '['
                                    : in.op == Opcode::kBuildSetUnpack  ? 's'
                                                                        : '(');
      for (Entry& part : pop_many(in.op == Opcode::kBuildMapUnpackWithCall && minor_ < 6 ? in.arg & 0xFF : in.arg)) {
        e.pure = e.pure && part.pure;
        e.depth = std::max(e.depth, part.depth + 1);
        const bool open = part.kind == Entry::Kind::kDisplay && (map == (part.arg == '{'));
        if (open)
          e.items.insert(e.items.end(), part.items.begin(), part.items.end());
        else
          e.items.push_back((map ? "**" : "*") + use(std::move(part)));
      }
      push(std::move(e));
      return true;
    }
    case Opcode::kListToTuple: {
      Entry e = pop();
      if (e.kind == Entry::Kind::kDisplay)
        e.arg = '(';
      else
        e.text = "tuple(" + e.text + ")";
      push(std::move(e));
      return true;
    }
    default:
      return false;
  }
}

bool Body::step_generator(const Instruction& in) {
  switch (in.op) {
    case Opcode::kYieldValue: {
      Entry e = pop();
      const uint32_t depth = e.depth + 1;
      const std::string text = "(yield " + use(std::move(e)) + ")";
      push_text(text, depth, false, true);
      return true;
    }
    case Opcode::kYieldFrom: {
      pop();
      Entry e = pop();
      if (e.text.starts_with("(await ")) {
        push(std::move(e));
        return true;
      }
      const uint32_t depth = e.depth + 1;
      push_text("(yield from " + use(std::move(e)) + ")", depth, false, true);
      return true;
    }
    case Opcode::kGetAwaitable: {
      Entry e = pop();
      const uint32_t depth = e.depth + 1;
      push_text("(await " + use(std::move(e)) + ")", depth, false, true);
      return true;
    }
    case Opcode::kGetAnext: {
      const std::string text = use(Entry(peek(1)));
      push_text("(await " + text + ".__anext__())", 1, false, true);
      return true;
    }
    case Opcode::kEndSend: {
      Entry value = pop();
      pop();
      push(std::move(value));
      return true;
    }
    case Opcode::kReturnGenerator:
      push_text("None", 0, true);
      return true;
    case Opcode::kCallIntrinsic1:
      if (in.arg == 2) {
        Instruction star = in;
        star.op = Opcode::kImportStar;
        return step_import(star);
      }
      if (in.arg == 5) push_text("(+" + use(pop()) + ")", 1, true, true);
      if (in.arg == 6) {
        Instruction tuple = in;
        tuple.op = Opcode::kListToTuple;
        return step_collect(tuple);
      }
      return true;
    case Opcode::kCallIntrinsic2:
      pop();
      return true;
    default:
      return false;
  }
}

bool Body::step_block(const Instruction& in) {
  switch (in.op) {
    case Opcode::kReturnValue: {
      Entry e = pop();
      ended_ = true;
      if (code_depth_ == 0 || is_class_) {
        // A module and a class body end where their code does; eval() of a code object gives the last expression.
        const bool none = e.text == "None" || is_class_;
        if (!e.pure || !none) statement(bare(std::move(e)));
        spill_effects();
        return true;
      }
      spill_effects();
      const std::string text = bare(std::move(e));
      line("return " + text);
      return true;
    }
    case Opcode::kRaiseVarargs: {
      ended_ = true;
      std::vector<Entry> parts = pop_many(std::min(in.arg, 3u));
      std::string text = "raise";
      if (!parts.empty()) text += " " + bare(std::move(parts[0]));
      if (parts.size() == 2 && !python2_) text += " from " + bare(std::move(parts[1]));
      // raise E, value
      if (parts.size() >= 2 && python2_) text += "(" + bare(std::move(parts[1])) + ")";
      statement(text);
      return true;
    }
    case Opcode::kReraise:
    case Opcode::kEndFinally:
      if (in.op == Opcode::kReraise) {
        statement("raise");
        ended_ = true;
      }
      return true;
    case Opcode::kBeforeWith:
    case Opcode::kBeforeAsyncWith:
    case Opcode::kSetupWith: {
      Entry manager = pop();
      const std::string name = fresh("entered");
      spill_effects();
      const std::string text = use(std::move(manager));
      line("with " + text + " as " + name + ":");
      ++indent_;
      line("pass");
      --indent_;
      Entry exit;
      exit.kind = Entry::Kind::kWithExit;
      push(std::move(exit));
      push_name(name);
      return true;
    }
    case Opcode::kWithExceptStart:
      push_text("False", 0, true);
      return true;
    case Opcode::kPopExcept:
    case Opcode::kPopBlock:
    case Opcode::kWithCleanup:
    case Opcode::kWithCleanupStart:
    case Opcode::kWithCleanupFinish:
      return true;
    default:
      return false;
  }
}

bool Body::step_python2(const Instruction& in) {
  auto sliced = [&](Opcode base) {
    // The lowest bit: a start is given; the next: a stop is.
    const auto which = static_cast<uint32_t>(in.op) - static_cast<uint32_t>(base);
    Entry stop, start;
    if ((which & 2) != 0) stop = pop();
    if ((which & 1) != 0) start = pop();
    Entry object = pop();
    const std::string left = use(std::move(object));
    const std::string low = (which & 1) != 0 ? use(std::move(start)) : "",
                      high = (which & 2) != 0 ? use(std::move(stop)) : "";
    return left + "[" + low + ":" + high + "]";
  };
  switch (in.op) {
    case Opcode::kSlice0:
    case Opcode::kSlice1:
    case Opcode::kSlice2:
    case Opcode::kSlice3:
      push_text(sliced(Opcode::kSlice0), 2, true);
      return true;
    case Opcode::kStoreSlice0:
    case Opcode::kStoreSlice1:
    case Opcode::kStoreSlice2:
    case Opcode::kStoreSlice3: {
      const std::string target = sliced(Opcode::kStoreSlice0);
      statement(target + " = " + bare(pop()));
      return true;
    }
    case Opcode::kDeleteSlice0:
    case Opcode::kDeleteSlice1:
    case Opcode::kDeleteSlice2:
    case Opcode::kDeleteSlice3:
      statement("del " + sliced(Opcode::kDeleteSlice0));
      return true;
    case Opcode::kStoreMap: {
      Entry key = pop(), value = pop();
      const std::string v = use(std::move(value)), k = use(std::move(key));
      add_item(1, k + ": " + v, "[]", v);
      return true;
    }
    case Opcode::kPrintExpr:
    case Opcode::kPrintItem:
      statement("print(" + bare(pop()) + ")");
      return true;
    case Opcode::kPrintItemTo: {
      const std::string file = use(pop());
      statement("print(" + bare(pop()) + ", file=" + file + ")");
      return true;
    }
    case Opcode::kPrintNewlineTo:
      pop();
      return true;
    case Opcode::kExecStmt: {
      Entry locals = pop(), globals = pop(), code = pop();
      const std::string text = use(std::move(code)), g = use(std::move(globals)), l = use(std::move(locals));
      statement("exec(" + text + (g == "None" ? "" : ", " + g + (l == g || l == "None" ? "" : ", " + l)) + ")");
      return true;
    }
    default:
      return false;
  }
}

}  // namespace antivenom::python
