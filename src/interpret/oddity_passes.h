// The passes of find_oddities() and what they share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/interner.h"
#include "facts/facts.h"
#include "interpret/node_index.h"
#include "python/tree.h"

namespace antivenom::interpret {

// A stretch of Tree::text.
struct TextSpan {
  uint32_t begin, end;
};

// Which bytes of the text are code: neither string literal nor comment nor broken.
class CodeMap {
 public:
  CodeMap(const python::Tree& tree, const NodeIndex& index);
  // The literals, in order and without overlaps; neighbours that Python joins are one.
  const std::vector<TextSpan>& strings() const { return strings_; }
  // What is left between literals, comments and broken regions, in order.
  const std::vector<TextSpan>& code() const { return code_; }

 private:
  std::vector<TextSpan> strings_, code_;
};

// Writes notes about one source, at most 8 of an id.
class NoteWriter {
 public:
  NoteWriter(const python::Tree& tree, FileId file, LayerId layer, std::vector<Note>& notes)
      : tree_(tree), file_(file), layer_(layer), notes_(notes), first_(notes.size()) {}
  void add(std::string_view id, uint32_t begin, uint32_t end, std::string detail);

 private:
  const python::Tree& tree_;
  FileId file_;
  LayerId layer_;
  std::vector<Note>& notes_;
  size_t first_;
};

// oddity_names.cpp
void find_lookalike_names(const python::Tree& tree, const CodeMap& map, NoteWriter& out);
void find_mangled_names(const python::Tree& tree, const NodeIndex& index, const Interner& names, NoteWriter& out);

// oddity_literals.cpp
void find_encoded_literals(const python::Tree& tree, const NodeIndex& index, NoteWriter& out);
void find_number_arrays(const python::Tree& tree, const NodeIndex& index, NoteWriter& out);
void find_split_strings(const python::Tree& tree, const NodeIndex& index, const Interner& names, NoteWriter& out);

}  // namespace antivenom::interpret
