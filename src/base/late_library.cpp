#include "base/late_library.h"

#include <dlfcn.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>

namespace antivenom {

Result<LateLibrary> LateLibrary::open_file(const char* file, const char* soname, const char* package) {
  // RTLD_NOW: what a broken installation lacks is told here, not in the middle of the work. RTLD_LOCAL: none of its
  // names can stand in for another's.
  void* handle = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return LateLibrary(handle, soname, package);
  const char* told = ::dlerror();  // names the file, which may be one that the library needs
  // At once, and without taking memory: an allocator that asks the dynamic linker for something ends that text.
  char reason[512];
  std::snprintf(reason, sizeof reason, "%s", told != nullptr ? told : "for no reason that is known");
  return fail(std::string("cannot be loaded, it ") +
                  (package != nullptr ? std::string("comes with the Debian package ") + package
                                      : "belongs into the folder of the program") +
                  " (" + reason + ")",
              soname);
}

Result<LateLibrary> LateLibrary::open(const char* soname, const char* package) {
  return open_file(soname, soname, package);
}

Result<LateLibrary> LateLibrary::open_own(const char* name) {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return fail("the folder of the program is not known: " + error.message(), name);
  return open_file(program.parent_path().append(name).c_str(), name, nullptr);
}

Result<void*> LateLibrary::address_of(const char* name) const {
  // No function stands at address 0.
  if (void* address = ::dlsym(handle_, name)) return address;
  return fail(std::string("has no function ") + name + " as that of the " +
                  (package_ != nullptr ? std::string("Debian package ") + package_ : "same build") + " has",
              soname_);
}

}  // namespace antivenom
