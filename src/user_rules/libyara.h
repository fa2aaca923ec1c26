// libyara, opened by its first use: only scans with YARA rules need it.
#pragma once

#include <yara.h>

#include "base/late_library.h"

namespace antivenom {

// The functions in use, ours without their prefix.
#define AV_LIBYARA_FUNCTIONS(_)                                            \
  _(compiler_add_string, yr_compiler_add_string)                           \
  _(compiler_create, yr_compiler_create)                                   \
  _(compiler_define_integer_variable, yr_compiler_define_integer_variable) \
  _(compiler_define_string_variable, yr_compiler_define_string_variable)   \
  _(compiler_destroy, yr_compiler_destroy)                                 \
  _(compiler_get_rules, yr_compiler_get_rules)                             \
  _(compiler_set_callback, yr_compiler_set_callback)                       \
  _(compiler_set_include_callback, yr_compiler_set_include_callback)       \
  _(finalize, yr_finalize)                                                 \
  _(initialize, yr_initialize)                                             \
  _(rules_destroy, yr_rules_destroy)                                       \
  _(scanner_create, yr_scanner_create)                                     \
  _(scanner_define_integer_variable, yr_scanner_define_integer_variable)   \
  _(scanner_define_string_variable, yr_scanner_define_string_variable)     \
  _(scanner_destroy, yr_scanner_destroy)                                   \
  _(scanner_scan_mem, yr_scanner_scan_mem)                                 \
  _(scanner_set_callback, yr_scanner_set_callback)                         \
  _(scanner_set_flags, yr_scanner_set_flags)                               \
  _(scanner_set_timeout, yr_scanner_set_timeout)                           \
  _(set_configuration_uint32, yr_set_configuration_uint32)

AV_LATE_TABLE(LibYara, AV_LIBYARA_FUNCTIONS);

// The library, or why it cannot be used, which stays so for the life of the process. Any thread.
const Result<LibYara>& libyara();

// The same where it is known to be there: whoever has a UserRules::Library has it.
inline const LibYara& yara() { return *libyara(); }

}  // namespace antivenom
