// String literals: neighbours are joined, escapes resolved, f-strings taken apart.
#include "python/literals.h"
#include "python/lower.h"

namespace antivenom::python {

NodeId Lowering::string() {
  const Span where = span();
  const size_t mark = scratch_.size();
  Text saved = std::move(literal_);  // an f-string may hold strings in its fields
  literal_ = {};
  literal_.span = {where.begin, where.begin};
  if (sym_ == Sym::concatenated_string) {
    each([&](Sym s) {
      if (s == Sym::string) string_part();
    });
  } else {
    string_part();
  }
  const NodeId id = finish_string(where, mark);
  literal_ = std::move(saved);
  return id;
}

void Lowering::string_part() {
  const Span where = span();
  const StringPrefix prefix = read_prefix(text(where));
  literal_.bytes |= prefix.bytes;
  literal_.format |= prefix.format;
  uint32_t done = std::min(where.begin + prefix.length + prefix.quotes, where.end);
  const uint32_t content_end = std::max(done, where.end - std::min(prefix.quotes, where.end - where.begin));
  if (prefix.format) {
    each([&](Sym s) {
      if (s != Sym::interpolation) return;
      const Span field = span();
      append_literal(done, field.begin, prefix);
      done = field.end;
      interpolation(prefix);
    });
  }
  append_literal(done, content_end, prefix);
}

// `{expression=!r:spec}`
void Lowering::interpolation(const StringPrefix& prefix) {
  const Span where = span();
  Span debug{where.begin + 1, where.begin + 1};
  bool is_debug = false;
  uint8_t conversion = 0;
  NodeId spec = NodeId::none;
  Text outer = std::move(literal_);
  literal_ = {};
  const size_t mark = scratch_.size();
  bool commas = false;
  each([&](Sym s) {
    if (s == Sym::type_conversion) {
      conversion = static_cast<uint8_t>(text(span()).back());
    } else if (s == Sym::format_specifier) {
      spec = format_spec(prefix);
    } else if (s == Sym::t_equal) {
      is_debug = true;
      debug.end = span().end;
      while (debug.end < where.end && tree_.text[debug.end] == ' ') ++debug.end;
    } else if (is_expression(s)) {
      scratch_.push_back(expr());
    }
    commas |= s == Sym::t_comma;
  });
  const NodeId value = tuple_or_one(where, mark, commas);
  literal_ = std::move(outer);
  if (is_debug) {
    append_debug_text(debug);
    if (conversion == 0 && spec == NodeId::none) conversion = 'r';
  }
  flush_literal();
  const NodeId field = spec == NodeId::none ? make(NodeKind::kFormattedValue, where, {value}, conversion)
                                            : make(NodeKind::kFormattedValue, where, {value, spec}, conversion);
  scratch_.push_back(field);
}

// `:spec`, with fields of its own.
NodeId Lowering::format_spec(const StringPrefix& prefix) {
  const Span where = span();
  const size_t mark = scratch_.size();
  literal_ = {};
  uint32_t done = where.begin + 1;
  each([&](Sym s) {
    if (s != Sym::format_expression && s != Sym::interpolation) return;
    const Span field = span();
    append_literal(done, field.begin, prefix);
    done = field.end;
    Nesting nesting(*this);
    if (nesting.too_deep()) {
      scratch_.push_back(too_deep(field));
    } else {
      interpolation(prefix);
    }
  });
  append_literal(done, where.end, prefix);
  flush_literal();
  return make_from(NodeKind::kJoinedStr, where, mark);
}

}  // namespace antivenom::python
