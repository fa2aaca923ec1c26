# A room is a folder of src/: one library, the rooms it may use, and its tests.

# Where the time of a scan goes. The preset `asan` compiles all else without optimisation, which takes half as long.
set(AV_HOT_ROOMS base facts artifact python knowledge interpret rules verdict)
# These wait for servers and databases, or write pages: a release optimises them less and is built in less time.
set(AV_COLD_ROOMS cli collect store mirrors diff chart html study)

# av_unite(<target>)
#
# Has eight files of a target compiled as one, which takes a third of the time: most of it goes to what they all include.
# Names in their anonymous namespaces must then differ, but for those of feeds and detectors, which define the same each.
# The presets `debug` and `clang` compile every file by itself, so that each includes what it uses, and for editors and
# clang-tidy.
function(av_unite target)
  if(AV_UNITE)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "/(collect/feeds|study/detectors)/[^/]*\\.cpp$")
    set_source_files_properties(${sources} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wno-subobject-linkage)  # it takes the united files for headers
    endif()
  endif()
endfunction()

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
    if(AV_SANITIZE OR NOT name IN_LIST AV_HOT_ROOMS)
      av_unite(av_${name})
    endif()
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
    av_unite(av_${name}_testing)
  endif()
endfunction()

# av_add_tests(<name> FOLDER <folder> LIBRARIES <target>... [PRECOMPILED <header>...])
#
# Makes one GoogleTest binary `test_<name>` of the *_test.cpp below FOLDER (of every .cpp below tests/) and lists its
# cases to CTest. With sanitizers a program takes longer to start than most tests to run: there the thousand that are made
# of rows (INSTANTIATE_TEST_SUITE_P) share eight processes.
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
  av_unite(test_${name})
  target_compile_options(test_${name} PRIVATE -O0)  # faster to build, and what is tested is optimised all the same
  target_compile_definitions(test_${name} PRIVATE AV_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  av_precompile(test_${name} ${sources} HEADERS <gmock/gmock.h> <gtest/gtest.h> ${ARG_PRECOMPILED})
  set(alone "*")
  if(AV_SANITIZE AND name STREQUAL product)
    set(alone "-*/*.*")
    foreach(shard RANGE 7)
      add_test(NAME ${name}:rows_${shard} COMMAND test_${name} --gtest_brief=1 "--gtest_filter=*/*.*")
      set_tests_properties(${name}:rows_${shard} PROPERTIES TIMEOUT 900
                           ENVIRONMENT "GTEST_TOTAL_SHARDS=8;GTEST_SHARD_INDEX=${shard}")
    endforeach()
  endif()
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}: TEST_FILTER "${alone}" DISCOVERY_MODE PRE_TEST
                       PROPERTIES TIMEOUT 300)
endfunction()
