// Calls, functions, classes and imports.
#include <algorithm>

#include "python/bytecode_body.h"
#include "python/bytecode_text.h"

namespace antivenom::python {
namespace {

constexpr uint32_t kVarArgs = 4, kVarKeywords = 8, kCoroutine = 0x80, kAsyncGenerator = 0x200;  // co_flags

// 'x' -> x
std::string unquoted(const std::string& text) {
  return text.size() >= 2 && text.front() == '\'' && text.back() == '\'' ? text.substr(1, text.size() - 2) : text;
}

std::vector<std::string> unquoted(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) out.push_back(unquoted(text));
  return out;
}

std::string keyword(const std::string& name, const std::string& value) {
  return is_plain_name(name) ? name + "=" + value : "**{" + quoted(name, false) + ": " + value + "}";
}

bool is_dotted_name(std::string_view name) {
  while (true) {
    const size_t dot = name.find('.');
    if (!is_plain_name(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

}  // namespace

bool Body::step_call(const Instruction& in, uint32_t i) {
  switch (in.op) {
    case Opcode::kPrecall:
      return true;
    case Opcode::kKwNames:
      keyword_names_ = name_list(constant_object(in.arg));
      return true;
    case Opcode::kCall: {
      const std::vector<std::string> names = std::move(keyword_names_);
      keyword_names_.clear();
      call_paired(in.arg, names);
      return true;
    }
    case Opcode::kCallKw: {
      const Entry names = pop();
      call_paired(in.arg, unquoted(names.items));
      return true;
    }
    case Opcode::kCallMethod:
      call_paired(in.arg, {});
      return true;
    case Opcode::kCallFunction: {
      if (python2_) {
        // A class body is called for its names: BUILD_CLASS wants the function itself.
        if (in.arg == 0 && peek(1).kind == Entry::Kind::kFunction && i + 1 < dis_.code.size() &&
            dis_.code[i + 1].op == Opcode::kBuildClass)
          return true;
        call2(in);
        return true;
      }
      std::vector<Entry> values = pop_many(in.arg);
      call(pop(), std::move(values), {});
      return true;
    }
    case Opcode::kCallFunctionKw: {
      if (python2_) {
        call2(in);
        return true;
      }
      const Entry names = pop();
      std::vector<Entry> values = pop_many(in.arg);
      call(pop(), std::move(values), unquoted(names.items));
      return true;
    }
    case Opcode::kCallFunctionVar:
    case Opcode::kCallFunctionVarKw:
      call2(in);
      return true;
    case Opcode::kCallFunctionEx:
      call_spread(in);
      return true;
    case Opcode::kMakeFunction:
    case Opcode::kMakeClosure:
      if (python2_)
        make_function2(in);
      else
        make_function(in);
      return true;
    case Opcode::kSetFunctionAttribute: {
      Entry function = pop(), value = pop();
      set_function_attribute(function, in.arg, std::move(value));
      push(std::move(function));
      return true;
    }
    case Opcode::kBuildClass: {
      Entry body = pop(), bases = pop(), name = pop();
      std::vector<Entry> values{std::move(body), std::move(name)};
      for (std::string& base : bases.items) {
        Entry e;
        e.text = std::move(base);
        values.push_back(std::move(e));
      }
      build_class(std::move(values), {});
      return true;
    }
    default:
      return false;
  }
}

// What is called when there are two places for it: a function with nothing, or a method with its object.
void Body::call_paired(uint32_t count, const std::vector<std::string>& names) {
  std::vector<Entry> values = pop_many(count);
  Entry second = pop(), first = pop();
  if (first.kind == Entry::Kind::kNull) return call(std::move(second), std::move(values), names);
  if (second.kind != Entry::Kind::kNull) values.insert(values.begin(), std::move(second));
  call(std::move(first), std::move(values), names);
}

void Body::call(Entry function, std::vector<Entry> values, const std::vector<std::string>& names) {
  if (function.kind == Entry::Kind::kWithExit) return push_text("None", 0, true);
  if (function.kind == Entry::Kind::kBuildClass && values.size() >= 2) return build_class(std::move(values), names);
  uint32_t depth = function.depth;
  std::string text = use(std::move(function)) + "(";
  const size_t positional = values.size() - std::min(values.size(), names.size());
  for (size_t k = 0; k < values.size(); ++k) {
    depth = std::max(depth, values[k].depth + 1);
    const bool yields = values[k].text.starts_with("(yield");
    const std::string value = yields ? use(std::move(values[k])) : bare(std::move(values[k]));
    if (k > 0) text += ", ";
    text += k >= positional ? keyword(names[k - positional], value) : value;
  }
  text += ')';
  push_text(std::move(text), depth, false);
}

// f(*args, **kwargs)
void Body::call_spread(const Instruction& in) {
  Entry keywords, arguments;
  const bool has_keywords = (in.arg & 1) != 0;
  if (has_keywords) keywords = pop();
  arguments = pop();
  Entry function = pop();
  if (minor_ >= 13 && function.kind == Entry::Kind::kNull)
    function = pop();
  else if (minor_ >= 11 && !stack_.empty() && stack_.back().kind == Entry::Kind::kNull)
    pop();
  uint32_t depth = std::max({function.depth, arguments.depth + 1, keywords.depth + 1});
  std::string text = use(std::move(function)) + "(";
  std::string list;
  auto add = [&](const std::string& part) { list += (list.empty() ? "" : ", ") + part; };
  if (arguments.kind == Entry::Kind::kDisplay && arguments.arg != '{') {
    for (const std::string& item : arguments.items) add(item);
  } else {
    add("*" + use(std::move(arguments)));
  }
  if (has_keywords) add("**" + use(std::move(keywords)));
  push_text(text + list + ")", depth, false);
}

// CALL_FUNCTION and its variants of Python 2: keyword arguments are pairs on the stack.
void Body::call2(const Instruction& in) {
  Entry keywords, spread;
  const bool with_keywords = in.op == Opcode::kCallFunctionKw || in.op == Opcode::kCallFunctionVarKw;
  const bool with_spread = in.op == Opcode::kCallFunctionVar || in.op == Opcode::kCallFunctionVarKw;
  if (with_keywords) keywords = pop();
  if (with_spread) spread = pop();
  std::vector<Entry> pairs = pop_many(2 * (in.arg >> 8 & 0xFF));
  std::vector<Entry> values = pop_many(in.arg & 0xFF);
  std::vector<std::string> names;
  for (size_t k = 0; k + 1 < pairs.size(); k += 2) {
    names.push_back(unquoted(pairs[k].text));
    values.push_back(std::move(pairs[k + 1]));
  }
  call(pop(), std::move(values), names);
  if (!with_keywords && !with_spread) return;
  Entry& made = peek(1);
  std::string tail;
  if (with_spread) tail += "*" + use(std::move(spread));
  if (with_keywords) tail += (tail.empty() ? "**" : ", **") + use(std::move(keywords));
  if (made.text.ends_with(')'))
    made.text = made.text.substr(0, made.text.size() - 1) + (made.text.ends_with("()") ? "" : ", ") + tail + ")";
}

// ---- functions

void Body::set_function_attribute(Entry& function, uint32_t which, Entry value) {
  if (which == 1)
    function.items = value.kind == Entry::Kind::kDisplay ? std::move(value.items) : std::vector<std::string>();
  if (which == 2) function.named_items = std::move(value.items);
}

void Body::make_function(const Instruction& in) {
  if (minor_ < 11) pop();  // the qualified name
  Entry function = pop();
  if (function.kind != Entry::Kind::kFunction) {
    push(std::move(function));
    return;
  }
  if (minor_ < 13) {
    for (uint32_t which : {8u, 4u, 2u, 1u})
      if ((in.arg & which) != 0) set_function_attribute(function, which, pop());
  }
  push(std::move(function));
}

void Body::make_function2(const Instruction& in) {
  Entry function = pop();
  if (in.op == Opcode::kMakeClosure) pop();
  for (Entry& value : pop_many(in.arg & 0xFF)) function.items.push_back(use(std::move(value)));
  push(std::move(function));
}

std::string Body::parameters(const Entry& function) const {
  const CodeObject& code = data_.codes[function.arg];
  std::string out;
  auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  constexpr uint32_t kMaxParameters = 1'024;
  const uint32_t count = std::min(code.argcount, kMaxParameters), keyword_only = std::min(code.kwonly, kMaxParameters);
  const size_t defaults = std::min<size_t>(function.items.size(), count);
  for (uint32_t k = 0; k < count; ++k) {
    std::string part = safe_name(name_at(code.varnames, k));
    if (k + defaults >= count) part += "=" + function.items[function.items.size() - (count - k)];
    add(part);
    if (code.posonly > 0 && k + 1 == code.posonly) add("/");
  }
  uint32_t next = count + keyword_only;
  if ((code.flags & kVarArgs) != 0)
    add("*" + safe_name(name_at(code.varnames, next++)));
  else if (keyword_only > 0)
    add("*");
  for (uint32_t k = count; k < count + keyword_only; ++k) {
    const std::string raw = name_at(code.varnames, k);
    std::string part = safe_name(raw);
    const std::string key = quoted(raw, false) + ": ";
    for (const std::string& item : function.named_items)
      if (item.starts_with(key)) part += "=" + item.substr(key.size());
    add(part);
  }
  if ((code.flags & kVarKeywords) != 0) add("**" + safe_name(name_at(code.varnames, next)));
  return out;
}

std::vector<Line> Body::body_of(const Entry& function, bool is_class) const {
  if (code_depth_ + 1 >= spent_.limits.max_code_depth || indent_ + 1 >= spent_.limits.max_block_depth || spent_.out())
    return {{indent_ + 1, "pass"}};
  return Body(data_, function.arg, spent_, code_depth_ + 1, indent_ + 1, is_class).run();
}

void Body::emit_function(const Entry& function, const std::string& name, std::vector<Line> body) {
  const bool is_async = (data_.codes[function.arg].flags & (kCoroutine | kAsyncGenerator)) != 0;
  line((is_async ? "async def " : "def ") + name + "(" + parameters(function) + "):");
  lines_.insert(lines_.end(), std::make_move_iterator(body.begin()), std::make_move_iterator(body.end()));
}

// Its own name, or one made from "<lambda>", "<listcomp>", ...
std::string Body::function_name(const Entry& function) {
  const std::string& own = data_.objects[data_.codes[function.arg].name].text;
  if (is_plain_name(own)) return own;
  const std::string inner = own.size() > 2 ? own.substr(1, own.size() - 2) : std::string();
  return fresh(is_plain_name(inner) ? inner : "function");
}

// Writes the function under `name`, or under its own if that is empty; gives the name it has then.
std::string Body::define(const Entry& function, std::string name) {
  if (name.empty()) name = function_name(function);
  emit_function(function, name, body_of(function, false));
  return name;
}

// A function that is used at once: a lambda if it is one, else its name.
std::string Body::lambda(const Entry& function) {
  const std::string& raw = data_.objects[data_.codes[function.arg].name].text;
  if (is_plain_name(raw)) {
    spill_effects();
    return define(function, "");
  }
  std::vector<Line> body = body_of(function, false);
  constexpr std::string_view kReturn = "return ";
  if (body.size() == 1 && body[0].text.starts_with(kReturn)) {
    const std::string given = parameters(function);
    const std::string value = body[0].text.substr(kReturn.size());
    return "(lambda" + (given.empty() ? "" : " " + given) + ": " +
           (value.starts_with("yield") ? "(" + value + ")" : value) + ")";
  }
  spill_effects();
  std::string name = function_name(function);
  emit_function(function, name, std::move(body));
  return name;
}

void Body::build_class(std::vector<Entry> values, const std::vector<std::string>& names) {
  const std::string raw = unquoted(use(Entry(values[1])));
  const std::string name = safe_name(raw);
  std::string bases;
  const size_t positional = values.size() - std::min(values.size() - 2, names.size());
  for (size_t k = 2; k < values.size(); ++k) {
    const std::string value = use(std::move(values[k]));
    bases += (bases.empty() ? "" : ", ") + (k >= positional ? keyword(names[k - positional], value) : value);
  }
  spill_effects();
  line("class " + name + (bases.empty() ? "" : "(" + bases + ")") + ":");
  if (values[0].kind == Entry::Kind::kFunction) {
    std::vector<Line> body = body_of(values[0], true);
    lines_.insert(lines_.end(), std::make_move_iterator(body.begin()), std::make_move_iterator(body.end()));
  } else {
    ++indent_;
    line("pass");
    --indent_;
  }
  push_name(name);
}

// ---- imports

bool Body::step_import(const Instruction& in) {
  switch (in.op) {
    case Opcode::kImportName: {
      const Entry wanted = pop(), level = pop();
      Entry e;
      e.kind = Entry::Kind::kImport;
      e.text = name_at(code_.names, in.arg);
      e.name = e.text;
      e.items = wanted.items;
      const std::string& number = level.text;
      if (number.size() == 1 && number[0] >= '1' && number[0] <= '9') e.arg = static_cast<uint32_t>(number[0] - '0');
      push(std::move(e));
      return true;
    }
    case Opcode::kImportFrom: {
      Entry& module = peek(1);
      Entry e;
      if (module.kind == Entry::Kind::kImport && module.items.empty()) {
        // `import a.b as c` takes b from a.
        e = module;
        e.leaf = true;
        module.items.push_back("*");
      } else if (module.kind == Entry::Kind::kImport && !module.leaf) {
        e.kind = Entry::Kind::kFrom;
        e.text = std::string(module.arg, '.') + module.text;
        e.name = name_at(code_.names, in.arg);
      } else if (module.kind == Entry::Kind::kImport) {
        e = module;
      } else {
        e.text = use(Entry(module)) + "." + safe_name_of(in.arg);
      }
      push(std::move(e));
      return true;
    }
    case Opcode::kImportStar: {
      const Entry module = pop();
      const std::string name = std::string(module.arg, '.') + module.text;
      if (module.kind == Entry::Kind::kImport) statement("from " + name + " import *");
      return true;
    }
    default:
      return false;
  }
}

// `target` is empty when the module is imported for what it does.
void Body::import_as(const Entry& module, const std::string& target) {
  const std::string& name = module.text;
  const std::string top = safe_name(name.substr(0, name.find('.')));
  if (module.arg > 0) {
    const std::string from = std::string(module.arg, '.') + name;
    if (!target.empty())
      statement("from " + from + " import " +
                (module.items.empty() ? std::string("*") : safe_name(unquoted(module.items[0]))) + " as " + target);
    return;
  }
  if (!is_dotted_name(name)) {
    statement((target.empty() ? "" : target + " = ") + "__import__(" + quoted(name, false) + ")");
    return;
  }
  const bool bound_to_top = target.empty() || (target == top && !module.leaf);
  statement("import " + name + (bound_to_top ? "" : " as " + target));
}

}  // namespace antivenom::python
