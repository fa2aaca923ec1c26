# The tree-sitter runtime and its Python grammar, always from the pinned sources: facts depend on the node kinds.
set(AV_DEPS_DIR ${PROJECT_SOURCE_DIR}/.deps CACHE PATH "where scripts/fetch_sources.sh put the sources")

set(core ${AV_DEPS_DIR}/node_modules/tree-sitter/vendor/tree-sitter/lib)
set(grammar ${AV_DEPS_DIR}/node_modules/tree-sitter-python/src)
foreach(source ${core}/src/lib.c ${grammar}/parser.c ${grammar}/scanner.c)
  if(NOT EXISTS ${source})
    message(FATAL_ERROR "${source} is missing: run scripts/fetch_sources.sh")
  endif()
endforeach()

add_library(tree_sitter STATIC ${core}/src/lib.c ${grammar}/parser.c ${grammar}/scanner.c)
target_include_directories(tree_sitter SYSTEM PUBLIC ${core}/include PRIVATE ${core}/src ${grammar})
target_compile_definitions(tree_sitter PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE)
target_compile_options(tree_sitter PRIVATE -w -O2)
if(AV_SANITIZE)
  target_compile_options(tree_sitter PRIVATE -fno-sanitize=undefined)
endif()
set_target_properties(tree_sitter PROPERTIES C_STANDARD 11)
