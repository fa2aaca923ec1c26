// A code object as a whole: its stack, its lines, and the listing of a code object with all inside it.
#include "python/bytecode.h"

#include <algorithm>

#include "python/bytecode_body.h"
#include "python/bytecode_text.h"

namespace antivenom::python {
namespace {

constexpr uint32_t kMaxBrackets = 40;  // deeper expressions get a name; the parser has a limit of its own
constexpr size_t kMaxStack = 200'000;
constexpr size_t kMaxConstant = 16u << 20;

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

// Whether `name` stands as a word in `text`; names inside strings count too.
bool mentions(std::string_view text, std::string_view name) {
  auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const size_t end = at + name.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

}  // namespace

Body::Body(const MarshalData& data, uint32_t code_index, DecompileSpent& spent, uint32_t code_depth, uint32_t indent,
           bool is_class)
    : data_(data),
      code_(data.codes[code_index]),
      spent_(spent),
      code_depth_(code_depth),
      indent_(indent),
      is_class_(is_class),
      python2_(data.major == 2),
      minor_(data.major == 2 ? 0 : data.minor) {}

std::vector<Line> Body::run() {
  const MarshalObject& bytes = data_.objects[code_.code];
  const MarshalObject& table = data_.objects[code_.exception_table];
  dis_ = disassemble(bytes.text, table.kind == MarshalKind::kBytes ? ByteView(table.text) : ByteView(), data_.major,
                     data_.minor);
  mark_jumps();
  range(0, static_cast<uint32_t>(dis_.code.size()));
  spill_effects();
  leftovers();
  std::vector<Line> head;
  if (!globals_.empty()) head.push_back({indent_, "global " + join(globals_)});
  if (!nonlocals_.empty()) head.push_back({indent_, "nonlocal " + join(nonlocals_)});
  if (!head.empty()) lines_.insert(lines_.begin(), head.begin(), head.end());
  if (lines_.empty()) lines_.push_back({indent_, "pass"});
  return std::move(lines_);
}

// ---- the stack

void Body::push(Entry e) {
  if (stack_.size() >= kMaxStack) return;
  const size_t keep = stack_.size();
  stack_.push_back(std::move(e));
  if (stack_[keep].depth > kMaxBrackets && stack_[keep].kind == Entry::Kind::kExpression) spill(stack_[keep]);
}

void Body::push_text(std::string text, uint32_t depth, bool pure, bool bracketed) {
  Entry e;
  e.text = std::move(text);
  e.depth = depth;
  e.pure = pure;
  e.bracketed = bracketed;
  push(std::move(e));
}

void Body::push_name(std::string name) {
  Entry e;
  e.text = std::move(name);
  e.simple = true;
  push(std::move(e));
}

// What is taken from an empty stack is None: the region before it was not understood.
Entry Body::pop() {
  if (stack_.empty()) {
    Entry none;
    none.text = "None";
    none.simple = true;
    return none;
  }
  Entry e = std::move(stack_.back());
  stack_.pop_back();
  return e;
}

std::vector<Entry> Body::pop_many(uint32_t count) {
  const size_t there = std::min<size_t>(count, stack_.size());
  std::vector<Entry> out;
  out.reserve(there);
  std::move(stack_.end() - static_cast<std::ptrdiff_t>(there), stack_.end(), std::back_inserter(out));
  stack_.resize(stack_.size() - there);
  return out;
}

Entry& Body::peek(uint32_t depth) {
  while (stack_.size() < depth || stack_.empty()) {
    Entry none;
    none.text = "None";
    none.simple = true;
    stack_.insert(stack_.begin(), none);
    if (stack_.size() > 64) break;  // a depth that no compiler writes
  }
  return stack_.size() < depth || depth == 0 ? stack_.front() : stack_[stack_.size() - depth];
}

std::string Body::display(const Entry& e) {
  const char open = static_cast<char>(e.arg);
  std::string out = join(e.items);
  switch (open) {
    case '(':
      return e.items.size() == 1 && !e.items[0].starts_with('*') ? "(" + out + ",)"
                                                                 : "(" + out + (e.items.size() == 1 ? ",)" : ")");
    case '[':
      return "[" + out + "]";
    case 's':
      return e.items.empty() ? "set()" : "{" + out + "}";
    default:
      return "{" + out + "}";
  }
}

std::string Body::joined(const Entry& e) { return "'" + e.text + "'.format(" + join(e.items) + ")"; }

std::string Body::use(Entry e) {
  switch (e.kind) {
    case Entry::Kind::kDisplay:
      return display(e);
    case Entry::Kind::kJoined:
      return joined(e);
    case Entry::Kind::kFormatted: {
      const std::string conversion = e.arg == 0 ? "" : std::string("!") + static_cast<char>(e.arg);
      return "'{" + conversion + (e.name.empty() ? "" : ":" + e.name) + "}'.format(" + e.text + ")";
    }
    case Entry::Kind::kFunction:
      return code_depth_ < spent_.limits.max_code_depth ? lambda(e) : "None";
    case Entry::Kind::kImport:
      if (e.text.empty() || e.arg > 0) return "__import__(" + quoted(e.name, false) + ")";
      return "__import__(" + quoted(e.text, false) + ")";
    case Entry::Kind::kFrom: {
      const std::string name = fresh("stack");
      statement("from " + e.text + " import " + safe_name(e.name) + " as " + name);
      return name;
    }
    case Entry::Kind::kException:
      return "_exception";
    case Entry::Kind::kLocals:
      return "locals()";
    case Entry::Kind::kBuildClass:
      return "__build_class__";
    case Entry::Kind::kNull:
    case Entry::Kind::kSaved:
    case Entry::Kind::kWithExit:
      return "None";
    case Entry::Kind::kExpression:
      return std::move(e.text);
  }
  return "None";
}

std::string Body::bare(Entry e) {
  if (e.kind == Entry::Kind::kExpression && e.bracketed && e.text.size() > 2)
    return e.text.substr(1, e.text.size() - 2);
  return use(std::move(e));
}

std::string Body::fresh(std::string_view what) {
  return "_" + std::string(what) + "_" + std::to_string(++spent_.names);
}

void Body::spill(Entry& e) {
  switch (e.kind) {
    case Entry::Kind::kNull:
    case Entry::Kind::kSaved:
    case Entry::Kind::kException:
    case Entry::Kind::kWithExit:
    case Entry::Kind::kBuildClass:
    case Entry::Kind::kLocals:
    case Entry::Kind::kImport:
    case Entry::Kind::kFrom:
      return;
    default:
      break;
  }
  if (e.simple) return;
  Entry taken = std::move(e);
  e = Entry();
  std::string name;
  if (taken.kind == Entry::Kind::kFunction) {
    name = define(taken, "");
  } else {
    name = fresh("stack");
    const std::string value = bare(std::move(taken));
    line(name + " = " + value);
  }
  e.text = std::move(name);
  e.simple = true;
}

void Body::spill_all() {
  for (Entry& e : stack_) spill(e);
}

// Calls that are still on the stack come before whatever is written next.
void Body::spill_effects() {
  for (Entry& e : stack_)
    if (!e.pure) spill(e);
}

void Body::spill_uses_of(std::string_view name) {
  for (Entry& e : stack_) {
    spent_.bytes += e.text.size() / 64;
    const bool used =
        mentions(e.text, name) ||
        std::any_of(e.items.begin(), e.items.end(), [&](const std::string& item) { return mentions(item, name); });
    if (!used) continue;
    e.simple = false;
    spill(e);
  }
}

void Body::duplicate(uint32_t depth) {
  Entry& e = peek(depth);
  constexpr size_t kMaxRepeated = 24;
  if (!e.pure || e.text.size() > kMaxRepeated || e.kind == Entry::Kind::kDisplay || e.kind == Entry::Kind::kJoined)
    spill(e);
  push(Entry(peek(depth)));
}

// ---- lines

void Body::line(std::string text) {
  spent_.bytes += text.size() + indent_;
  if (!spent_.out()) lines_.push_back({indent_, std::move(text)});
}

void Body::statement(std::string text) {
  spill_effects();
  line(std::move(text));
}

void Body::assign(const std::string& target, Entry value) {
  if (value.kind == Entry::Kind::kSaved) return;
  if (value.kind == Entry::Kind::kImport) return import_as(value, target);
  if (value.kind == Entry::Kind::kFrom) {
    const bool same = value.name == target;
    return statement("from " + value.text + " import " + safe_name(value.name) + (same ? "" : " as " + target));
  }
  if (value.kind == Entry::Kind::kFunction && is_plain_name(target)) {
    spill_effects();
    const std::string name = define(value, target);
    if (name != target) line(target + " = " + name);
    return;
  }
  if (is_plain_name(target)) spill_uses_of(target);
  spill_effects();
  const std::string text = bare(std::move(value));
  if (text != target) line(target + " = " + text);
}

// ---- names and constants

std::string Body::name_at(MarshalId tuple, uint64_t index) const {
  const MarshalObject& names = data_.objects[tuple];
  if (index >= names.items.size()) return "_name_" + std::to_string(index);
  return data_.objects[names.items[index]].text;
}

std::string Body::safe_name_of(uint32_t index) const { return safe_name(name_at(code_.names, index)); }

std::string Body::variable(uint32_t index) const { return safe_name(name_at(code_.varnames, index)); }

// Until 3.10 cells are numbered on their own, cellvars before freevars; later they share their numbers with the locals.
std::string Body::cell(uint32_t index) const {
  if (minor_ >= 11) return variable(index);
  const size_t own = data_.objects[code_.cellvars].items.size();
  return safe_name(index < own ? name_at(code_.cellvars, index) : name_at(code_.freevars, index - own));
}

const MarshalObject* Body::constant_object(uint32_t index) const {
  const MarshalObject& constants = data_.objects[code_.consts];
  return index < constants.items.size() ? &data_.objects[constants.items[index]] : nullptr;
}

Entry Body::constant(uint32_t index) const {
  Entry e;
  e.text = "None";
  e.simple = true;
  const MarshalObject* object = constant_object(index);
  if (object == nullptr) return e;
  if (object->kind == MarshalKind::kCode) {
    e.kind = Entry::Kind::kFunction;
    e.arg = object->code;
    e.simple = false;
    return e;
  }
  e.text = constant_text(data_, data_.objects[code_.consts].items[index], kMaxConstant, spent_.aside);
  e.simple = e.text.size() < 32;
  spent_.bytes += e.text.size();
  if (object->kind == MarshalKind::kTuple) {
    e.kind = Entry::Kind::kDisplay;
    e.arg = '(';
    for (MarshalId item : object->items) {
      e.items.push_back(constant_text(data_, item, kMaxConstant, spent_.aside));
      if (e.items.size() > kMaxStack) break;
    }
  }
  return e;
}

std::vector<std::string> Body::name_list(const MarshalObject* tuple) const {
  std::vector<std::string> out;
  if (tuple == nullptr) return out;
  for (MarshalId item : tuple->items) out.push_back(data_.objects[item].text);
  return out;
}

// ---- listings

std::string decompile_text(const MarshalData& data, uint32_t code_index, const DecompileLimits& limits, uint64_t* work,
                           ConstantsAside* aside) {
  if (work != nullptr) *work = 0;
  if (code_index >= data.codes.size() || !has_opcodes(data.major, data.minor)) return {};
  DecompileSpent spent{limits, aside};
  std::string text;
  Body body(data, code_index, spent, 0, 0, false);
  for (const Line& l : body.run()) text.append(4u * l.indent, ' ').append(l.text).append("\n");
  if (work != nullptr) *work = spent.instructions;
  return text;
}

uint64_t put_back(const ConstantsAside& aside, Tree& tree) {
  uint64_t bytes = 0;
  if (aside.empty()) return bytes;
  for (Constant& constant : tree.constants) {
    if (constant.kind != ConstantKind::kBytes) continue;
    const auto it = aside.find(constant.text);
    if (it == aside.end()) continue;
    constant.text = it->second;
    bytes += it->second.size();
  }
  return bytes;
}

Tree decompile(const MarshalData& data, uint32_t code_index, Interner& names, const DecompileLimits& limits) {
  return parse_text(decompile_text(data, code_index, limits), names);
}

}  // namespace antivenom::python
