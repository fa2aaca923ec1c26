// The stack machine of one code object, run on expressions instead of values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "python/bytecode.h"
#include "python/opcodes.h"

namespace antivenom::python {

// What the machine's stack holds.
struct Entry {
  enum class Kind : uint8_t {
    kExpression,
    kNull,      // PUSH_NULL and the empty half of a method pair
    kFunction,  // MAKE_FUNCTION, written when it is used
    kBuildClass,
    kImport,     // IMPORT_NAME: `text` imports it, `name` is the dotted name, `arg` the number of dots
    kFrom,       // IMPORT_FROM: `name` of `text`
    kDisplay,    // a list, tuple, set or dict being built: `items`, `arg` the opening character
    kFormatted,  // FORMAT_VALUE: `text`, conversion in `arg`, format in `name`
    kJoined,     // BUILD_STRING of those: `text` is a format string, `items` its arguments
    kSaved,      // the old value of a comprehension's variable
    kException,  // what an except block finds on the stack
    kWithExit,   // the __exit__ below the body of a with statement
    kLocals,     // LOAD_LOCALS
  };
  Kind kind = Kind::kExpression;
  std::string text;
  std::string name;
  std::vector<std::string> items;        // of a display; positional defaults of a function; names that an import wants
  std::vector<std::string> named_items;  // keyword defaults of a function, "'name': value"
  uint32_t arg = 0;
  uint32_t depth = 0;      // of nested brackets in `text`
  bool pure = true;        // evaluating it changes nothing
  bool simple = false;     // a name or a short literal: may be repeated
  bool leaf = false;       // kImport: `import a.b as c`
  bool bracketed = false;  // `text` is one pair of brackets that may be dropped
};

// Spent by all code objects of a listing together.
struct DecompileSpent {
  const DecompileLimits limits;
  ConstantsAside* const aside = nullptr;
  uint64_t instructions = 0, bytes = 0;
  uint32_t names = 0;  // made so far: _stack_1, _function_2, ...
  bool out() const { return instructions >= limits.max_instructions || bytes >= limits.max_bytes; }
};

struct Line {
  uint32_t indent;
  std::string text;
};

// Turns one code object into lines. Files: bytecode.cpp (the code object as a whole), bytecode_flow.cpp (statements
// from jumps), bytecode_steps.cpp (instruction by instruction), bytecode_calls.cpp (calls, functions, classes,
// imports).
class Body {
 public:
  Body(const MarshalData& data, uint32_t code_index, DecompileSpent& spent, uint32_t code_depth, uint32_t indent,
       bool is_class);

  std::vector<Line> run();
  // "a, b=1, *args": with the texts of the defaults.
  std::string parameters(const Entry& function) const;

 private:
  struct Loop {
    uint32_t head, end;  // instructions; `end` is the first behind the loop
  };
  // A condition; `no` turns it round. `text` stands in brackets of its own or needs none.
  struct Test {
    std::string text;
    bool no = false;
    std::string yes_text() const { return no ? "not " + text : text; }
    std::string no_text() const { return no ? text : "not " + text; }
  };

  // bytecode_flow.cpp
  void mark_jumps();
  void range(uint32_t begin, uint32_t end);
  uint32_t step_at(uint32_t i, uint32_t end);
  uint32_t while_loop(uint32_t head, uint32_t end);
  uint32_t for_loop(uint32_t i, uint32_t end);
  uint32_t try_block(uint32_t i, uint32_t body, uint32_t handler, uint32_t end);
  std::optional<uint32_t> handler_starting_at(uint32_t i) const;
  uint32_t protected_block(uint32_t begin, uint32_t body_end, uint32_t handler, uint32_t end);
  void handler_block(uint32_t begin, uint32_t end);
  uint32_t conditional(uint32_t i, uint32_t end);
  uint32_t if_block(const Test& jump_if, uint32_t next, uint32_t target, uint32_t end);
  uint32_t short_circuit(uint32_t i, uint32_t next, uint32_t end, bool is_and);
  Test jump_condition(const Instruction& in, Entry value);
  bool chain_condition(uint32_t& next, Test& condition, uint32_t& target, uint32_t end, bool& after_jump);
  void merge_stacks(std::vector<Entry>& left, size_t left_end, std::vector<Entry>& right, size_t base);
  uint32_t plain_jump(uint32_t i, uint32_t end);
  void leftovers();
  bool expression_only(Opcode op) const;
  bool too_deep() const { return indent_ >= spent_.limits.max_block_depth; }
  void fill_block(size_t from);

  // bytecode_steps.cpp: true if the instruction was one of theirs
  void step(uint32_t i);
  bool step_stack(const Instruction& in);
  bool step_load(const Instruction& in);
  bool step_store(const Instruction& in, uint32_t i);
  bool step_operator(const Instruction& in);
  bool step_build(const Instruction& in);
  bool step_collect(const Instruction& in);
  bool step_python2(const Instruction& in);
  bool step_generator(const Instruction& in);
  bool step_block(const Instruction& in);
  void binary(std::string_view op);
  void compare(const Instruction& in);
  void unpack(uint32_t i, uint32_t before, bool starred, uint32_t after);
  void add_item(uint32_t depth, std::string item, std::string_view method, const std::string& argument);

  // bytecode_calls.cpp
  bool step_call(const Instruction& in, uint32_t i);
  bool step_import(const Instruction& in);
  // Arguments in order: `names` are of the last ones.
  void call(Entry function, std::vector<Entry> values, const std::vector<std::string>& names);
  void call_paired(uint32_t count, const std::vector<std::string>& names);
  void call_spread(const Instruction& in);
  void call2(const Instruction& in);
  void make_function(const Instruction& in);
  void make_function2(const Instruction& in);
  void build_class(std::vector<Entry> values, const std::vector<std::string>& names);
  void set_function_attribute(Entry& function, uint32_t which, Entry value);
  void emit_function(const Entry& function, const std::string& name, std::vector<Line> body);
  std::vector<Line> body_of(const Entry& function, bool is_class) const;
  std::string define(const Entry& function, std::string name);
  std::string function_name(const Entry& function);
  std::string lambda(const Entry& function);
  void import_as(const Entry& module, const std::string& target);

  // the stack
  void push(Entry e);
  void push_text(std::string text, uint32_t depth, bool pure, bool bracketed = false);
  void push_name(std::string name);
  Entry pop();
  std::vector<Entry> pop_many(uint32_t count);
  Entry& peek(uint32_t depth);  // 1 is the top
  std::string use(Entry e);     // as an operand; writes down what cannot stand inside an expression
  std::string bare(Entry e);    // as a whole right side
  void spill(Entry& e);         // moves it to a name of its own
  void spill_all();
  void spill_effects();
  void spill_uses_of(std::string_view name);
  void duplicate(uint32_t depth);
  static std::string display(const Entry& e);
  static std::string joined(const Entry& e);

  // lines
  void line(std::string text);
  void statement(std::string text);  // a line that must come after what is still on the stack
  void assign(const std::string& target, Entry value);
  std::string fresh(std::string_view what);

  // names and constants
  std::string name_at(MarshalId tuple, uint64_t index) const;
  std::string variable(uint32_t index) const;  // LOAD_FAST
  std::string cell(uint32_t index) const;      // LOAD_DEREF
  std::string safe_name_of(uint32_t index) const;
  Entry constant(uint32_t index) const;
  const MarshalObject* constant_object(uint32_t index) const;
  std::vector<std::string> name_list(const MarshalObject* tuple) const;

  const MarshalData& data_;
  const CodeObject& code_;
  DecompileSpent& spent_;
  const uint32_t code_depth_;
  uint32_t indent_;
  const bool is_class_;
  const bool python2_;
  const int minor_;

  Disassembly dis_;
  std::vector<bool> visited_, is_target_, is_handler_;
  std::vector<bool> reached_;                                        // jumped to by an instruction that was read
  std::unordered_map<uint32_t, std::vector<uint32_t>> handlers_at_;  // by first instruction of a protected stretch
  std::unordered_map<uint32_t, uint32_t> body_end_;                  // by handler
  std::vector<uint32_t> last_back_jump_;                             // by loop head; 0: none
  std::vector<Entry> stack_;
  std::vector<Line> lines_;
  std::vector<Loop> loops_;
  std::vector<std::string> globals_, nonlocals_;
  std::vector<std::string> keyword_names_;  // KW_NAMES for the next CALL
  bool ended_ = false;                      // the flow does not reach the next instruction
};

}  // namespace antivenom::python
