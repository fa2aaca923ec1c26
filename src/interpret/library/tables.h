// The tables of the library's families, one per file; library.cpp joins those listed here.
#pragma once

#include <span>
#include <string_view>

#include "interpret/library.h"

namespace antivenom::interpret {

// --- builtins and methods of builtin types
// Functions ("len"), the builtin types as callables ("str"), their methods ("str.join"), and operators as methods of
// every builtin type ("object.__add__").
std::span<const NativeDef> builtin_natives();
std::span<const NativeDef> iteration_natives();
std::span<const NativeDef> type_natives();
std::span<const NativeDef> str_natives();
std::span<const NativeDef> str_test_natives();
std::span<const NativeDef> str_format_natives();
std::span<const NativeDef> bytes_natives();
std::span<const NativeDef> list_natives();
std::span<const NativeDef> dict_natives();
std::span<const NativeDef> set_natives();
std::span<const NativeDef> number_natives();
std::span<const NativeDef> dunder_natives();

// --- modules of the standard library and of common packages
std::span<const NativeDef> codecs_natives();
std::span<const NativeDef> base64_natives();
std::span<const NativeDef> binascii_natives();
std::span<const NativeDef> compression_natives();
std::span<const NativeDef> hashing_natives();
std::span<const NativeDef> crypto_natives();
std::span<const NativeDef> struct_natives();
std::span<const NativeDef> json_natives();
std::span<const NativeDef> regex_natives();
std::span<const NativeDef> random_natives();
std::span<const NativeDef> itertools_natives();
std::span<const NativeDef> functools_natives();
std::span<const NativeDef> operator_natives();
std::span<const NativeDef> math_natives();
std::span<const NativeDef> string_natives();
std::span<const NativeDef> urls_natives();
std::span<const NativeDef> paths_natives();
std::span<const NativeDef> literal_eval_natives();
std::span<const NativeDef> collections_natives();
std::span<const NativeDef> io_natives();
std::span<const NativeDef> zip_reader_natives();
std::span<const NativeDef> xml_natives();
std::span<const NativeDef> misc_natives();

// --- constants of modules, Invalid if the name is not the family's
Value crypto_constant(Heap& heap, std::string_view name);
Value math_constant(Heap& heap, std::string_view name);
Value string_constant(Heap& heap, std::string_view name);
Value paths_constant(Heap& heap, std::string_view name);
Value regex_constant(Heap& heap, std::string_view name);
Value misc_constant(Heap& heap, std::string_view name);

}  // namespace antivenom::interpret
