# Libraries that the program opens when it first uses them (src/base/late_library.h).

# av_add_late_library(<name> <source>)
#
# Makes `late_<name>` of what pkg_check_modules(<name>) found: its headers only, nothing is linked. <source>, which opens
# the library, gets AV_SONAME, the name that a program linked with it would ask the dynamic linker for. It is read from
# the library: which one the headers belong to depends on the package that was installed (libcurl.so.4, or
# libcurl-gnutls.so.4).
function(av_add_late_library name source)
  list(GET ${name}_LINK_LIBRARIES 0 file)
  execute_process(COMMAND ${CMAKE_READELF} -d ${file} OUTPUT_VARIABLE dynamic ERROR_QUIET)
  if(NOT dynamic MATCHES "\\(SONAME\\)[^\n]*\\[([^]\n]+)\\]")
    message(FATAL_ERROR "${file} has no name for the dynamic linker: is it a shared library?")
  endif()
  set_source_files_properties(${source} PROPERTIES COMPILE_DEFINITIONS "AV_SONAME=\"${CMAKE_MATCH_1}\"")
  add_library(late_${name} INTERFACE)
  target_include_directories(late_${name} SYSTEM INTERFACE ${${name}_INCLUDE_DIRS})
endfunction()
