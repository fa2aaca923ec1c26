# Content under knowledge/ becomes constant tables: nothing is read or built when the program starts.
function(av_add_knowledge_tables target)
  set(script ${PROJECT_SOURCE_DIR}/scripts/generate_knowledge.py)
  file(GLOB_RECURSE tables CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/knowledge/*.tsv)
  set(output ${PROJECT_BINARY_DIR}/generated/knowledge_tables.cpp)
  # The examples lie in an object of their own: of the static library only tests link it.
  set(examples ${PROJECT_BINARY_DIR}/generated/knowledge_examples.cpp)
  add_custom_command(
    OUTPUT ${output} ${examples}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
    COMMAND ${Python3_EXECUTABLE} ${script} ${PROJECT_SOURCE_DIR}/knowledge ${output}
    DEPENDS ${script} ${PROJECT_SOURCE_DIR}/scripts/pattern_automata.py ${tables} ${PROJECT_SOURCE_DIR}/knowledge/standard_modules.txt
            ${PROJECT_SOURCE_DIR}/src/facts/effects.def
    COMMENT "Generating knowledge tables"
    VERBATIM)
  target_sources(${target} PRIVATE ${output} ${examples})
endfunction()
