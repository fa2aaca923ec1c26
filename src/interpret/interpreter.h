// The abstract interpreter: one object runs one package once.
//
// How it decides: what is known is computed exactly; a test on an unknown runs both sides on copies of the variables
// and joins them; a call that leaves the package becomes an event and its result an unknown that remembers the event.
// Its parts, a file each: modules.cpp (sources, imports), statements.cpp, branches.cpp (tests, loops, try), joins.cpp,
// expressions.cpp, attributes.cpp, calls.cpp, specials.cpp (exec, getattr, ...), events.cpp (the world outside),
// files.cpp (what was written where), layers.cpp (code that code makes), entries.cpp (what runs when), instances.cpp
// (what classes do by themselves), own_source.cpp and package_data.cpp (what code reads of itself and of its package),
// code_objects.cpp, import_hooks.cpp (code objects and modules that code makes), ladders.cpp (from any value to the
// functions of Python), package_specials.cpp (functions that lead to the last five).
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "artifact/artifact.h"
#include "base/flat_map.h"
#include "interpret/condition_stack.h"
#include "interpret/dependencies.h"
#include "interpret/interpret.h"
#include "interpret/library.h"
#include "interpret/node_index.h"
#include "interpret/padded_lines.h"
#include "interpret/patience.h"
#include "knowledge/knowledge.h"
#include "python/bytecode.h"
#include "python/marshal.h"
#include "python/tree.h"

namespace antivenom::interpret {

// One parsed source: a shipped file or a revealed layer.
struct Unit {
  python::Tree tree;
  FileId file = 0;
  LayerId layer = 0;
  Symbol package{};                                               // dotted name that relative imports start from
  std::vector<python::NodeId> texts;                              // literals that are text, f-strings
  std::vector<Value> literals;                                    // of the tree's constants, made when first used
  std::unordered_map<python::NodeId, Value> constant_containers;  // lists that loops run over; Invalid: not constant
  std::vector<bool> ran;                                          // by node: statements that ran
  std::vector<python::NodeId> generators;                         // functions that yield, in order
  FlatMap<Symbol> imported_names;                                 // what imports ask for: Interpreter::imported_name()
  mutable PaddedLines padded_lines;                               // what was found out about the tree

  // Whether a statement runs for the first time; from then on it has run.
  bool runs_first(python::NodeId statement) {
    const auto node = static_cast<size_t>(statement);
    if (ran.size() <= node) ran.resize(tree.nodes.size());
    const bool first = !ran[node];
    ran[node] = true;
    return first;
  }

  // A number for a node that no other node of the package has; the lowest bit is free.
  uint64_t key(python::NodeId node) const {
    return (static_cast<uint64_t>(file) << 48 | static_cast<uint64_t>(layer) << 33) +
           (static_cast<uint64_t>(node) << 1);
  }
};

// How a statement ends. kRaise: exception_ is set. kStop: the entry's budget ran out, everything unwinds.
enum class Flow : uint8_t { kNormal, kBreak, kContinue, kReturn, kRaise, kStop };

// Running code: a function call, a module body or a layer.
struct Activation {
  Unit* unit = nullptr;
  Scope* scope = nullptr;
  Function* function = nullptr;
  std::vector<Value> returns;  // of every return statement that may be reached
  std::vector<Value> yields;
  bool generator = false;
  size_t conditions = 0;            // conditions_ to keep when it ends
  Value handled;                    // the exception an except block is handling
  std::string name;                 // for Frame; of a function: its qualified name is used instead
  const Unit* call_unit = nullptr;  // where it was entered from
  python::NodeId call_node = python::NodeId::none;
};

struct Act;

class Interpreter final : public Runtime {
 public:
  Interpreter(const Artifact& artifact, const Budget& budget, Heap& heap, Facts& facts);
  void run_package();
  double parse_ms = 0;

  // --- Runtime
  bool spend(uint64_t steps) override {
    steps_ += steps;
    facts_.effort.steps += steps;
    if (stopped_) return false;
    const bool enough = steps_ <= entry_limit_ && facts_.effort.steps <= total_limit_ && !heap_ref_.exhausted() &&
                        heap_ref_.used() <= entry_heap_;
    return enough || run_out();
  }
  Value call(Value callable, CallArgs args) override;
  void raise(std::string_view exception, std::string_view message) override;
  bool raised() const override { return raised_; }
  Value attribute(Value object, Symbol name) override;
  std::optional<FileId> shipped_file_id(std::string_view path);
  const std::string_view* shipped_file(std::string_view path) override;
  Class* builtin_class(std::string_view qualified) override;
  std::optional<std::string> instance_text(Value instance, bool repr) override;
  std::optional<std::vector<Value>> instance_items(Value instance, size_t limit, bool cut = false) override;
  std::optional<bool> instance_compare(python::Op op, Value a, Value b) override;

 private:
  using NodeId = python::NodeId;
  friend struct Specials;
  friend struct PackageSpecials;

  // modules.cpp
  void index_files();
  python::Tree parse(ByteView source);  // these two also count the time
  python::Tree parse_text(std::string utf8);
  NodeIndex index(Unit& unit);  // of the tree it was given; notes in the unit what is asked for later
  Unit* parse_file(FileId file);
  // What a dotted name may be in the package, looked up once a name.
  struct ModuleName {
    bool asked = false;
    bool pythons = false;              // a module of Python's library bears its first part
    bool known = false;                // or one that everybody knows, of another project than this
    bool is_folder = false;            // without a file of its own
    bool noted = false;                // by note_outside()
    std::optional<FileId> file;        // that is loaded
    Symbol first{}, parent{}, last{};  // "a", "a.b" and "c" of "a.b.c"
  };
  ModuleName& module_name(Symbol dotted);  // valid until the next call
  Module* made_so_far(Symbol dotted) const {
    Module* const* made = modules_.find(static_cast<uint64_t>(dotted));
    return made != nullptr ? *made : nullptr;
  }
  Module* load_module(Symbol dotted);
  Module* find_module(Symbol dotted);  // the same for an import statement
  bool may_be_outside(Symbol dotted);
  Value found(Module* module, Symbol dotted);
  void run_module(Module* module, FileId file);
  Module* new_module(std::string_view dotted, FileId file);
  Value import_name(Symbol dotted, bool leaf);  // leaf: a.b.c itself, else the top package a
  Value import_from(Symbol module, Symbol name);
  void import_star(Symbol module);
  void import_star_from_outside(Symbol module);
  void link_to(const Module* module);  // the running file imports it
  FileId link_of(FileId file);         // one file for all that are linked
  void sum_linked_lines();
  void note_outside(Symbol first);  // a module that the package does not ship
  Symbol imported_name(Symbol module, unsigned level);
  std::string resolve_relative(std::string_view module, unsigned level);
  std::string name_beside(std::string_view dotted);
  Flow exec_import(NodeId node);
  Flow exec_import_from(NodeId node);

  // statements.cpp
  Flow exec_block(NodeId block);
  Flow exec(NodeId node);
  Flow exec_assign(NodeId node);
  Flow exec_aug_assign(NodeId node);
  Flow exec_delete(NodeId node);
  Flow exec_function_def(NodeId node);
  Flow exec_class_def(NodeId node);
  Flow exec_return(NodeId node);
  Flow exec_raise(NodeId node);
  Flow exec_with(NodeId node);
  Flow exec_match(NodeId node);
  Value make_function(NodeId node, Symbol name);
  Value decorate(NodeId node, uint32_t first, Value value);
  bool eval_annotation(NodeId annotation);

  bool assign(NodeId target, Value value);  // false: raised
  bool assign_sequence(NodeId target, Value value);
  void delete_target(NodeId target);
  bool ignores_exception(NodeId handler) const;
  bool passes_over(python::NodeId block) const;  // its statements do nothing
  std::optional<bool> match_pattern(NodeId pattern, Value subject);
  std::optional<bool> match_sequence(NodeId pattern, Value subject);
  std::optional<bool> match_mapping(NodeId pattern, Value subject);
  std::optional<bool> match_class(NodeId pattern, Value subject);

  // branches.cpp
  struct Write {
    Namespace* names;
    Symbol name;
    Value before;
  };
  // Finds the write to a variable among others.
  class WriteFinder {
   public:
    explicit WriteFinder(const std::vector<Write>& writes);
    void add_last();  // a write was appended
    const Write* find(const Write& write) const;

   private:
    static constexpr size_t kIndexedFrom = 16;
    static uint64_t hash_of(const Write& write);
    const std::vector<Write>& writes_;
    PositionIndex index_;  // empty while there are few
  };
  struct Outcome {
    Flow flow = Flow::kNormal;
    std::vector<Write> after;  // `before` holds the final value
  };
  void store(Namespace* names, Symbol name, Value value);
  void store_name(Symbol name, Value value);
  template <class Body>
  Outcome speculate(Body&& body);  // runs body, undoes its writes, returns them
  void merge(const Outcome& a, const Outcome& b);
  template <class Then, class Else>
  Flow branch(NodeId test, Value value, Then&& then, Else&& otherwise);
  void keep_lasting_writes(Outcome& outcome);
  Flow exec_if(NodeId node);
  Flow exec_while(NodeId node);
  Flow exec_for(NodeId node);
  Flow exec_try(NodeId node);
  void forget_counters(NodeId body);
  Flow run_finally(NodeId block, Flow flow);
  Flow loop_over(Value iterable, NodeId target, NodeId body, NodeId otherwise);
  ConditionId condition(NodeId test, Value value, bool negated);
  ConditionId handler_condition(NodeId handler);
  ConditionId add_condition(Condition condition);
  void about_test(NodeId test, Value value, Condition& out);
  void about_text(std::string_view source, Condition& out);
  ConditionId case_condition(NodeId subject, NodeId match_case, Value value);
  uint64_t surprises() const;  // grows when something happens that may raise
  // Where a part of what is left of a limit ends: three quarters, or with `small` a sixteenth.
  static uint64_t share_end(uint64_t used, uint64_t limit, bool small = false);
  // How far a loop may go: three quarters of what its entry has left, so that the code behind it is still seen. Once
  // one took all of that, the next may take a sixteenth: a row of them must not hide what stands behind.
  class LoopShare {
   public:
    explicit LoopShare(Interpreter& interpreter);
    // Whether it took that, or as many rounds as any loop may have; notes it.
    bool spent(uint64_t rounds = 0);

   private:
    Interpreter& interpreter_;
    const uint64_t steps_, heap_;  // that the entry may have taken
  };
  // Tells when a loop has ended for us: round after round it met unknowns only, made no text and did nothing outside
  // that it had not done before. `while queue: work(queue.pop())` goes on for ever where the last item is not known.
  class IdleRounds {
   public:
    explicit IdleRounds(const Interpreter& interpreter) : interpreter_(interpreter), before_(now()) {}
    bool enough();  // after every round

   private:
    static constexpr unsigned kEnough = 256;
    static constexpr unsigned kEnoughWithoutPatience = 8;
    struct Counts {
      uint64_t unknowns, texts, events;
    };
    Counts now() const;
    const Interpreter& interpreter_;
    Counts before_;
    unsigned rounds_ = 0;
  };
  bool handler_matches(NodeId type, Value exception, bool& certain);

  // expressions.cpp: Invalid means raised or stopped
  Value eval(NodeId node);
  Value eval_compound(NodeId node);
  Value eval_name(NodeId node);
  Value eval_constant(NodeId node);
  Value eval_bool_op(NodeId node);
  Value eval_bin_op(NodeId node);
  Value eval_compare(NodeId node);
  Value eval_chain(NodeId node);  // calls, attributes and subscripts, walked in a loop
  Value eval_call(NodeId node, Value function);
  bool eval_arguments(NodeId node, CallArgs& args);  // false: raised or stopped
  Value call_at(NodeId node, Value function, CallArgs& args);
  Value eval_container(NodeId node);
  Value eval_dict(NodeId node);
  Value eval_iterable(NodeId node);
  bool stands_alone(NodeId node) const;
  Value eval_comprehension(NodeId node);
  bool comprehend(NodeId node, uint32_t part, const std::function<bool()>& body);
  Value eval_joined_str(NodeId node);
  Value eval_slice(NodeId node);
  bool eval_items(NodeId node, std::vector<Value>& items, bool& open_ended, Origins& origins);
  Value lookup(Symbol name);          // Invalid: nowhere
  Value builtin_name(Symbol symbol);  // Invalid: not a builtin
  Value computed_name(Value value);   // the same value, reached through a computed name
  Value call_operator(python::Op op, Value a, Value b, bool& found);
  Value over_options(Value a, Value b, const std::function<Value(Value, Value)>& operation);
  std::string percent_hint(Value format, Value arguments);
  Value item_of_unknown(Unknown* object, Value index);
  Value any_item(Value object, Value index);
  std::optional<std::string> text_of_instance(Value instance);
  Value binary_value(python::Op op, Value a, Value b);
  Value compare_value(python::Op op, Value a, Value b);
  Value unary_value(python::Op op, Value a);
  Value get_item(Value object, Value index);
  bool set_item(Value object, Value index, Value value);
  std::optional<bool> truth_of(Value v);

  // attributes.cpp
  Value get_attribute(Value object, Symbol name, bool indirect);
  Value attribute_of_unknown(Unknown* object, Symbol name, bool indirect);
  Value attribute_of_instance(Instance* object, Symbol name, bool indirect);
  Value attribute_of_class(Class* cls, Symbol name, Value bind_to);
  Value attribute_of_builtin(Value object, Symbol name);
  Value method_reference(Symbol qualified, Value receiver);
  Value path_attribute(Unknown* path, std::string_view name);
  Value bind(Value attribute, Value self, Class* cls);
  bool set_attribute(Value object, Symbol name, Value value);
  const Value* find_in_class(const Class* cls, Symbol name) const;
  void make_mro(Class* cls);
  Value reference(std::string_view qualified, bool indirect = false);
  Value reference(Symbol qualified, bool indirect = false);
  Value unknown_like(std::string_view type, std::string hint, Origins origins);
  Origins origins_of_part(std::string_view part, Origins whole);
  Trail shown_trail(Value part);  // of what can be read of it
  Value partly_known(std::string_view type, std::string hint, Origins origins, std::initializer_list<Value> parts);
  bool is_subclass(const Class* cls, std::string_view name) const;

  // ladders.cpp: from any value to the functions of Python
  Value step_of_ladder(const Unknown* object, std::string_view attribute);  // Invalid: no step
  Value subclasses_of_object();
  std::optional<std::string> text_of_class(Value value);

  // own_source.cpp: what code reads of itself
  Value docstring(const Unit* unit, NodeId block);  // a str or None
  Value own_text_of_function(Function* function, std::string_view name);
  Value attribute_of_code(Code* code, Symbol name);
  Value source_of(Value object);  // inspect.getsource(); Invalid: not known

  // code_objects.cpp: code objects that code builds; Invalid: a part is not known
  Value make_code(const CallArgs& args);
  Value replace_in_code(Code* code, const CallArgs& args);
  Value attribute_of_marshalled(Code* code, std::string_view name);
  Value code_of_image(python::MarshalData data, python::CodeObject code, Origins origins, Trail trail);
  std::optional<python::MarshalId> marshal_object(python::MarshalData& data, Value value, unsigned depth);

  // import_hooks.cpp: modules that code makes, and what importing finds through them
  Value make_module(Value name);
  Value made_module(std::string_view dotted);                   // Invalid: there is none
  Value find_by_hooks(std::string_view dotted);                 // Invalid: no finder of the package knows it
  Value module_of_spec(Value spec);                             // Invalid: not known
  Value run_loader(Value loader, Value module, EventId event);  // exec_module() of a loader's base class
  void add_finder(Value finder);

  // package_data.cpp: files of the package that its code reads by their name in the package
  std::string folder_of_package(Value package);
  Value lines_of_file(Value file);  // for line in open(...); Invalid: not known
  Value zip_reader(Value file);     // Invalid: not a known archive
  void mark_members(Value reader, Origins origins);
  Value parse_shipped(std::string_view native, CallArgs& args);  // json.load(f); Invalid: not of a shipped file

  // joins.cpp
  Value join(Value a, Value b);
  Value or_unknown(Value value, Origins origins);

  // calls.cpp
  Value call_value(Value callable, CallArgs& args);
  const knowledge::Api* api_of_copy(Function* function);
  Value call_known_copy(Function* function, CallArgs& args);
  Value call_function(Function* function, CallArgs& args);
  bool bind_parameters(Function* function, CallArgs& args, Scope* scope);
  Value run_function(Function* function, Scope* scope);
  Origins origins_of_all(const CallArgs& args);
  Value call_with_unknown_data(Function* function, const CallArgs& args);
  bool ran_enough(const Function* function, bool all_known) const;  // calling it again would show nothing new
  Value finish_activation(Activation& activation, Flow flow);
  bool made_by_xor(std::string_view native) const;
  Value call_native(const NativeDef* def, Value self, CallArgs& args);
  Value native_over_options(const NativeDef* def, Value self, const CallArgs& args);
  Value native_fallback(const NativeDef* def, Value self, CallArgs& args, Origins origins);
  Value mark(Value result, Origins origins, Trail trail);
  std::string format_hint(const std::string& format, CallArgs& args);
  Value call_method_of_plain(Unknown* callee, std::string_view name, CallArgs& args);
  static bool is_exit(std::string_view name);
  Value call_unknown(Unknown* callee, CallArgs& args);
  Value call_named(Unknown* callee, CallArgs& args);
  Value instantiate(Class* cls, CallArgs& args);
  void call_back(const CallArgs& args,
                 Origins origins = Origins::none);  // functions given to something outside are called by it
  Value call_with_unknowns(Value callable, Origins origins = Origins::none);
  bool comes_from_source(Origins origins) const;
  bool takes_in(Value v) const;
  bool takes_in_any(const CallArgs& args) const;
  Origins fill_from(Value receiver, const CallArgs& args, std::optional<EventId> event);
  static bool encodes(std::string_view native);
  Value named_result(std::string_view callee, std::string_view type, Value receiver, CallArgs& args, Origins origins);
  Value call_with_unknowns_class(Class* cls);  // an instance
  std::string hint_after(std::string_view native, Value self, CallArgs& args, bool& has_hint);

  // instances.cpp
  bool prepare_class(Class* cls, const CallArgs& options, Scope* scope);  // these two: false: raised or stopped
  bool run_class_hooks(Class* cls, const CallArgs& options);
  Value call_of_metaclass(Class* cls, const CallArgs& args);          // Invalid: none of the package's own, or raised
  Value attribute_of_metaclass(Class* cls, Symbol name);              // Invalid: it has none, or raised
  void finalise(Value instance);                                      // __del__, once
  void finalise_all();                                                // of what is left at the end of an entry
  Value new_instance(Class* cls, const CallArgs& args);               // what its own __new__ gives; Invalid: raised
  void start_instance(Value instance, std::string_view callee);       // a thread or process: its run()
  Value call_on_instance(std::string_view function, CallArgs& args);  // Invalid: not one of its class, or raised

  // specials.cpp: builtins that need the interpreter.
  using SpecialFunction = Value (*)(Interpreter& in, CallArgs& args, bool indirect);
  static SpecialFunction special_function(std::string_view name);  // nullptr: not special
  // package_specials.cpp: the same for functions that ask about the package itself. Invalid result with handled =
  // false: not special.
  Value call_package_special(std::string_view name, Value receiver, CallArgs& args, bool indirect, bool& handled);
  Value run_code_value(Value code, Value globals, Value locals, std::string_view how);
  std::optional<bool> has_attribute(Value object, Symbol name);
  std::optional<bool> is_instance(Value object, Value type);

  // events.cpp
  std::optional<EventId> record(std::string_view callee, EffectSet effects, Value receiver, const CallArgs& args,
                                bool indirect);
  EffectSet effects_of_call(std::string_view callee, EffectSet effects, const CallArgs& args);
  Value whole_value(Value value);
  Argument describe(Value value);                  // without tags and decoding steps
  void describe_more(Value value, Argument& out);  // these
  bool has_tags(const Text* text);
  void describe_into(Value value, std::string& out, Known& known, unsigned depth);
  std::string hint_of(Value value);
  std::string hole_name(const Unknown* value);
  Value result_of(EventId event, const knowledge::Api* api, std::string_view callee, CallArgs& args);
  bool worth_recording(Value receiver, const CallArgs& args);
  Place here() const;
  Place place_of(const Unit* unit, NodeId node) const;
  void note(std::string id, std::string detail, Origins origins = Origins::none);
  bool run_out();    // stops the entry and says why; false. Or goes on, if in time
  bool may_go_on();  // steps and time of the package are left
  void exhausted(std::string what, bool whole_package = false);  // what stops the whole package is told first

  // files.cpp: the files that the package would have written
  struct WrittenFile {
    Value content;
    std::vector<EventId> writers;
    std::string outline;    // of a path with holes; else ""
    std::string_view name;  // the path's last part, if it tells one file from another
  };
  Value touch_files(EventId event, std::string_view callee, Value receiver, CallArgs& args);
  void add_written_origins(Event& event);
  WrittenFile* written(const std::string& path);
  static std::string file_key(std::string_view path);
  void add_writer(const std::string& path, EventId event, Value content);
  Value file_content(const std::string& path, bool binary, EventId event);

  // layers.cpp
  Value run_layer(std::string_view text, Trail trail, Origins origins, std::string_view how, Namespace* globals,
                  Scope* scope, std::string_view language = "python");
  Value run_source(Value text, Value globals, Value locals, std::string_view how, std::string_view language);
  Value run_file_value(Value path, std::string_view how);
  Value run_pickle(Value data, EventId event);                              // Invalid: no pickle
  Value list_bytecode(Code* code);                                          // bytecode.cpp
  Value code_of_pyc(std::string_view bytes, Origins origins, Trail trail);  // Invalid: no .pyc
  Value value_of_image(python::MarshalData image, Origins origins, Trail trail);
  Unit* read_bytecode_file(FileId file);
  bool runs_bytecode(FileId file);
  bool bytecode_differs(FileId bytecode, FileId source) const;
  static uint64_t hash_text(std::string_view text);
  LayerId open_layer(std::string_view text, Trail trail, std::string_view how, std::string_view language);
  Value load_marshal(Value data);
  // commands.cpp: where a command line comes from
  struct CommandSource {
    EventId event = 0;
    Trail trail = Trail::none;
    Origins origins = Origins::none;
    unsigned nesting = 0;
    bool list = false;  // it was a list of arguments
  };
  void look_into_command(EventId id);
  void look_into_line(const std::string& text, CommandSource source);
  void look_into_words(const std::vector<std::string>& words, CommandSource source);
  void look_into_heredocs(const std::string& text, CommandSource source);
  void look_into_powershell(const std::vector<std::string>& words, size_t first, CommandSource source);
  void look_into_nested_powershell(const std::string& text, CommandSource source);
  void run_written_files(const std::vector<std::string>& words, CommandSource source);
  void run_at_startup(const std::string& path, EventId event);
  void run_own_python(const std::vector<std::string>& words, size_t first);
  void open_script(const std::string& text, std::string_view how, std::string_view language, CommandSource source);
  void record_acts(const std::vector<Act>& acts, Unit* script);
  Value run_unit(Unit* unit, Scope* scope, std::string name);

  // entries.cpp
  struct Entry {
    Trigger trigger;
    Reach reach;
    uint64_t steps;
    std::string name;
  };
  template <class Body>
  void enter(const Entry& entry, Body&& body);
  void run_setup(FileId file);
  void name_scripts(Value scripts);
  void run_commands(Value cmdclass);
  void run_build_backend();
  void run_startup_files();
  void run_modules();
  bool is_stray(FileId file);
  void run_main_blocks();
  void run_entry_points();
  void run_uncalled_functions();
  void run_uncalled(Function* function);
  void summarise_package();
  void note_native_code();
  void list_indicators();

  // Where assignments of the running code go.
  Namespace* variables() { return top().scope->is_module ? top().scope->globals : &top().scope->names; }

  Activation& top() { return *activations_.back(); }
  const Activation& top() const { return *activations_.back(); }
  const python::Tree& tree() const { return top().unit->tree; }
  std::string_view name_text(NodeId node) const { return heap_ref_.text(tree().name(node)); }
  Value unknown(Origins origins = Origins::none, std::string_view type = {}) {
    return heap_ref_.unknown(origins, type);
  }
  Symbol sym(std::string_view s) { return heap_ref_.intern(s); }

  const Artifact& artifact_;
  const Budget budget_;
  Heap& heap_ref_;
  Facts& facts_;

  std::deque<Unit> units_;
  std::vector<bool> mentioned_;      // by symbol: names and attributes in units
  std::vector<Unit*> unit_of_file_;  // by FileId; null: not parsed yet
  std::vector<bool> named_scripts_;  // by FileId: setup() installs it as a program
  std::vector<FileId> links_;        // by FileId: towards the file that stands for its links
  std::map<std::string, FileId, std::less<>> module_files_;
  std::map<std::string, FileId, std::less<>> paths_;
  FlatMap<ModuleName> module_names_;                // by symbol
  FlatMap<Module*> modules_;                        // by symbol: those made so far
  std::vector<std::pair<Module*, FileId>> loaded_;  // in order of execution

  // What a name outside the package means, looked up once a name.
  struct Outside {
    bool asked = false;
    SpecialFunction special = nullptr;
    bool package_special = false;  // call_package_special() has it
    bool tells_text = false;       // hint_after() may
    const knowledge::Api* api = nullptr;
    const NativeDef* native = nullptr;  // of the canonical name
  };
  Outside outside(Symbol name);
  const NativeDef* method_of(Value object, Symbol name);  // of a builtin value; nullptr: it has none
  Symbol dotted(Symbol object, Symbol attribute);         // "object.attribute"
  static bool tells_text(std::string_view native);
  static bool is_package_special(std::string_view name);
  FlatMap<Outside> outside_;               // by symbol
  FlatMap<const NativeDef*> methods_;      // by kind and symbol
  FlatMap<Symbol> dotted_;                 // by both symbols
  FlatMap<Unknown*> attributes_of_names_;  // by both symbols: references that lead nowhere into the package
  FlatMap<Value> builtin_names_;           // by symbol: references and classes

  std::vector<Activation*> activations_;
  std::vector<Write> journal_;  // of the speculations in progress, the innermost one's last
  unsigned speculations_ = 0;
  ConditionStack conditions_;
  FlatMap<ConditionId> condition_ids_;
  unsigned uncertain_ = 0;  // how many unknown tests we are under
  unsigned silenced_ = 0;
  unsigned tries_ = 0;          // try statements whose body is running
  NodeId site_ = NodeId::none;  // the call being evaluated
  const Unit* site_unit_ = nullptr;

  std::vector<std::vector<Value>> spare_lists_;  // empty, for arguments of the next calls

  bool raised_ = false;
  Value exception_;
  bool stopped_ = false;
  uint64_t steps_ = 0, entry_limit_ = 0;
  Patience patience_;         // of the entry point
  uint64_t total_limit_ = 0;  // steps of the package, or until the clock is read again
  uint64_t package_limit_ = 0;
  bool late_ = false;        // the deadline has passed
  uint64_t entry_heap_ = 0;  // bytes the heap may hold before this entry is stopped
  bool loop_cut_ = false;    // a loop of this entry took all of its share
  unsigned depth_ = 0;
  std::string entry_name_;
  Trigger trigger_ = Trigger::runtime;
  Reach reach_ = Reach::entry;
  uint64_t tests_on_unknowns_ = 0;  // to notice loops that will never be decided
  uint64_t calls_outside_ = 0;      // events recorded or repeated
  bool inside_copy_ = false;        // a function known by name runs: call_known_copy()
  OutsideImports outside_modules_;
  uint64_t imports_outside_ = 0;  // of modules that may not be there
  uint64_t effects_outside_ = 0;  // calls that may fail for reasons of the machine

  FlatMap<Unknown*> references_;  // by symbol
  std::unordered_map<Symbol, Class*> builtin_classes_;
  FlatMap<EventId> event_ids_;
  FlatMap<std::pair<uint32_t, EventId>> events_at_;  // by call site: how many, the last one
  std::map<std::string, WrittenFile, std::less<>> files_;
  std::unordered_map<uint64_t, Unit*> layer_units_;  // by hash of the text
  unsigned layer_depth_ = 0;
  std::vector<python::MarshalData> images_;
  std::unordered_map<uint64_t, python::ConstantsAside> constants_aside_;  // of listings, by hash of the text
  std::unordered_map<const Code*, Value> listings_;  // of code objects that were run; an unknown where there is none
  std::map<std::string, Value, std::less<>> made_modules_;  // sys.modules[...] = module
  std::vector<Value> finders_;                              // of the package, in sys.meta_path
  std::unordered_set<std::string> asked_finders_;           // names they were asked for
  bool finding_ = false;                                    // a finder is being asked
  std::unordered_map<Class*, Value> sample_instances_;
  std::vector<Value> to_finalise_;         // instances whose class has __del__, which has not run yet
  std::vector<std::string> star_modules_;  // external modules imported with *
  std::vector<Value> commands_;            // cmdclass dictionaries given to setup()
  bool comprehension_open_ = false;        // the comprehension being built has unknown items
  Scope* comprehension_outer_ = nullptr;   // where the comprehension being evaluated stands
  unsigned option_depth_ = 0;
  bool decorating_ = false;  // the call being made applies a decorator
  // Steps so far without those that looking through large values took.
  uint64_t worked() const { return facts_.effort.steps - searched_steps(); }
  uint64_t last_xor_ = 0;  // worked() at the last ^ on numbers
  std::unordered_set<std::string> noted_;
};

}  // namespace antivenom::interpret
