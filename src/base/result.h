// Errors as values. Result<T> mirrors std::expected, which clang 14 cannot compile yet.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace antivenom {

// What failed, in words a person can act on. `context` names the package, member or byte.
struct Error {
  std::string what;
  std::string context;

  std::string message() const { return context.empty() ? what : context + ": " + what; }
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string what, std::string context = {}) {
  return tl::unexpected<Error>(Error{std::move(what), std::move(context)});
}

}  // namespace antivenom
