#include "base/late_library.h"

#include <dlfcn.h>

#include <string>

namespace antivenom {
Result<LateLibrary> LateLibrary::open(const char* soname, const char* package) {
  // RTLD_NOW: what a broken installation lacks is told here, not in the middle of the work. RTLD_LOCAL: none of its
  // names can stand in for another's.
  void* handle = ::dlopen(soname, RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return LateLibrary(handle, soname, package);
  const char* reason = ::dlerror();  // names the file, which may be one that the library needs
  return fail(std::string("cannot be loaded, it comes with the Debian package ") + package + " (" +
                  (reason != nullptr ? reason : "for no reason that is known") + ")",
              soname);
}

Result<void*> LateLibrary::address_of(const char* name) const {
  // No function stands at address 0.
  if (void* address = ::dlsym(handle_, name)) return address;
  return fail(std::string("has no function ") + name + " as that of the Debian package " + package_ + " has", soname_);
}

}  // namespace antivenom
