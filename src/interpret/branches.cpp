// What happens when a test, a loop or an exception depends on values we cannot know.
#include "interpret/branches.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/lower_case.h"

namespace antivenom::interpret {

using python::NodeKind;

uint64_t Interpreter::WriteFinder::hash_of(const Write& write) {
  return (reinterpret_cast<uintptr_t>(write.names) >> 4) * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(write.name);
}

Interpreter::WriteFinder::WriteFinder(const std::vector<Write>& writes) : writes_(writes) {
  if (!writes_.empty()) add_last();
}

void Interpreter::WriteFinder::add_last() {
  if (writes_.size() < kIndexedFrom) return;
  for (size_t i = index_.empty() ? 0 : writes_.size() - 1; i < writes_.size(); ++i)
    index_.add(hash_of(writes_[i]), static_cast<uint32_t>(i));
}

const Interpreter::Write* Interpreter::WriteFinder::find(const Write& write) const {
  const auto is_it = [&](uint32_t i) { return writes_[i].names == write.names && writes_[i].name == write.name; };
  if (index_.empty()) {
    for (uint32_t i = 0; i < writes_.size(); ++i)
      if (is_it(i)) return &writes_[i];
    return nullptr;
  }
  const uint32_t at = index_.find(hash_of(write), is_it);
  return at == PositionIndex::kNone ? nullptr : &writes_[at];
}

void Interpreter::store(Namespace* names, Symbol name, Value value) {
  if (speculations_ > 0) {
    const Value* before = names->find(name);
    journal_.push_back({names, name, before != nullptr ? *before : Value()});
  }
  names->set(name, value);
}

void Interpreter::store_name(Symbol name, Value value) {
  Scope* scope = top().scope;
  if (!scope->is_module) {
    const auto& global = scope->declared_global;
    if (std::find(global.begin(), global.end(), name) != global.end() && scope->globals != nullptr) {
      store(scope->globals, name, value);
      return;
    }
    const auto& nonlocal = scope->declared_nonlocal;
    if (std::find(nonlocal.begin(), nonlocal.end(), name) != nonlocal.end()) {
      for (Scope* s = scope->enclosing; s != nullptr; s = s->enclosing) {
        if (!s->is_class && !s->is_module && s->names.find(name) != nullptr) {
          store(&s->names, name, value);
          return;
        }
      }
    }
  }
  store(variables(), name, value);
}

// Of a side that returned or raised only what outlives the function counts.
void Interpreter::keep_lasting_writes(Outcome& outcome) {
  if (outcome.flow != Flow::kReturn && outcome.flow != Flow::kRaise) return;
  const Namespace* locals = variables();
  std::erase_if(outcome.after, [&](const Write& w) { return outcome.flow == Flow::kRaise || w.names == locals; });
}

void Interpreter::merge(const Outcome& a, const Outcome& b) {
  const WriteFinder in_a(a.after), in_b(b.after);
  for (const Write& write : a.after) {
    const Write* other = in_b.find(write);
    const Value* before = write.names->find(write.name);
    store(write.names, write.name,
          join(write.before, other != nullptr    ? other->before
                             : before != nullptr ? *before
                                                 : Value()));
  }
  for (const Write& write : b.after) {
    if (in_a.find(write) != nullptr) continue;
    const Value* before = write.names->find(write.name);
    store(write.names, write.name, join(before != nullptr ? *before : Value(), write.before));
  }
}

// ---- conditions ---------------------------------------------------------------------------------------------

namespace {

std::string folded(std::string_view text, size_t limit) {
  std::string out;
  for (char c : text) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
    if (out.size() >= limit) break;
  }
  return out;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void add_unique(std::vector<std::string>& list, std::string_view item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.emplace_back(item);
}

// Which systems the text of a platform test names.
std::vector<std::string> platforms_named(const std::string& text) {
  std::vector<std::string> found;
  if (has(text, "win32") || has(text, "windows") || has(text, "'nt'") || has(text, "\"nt\"") || has(text, "win64") ||
      has(text, "cygwin") || has(text, "'win'") || has(text, "\"win\"") || has(text, "getwindowsversion"))
    found.emplace_back("windows");
  if (has(text, "linux")) found.emplace_back("linux");
  if (has(text, "darwin") || has(text, "macos")) found.emplace_back("macos");
  return found;
}

// What an event that a test looked at tells about the test.
struct About {
  Effect effect;
  std::string_view what;
};
constexpr About kAbout[] = {
    {Effect::read_env, "environment"}, {Effect::read_host, "host"},         {Effect::read_network_config, "host"},
    {Effect::probe_time, "time"},      {Effect::probe_debugger, "sandbox"}, {Effect::read_processes, "sandbox"},
    {Effect::net_fetch, "network"},    {Effect::net_receive, "network"},    {Effect::list_files, "files"},
    {Effect::read_file, "files"},      {Effect::read_registry, "host"},     {Effect::read_input, "user"},
    {Effect::random, "chance"},
};

}  // namespace

// What the source of a test tells.
void Interpreter::about_text(std::string_view source, Condition& out) {
  const std::string text = lower_case(source);
  const bool platform = has(text, "sys.platform") || has(text, "os.name") || has(text, "platform.system") ||
                        has(text, "platform.platform") || has(text, "platform()") || has(text, "os_name") ||
                        has(text, "getwindowsversion") || has(text, "operating") || has(text, "system()");
  if (platform) {
    add_unique(out.about, "platform");
    const bool flipped = has(text, "!=") || has(text, "not ");
    if (flipped == out.negated) out.platforms = platforms_named(text);
  }
  if (has(text, "__name__")) add_unique(out.about, "main");
  if (!platform) {
    for (std::string_view tag : knowledge::tags_of(text))
      if (tag == "vm-artifact" || tag == "debugger-artifact") add_unique(out.about, "sandbox");
  }
}

void Interpreter::about_test(NodeId test, Value value, Condition& out) {
  const python::Node& n = tree().node(test);
  about_text(std::string_view(tree().text).substr(n.begin, std::min(n.end - n.begin, 2'000u)), out);
  const Origins origins = origins_of(value);
  for (EventId id : heap_ref_.events(origins)) {
    const Event& event = facts_.events[id];
    out.origins.push_back(id);
    for (const About& about : kAbout)
      if (event.effects.has(about.effect)) add_unique(out.about, about.what);
    for (const std::string& tag : event.tags)
      if (tag == "vm-artifact" || tag == "debugger-artifact") add_unique(out.about, "sandbox");
  }
}

ConditionId Interpreter::condition(NodeId test, Value value, bool negated) {
  const uint64_t key = top().unit->key(test) ^ static_cast<uint64_t>(negated);
  if (const ConditionId* known = condition_ids_.find(key)) return *known;
  Condition c;
  c.negated = negated;
  if (test != NodeId::none) {
    const python::Node& n = tree().node(test);
    c.text = folded(std::string_view(tree().text).substr(n.begin, n.end - n.begin), 200);
    about_test(test, value, c);
  }
  return condition_ids_[key] = add_condition(std::move(c));
}

ConditionId Interpreter::handler_condition(NodeId handler) {
  const uint64_t key = top().unit->key(handler);
  if (const ConditionId* known = condition_ids_.find(key)) return *known;
  Condition c;
  c.text = "except";
  if (const NodeId type = tree().kid(handler, 0); type != NodeId::none) {
    const python::Node& n = tree().node(type);
    c.text += ' ' + folded(std::string_view(tree().text).substr(n.begin, n.end - n.begin), 120);
  }
  c.about.emplace_back("exception");
  return condition_ids_[key] = add_condition(std::move(c));
}

ConditionId Interpreter::add_condition(Condition c) {
  facts_.conditions.push_back(std::move(c));
  return static_cast<ConditionId>(facts_.conditions.size() - 1);
}

// ---- if, loops ----------------------------------------------------------------------------------------------

Flow Interpreter::exec_if(NodeId node) {
  // elif chains are nested in the tree; walked in a loop so that their length costs no stack.
  for (;;) {
    const NodeId test = tree().kid(node, 0);
    Value value = eval(test);
    if (!value.valid()) return stopped_ ? Flow::kStop : Flow::kRaise;
    const std::optional<bool> truth = truth_of(value);
    const NodeId otherwise = tree().kid(node, 2);
    if (truth == true) return exec_block(tree().kid(node, 1));
    if (truth.has_value()) {
      if (otherwise == NodeId::none) return Flow::kNormal;
      if (tree().node(otherwise).child_count == 1 && tree().node(tree().kid(otherwise, 0)).kind == NodeKind::kIf &&
          spend(1)) {
        node = tree().kid(otherwise, 0);
        continue;
      }
      return exec_block(otherwise);
    }
    return branch(
        test, value, [&] { return exec_block(tree().kid(node, 1)); }, [&] { return exec_block(otherwise); });
  }
}

namespace {

// How often a loop that will never be decided is run: once to see its calls, again so that what one round stores
// reaches the next round's calls.
constexpr unsigned kUndecidedRounds = 3;

}  // namespace

uint64_t Interpreter::share_end(uint64_t used, uint64_t limit, bool small) {
  const uint64_t left = limit - std::min(used, limit);
  return used + (small ? left / 16 : left / 4 * 3);
}

Interpreter::LoopShare::LoopShare(Interpreter& interpreter)
    : interpreter_(interpreter),
      steps_(share_end(interpreter.steps_, interpreter.entry_limit_, interpreter.loop_cut_)),
      heap_(share_end(interpreter.heap_ref_.used(), interpreter.entry_heap_, interpreter.loop_cut_)) {}

bool Interpreter::LoopShare::spent(uint64_t rounds) {
  const bool took_all = interpreter_.steps_ > steps_ || interpreter_.heap_ref_.used() > heap_;
  if (!took_all && rounds < interpreter_.budget_.loop_iterations) return false;
  interpreter_.loop_cut_ = interpreter_.loop_cut_ || took_all;
  interpreter_.exhausted("rounds of a loop in " + interpreter_.entry_name_);
  return true;
}

Interpreter::IdleRounds::Counts Interpreter::IdleRounds::now() const {
  const Heap& heap = interpreter_.heap_ref_;
  return {heap.unknowns_made(), heap.texts_made(), interpreter_.facts_.events.size()};
}

bool Interpreter::IdleRounds::enough() {
  const Counts after = now();
  const bool idle =
      after.unknowns != before_.unknowns && after.texts == before_.texts && after.events == before_.events;
  before_ = after;
  rounds_ = idle ? rounds_ + 1 : 0;
  return rounds_ >= (interpreter_.patience_.over(interpreter_.steps_) ? kEnoughWithoutPatience : kEnough);
}

// What a loop that is left early counts, `i += 1` and `i = i + 1`, may come to anything: what waits for a round that
// was not run (`if i == 1000: ...`) is then seen, too.
void Interpreter::forget_counters(NodeId body) {
  constexpr size_t kMaxNodes = 4'096;
  const python::Tree& t = tree();
  std::vector<NodeId> open{body};
  for (size_t seen = 0; !open.empty() && seen < kMaxNodes; ++seen) {
    const NodeId node = open.back();
    open.pop_back();
    if (node == NodeId::none) continue;
    const NodeKind kind = t.node(node).kind;
    if (kind == NodeKind::kFunctionDef || kind == NodeKind::kClassDef || kind == NodeKind::kLambda) continue;
    const NodeId target = kind == NodeKind::kAugAssign                                 ? t.kid(node, 0)
                          : kind == NodeKind::kAssign && t.node(node).child_count == 2 ? t.kid(node, 1)
                                                                                       : NodeId::none;
    if (target != NodeId::none && t.node(target).kind == NodeKind::kName && lookup(t.name(target)).is(Kind::kInt))
      store_name(t.name(target), unknown());
    for (NodeId kid : t.kids(node)) open.push_back(kid);
  }
}

Flow Interpreter::exec_while(NodeId node) {
  const NodeId test = tree().kid(node, 0);
  const NodeId body = tree().kid(node, 1);
  LoopShare share(*this);
  unsigned undecided = 0;
  bool forgotten = false;
  IdleRounds idle(*this);
  for (uint64_t round = 0;; ++round) {
    if (share.spent(round)) return Flow::kNormal;
    const uint64_t tests = tests_on_unknowns_;
    const size_t events = facts_.events.size();
    const uint64_t calls = calls_outside_;
    Value value = eval(test);
    if (!value.valid()) return stopped_ ? Flow::kStop : Flow::kRaise;
    const std::optional<bool> truth = truth_of(value);
    if (truth == false) return exec_block(tree().kid(node, 2));
    if (!truth) {
      // Zero or more rounds: what they leave is joined with what was there.
      ++tests_on_unknowns_;
      ++uncertain_;
      const size_t depth = conditions_.size();
      conditions_.push(condition(test, value, false));
      Outcome outcome = speculate([&] { return exec_block(body); });
      conditions_.leave_to(depth);
      --uncertain_;
      if (stopped_) return Flow::kStop;
      keep_lasting_writes(outcome);
      merge(outcome, Outcome{});
      if (outcome.flow == Flow::kReturn || outcome.flow == Flow::kBreak || ++undecided >= kUndecidedRounds - 1)
        return Flow::kNormal;
      continue;
    }
    Flow flow = exec_block(body);
    if (flow == Flow::kBreak) return Flow::kNormal;
    if (flow != Flow::kNormal && flow != Flow::kContinue) return flow;
    const bool stuck = tests_on_unknowns_ != tests || (calls_outside_ != calls && facts_.events.size() == events);
    if (stuck && ++undecided >= kUndecidedRounds) return Flow::kNormal;
    if (idle.enough()) {
      if (forgotten) return Flow::kNormal;
      forgotten = true;
      forget_counters(body);
    }
  }
}

Flow Interpreter::exec_for(NodeId node) {
  Value iterable = eval_iterable(tree().kid(node, 1));
  if (!iterable.valid()) return stopped_ ? Flow::kStop : Flow::kRaise;
  // What a search found decides whether the body runs at all: `for path in Path("/opt/x").glob("*.conf"):`.
  const Origins origins = iterable.is_unknown() ? iterable.as<Unknown>()->origins : Origins::none;
  const auto events = heap_ref_.events(origins);
  const bool found = std::any_of(events.begin(), events.end(),
                                 [&](EventId id) { return facts_.events[id].effects.has(Effect::list_files); });
  const size_t depth = conditions_.size();
  if (found) conditions_.push(condition(tree().kid(node, 1), iterable, false));
  const Flow flow = loop_over(iterable, tree().kid(node, 0), tree().kid(node, 2), tree().kid(node, 3));
  if (found) conditions_.leave_to(depth);
  return flow;
}

Flow Interpreter::loop_over(Value iterable, NodeId target, NodeId body, NodeId otherwise) {
  if (Value lines = lines_of_file(iterable); lines.valid()) iterable = lines;
  if (stopped_) return Flow::kStop;
  LoopShare share(*this);
  uint64_t round = 0;
  IdleRounds idle(*this);
  // One round; `done` says the loop is over with that flow.
  auto run_round = [&](Value item, bool& done) {
    done = true;
    if (!assign(target, item)) return stopped_ ? Flow::kStop : Flow::kRaise;
    Flow flow = exec_block(body);
    if (flow == Flow::kBreak) return Flow::kNormal;
    if (flow != Flow::kNormal && flow != Flow::kContinue) return flow;
    done = false;
    return Flow::kNormal;
  };
  bool cut = false;  // there are rounds that were not run
  auto may_go_on = [&] {
    cut = round > 0 && idle.enough();
    return !cut && !share.spent(++round);
  };
  bool done = false;
  if (iterable.is(Kind::kRange)) {
    const auto* range = iterable.as<Range>();
    const uint64_t length = range->length();
    int64_t value = range->start;
    for (uint64_t i = 0; i < length && may_go_on(); ++i, value += range->step) {
      Flow flow = run_round(Value::integer(value), done);
      if (done) return flow;
      if (i + 1 == length) break;
    }
    if (!cut) return exec_block(otherwise);
  } else {
    std::optional<std::vector<Value>> items = items_of(iterable);
    const bool open_ended = !items.has_value();
    if (!items && (iterable.is(Kind::kList) || iterable.is(Kind::kTuple))) items = iterable.as<Sequence>()->items;
    if (items) {
      for (Value item : *items) {
        if (!may_go_on()) break;
        Flow flow = run_round(item, done);
        if (done) return flow;
      }
      if (!open_ended && !cut) return exec_block(otherwise);
    }
  }
  if (cut) forget_counters(body);
  // Unknown items: zero or more rounds.
  const Origins origins = origins_of(iterable);
  ++tests_on_unknowns_;
  ++uncertain_;
  for (unsigned i = 0; i + 1 < kUndecidedRounds && !stopped_; ++i) {
    Value item = unknown(origins);
    if (iterable.is_unknown() && iterable.as<Unknown>()->has_hint) {
      item.as<Unknown>()->set_hint(iterable.as<Unknown>()->hint());
      item.as<Unknown>()->has_hint = true;
      if (heap_ref_.text(iterable.as<Unknown>()->type) == "pathlib.Path")
        item.as<Unknown>()->type = iterable.as<Unknown>()->type;
    }
    Outcome outcome = speculate([&] {
      bool over = false;
      return run_round(item, over);
    });
    keep_lasting_writes(outcome);
    merge(outcome, Outcome{});
  }
  --uncertain_;
  if (stopped_) return Flow::kStop;
  return exec_block(otherwise);
}

// ---- exceptions ---------------------------------------------------------------------------------------------

bool Interpreter::ignores_exception(NodeId handler) const {
  const NodeId block = tree().kid(handler, 1);
  return block == NodeId::none || passes_over(block);
}

bool Interpreter::passes_over(NodeId block) const {
  return std::all_of(tree().kids(block).begin(), tree().kids(block).end(), [&](NodeId statement) {
    switch (tree().node(statement).kind) {
      case NodeKind::kPass:
      case NodeKind::kContinue:
      case NodeKind::kBreak:
        return true;
      case NodeKind::kReturn: {
        if (tree().node(statement).child_count == 0) return true;
        const python::Node& value = tree().node(tree().kid(statement, 0));
        return value.kind == NodeKind::kConstant && tree().constants[value.value].kind == python::ConstantKind::kNone;
      }
      case NodeKind::kExprStmt:
        return tree().node(tree().kid(statement, 0)).kind == NodeKind::kConstant;
      case NodeKind::kIf: {
        // How bytecode says which exceptions a handler takes: `if isinstance(_exception, OSError): ... else: raise`.
        const python::Node& test = tree().node(tree().kid(statement, 0));
        const std::string_view text = std::string_view(tree().text).substr(test.begin, test.end - test.begin);
        return text.starts_with("isinstance(_exception,") && passes_over(tree().kid(statement, 1));
      }
      default:
        return false;
    }
  });
}

// What is computed exactly raises exactly; only what is not known, or is outside, may raise without our noticing.
uint64_t Interpreter::surprises() const {
  return heap_ref_.unknowns_made() + tests_on_unknowns_ + effects_outside_ + imports_outside_;
}

bool Interpreter::handler_matches(NodeId type, Value exception, bool& certain) {
  certain = true;
  if (type == NodeId::none) return true;
  Value wanted = eval(type);
  if (!wanted.valid()) return false;
  std::vector<Value> types{wanted};
  if (wanted.is(Kind::kTuple)) types = wanted.as<Sequence>()->items;
  bool unsure = false;
  for (Value t : types) {
    if (!t.is(Kind::kClass) || !exception.is(Kind::kInstance)) {
      unsure = true;
      continue;
    }
    const auto& mro = exception.as<Instance>()->cls->mro;
    if (std::find(mro.begin(), mro.end(), t.as<Class>()) != mro.end()) return true;
    if (exception.as<Instance>()->cls->has_unknown_base) unsure = true;
  }
  certain = !unsure;
  return unsure;
}

Flow Interpreter::exec_try(NodeId node) {
  const uint32_t count = tree().node(node).child_count;
  bool silenced = false;
  for (uint32_t i = 3; i < count; ++i) silenced = silenced || ignores_exception(tree().kid(node, i));
  if (silenced) ++silenced_;
  if (count > 3) ++tries_;
  const uint64_t surprises_before = surprises();
  Flow flow = exec_block(tree().kid(node, 0));
  if (count > 3) --tries_;
  if (silenced) --silenced_;
  if (stopped_) return Flow::kStop;

  auto run_handler = [&](NodeId handler, Value exception) {
    const Value outer = top().handled;
    top().handled = exception;
    if (tree().name(handler) != Symbol::empty) store_name(tree().name(handler), exception);
    Flow result = exec_block(tree().kid(handler, 1));
    top().handled = outer;
    return result;
  };

  if (flow == Flow::kRaise) {
    // It certainly raises: the handler that certainly or possibly takes it runs; the others cannot.
    const Value exception = exception_;
    raised_ = false;
    bool handled = false;
    for (uint32_t i = 3; i < count && !handled; ++i) {
      bool certain = true;
      const NodeId handler = tree().kid(node, i);
      if (!handler_matches(tree().kid(handler, 0), exception, certain)) {
        if (raised_ || stopped_) break;
        continue;
      }
      handled = true;
      flow = run_handler(handler, exception);
    }
    if (!handled && !stopped_) {
      raised_ = true;
      exception_ = exception;
      flow = Flow::kRaise;
    }
  } else {
    // Any call to the outside may raise: each handler may run, after some part of the body.
    const bool may_raise = surprises() != surprises_before;
    std::optional<ConditionId> falls_through;
    for (uint32_t i = 3; i < count && may_raise; ++i) {
      const NodeId handler = tree().kid(node, i);
      const bool ignored = ignores_exception(handler);
      if (ignored && flow != Flow::kReturn) continue;
      const ConditionId id = handler_condition(handler);
      if (ignored) {
        const NodeId block = tree().kid(handler, 1);
        const auto leaves = [&](NodeId statement) {
          const NodeKind kind = tree().node(statement).kind;
          return kind != NodeKind::kPass && kind != NodeKind::kExprStmt;
        };
        if (block == NodeId::none || std::none_of(tree().kids(block).begin(), tree().kids(block).end(), leaves))
          falls_through = id;
        continue;
      }
      const size_t depth = conditions_.size();
      conditions_.push(id);
      ++uncertain_;
      Outcome outcome = speculate([&] { return run_handler(handler, unknown({}, "Exception")); });
      --uncertain_;
      conditions_.leave_to(depth);
      if (stopped_) return Flow::kStop;
      if (outcome.flow == Flow::kNormal) falls_through = id;
      keep_lasting_writes(outcome);
      merge(outcome, Outcome{});
    }
    if (flow == Flow::kNormal) {
      if (NodeId otherwise = tree().kid(node, 1); otherwise != NodeId::none) flow = exec_block(otherwise);
    }
    // `try: return fetch()` / `except: pass`: what stands behind it runs when it failed.
    if (flow == Flow::kReturn && falls_through) {
      conditions_.push(*falls_through);
      flow = Flow::kNormal;
    }
  }
  if (NodeId block = tree().kid(node, 2); block != NodeId::none && !stopped_) return run_finally(block, flow);
  return flow;
}

Flow Interpreter::run_finally(NodeId block, Flow flow) {
  const bool was_raised = raised_;
  const Value exception = exception_;
  raised_ = false;
  Flow result = exec_block(block);
  if (result != Flow::kNormal) return result;
  raised_ = was_raised;
  exception_ = exception;
  return flow;
}

}  // namespace antivenom::interpret
