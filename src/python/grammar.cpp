#include "python/grammar.h"

#include <mutex>
#include <new>
#include <unordered_map>
#include <vector>

extern "C" const TSLanguage* tree_sitter_python(void);

namespace antivenom::python {
namespace {

std::vector<Sym> make_symbol_table() {
  const std::unordered_map<std::string_view, Sym> by_name{
#define X(enumerator, name) {name, Sym::enumerator},
      ANTIVENOM_GRAMMAR(X)
#undef X
  };
  const TSLanguage* language = tree_sitter_python();
  std::vector<Sym> table(ts_language_symbol_count(language), Sym::other);
  for (uint32_t i = 0; i < table.size(); ++i) {
    const auto symbol = static_cast<TSSymbol>(i);
    const TSSymbolType type = ts_language_symbol_type(language, symbol);
    const std::string_view name = ts_language_symbol_name(language, symbol);
    const auto it = by_name.find(name);
    if (type == TSSymbolTypeAuxiliary || it == by_name.end()) continue;
    // The keywords `lambda`, `await`, `yield` and `type` share their names with nodes.
    const bool is_node = it->second < Sym::t_async && it->second > Sym::error;
    if (is_node == (type == TSSymbolTypeRegular)) table[i] = it->second;
  }
  return table;
}

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};

using Parser = std::unique_ptr<TSParser, ParserDeleter>;

// Making a parser costs more than parsing a short text; it holds nothing between two parses. Not one for each thread:
// the C library ends a process that has no memory for the destructor of what is a thread's own.
class IdleParsers {
 public:
  Parser take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Parser parser = std::move(idle_.back());
        idle_.pop_back();
        return parser;
      }
    }
    use_throwing_memory(ts_set_allocator);
    Parser made(ts_parser_new());
    ts_parser_set_language(made.get(), tree_sitter_python());  // may run out of memory, too
    return made;
  }
  void give_back(Parser parser) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(parser));
  }

 private:
  std::mutex mutex_;
  std::vector<Parser> idle_;
};

}  // namespace

Sym sym_of(TSNode node) {
  static const std::vector<Sym> table = make_symbol_table();
  const TSSymbol symbol = ts_node_symbol(node);
  return symbol < table.size() ? table[symbol] : Sym::error;
}

Syntax parse_syntax(std::string_view code) {
  static IdleParsers parsers;
  Parser parser = parsers.take();
  TSTree* tree = nullptr;
  try {
    tree = ts_parser_parse_string(parser.get(), nullptr, code.data(), static_cast<uint32_t>(code.size()));
  } catch (const std::bad_alloc&) {
    static_cast<void>(parser.release());  // whatever it was doing is half done: nobody may touch it again
    throw;
  }
  Syntax syntax(tree);
  parsers.give_back(std::move(parser));
  return syntax;
}

}  // namespace antivenom::python
