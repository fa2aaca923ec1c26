// Sources and imports: which file a dotted name is, when its body runs, what a name from outside stands for.
#include <algorithm>
#include <numeric>

#include "base/processor_clock.h"
#include "facts/requirement.h"
#include "interpret/interpreter.h"
#include "interpret/oddities.h"

namespace antivenom::interpret {

using python::NodeKind;

namespace {

uint32_t longest_line(const python::Tree& tree) {
  uint32_t longest = 0;
  for (size_t i = 0; i < tree.line_starts.size(); ++i) {
    size_t end = i + 1 < tree.line_starts.size() ? tree.line_starts[i + 1] : tree.text.size();
    longest = std::max(longest, static_cast<uint32_t>(end - tree.line_starts[i]));
  }
  return longest;
}

}  // namespace

void Interpreter::index_files() {
  facts_.files.reserve(artifact_.members.size());
  for (const Member& member : artifact_.members) {
    auto id = static_cast<FileId>(facts_.files.size());
    FileFact fact;
    fact.path = member.path;
    fact.role = to_string(member.role);
    fact.module = member.module;
    fact.python = member.content == Content::python;
    fact.bytes = member.bytes.size();
    facts_.files.push_back(std::move(fact));
    paths_.emplace(member.path, id);
    if (member.content == Content::python && !member.module.empty()) {
      // An installed module wins over a test or an example of the same name.
      auto [it, added] = module_files_.emplace(member.module, id);
      if (!added && artifact_.members[it->second].role > member.role) it->second = id;
    }
  }
  // A module without its source is imported from its bytecode.
  for (FileId id = 0; id < facts_.files.size(); ++id) {
    const Member& member = artifact_.members[id];
    if (member.content == Content::bytecode && !member.module.empty()) module_files_.emplace(member.module, id);
  }
  unit_of_file_.resize(facts_.files.size());
  named_scripts_.resize(facts_.files.size());
  links_.resize(facts_.files.size());
  std::iota(links_.begin(), links_.end(), FileId{0});
}

python::Tree Interpreter::parse(ByteView source) {
  const double begin = processor_ms();
  python::Tree tree = python::parse(source, heap_ref_.names());
  parse_ms += processor_ms() - begin;
  return tree;
}

python::Tree Interpreter::parse_text(std::string utf8) {
  const double begin = processor_ms();
  python::Tree tree = python::parse_text(std::move(utf8), heap_ref_.names());
  parse_ms += processor_ms() - begin;
  return tree;
}

NodeIndex Interpreter::index(Unit& unit) {
  mentioned_.resize(heap_ref_.names().size());
  NodeIndex found(unit.tree, mentioned_);
  unit.texts = found.texts;
  unit.generators = found.generators;
  return found;
}

Unit* Interpreter::parse_file(FileId file) {
  if (unit_of_file_[file] != nullptr) return unit_of_file_[file];
  if (artifact_.members[file].content == Content::bytecode) return read_bytecode_file(file);
  Unit& unit = units_.emplace_back();
  unit.tree = parse(artifact_.members[file].bytes);
  unit.file = file;
  unit_of_file_[file] = &unit;
  FileFact& fact = facts_.files[file];
  fact.lines = static_cast<uint32_t>(unit.tree.line_starts.size());
  fact.longest_line = longest_line(unit.tree);
  for (const python::BrokenRegion& region : unit.tree.broken) fact.broken_bytes += region.end - region.begin;
  site_unit_ = &unit;
  site_ = NodeId::none;
  for (const std::string& oddity : unit.tree.oddities) note("odd-source", oddity);
  find_oddities(unit.tree, index(unit), heap_ref_.names(), artifact_.members[file].bytes, file, 0, facts_.notes);
  return &unit;
}

Module* Interpreter::new_module(std::string_view dotted, FileId file) {
  auto* module = heap_ref_.make<Module>();
  module->name = sym(dotted);
  modules_[static_cast<uint64_t>(module->name)] = module;
  module->unit = parse_file(file);
  const bool is_package = artifact_.members[file].path.ends_with("__init__.py");
  std::string_view package = dotted;
  if (!is_package) package = dotted.substr(0, dotted.rfind('.') == std::string_view::npos ? 0 : dotted.rfind('.'));
  module->unit->package = sym(package);
  Namespace& names = module->globals;
  names.set(sym("__name__"), heap_ref_.str(dotted));
  names.set(sym("__package__"), heap_ref_.str(package));
  names.set(sym("__file__"), heap_ref_.str("{package}/" + artifact_.members[file].path));
  names.set(sym("__doc__"), docstring(module->unit, module->unit->tree.root));
  names.set(sym("__loader__"), unknown(Origins::none, "importlib.machinery.SourceFileLoader"));
  return module;
}

void Interpreter::run_module(Module* module, FileId file) {
  if (module->executed || module->executing) return;
  module->executing = true;
  loaded_.emplace_back(module, file);
  ++facts_.effort.files_interpreted;
  if (reach_ == Reach::entry) facts_.files[file].reached = true;
  auto* scope = heap_ref_.make<Scope>();
  scope->globals = &module->globals;
  scope->is_module = true;
  run_unit(module->unit, scope, facts_.files[file].path);
  module->executing = false;
  module->executed = true;
}

// Runs the body of a file or layer in `scope`; gives what eval() would: the last expression's value.
Value Interpreter::run_unit(Unit* unit, Scope* scope, std::string name) {
  Activation activation;
  activation.unit = unit;
  activation.scope = scope;
  activation.conditions = conditions_.size();
  activation.name = std::move(name);
  activation.call_unit = site_unit_;
  activation.call_node = site_;
  activations_.push_back(&activation);
  const Unit* site_unit = site_unit_;
  NodeId site = site_;
  Value last = Value::none();
  for (NodeId statement : unit->tree.kids(unit->tree.root)) {
    if (unit->tree.node(statement).kind == NodeKind::kExprStmt) {
      last = eval(unit->tree.kid(statement, 0));
      if (!last.valid()) break;
      continue;
    }
    last = Value::none();
    if (exec(statement) != Flow::kNormal) break;
  }
  activations_.pop_back();
  conditions_.leave_to(activation.conditions);
  site_unit_ = site_unit;
  site_ = site;
  return raised_ || stopped_ ? Value() : (last.valid() ? last : Value::none());
}

Interpreter::ModuleName& Interpreter::module_name(Symbol dotted) {
  ModuleName& name = module_names_[static_cast<uint64_t>(dotted)];
  if (name.asked) return name;
  name.asked = true;
  const std::string_view text = heap_ref_.text(dotted);
  const size_t first_dot = text.find('.'), last_dot = text.rfind('.');
  const bool plain = first_dot == std::string_view::npos;
  name.first = plain ? dotted : sym(text.substr(0, first_dot));
  name.parent = plain ? Symbol::empty : sym(text.substr(0, last_dot));
  name.last = plain ? dotted : sym(text.substr(last_dot + 1));
  const std::string_view first = text.substr(0, first_dot);
  name.pythons = knowledge::is_standard_module(first);
  name.known = name.pythons || (knowledge::is_known_module(first) &&
                                normalised_distribution(first) != normalised_distribution(facts_.package.name));
  if (const auto file = module_files_.find(text); file != module_files_.end()) {
    name.file = file->second;
    return name;
  }
  const std::string prefix = std::string(text) + '.';
  const auto below = module_files_.lower_bound(prefix);
  name.is_folder = below != module_files_.end() && below->first.starts_with(prefix);
  return name;
}

Module* Interpreter::load_module(Symbol dotted) {
  const ModuleName name = module_name(dotted);
  if (!name.file) {
    // A namespace package: a folder without __init__.py that holds modules of ours.
    if (!name.is_folder) return nullptr;
    if (Module* made = made_so_far(dotted); made != nullptr) return made;
    auto* module = heap_ref_.make<Module>();
    module->name = dotted;
    module->executed = true;
    modules_[static_cast<uint64_t>(dotted)] = module;
    return module;
  }
  // Importing a.b.c runs a and a.b first.
  if (name.parent != Symbol::empty) load_module(name.parent);
  if (raised_ || stopped_) return nullptr;
  Module* module = made_so_far(dotted);
  if (module == nullptr) module = new_module(heap_ref_.text(dotted), *name.file);
  if (activations_.size() < budget_.call_depth) run_module(module, *name.file);
  if (Module* parent = name.parent != Symbol::empty ? made_so_far(name.parent) : nullptr;
      parent != nullptr && parent->globals.find(name.last) == nullptr)
    parent->globals.set(name.last, Value(module));
  return module;
}

FileId Interpreter::link_of(FileId file) {
  while (links_[file] != file) file = links_[file] = links_[links_[file]];
  return file;
}

void Interpreter::link_to(const Module* module) {
  if (module == nullptr || module->unit == nullptr || activations_.empty()) return;
  links_[link_of(module->unit->file)] = link_of(top().unit->file);
}

void Interpreter::sum_linked_lines() {
  std::vector<uint64_t> sums(links_.size());
  for (FileId file = 0; file < links_.size(); ++file) sums[link_of(file)] += facts_.files[file].lines;
  for (FileId file = 0; file < links_.size(); ++file) facts_.files[file].linked_lines = sums[link_of(file)];
}

void Interpreter::note_outside(Symbol first) {
  constexpr size_t kMaxNames = 1'000;
  ++imports_outside_;
  ModuleName& name = module_name(first);
  if (name.noted || reach_ == Reach::unshipped || outside_modules_.size() >= kMaxNames) return;
  name.noted = true;
  outside_modules_.emplace(heap_ref_.text(first), here());
}

// What an import statement finds in the package. For installed code Python's own modules come first in sys.path: a
// subprocess.py beside it is never asked. Scripts and setup.py find what lies in their folder before that, and so does
// what bears such a name itself: a copy of Python's library, which is looked at as if it ran.
Module* Interpreter::find_module(Symbol dotted) {
  if (!activations_.empty() && module_name(dotted).pythons) {
    const Member& importer = artifact_.members[top().unit->file];
    const bool installed =
        importer.role == Role::package_init || importer.role == Role::module || importer.role == Role::main;
    const std::string_view own = std::string_view(importer.module).substr(0, importer.module.find('.'));
    if (installed && !module_name(sym(own)).pythons) return nullptr;
  }
  return load_module(dotted);
}

// Whether what everybody knows by that name may be found before a module of ours. A requests.py beside the package is
// not always installed with it, a requests/ of the project that it depends on comes before it, and setup.py finds it
// only where its folder is in sys.path: an empty one must not take the place of what is really called.
bool Interpreter::may_be_outside(Symbol dotted) {
  const ModuleName& name = module_name(dotted);
  if (!name.known || activations_.empty()) return false;
  const Member& importer = artifact_.members[top().unit->file];
  if (importer.role == Role::test || importer.role == Role::example) return false;
  const Symbol first = name.first;
  const std::string_view own = std::string_view(importer.module).substr(0, importer.module.find('.'));
  return own.empty() || (sym(own) != first && !module_name(sym(own)).pythons);
}

// A module of ours as an import statement finds it: itself, or either of the two.
Value Interpreter::found(Module* module, Symbol dotted) {
  return may_be_outside(dotted) ? join(Value(module), reference(dotted)) : Value(module);
}

Value Interpreter::import_name(Symbol dotted, bool leaf) {
  const Symbol first = module_name(dotted).first;
  Module* module = find_module(dotted);
  link_to(module);
  if (raised_ || stopped_) return {};
  if (module != nullptr) {
    if (leaf) return found(module, dotted);
    Module* package = find_module(first);
    return package != nullptr ? found(package, first) : found(module, dotted);
  }
  if (Value made = find_by_hooks(heap_ref_.text(dotted)); made.valid() || raised_ || stopped_) return made;
  if (Module* package = find_module(first); package != nullptr && !leaf) return found(package, first);
  if (raised_ || stopped_) return {};
  note_outside(first);
  return reference(leaf ? dotted : first);
}

Value Interpreter::import_from(Symbol module_named, Symbol name) {
  Module* module = find_module(module_named);
  link_to(module);
  if (raised_ || stopped_) return {};
  const Symbol full = module_named != Symbol::empty ? dotted(module_named, name) : name;
  if (module == nullptr) {
    if (Module* sub = find_module(full); sub != nullptr) {
      link_to(sub);
      return found(sub, full);
    }
    if (Value made = find_by_hooks(heap_ref_.text(module_named)); made.valid()) return get_attribute(made, name, false);
    if (raised_ || stopped_) return {};
    note_outside(module_name(module_named).first);
    return reference(full);
  }
  if (const Value* value = module->globals.find(name))
    return may_be_outside(module_named) ? join(*value, reference(full)) : *value;
  if (Module* sub = load_module(full); sub != nullptr) {
    link_to(sub);
    return found(sub, full);
  }
  if (Value made = find_by_hooks(heap_ref_.text(full)); made.valid()) return made;
  return raised_ || stopped_ ? Value() : get_attribute(Value(module), name, false);
}

void Interpreter::import_star_from_outside(Symbol module_named) {
  constexpr size_t kMaxStarModules = 32;  // each is asked for every name that nothing defines
  const std::string_view name = heap_ref_.text(module_named);
  if (star_modules_.size() < kMaxStarModules &&
      std::find(star_modules_.begin(), star_modules_.end(), name) == star_modules_.end())
    star_modules_.emplace_back(name);
}

void Interpreter::import_star(Symbol module_named) {
  Module* module = find_module(module_named);
  link_to(module);
  if (raised_ || stopped_) return;
  if (module == nullptr) return import_star_from_outside(module_named);
  Namespace* target = variables();
  if (target == &module->globals) return;
  const bool outside = may_be_outside(module_named);
  if (outside) import_star_from_outside(module_named);
  const auto items = module->globals.items();
  for (const auto& [name, value] : items) {
    if (!value.valid() || heap_ref_.text(name).starts_with("_")) continue;
    store(target, name, outside ? join(value, reference(dotted(module_named, name))) : value);
  }
}

// A module beside the running file, where Python 2 looks first and a script that is started from its folder does: its
// full name, or `dotted` as it is. What everybody knows by that name is meant before a file of ours.
std::string Interpreter::name_beside(std::string_view dotted) {
  const std::string_view first = dotted.substr(0, dotted.find('.'));
  if (first.empty() || module_files_.contains(first) || activations_.empty()) return std::string(dotted);
  const std::string_view path = facts_.files[top().unit->file].path;
  const std::string beside = std::string(path.substr(0, path.rfind('/') + 1)) + std::string(first);
  auto file = paths_.find(beside + ".py");
  if (file == paths_.end()) file = paths_.find(beside + "/__init__.py");
  if (file == paths_.end() || facts_.files[file->second].module.empty() || knowledge::is_standard_module(first))
    return std::string(dotted);
  return knowledge::is_known_module(first)
             ? std::string(dotted)
             : facts_.files[file->second].module + std::string(dotted.substr(first.size()));
}

// The name that an import in the running file asks for: of the package's folder where it is relative, "" when that
// leads out of it. The files of a package do not change, and libraries import at each call.
Symbol Interpreter::imported_name(Symbol module, unsigned level) {
  FlatMap<Symbol>& known = top().unit->imported_names;
  const uint64_t key = static_cast<uint64_t>(module) << 8 | level;
  if (const Symbol* name = known.find(key)) return *name;
  const std::string_view asked = heap_ref_.text(module);
  return known[key] = sym(level == 0 ? name_beside(asked) : resolve_relative(asked, level));
}

// The absolute name of a relative import; "" when it leads out of the package.
std::string Interpreter::resolve_relative(std::string_view module, unsigned level) {
  std::string_view package = heap_ref_.text(top().unit->package);
  for (unsigned i = 1; i < level && !package.empty(); ++i) {
    size_t dot = package.rfind('.');
    package = dot == std::string_view::npos ? std::string_view() : package.substr(0, dot);
  }
  if (package.empty()) return std::string(module);
  return module.empty() ? std::string(package) : std::string(package) + '.' + std::string(module);
}

Flow Interpreter::exec_import(NodeId node) {
  for (NodeId alias : tree().kids(node)) {
    const Symbol asked = tree().name(alias), first = module_name(asked).first;
    const NodeId as = tree().kid(alias, 0);
    const Symbol found = imported_name(asked, 0);
    const bool beside = found != asked;
    Value value = import_name(found, as != NodeId::none || beside);
    if (beside && as == NodeId::none && first != asked && value.valid())
      value = import_name(imported_name(first, 0), true);
    if (stopped_) return Flow::kStop;
    if (raised_) return Flow::kRaise;
    store_name(as != NodeId::none ? tree().name(as) : first, value);
  }
  return Flow::kNormal;
}

Flow Interpreter::exec_import_from(NodeId node) {
  const Symbol module = imported_name(tree().name(node), tree().node(node).op);
  for (NodeId alias : tree().kids(node)) {
    if (name_text(alias) == "*") {
      import_star(module);
    } else {
      Value value = import_from(module, tree().name(alias));
      if (value.valid()) {
        const NodeId as = tree().kid(alias, 0);
        if (!assign(as != NodeId::none ? as : alias, value)) return stopped_ ? Flow::kStop : Flow::kRaise;
      }
    }
    if (stopped_) return Flow::kStop;
    if (raised_) return Flow::kRaise;
  }
  return Flow::kNormal;
}

std::optional<FileId> Interpreter::shipped_file_id(std::string_view path) {
  std::string key = file_key(path);
  constexpr std::string_view kRoot = "{package}/";
  if (key.starts_with(kRoot)) key.erase(0, kRoot.size());
  auto it = paths_.find(key);
  return it == paths_.end() ? std::nullopt : std::optional<FileId>(it->second);
}

const std::string_view* Interpreter::shipped_file(std::string_view path) {
  const std::optional<FileId> file = shipped_file_id(path);
  return file ? &artifact_.members[*file].bytes : nullptr;
}

}  // namespace antivenom::interpret
