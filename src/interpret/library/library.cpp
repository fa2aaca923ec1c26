// Joins the tables of all families. Looked up by name on every attribute of a builtin value: one hash table, made on
// first use.

#include "interpret/library.h"

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "base/position_index.h"
#include "interpret/library/tables.h"

namespace antivenom::interpret {

namespace {

struct Natives {
  std::vector<const NativeDef*> defs;
  PositionIndex by_name;
};

Natives join_tables() {
  const std::span<const NativeDef> families[] = {
      builtin_natives(),     iteration_natives(), type_natives(),       str_natives(),       str_test_natives(),
      str_format_natives(),  bytes_natives(),     list_natives(),       dict_natives(),      set_natives(),
      number_natives(),      dunder_natives(),    codecs_natives(),     base64_natives(),    binascii_natives(),
      compression_natives(), hashing_natives(),   crypto_natives(),     struct_natives(),    json_natives(),
      regex_natives(),       random_natives(),    itertools_natives(),  functools_natives(), operator_natives(),
      math_natives(),        string_natives(),    urls_natives(),       paths_natives(),     literal_eval_natives(),
      collections_natives(), io_natives(),        zip_reader_natives(), xml_natives(),       misc_natives(),
  };
  Natives natives;
  for (const auto& family : families) {
    for (const NativeDef& def : family) {
      natives.by_name.add(std::hash<std::string_view>{}(def.name), static_cast<uint32_t>(natives.defs.size()));
      natives.defs.push_back(&def);
    }
  }
  return natives;
}

const NativeDef* look_up(std::string_view name) {
  static const Natives natives = join_tables();
  const uint32_t at = natives.by_name.find(std::hash<std::string_view>{}(name),
                                           [&](uint32_t place) { return natives.defs[place]->name == name; });
  return at == PositionIndex::kNone ? nullptr : natives.defs[at];
}

const NativeDef* look_up(std::string_view type, std::string_view method) {
  std::array<char, 96> name;
  if (type.size() + method.size() + 1 > name.size()) return nullptr;
  auto end = std::copy(type.begin(), type.end(), name.begin());
  *end++ = '.';
  end = std::copy(method.begin(), method.end(), end);
  return look_up(std::string_view(name.data(), static_cast<size_t>(end - name.begin())));
}

constexpr std::string_view kTypes[] = {"str",        "bytes", "bytearray", "int",    "float",     "bool",
                                       "list",       "tuple", "dict",      "set",    "frozenset", "range",
                                       "memoryview", "slice", "unicode",   "long",   "xrange",    "basestring",
                                       "enumerate",  "zip",   "map",       "filter", "reversed"};

// Types whose methods one has as well.
std::string_view base_of(std::string_view type, std::string_view method) {
  if (type == "bool") return "int";
  if (type == "unicode") return "str";
  if (type == "long") return "int";
  if (type == "bytearray" || type == "memoryview") return "bytes";
  if (type == "frozenset") {
    static constexpr std::string_view kShared[] = {"copy",     "difference", "intersection",         "isdisjoint",
                                                   "issubset", "issuperset", "symmetric_difference", "union"};
    if (std::find(std::begin(kShared), std::end(kShared), method) != std::end(kShared)) return "set";
  }
  return {};
}

// Operators every builtin value is asked for by name; those of containers only where there are items.
const NativeDef* find_dunder(std::string_view type, std::string_view method) {
  if (!method.starts_with("__") || !is_type_name(type)) return nullptr;
  const bool container = type != "int" && type != "float" && type != "bool";
  const bool of_items =
      method == "__len__" || method == "__getitem__" || method == "__contains__" || method == "__iter__";
  return container || !of_items ? look_up("object", method) : nullptr;
}

}  // namespace

const NativeDef* find_method(std::string_view type, std::string_view method) {
  if (const NativeDef* def = look_up(type, method)) return def;
  if (const std::string_view base = base_of(type, method); !base.empty()) {
    if (const NativeDef* def = look_up(base, method)) return def;
  }
  return find_dunder(type, method);
}

const NativeDef* find_native(std::string_view qualified_name) {
  for (const std::string_view prefix : {"builtins.", "__builtin__.", "__builtins__."}) {
    if (qualified_name.starts_with(prefix)) qualified_name.remove_prefix(prefix.size());
  }
  if (const NativeDef* def = look_up(qualified_name)) return def;
  const size_t dot = qualified_name.find('.');
  if (dot == std::string_view::npos || !is_type_name(qualified_name.substr(0, dot))) return nullptr;
  return find_method(qualified_name.substr(0, dot), qualified_name.substr(dot + 1));
}

Value module_constant(Heap& heap, std::string_view qualified_name) {
  for (const auto constant :
       {crypto_constant, math_constant, string_constant, paths_constant, regex_constant, misc_constant}) {
    if (const Value v = constant(heap, qualified_name); v.valid()) return v;
  }
  return {};
}

bool is_type_name(std::string_view name) {
  return std::find(std::begin(kTypes), std::end(kTypes), name) != std::end(kTypes);
}

}  // namespace antivenom::interpret
