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

  // The same for one of our own, `name`, which lies in the folder of the program.
  static Result<LateLibrary> open_own(const char* name);

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
  static Result<LateLibrary> open_file(const char* file, const char* soname, const char* package);
  Result<void*> address_of(const char* name) const;

  void* handle_;
  const char* soname_;
  const char* package_;  // nullptr: ours
};

// Opens the library and finds all functions of a `Table` that AV_LATE_TABLE made.
template <class Table>
Result<Table> open_late(const char* soname, const char* package) {
  const auto library = LateLibrary::open(soname, package);
  if (!library) return tl::unexpected(library.error());
  return Table::found_in(*library);
}

}  // namespace antivenom

// Defines the struct `Table` with a pointer to each function of LIST, a macro that calls its argument with the name of
// the pointer and the function's own.
#define AV_LATE_TABLE(Table, LIST)                                                        \
  struct Table {                                                                          \
    LIST(AV_LATE_POINTER)                                                                 \
    static ::antivenom::Result<Table> found_in(const ::antivenom::LateLibrary& library) { \
      Table table;                                                                        \
      LIST(AV_LATE_FIND)                                                                  \
      return table;                                                                       \
    }                                                                                     \
  }
#define AV_LATE_POINTER(name, function) decltype(&::function) name = nullptr;
#define AV_LATE_FIND(name, function) \
  if (auto found = library.find(#function, table.name); !found) return tl::unexpected(found.error());
