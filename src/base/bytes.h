#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace antivenom {

// Raw bytes without an encoding. A view never outlives the buffer it was taken from.
using ByteView = std::string_view;
using Bytes = std::string;

}  // namespace antivenom
