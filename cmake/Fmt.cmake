# Debian has fmt as a shared library only, which would bring the C++ library's along: its bodies are compiled here.
add_library(av_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt.cpp)
target_compile_options(av_fmt PRIVATE -w)
target_include_directories(av_fmt SYSTEM PUBLIC $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
