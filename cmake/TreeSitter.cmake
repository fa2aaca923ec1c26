# The tree-sitter runtime and its grammars, always from the pinned sources: facts depend on the node kinds.
set(AV_DEPS_DIR ${PROJECT_SOURCE_DIR}/.deps CACHE PATH "where scripts/fetch_sources.sh put the sources")

set(core ${AV_DEPS_DIR}/node_modules/tree-sitter/vendor/tree-sitter/lib)
set(grammars ${AV_DEPS_DIR}/node_modules/tree-sitter-python/src
             ${AV_DEPS_DIR}/node_modules/@tree-sitter-grammars/tree-sitter-toml/src)
set(sources ${core}/src/lib.c)
foreach(grammar IN LISTS grammars)
  list(APPEND sources ${grammar}/parser.c ${grammar}/scanner.c)
  set_source_files_properties(${grammar}/scanner.c PROPERTIES COMPILE_OPTIONS
                              "-include;${CMAKE_CURRENT_LIST_DIR}/scanner_memory.h")
endforeach()
foreach(source IN LISTS sources)
  if(NOT EXISTS ${source})
    message(FATAL_ERROR "${source} is missing: run scripts/fetch_sources.sh")
  endif()
endforeach()

add_library(tree_sitter STATIC ${sources})
target_include_directories(tree_sitter SYSTEM PUBLIC ${core}/include PRIVATE ${core}/src)
# The scanners of the grammars take their memory where the runtime does, instead of trusting that there is some.
target_compile_definitions(tree_sitter PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE TREE_SITTER_REUSE_ALLOCATOR)
target_compile_options(tree_sitter PRIVATE -w -O2 -fexceptions)  # src/base/c_memory.h
if(AV_SANITIZE)
  target_compile_options(tree_sitter PRIVATE -fno-sanitize=undefined)
endif()
set_target_properties(tree_sitter PROPERTIES C_STANDARD 11)
