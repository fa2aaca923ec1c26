# A room is a folder of src/: one library, the rooms it may use, and its tests.

# Where the time of a scan goes. The preset `asan` compiles all else without optimisation, which takes half as long.
set(AV_HOT_ROOMS base facts artifact python knowledge interpret rules verdict)
# These wait for servers and databases, or write pages: a release optimises them less and is built in less time.
set(AV_COLD_ROOMS cli collect store mirrors diff chart html study)

# av_precompile(<target> <source>... [HEADERS <header>...])
#
# Reads the headers that most files share, and HEADERS, once for a target of many files: reading them was some 30 % of a
# sanitizer build, and more than half of the interpreter's. Every file goes on to include what it uses.
function(av_precompile target)
  cmake_parse_arguments(ARG "" "" "HEADERS" ${ARGN})
  list(LENGTH ARG_UNPARSED_ARGUMENTS files)
  if(files LESS 5)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <string> <string_view> <unordered_map>
    <utility> <vector> ${ARG_HEADERS})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # ccache compares contents
  else()
    # ccache asks for the first. GCC 12 forgets that such headers are the system's, and warns of what cannot be inside
    # std::string; clang and ASan watch over ours.
    target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds -Wno-stringop-overflow)
  endif()
endfunction()

# av_add_room(<name> [ROOMS <room>...] [LIBRARIES <target>...] [PRECOMPILED <header>...])
#
# Makes `av_<name>` from src/<name>/**.cpp (without tests); an INTERFACE library while there is no such file. What lies
# in folders called testing/ is for tests only and becomes `av_<name>_testing`.
function(av_add_room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LIBRARIES;PRECOMPILED" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "/src/cli/main\\.cpp$")
  set(testing ${sources})
  list(FILTER testing INCLUDE REGEX "/testing/")
  list(FILTER sources EXCLUDE REGEX "/testing/")
  list(TRANSFORM ARG_ROOMS PREPEND av_)
  if(sources)
    add_library(av_${name} STATIC ${sources})
    target_link_libraries(av_${name} PUBLIC ${ARG_ROOMS} ${ARG_LIBRARIES} PRIVATE av_warnings)
    target_include_directories(av_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    if(AV_SANITIZE AND name IN_LIST AV_HOT_ROOMS)
      target_compile_options(av_${name} PRIVATE -O1)
    elseif(CMAKE_BUILD_TYPE STREQUAL "Release" AND name IN_LIST AV_COLD_ROOMS)
      target_compile_options(av_${name} PRIVATE -O1)
    endif()
    av_precompile(av_${name} ${sources} HEADERS ${ARG_PRECOMPILED})
  else()
    add_library(av_${name} INTERFACE)
    target_link_libraries(av_${name} INTERFACE ${ARG_ROOMS} ${ARG_LIBRARIES})
    target_include_directories(av_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
  endif()
  if(testing AND AV_TESTS)
    add_library(av_${name}_testing STATIC ${testing})
    target_link_libraries(av_${name}_testing PUBLIC av_${name} GTest::gtest PRIVATE av_warnings)
  endif()
endfunction()

# av_add_tests(<name> FOLDER <folder> LIBRARIES <target>... [PRECOMPILED <header>...])
#
# Makes one GoogleTest binary `test_<name>` of the *_test.cpp below FOLDER (of every .cpp below tests/) and lists its
# cases to CTest.
function(av_add_tests name)
  cmake_parse_arguments(ARG "" "FOLDER" "LIBRARIES;PRECOMPILED" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${ARG_FOLDER}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/tests/preload/")
  if(NOT ARG_FOLDER STREQUAL "${PROJECT_SOURCE_DIR}/tests")
    list(FILTER sources INCLUDE REGEX "_test\\.cpp$")
  endif()
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE ${ARG_LIBRARIES} av_warnings GTest::gmock GTest::gtest_main)
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(test_${name} PRIVATE -O0)  # faster to build, and what is tested is optimised all the same
  target_compile_definitions(test_${name} PRIVATE AV_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  av_precompile(test_${name} ${sources} HEADERS <gmock/gmock.h> <gtest/gtest.h> ${ARG_PRECOMPILED})
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}: DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()
