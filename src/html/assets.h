// What the build made of web/: see cmake/WebAssets.cmake.
#pragma once

#include <string_view>

namespace antivenom::html {

extern const std::string_view kPageStyle;
extern const std::string_view kStudyScript;
extern const std::string_view kClassifyScript;

}  // namespace antivenom::html
