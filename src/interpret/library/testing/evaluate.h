// Python expressions over the library alone, so that tests are tables of source and of what CPython prints for it.
#pragma once

#include <string>
#include <string_view>

#include "interpret/library/testing/test_runtime.h"

namespace antivenom::interpret {

// A row of such a table.
struct EvaluationRow {
  std::string_view source, expected;
};

// The repr of the expression's value; "raises X" when it raised; "unknown" when it could not be computed. Statements
// before the last are run for their effect; `name = expression` binds a name.
std::string evaluate(TestRuntime& runtime, std::string_view source);

// The same in a fresh runtime.
std::string evaluate(std::string_view source);

}  // namespace antivenom::interpret
