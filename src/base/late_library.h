// Shared libraries that few commands need, opened when they are first used instead of by the dynamic linker at every
// start: with all that stands behind them they can take longer to load than a small package takes to scan.
#pragma once

#include "base/result.h"

namespace antivenom {

// A shared library in use. Copies are the same library. It is never closed: its threads and exit handlers may outlive
// any object of ours, and LeakSanitizer could not name what it holds.
class LateLibrary {
 public:
  // Opens the library that the dynamic linker knows as `soname`, with all that it needs, or says what is missing.
  // `package` is the Debian package that has it. Both texts must stay. From any thread; before the lock of src/sandbox,
  // behind which only files in the folders of the system can be read.
  static Result<LateLibrary> open(const char* soname, const char* package);

  // Sets `function` to the one that the library exports as `name`; an error where it has none. That `Function` is its
  // type is the caller's to know: take it from the library's header, by decltype.
  template <class Function>
  Result<void> find(const char* name, Function*& function) const {
    auto found = address_of(name);
    if (!found) return tl::unexpected(found.error());
    function = reinterpret_cast<Function*>(*found);
    return {};
  }

 private:
  LateLibrary(void* handle, const char* soname, const char* package)
      : handle_(handle), soname_(soname), package_(package) {}
  Result<void*> address_of(const char* name) const;

  void* handle_;
  const char* soname_;
  const char* package_;
};

}  // namespace antivenom
