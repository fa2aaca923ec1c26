#include "python/grammar.h"

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

}  // namespace

Sym sym_of(TSNode node) {
  static const std::vector<Sym> table = make_symbol_table();
  const TSSymbol symbol = ts_node_symbol(node);
  return symbol < table.size() ? table[symbol] : Sym::error;
}

Syntax parse_syntax(std::string_view code) {
  // Making a parser costs more than parsing a short text; it holds nothing between two parses.
  thread_local std::unique_ptr<TSParser, ParserDeleter> parser;
  if (parser == nullptr) {
    use_throwing_memory(ts_set_allocator);
    std::unique_ptr<TSParser, ParserDeleter> made(ts_parser_new());
    ts_parser_set_language(made.get(), tree_sitter_python());  // may run out of memory, too
    parser = std::move(made);
  }
  try {
    return Syntax(ts_parser_parse_string(parser.get(), nullptr, code.data(), static_cast<uint32_t>(code.size())));
  } catch (const std::bad_alloc&) {
    static_cast<void>(parser.release());  // whatever it was doing is half done: nobody may touch it again
    throw;
  }
}

}  // namespace antivenom::python
