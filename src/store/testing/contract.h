// What every backend must do, said once.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "store/store.h"

namespace antivenom::store::testing {

struct ContractCase {
  std::string_view name;
  // Two connections to one empty database.
  void (*run)(Store& store, Store& other);
};

std::span<const ContractCase> contract_cases();

}  // namespace antivenom::store::testing
