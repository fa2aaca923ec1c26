#pragma once

#include <string_view>

namespace antivenom::cli {

// The version in CMakeLists.txt; a test of the binary compares the two.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace antivenom::cli
