#include "knowledge/knowledge.h"

#include <algorithm>
#include <string>

#include "knowledge/tables.h"

namespace antivenom::knowledge {
namespace {

// FNV-1a, 64 bits. scripts/generate_knowledge.py computes the same to fill kApiSlots.
uint64_t name_hash(std::string_view name) {
  uint64_t value = 0xcbf29ce484222325;
  for (unsigned char byte : name) value = (value ^ byte) * 0x100000001b3;
  return value;
}

}  // namespace

std::string_view StaticText::view() const { return {tables::kTexts.data() + at_, size_}; }

const Api* find_api(std::string_view qualified_name) {
  // The table is at most a quarter full and a power of two long: probing ends, mostly at once.
  const size_t mask = tables::kApiSlots.size() - 1;
  for (size_t slot = name_hash(qualified_name) & mask; tables::kApiSlots[slot] != 0; slot = (slot + 1) & mask) {
    const Api& api = tables::kApis[tables::kApiSlots[slot] - 1u];
    if (api.name == qualified_name) return &api;
  }
  return nullptr;
}

bool is_standard_module(std::string_view top_level) {
  return std::ranges::binary_search(tables::kStandardModules, top_level, {}, &StaticText::view);
}

bool is_known_module(std::string_view top_level) {
  const std::string prefix = std::string(top_level) + '.';
  const auto row = std::ranges::lower_bound(tables::kApis, std::string_view(prefix), {},
                                            [](const Api& api) { return api.name.view(); });
  return row != tables::kApis.end() && row->name.view().starts_with(prefix);
}

}  // namespace antivenom::knowledge
