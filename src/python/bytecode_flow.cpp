// Statements from jumps. A range of instructions is read front to back; a conditional jump forward opens an `if`, one
// that is the target of a jump back opens a loop, a protected stretch a `try`. Each instruction is read once at most:
// the cost is linear, and what no structure reached is written down at the end.
#include <algorithm>

#include "python/bytecode_body.h"

namespace antivenom::python {

void Body::mark_jumps() {
  const size_t count = dis_.code.size();
  visited_.assign(count + 1, false);
  is_target_.assign(count + 1, false);
  is_handler_.assign(count + 1, false);
  last_back_jump_.assign(count + 1, 0);
  for (uint32_t i = 0; i < count; ++i) {
    const Instruction& in = dis_.code[i];
    if (in.target == Instruction::kNoTarget) continue;
    const uint32_t target = std::min<uint32_t>(in.target, static_cast<uint32_t>(count));
    dis_.code[i].target = target;
    is_target_[target] = true;
    // The loops around SEND only wait.
    if (target <= i && in.op != Opcode::kJumpBackwardNoInterrupt)
      last_back_jump_[target] = std::max(last_back_jump_[target], i);
  }
  reached_.assign(count + 1, false);
  constexpr size_t kMaxHandlersAt = 16;
  for (const Protected& p : dis_.protections) {
    if (p.handler + 1 >= count || p.begin >= p.handler || dis_.code[p.handler].op != Opcode::kPushExcInfo) continue;
    if (dis_.code[p.handler + 1].op == Opcode::kWithExceptStart) {
      // Calls __exit__ and raises again: a with statement says that already.
      for (uint32_t k = p.handler; k < count && !visited_[k]; ++k) {
        const Opcode op = dis_.code[k].op;
        if (ends_flow(op) && op != Opcode::kJumpBackwardNoInterrupt && op != Opcode::kReraise) break;
        visited_[k] = true;
        if (op == Opcode::kReraise) break;
      }
      continue;
    }
    is_handler_[p.handler] = true;
    // The stretches of one handler are read as one.
    std::vector<uint32_t>& starting = handlers_at_[p.begin];
    if (starting.size() < kMaxHandlersAt) starting.push_back(p.handler);
    uint32_t& end = body_end_[p.handler];
    if (p.end <= p.handler) end = std::max(end, p.end);
  }
}

void Body::range(uint32_t begin, uint32_t end) {
  ended_ = false;
  uint32_t i = begin;
  while (i < end && !spent_.out()) {
    if (visited_[i]) {
      ++i;
      continue;
    }
    if (is_handler_[i]) {
      // Handlers are read with the `try` they belong to. Code behind them is reached by jumps only.
      const uint32_t handler = i;
      while (i < end && (visited_[i] || !reached_[i])) ++i;
      spent_.instructions += (i - handler) / 8;
      continue;
    }
    if (ended_) {
      if (!reached_[i]) {
        ++i;
        continue;
      }
      // Something jumps here in a way no statement has: it may run.
      if (!lines_.empty() && lines_.back().indent == indent_) {
        Line last = std::move(lines_.back());
        lines_.back() = {indent_, "if _either:"};
        lines_.push_back({indent_ + 1, std::move(last.text)});
      }
      ended_ = false;
    }
    i = step_at(i, end);
  }
}

// Reads the instruction, or the whole statement, at i; gives where to go on.
uint32_t Body::step_at(uint32_t i, uint32_t end) {
  const Instruction& in = dis_.code[i];
  const bool in_loop = !loops_.empty() && loops_.back().head == i;
  if (last_back_jump_[i] >= i && last_back_jump_[i] > 0 && !in_loop && in.op != Opcode::kForIter && !too_deep())
    return while_loop(i, std::min(end, last_back_jump_[i] + 1));
  if (minor_ >= 11 && !too_deep()) {
    if (const auto handler = handler_starting_at(i)) {
      const uint32_t body_end = std::clamp(body_end_[*handler], i + 1, std::max(i + 1, end));
      return protected_block(i, body_end, *handler, end);
    }
  }
  ++spent_.instructions;
  visited_[i] = true;
  if (in.target != Instruction::kNoTarget) reached_[in.target] = true;
  switch (in.op) {
    case Opcode::kForIter:
      return for_loop(i, end);
    case Opcode::kSetupFinally:
    case Opcode::kSetupExcept:
      return try_block(i, i + 1, in.target, end);
    case Opcode::kJumpIfFalseOrPop:
      return short_circuit(i, i + 1, end, true);
    case Opcode::kJumpIfTrueOrPop:
      return short_circuit(i, i + 1, end, false);
    case Opcode::kPopJumpIfFalse:
    case Opcode::kPopJumpIfTrue:
    case Opcode::kPopJumpIfNone:
    case Opcode::kPopJumpIfNotNone:
    case Opcode::kPopJumpForwardIfFalse:
    case Opcode::kPopJumpForwardIfTrue:
    case Opcode::kPopJumpForwardIfNone:
    case Opcode::kPopJumpForwardIfNotNone:
    case Opcode::kPopJumpBackwardIfFalse:
    case Opcode::kPopJumpBackwardIfTrue:
    case Opcode::kPopJumpBackwardIfNone:
    case Opcode::kPopJumpBackwardIfNotNone:
    case Opcode::kJumpIfNotExcMatch:
      return conditional(i, end);
    case Opcode::kCopy: {
      // 3.12 writes `a and b` as COPY, a conditional jump and POP_TOP.
      uint32_t jump = i + 1;
      if (in.arg != 1) break;
      if (jump < end && dis_.code[jump].op == Opcode::kToBool) ++jump;
      if (jump + 1 >= end || dis_.code[jump + 1].op != Opcode::kPopTop) break;
      const Opcode op = dis_.code[jump].op;
      if ((op != Opcode::kPopJumpIfFalse && op != Opcode::kPopJumpIfTrue) || dis_.code[jump].target <= jump) break;
      for (uint32_t k = i; k <= jump + 1; ++k) visited_[k] = true;
      return short_circuit(jump, jump + 2, end, op == Opcode::kPopJumpIfFalse);
    }
    case Opcode::kSend: {
      // `await x` is a loop of SEND and YIELD_VALUE; it is over when it jumps.
      pop();
      if (minor_ >= 12) duplicate(1);
      for (uint32_t k = i; k < in.target && k < end; ++k) visited_[k] = true;
      return std::max(i + 1, std::min(in.target, end));
    }
    case Opcode::kBreakLoop:
      statement("break");
      ended_ = true;
      return i + 1;
    default:
      break;
  }
  if (is_plain_jump(in.op)) return plain_jump(i, end);
  step(i);
  return i + 1;
}

uint32_t Body::plain_jump(uint32_t i, uint32_t end) {
  const uint32_t target = dis_.code[i].target;
  if (dis_.code[i].op == Opcode::kJumpBackwardNoInterrupt) return i + 1;
  if (!loops_.empty()) {
    const Loop loop = loops_.back();
    if (target == loop.head) {
      spill_effects();
      if (i + 1 < loop.end) line("continue");
      ended_ = true;
      return i + 1;
    }
    if (target >= loop.end || target < loop.head) {
      statement("break");
      ended_ = true;
      return i + 1;
    }
  }
  // What is jumped over is read here only if something that was read leads there.
  if (target > i && target <= end) {
    uint32_t k = i + 1;
    while (k < target && (visited_[k] || !reached_[k] || is_handler_[k])) ++k;
    spent_.instructions += (k - i) / 16;
    return k;
  }
  ended_ = true;
  return i + 1;
}

// A block that got no line needs a pass.
void Body::fill_block(size_t from) {
  if (lines_.size() == from) line("pass");
}

uint32_t Body::while_loop(uint32_t head, uint32_t end) {
  spill_all();
  const size_t first = lines_.size();
  line("while True:");
  ++indent_;
  loops_.push_back({head, end});
  const size_t body = lines_.size();
  const size_t height = stack_.size();
  range(head, end);
  if (!ended_) line("break");
  loops_.pop_back();
  fill_block(body);
  --indent_;
  ended_ = false;
  if (stack_.size() > height) stack_.resize(height);
  // while True: / if x: break  ->  while not (x):
  if (first + 2 < lines_.size() && lines_[first + 1].indent == indent_ + 1 &&
      lines_[first + 1].text.starts_with("if ") && lines_[first + 2].indent == indent_ + 2 &&
      lines_[first + 2].text == "break" && (first + 3 == lines_.size() || lines_[first + 3].indent == indent_ + 1) &&
      (first + 3 == lines_.size() || !lines_[first + 3].text.starts_with("else"))) {
    const std::string& test = lines_[first + 1].text;
    std::string condition = test.substr(3, test.size() - 4);
    condition = condition.starts_with("not ") ? condition.substr(4) : "not " + condition;
    lines_[first].text = "while " + condition + ":";
    lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                 lines_.begin() + static_cast<std::ptrdiff_t>(first) + 3);
    if (lines_.size() == first + 1) lines_.push_back({indent_ + 1, "pass"});
  }
  return std::max(end, head + 1);
}

uint32_t Body::for_loop(uint32_t i, uint32_t end) {
  const uint32_t loop_end = std::clamp(dis_.code[i].target, i + 1, end);
  Entry iterable = pop();
  spill_all();
  std::string item = fresh("item");
  uint32_t body_begin = i + 1;
  if (body_begin < loop_end &&
      (dis_.code[body_begin].op == Opcode::kStoreFast || dis_.code[body_begin].op == Opcode::kStoreName)) {
    item = dis_.code[body_begin].op == Opcode::kStoreFast ? variable(dis_.code[body_begin].arg)
                                                          : safe_name_of(dis_.code[body_begin].arg);
    visited_[body_begin++] = true;
  } else {
    push_name(item);
  }
  const size_t height = stack_.size() - (body_begin == i + 1 ? 1 : 0);
  if (too_deep()) {
    statement(bare(std::move(iterable)));
    return i + 1;
  }
  Entry named;
  if (body_begin == i + 1) named = pop();
  statement("for " + item + " in " + bare(std::move(iterable)) + ":");
  // The iterator stays on the stack while the body runs.
  Entry iterator;
  iterator.kind = Entry::Kind::kNull;
  push(iterator);
  if (body_begin == i + 1) push(std::move(named));
  ++indent_;
  loops_.push_back({i, loop_end});
  const size_t body = lines_.size();
  range(body_begin, loop_end);
  spill_effects();
  loops_.pop_back();
  fill_block(body);
  --indent_;
  ended_ = false;
  stack_.resize(std::min(stack_.size(), height));
  // What 3.12 and later put behind a loop to take the iterator off the stack.
  uint32_t next = loop_end;
  if (minor_ >= 12 && next < end && dis_.code[next].op == Opcode::kEndFor) {
    visited_[next++] = true;
    if (minor_ >= 13 && next < end && dis_.code[next].op == Opcode::kPopTop) visited_[next++] = true;
  }
  return next;
}

// SETUP_FINALLY and SETUP_EXCEPT of Python up to 3.10.
uint32_t Body::try_block(uint32_t i, uint32_t body, uint32_t handler, uint32_t end) {
  if (handler <= i || handler > end || too_deep()) return body;
  uint32_t last = handler - 1;
  const Opcode before = dis_.code[last].op;
  // A finally block is entered from the body with None on the stack.
  const bool is_finally =
      before == Opcode::kBeginFinally || (before == Opcode::kLoadConst && dis_.code[last - 1].op == Opcode::kPopBlock);
  spill_all();
  uint32_t handler_end = end;
  if (is_plain_jump(before) && dis_.code[last].target > handler) handler_end = std::min(end, dis_.code[last].target);
  const std::vector<Entry> base = stack_;
  line("try:");
  ++indent_;
  const size_t first = lines_.size();
  range(body, is_plain_jump(before) && dis_.code[last].target > i ? last : handler);
  const bool body_ended = ended_;
  spill_effects();
  fill_block(first);
  --indent_;
  std::vector<Entry> after = std::move(stack_);
  stack_ = base;
  if (is_finally) {
    line("finally:");
    ++indent_;
    const size_t block = lines_.size();
    // The block ends where its END_FINALLY is.
    uint32_t nested = 0;
    spent_.instructions += (end - handler) / 16;
    for (handler_end = handler; handler_end < end; ++handler_end) {
      const Opcode op = dis_.code[handler_end].op;
      if (op == Opcode::kSetupFinally || op == Opcode::kSetupExcept || op == Opcode::kSetupWith) ++nested;
      if (op == Opcode::kEndFinally && nested-- == 0) break;
    }
    Entry none;
    none.kind = Entry::Kind::kNull;
    push(none);
    range(handler, std::min(handler_end + 1, end));
    fill_block(block);
    --indent_;
    stack_ = std::move(after);
    ended_ = body_ended;
    return std::min(handler_end + 1, end);
  }
  handler_block(handler, handler_end);
  if (!body_ended) stack_ = std::move(after);
  ended_ = body_ended && ended_;
  return handler_end;
}

// The outermost handler of a stretch that starts here and is still to be read.
std::optional<uint32_t> Body::handler_starting_at(uint32_t i) const {
  const auto it = handlers_at_.find(i);
  if (it == handlers_at_.end()) return std::nullopt;
  std::optional<uint32_t> best;
  for (uint32_t handler : it->second)
    if (is_handler_[handler] && !visited_[handler] && (!best || handler > *best)) best = handler;
  return best;
}

// A protected stretch of Python 3.11 and later; its handler lies behind the code that runs without exceptions.
uint32_t Body::protected_block(uint32_t begin, uint32_t body_end, uint32_t handler, uint32_t end) {
  is_handler_[handler] = false;  // taken
  uint32_t handler_end = handler + 1;
  while (handler_end < dis_.code.size() && !is_handler_[handler_end]) ++handler_end;
  // The way round the handler tells where it ends.
  for (uint32_t k = body_end; k < end && k < handler; ++k)
    if (is_plain_jump(dis_.code[k].op) && dis_.code[k].target > handler)
      handler_end = std::min(handler_end, dis_.code[k].target);
  spill_all();
  const std::vector<Entry> base = stack_;
  line("try:");
  ++indent_;
  const size_t first = lines_.size();
  visited_[handler] = true;
  range(begin, body_end);
  const bool body_ended = ended_;
  spill_effects();
  fill_block(first);
  --indent_;
  std::vector<Entry> after = std::move(stack_);
  stack_ = base;
  visited_[handler] = false;
  handler_block(handler, handler_end);
  stack_ = std::move(after);
  ended_ = body_ended && ended_;
  return body_end;
}

void Body::handler_block(uint32_t begin, uint32_t end) {
  line("except BaseException as _exception:");
  ++indent_;
  const size_t first = lines_.size();
  const size_t height = stack_.size();
  const uint32_t pushed = minor_ >= 11 ? 1 : 6;
  for (uint32_t i = 0; i < pushed; ++i) {
    Entry e;
    e.kind = Entry::Kind::kException;
    push(e);
  }
  range(begin, end);
  spill_effects();
  fill_block(first);
  --indent_;
  stack_.resize(std::min(stack_.size(), height));
}

// The test under which the jump is taken.
Body::Test Body::jump_condition(const Instruction& in, Entry value) {
  std::string text = use(std::move(value));
  switch (in.op) {
    case Opcode::kPopJumpIfNone:
    case Opcode::kPopJumpForwardIfNone:
    case Opcode::kPopJumpBackwardIfNone:
      return {"(" + text + " is None)", false};
    case Opcode::kPopJumpIfNotNone:
    case Opcode::kPopJumpForwardIfNotNone:
    case Opcode::kPopJumpBackwardIfNotNone:
      return {"(" + text + " is not None)", false};
    case Opcode::kPopJumpIfTrue:
    case Opcode::kPopJumpForwardIfTrue:
    case Opcode::kPopJumpBackwardIfTrue:
      return {std::move(text), false};
    default:
      return {std::move(text), true};
  }
}

namespace {

bool is_conditional(Opcode op) {
  switch (op) {
    case Opcode::kPopJumpIfFalse:
    case Opcode::kPopJumpIfTrue:
    case Opcode::kPopJumpIfNone:
    case Opcode::kPopJumpIfNotNone:
    case Opcode::kPopJumpForwardIfFalse:
    case Opcode::kPopJumpForwardIfTrue:
    case Opcode::kPopJumpForwardIfNone:
    case Opcode::kPopJumpForwardIfNotNone:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool Body::expression_only(Opcode op) const {
  switch (op) {
    case Opcode::kLoadConst:
    case Opcode::kLoadName:
    case Opcode::kLoadFast:
    case Opcode::kLoadFastCheck:
    case Opcode::kLoadGlobal:
    case Opcode::kLoadDeref:
    case Opcode::kLoadAttr:
    case Opcode::kLoadMethod:
    case Opcode::kPushNull:
    case Opcode::kPrecall:
    case Opcode::kKwNames:
    case Opcode::kCall:
    case Opcode::kCallKw:
    case Opcode::kCallFunction:
    case Opcode::kCallFunctionKw:
    case Opcode::kCallMethod:
    case Opcode::kCompareOp:
    case Opcode::kIsOp:
    case Opcode::kContainsOp:
    case Opcode::kBinaryOp:
    case Opcode::kBinaryAdd:
    case Opcode::kBinarySubtract:
    case Opcode::kBinaryModulo:
    case Opcode::kBinaryMultiply:
    case Opcode::kBinaryAnd:
    case Opcode::kBinarySubscr:
    case Opcode::kBuildTuple:
    case Opcode::kToBool:
    case Opcode::kUnaryNot:
    case Opcode::kNop:
      return true;
    default:
      return false;
  }
}

// `a and b`, `a or b` in a test are several jumps. Reads on to the next conditional jump if nothing but an expression
// lies between, and joins the two tests when their targets fit. `after_jump`: the joined tests jumped to `next`.
bool Body::chain_condition(uint32_t& next, Test& condition, uint32_t& target, uint32_t end, bool& after_jump) {
  uint32_t jump = next;
  while (jump < end && !visited_[jump] && !is_handler_[jump] && (jump == next || !is_target_[jump]) &&
         expression_only(dis_.code[jump].op))
    ++jump;
  if (jump >= end || visited_[jump] || jump == next || (is_target_[next] && !after_jump) || is_target_[jump] ||
      !is_conditional(dis_.code[jump].op))
    return false;
  const uint32_t second = dis_.code[jump].target;
  const bool same = second == target;
  const bool over = target == jump + 1;
  if ((!same && !over) || second <= jump || condition.text.size() > 20'000) return false;
  for (uint32_t k = next; k <= jump; ++k) visited_[k] = true;
  spent_.instructions += jump - next + 1;
  for (uint32_t k = next; k < jump; ++k) step(k);
  reached_[second] = true;
  const Test other = jump_condition(dis_.code[jump], pop());
  if (same && condition.no && other.no)
    condition.text = "(" + condition.text + " and " + other.text + ")";
  else if (same)
    condition = {"(" + condition.yes_text() + " or " + other.yes_text() + ")", false};
  else if (!condition.no && other.no)
    condition = {"(" + condition.text + " or " + other.text + ")", true};
  else
    condition = {"(" + condition.no_text() + " and " + other.yes_text() + ")", false};
  next = jump + 1;
  target = second;
  after_jump = over;
  return true;
}

uint32_t Body::conditional(uint32_t i, uint32_t end) {
  const Instruction& in = dis_.code[i];
  Entry value;
  if (in.op == Opcode::kJumpIfNotExcMatch) {
    const Entry type = pop();
    pop();
    value.text = "isinstance(_exception, " + use(type) + ")";
  } else {
    value = pop();
  }
  spill_effects();
  Test condition = jump_condition(in, std::move(value));
  uint32_t next = i + 1, target = in.target;
  bool after_jump = false;
  for (unsigned joined = 0; joined < 32 && chain_condition(next, condition, target, end, after_jump); ++joined) {
  }
  return if_block(condition, next, target, end);
}

uint32_t Body::if_block(const Test& jump_if, uint32_t next, uint32_t target, uint32_t end) {
  spill_effects();
  auto leave = [&](std::string_view how) {
    line("if " + jump_if.yes_text() + ":");
    ++indent_;
    line(std::string(how));
    --indent_;
    return next;
  };
  if (!loops_.empty()) {
    const Loop loop = loops_.back();
    if (target == loop.head) return leave("continue");
    if (target >= loop.end || target < loop.head) return leave("break");
  }
  if (target < next) return leave("pass");
  if (too_deep()) {
    line(jump_if.text);
    return next;
  }
  const uint32_t then_end = std::min(target, end);
  uint32_t then_stop = then_end, else_end = then_end;
  if (then_end > next && then_end == target && is_plain_jump(dis_.code[then_end - 1].op) && !visited_[then_end - 1]) {
    const uint32_t over = dis_.code[then_end - 1].target;
    const bool leaves_loop = !loops_.empty() && over >= loops_.back().end;
    if (over > then_end && !leaves_loop) {
      then_stop = then_end - 1;
      visited_[then_stop] = true;
      else_end = std::min(over, end);
    }
  }
  const size_t height = stack_.size();
  const std::vector<Entry> base = stack_;
  const size_t if_line = lines_.size();
  const std::string condition = jump_if.no_text();
  line("if " + condition + ":");
  ++indent_;
  range(next, then_stop);
  bool then_ended = ended_;
  std::vector<Entry> then_stack = std::move(stack_);
  stack_ = base;
  size_t then_lines = lines_.size();
  ended_ = false;
  bool else_ended = false;
  std::vector<Entry> else_stack = base;
  // A side that leaves without a statement that says so (out of a handler, off the end of a module): the rest is the
  // other side's alone.
  if (then_ended && else_end == then_end && then_end < end) {
    const std::string_view last =
        lines_.size() > if_line + 1 ? std::string_view(lines_.back().text) : std::string_view();
    const bool says_so =
        last.starts_with("return") || last.starts_with("raise") || last == "break" || last == "continue";
    if (!says_so) else_end = end;
  }
  if (else_end > then_end) {
    --indent_;
    line("else:");
    ++indent_;
    const size_t else_first = lines_.size();
    range(then_end, else_end);
    else_ended = ended_;
    else_stack = std::move(stack_);
    // Neither side does more than compute one value.
    if (!then_ended && !else_ended && then_lines == if_line + 1 && lines_.size() == else_first &&
        then_stack.size() == height + 1 && else_stack.size() == height + 1) {
      --indent_;
      lines_.resize(if_line);
      stack_ = base;
      const uint32_t depth = std::max(then_stack.back().depth, else_stack.back().depth) + 1;
      const bool pure = then_stack.back().pure && else_stack.back().pure;
      const std::string a = use(std::move(then_stack.back())), b = use(std::move(else_stack.back()));
      push_text("(" + a + " if " + condition + " else " + b + ")", depth, pure, true);
      ended_ = false;
      return else_end;
    }
  }
  if (!then_ended && !else_ended) merge_stacks(then_stack, then_lines, else_stack, height);
  stack_ = then_ended ? std::move(else_stack) : std::move(then_stack);
  // Each block needs a line.
  for (size_t at = if_line; at < lines_.size(); ++at) {
    const bool opens = lines_[at].indent == indent_ - 1 && (at == if_line || lines_[at].text == "else:");
    if (opens && (at + 1 == lines_.size() || lines_[at + 1].indent < indent_))
      lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(at) + 1, {indent_, "pass"});
  }
  --indent_;
  ended_ = then_ended && else_ended && else_end > then_end;
  return std::max(else_end, next);
}

// Both sides left values on the stack: each gets one name, given at the end of either side. The lines of the left side
// end at `left_end`, those of the right side are the last.
void Body::merge_stacks(std::vector<Entry>& left, size_t left_end, std::vector<Entry>& right, size_t base) {
  const size_t shared = std::min(left.size(), right.size());
  if (left.size() != right.size()) {
    left.resize(shared);
    return;
  }
  std::vector<Line> left_lines, right_lines;
  const bool has_else = left_end < lines_.size();
  for (size_t i = base; i < shared; ++i) {
    auto plain = [](const Entry& e) {
      return e.kind == Entry::Kind::kExpression || e.kind == Entry::Kind::kDisplay || e.kind == Entry::Kind::kJoined;
    };
    if (!plain(left[i]) || !plain(right[i]) || !has_else) continue;
    const std::string name = fresh("stack");
    left_lines.push_back({indent_, name + " = " + bare(std::move(left[i]))});
    right_lines.push_back({indent_, name + " = " + bare(std::move(right[i]))});
    left[i] = Entry();
    left[i].text = name;
    left[i].simple = true;
  }
  lines_.insert(lines_.end(), right_lines.begin(), right_lines.end());
  lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(left_end), left_lines.begin(), left_lines.end());
}

uint32_t Body::short_circuit(uint32_t i, uint32_t next, uint32_t end, bool is_and) {
  Entry left = pop();
  spill_effects();
  if (!left.pure) spill(left);
  const uint32_t target = std::clamp(dis_.code[i].target, next, end);
  // a < b < c: the way out drops what was kept for the second comparison.
  uint32_t stop = target, resume = target;
  if (target > next && target + 1 < end) {
    const Instruction& before = dis_.code[target - 1];
    const bool drops = (dis_.code[target].op == Opcode::kRotTwo || dis_.code[target].op == Opcode::kSwap) &&
                       dis_.code[target + 1].op == Opcode::kPopTop;
    if (drops && (is_plain_jump(before.op) || before.op == Opcode::kReturnValue)) {
      stop = target - 1;
      resume = before.op == Opcode::kReturnValue ? stop : std::clamp(before.target, target, end);
      for (uint32_t k = before.op == Opcode::kReturnValue ? target : stop; k < std::min(end, target + 3); ++k)
        if (k < target + 2 || before.op == Opcode::kReturnValue) visited_[k] = true;
    }
  }
  const size_t height = stack_.size();
  if (too_deep()) {
    push(std::move(left));
    return next;
  }
  ++indent_;  // bounds the nesting of ranges; no line is written deeper unless the right side has statements
  const size_t first = lines_.size();
  range(next, stop);
  --indent_;
  for (size_t k = first; k < lines_.size(); ++k) lines_[k].indent -= 1;
  ended_ = false;
  if (stack_.size() <= height) {
    push(std::move(left));
    return resume;
  }
  Entry right = pop();
  const uint32_t depth = std::max(left.depth, right.depth) + 1;
  const bool pure = right.pure;
  const std::string a = use(std::move(left)), b = use(std::move(right));
  push_text("(" + a + (is_and ? " and " : " or ") + b + ")", depth, pure, true);
  return resume;
}

// Instructions that no structure reached and that do something.
void Body::leftovers() {
  const auto count = static_cast<uint32_t>(dis_.code.size());
  for (uint32_t i = 0; i < count && !spent_.out(); ++i) {
    if (visited_[i]) continue;
    uint32_t stop = i;
    bool acts = false;
    while (stop < count && !visited_[stop]) {
      switch (dis_.code[stop].op) {
        case Opcode::kCall:
        case Opcode::kCallKw:
        case Opcode::kCallFunction:
        case Opcode::kCallFunctionKw:
        case Opcode::kCallFunctionEx:
        case Opcode::kCallFunctionVar:
        case Opcode::kCallMethod:
        case Opcode::kExecStmt:
        case Opcode::kMakeFunction:
        case Opcode::kImportName:
          acts = true;
          break;
        default:
          break;
      }
      ++stop;
    }
    if (!acts) {
      i = stop;
      continue;
    }
    stack_.clear();
    loops_.clear();
    for (uint32_t k = i; k < stop; ++k) is_handler_[k] = false;
    line("if _either:");
    ++indent_;
    const size_t first = lines_.size();
    for (int k = 0; k < 6; ++k) {
      Entry e;
      e.kind = Entry::Kind::kException;
      push(e);
    }
    range(i, stop);
    spill_effects();
    fill_block(first);
    --indent_;
    i = stop;
  }
}

}  // namespace antivenom::python
