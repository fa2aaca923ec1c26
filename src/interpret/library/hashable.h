// Which values cannot be keys.
#pragma once

#include "interpret/library.h"

namespace antivenom::interpret {

// Raises TypeError and gives true if `key` is certainly unhashable: a list, dict, set, bytearray, or a tuple of one.
bool raise_if_unhashable(Runtime& runtime, Value key);

}  // namespace antivenom::interpret
