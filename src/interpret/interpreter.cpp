#include "interpret/interpreter.h"

#include <algorithm>
#include <mutex>

#include "base/c_memory.h"

namespace antivenom::interpret {

namespace {

// The hierarchy of builtin exceptions, child then parent (Python 3.11, "Exception hierarchy").
constexpr std::pair<std::string_view, std::string_view> kExceptionParents[] = {
    {"BaseException", "object"},
    {"SystemExit", "BaseException"},
    {"KeyboardInterrupt", "BaseException"},
    {"GeneratorExit", "BaseException"},
    {"Exception", "BaseException"},
    {"StopIteration", "Exception"},
    {"StopAsyncIteration", "Exception"},
    {"ArithmeticError", "Exception"},
    {"FloatingPointError", "ArithmeticError"},
    {"OverflowError", "ArithmeticError"},
    {"ZeroDivisionError", "ArithmeticError"},
    {"AssertionError", "Exception"},
    {"AttributeError", "Exception"},
    {"BufferError", "Exception"},
    {"EOFError", "Exception"},
    {"ImportError", "Exception"},
    {"ModuleNotFoundError", "ImportError"},
    {"LookupError", "Exception"},
    {"IndexError", "LookupError"},
    {"KeyError", "LookupError"},
    {"MemoryError", "Exception"},
    {"NameError", "Exception"},
    {"UnboundLocalError", "NameError"},
    {"OSError", "Exception"},
    {"IOError", "OSError"},
    {"EnvironmentError", "OSError"},
    {"WindowsError", "OSError"},
    {"BlockingIOError", "OSError"},
    {"ChildProcessError", "OSError"},
    {"ConnectionError", "OSError"},
    {"BrokenPipeError", "ConnectionError"},
    {"ConnectionAbortedError", "ConnectionError"},
    {"ConnectionRefusedError", "ConnectionError"},
    {"ConnectionResetError", "ConnectionError"},
    {"FileExistsError", "OSError"},
    {"FileNotFoundError", "OSError"},
    {"InterruptedError", "OSError"},
    {"IsADirectoryError", "OSError"},
    {"NotADirectoryError", "OSError"},
    {"PermissionError", "OSError"},
    {"ProcessLookupError", "OSError"},
    {"TimeoutError", "OSError"},
    {"ReferenceError", "Exception"},
    {"RuntimeError", "Exception"},
    {"NotImplementedError", "RuntimeError"},
    {"RecursionError", "RuntimeError"},
    {"SyntaxError", "Exception"},
    {"IndentationError", "SyntaxError"},
    {"TabError", "IndentationError"},
    {"SystemError", "Exception"},
    {"TypeError", "Exception"},
    {"ValueError", "Exception"},
    {"UnicodeError", "ValueError"},
    {"UnicodeDecodeError", "UnicodeError"},
    {"UnicodeEncodeError", "UnicodeError"},
    {"UnicodeTranslateError", "UnicodeError"},
    {"binascii.Error", "ValueError"},
    {"json.JSONDecodeError", "ValueError"},
    {"json.decoder.JSONDecodeError", "ValueError"},
    {"zlib.error", "Exception"},
    {"struct.error", "Exception"},
    {"lzma.LZMAError", "Exception"},
    {"re.error", "Exception"},
    {"cryptography.fernet.InvalidToken", "Exception"},
    {"Warning", "Exception"},
    {"UserWarning", "Warning"},
    {"DeprecationWarning", "Warning"},
    {"RuntimeWarning", "Warning"},
    {"FutureWarning", "Warning"},
    {"ImportWarning", "Warning"},
    {"ResourceWarning", "Warning"},
};

std::string_view exception_parent(std::string_view name) {
  for (const auto& [child, parent] : kExceptionParents)
    if (child == name) return parent;
  return {};
}

}  // namespace

Interpreter::Interpreter(const Artifact& artifact, const Budget& budget, Heap& heap, Facts& facts)
    : Runtime(heap), artifact_(artifact), budget_(budget), heap_ref_(heap), facts_(facts) {}

bool Interpreter::may_go_on() {
  constexpr uint64_t kStepsBetweenLooks = 200'000;  // at the clock: some tens of milliseconds
  if (facts_.effort.steps <= total_limit_) return true;
  if (budget_.deadline) late_ = late_ || std::chrono::steady_clock::now() >= *budget_.deadline;
  if (late_ || facts_.effort.steps > package_limit_) return false;
  total_limit_ = std::min(package_limit_, facts_.effort.steps + kStepsBetweenLooks);
  return true;
}

bool Interpreter::run_out() {
  const bool in_package = may_go_on();
  if (in_package && steps_ <= entry_limit_ && !heap_ref_.exhausted() && heap_ref_.used() <= entry_heap_) return true;
  stopped_ = true;
  if (!in_package)
    exhausted(late_ ? "time" : "steps of the package", true);
  else if (steps_ > entry_limit_)
    exhausted("steps of " + entry_name_);
  else
    exhausted("memory of " + entry_name_);
  return false;
}

void Interpreter::exhausted(std::string what, bool whole_package) {
  constexpr size_t kMaxTold = 32;
  if (!noted_.insert("budget " + what).second) return;
  auto& told = facts_.effort.exhausted;
  if (whole_package)
    told.insert(told.begin(), std::move(what));
  else if (told.size() < kMaxTold)
    told.push_back(std::move(what));
}

void Interpreter::raise(std::string_view exception, std::string_view message) {
  if (raised_ || stopped_) return;
  // Where nothing would catch it the program would end here - on this Python. Code for another version, or a mistake
  // of the model, must not hide what stands behind: the operation gives an unknown and the walk goes on.
  if (tries_ == 0 && exception != "SystemExit" && exception != "GeneratorExit" && exception != "AssertionError") return;
  Class* cls = builtin_class(exception);
  auto* instance = heap_ref_.make<Instance>(cls);
  Value text = heap_ref_.str(message);
  instance->payload = heap_ref_.tuple({text.valid() ? text : Value::none()});
  exception_ = Value(instance);
  raised_ = true;
}

// Exceptions and library classes alike: one Class object a name, made when first asked for.
Class* Interpreter::builtin_class(std::string_view qualified) {
  Symbol name = sym(qualified);
  if (auto it = builtin_classes_.find(name); it != builtin_classes_.end()) return it->second;
  auto* cls = heap_ref_.make<Class>();
  cls->name = sym(qualified.substr(qualified.rfind('.') + 1));
  cls->qualified = name;
  cls->builtin = true;
  builtin_classes_.emplace(name, cls);
  cls->mro.push_back(cls);
  if (std::string_view parent = exception_parent(qualified); !parent.empty()) {
    Class* base = builtin_class(parent);
    cls->bases.push_back(Value(base));
    cls->mro.insert(cls->mro.end(), base->mro.begin(), base->mro.end());
  }
  return cls;
}

bool Interpreter::is_subclass(const Class* cls, std::string_view name) const {
  Symbol wanted = heap_ref_.intern(name);
  return std::any_of(cls->mro.begin(), cls->mro.end(), [&](const Class* c) { return c->qualified == wanted; });
}

Place Interpreter::place_of(const Unit* unit, NodeId node) const {
  Place place;
  if (unit == nullptr) return place;
  place.file = unit->file;
  place.layer = unit->layer;
  if (node != NodeId::none) {
    const python::Node& n = unit->tree.node(node);
    place.line = unit->tree.line_of(n.begin);
    place.end_line = std::max(place.line, unit->tree.line_of(n.end > n.begin ? n.end - 1 : n.end));
  }
  return place;
}

Place Interpreter::here() const { return place_of(site_unit_, site_); }

void Interpreter::note(std::string id, std::string detail, Origins origins) {
  constexpr size_t kMaxNotes = 2'000;
  Place place = here();
  std::string key = id + ' ' + std::to_string(place.file) + ' ' + std::to_string(place.layer) + ' ' +
                    std::to_string(place.line) + ' ' + detail;
  if (facts_.notes.size() >= kMaxNotes || !noted_.insert(std::move(key)).second) return;
  Note n;
  n.id = std::move(id);
  n.place = place;
  n.detail = std::move(detail);
  auto events = heap_ref_.events(origins);
  n.origins.assign(events.begin(), events.end());
  facts_.notes.push_back(std::move(n));
}

Facts interpret(const Artifact& artifact, const Budget& budget, double* parse_ms) {
  // A number that is too large for the memory ends its package, not the process.
  static std::once_flag once;
  std::call_once(once, mp_set_memory_functions, c_memory::allocate, c_memory::resize_known, c_memory::release_known);
  Facts facts;
  Heap heap(budget.heap_bytes, budget.value_bytes);
  Interpreter interpreter(artifact, budget, heap, facts);
  interpreter.run_package();
  if (parse_ms != nullptr) *parse_ms += interpreter.parse_ms;
  return facts;
}

}  // namespace antivenom::interpret
