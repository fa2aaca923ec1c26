# Content under rules/ is found by folder: nothing has to be registered by hand.

# A category may be a C++ keyword; its namespace then carries a trailing underscore.
set(AV_CXX_KEYWORDS
    alignas alignof and asm auto bool break case catch char class compl concept const consteval constexpr constinit
    continue decltype default delete do double else enum explicit export extern false float for friend goto if inline
    int long mutable namespace new noexcept not nullptr operator or private protected public register requires return
    short signed sizeof static struct switch template this throw true try typedef typeid typename union unsigned using
    virtual void volatile while xor)

# av_identifier(<out> <kebab-case text>): the C++ name of a rule or category.
function(av_identifier out text)
  string(REPLACE "-" "_" name ${text})
  if(name IN_LIST AV_CXX_KEYWORDS OR name MATCHES "^[0-9]")
    string(APPEND name "_")
  endif()
  set(${out} ${name} PARENT_SCOPE)
endfunction()

# av_add_rule_table(<target>): a library of rules/*/*/rule.cpp and `std::span<const RuleEntry> all_rules()`.
# Configuring stops at a folder that is misnamed or lacks a fixture.
function(av_add_rule_table target)
  set(root ${PROJECT_SOURCE_DIR}/rules)
  file(GLOB sources CONFIGURE_DEPENDS ${root}/*/*/rule.cpp)
  # Globbed only so that adding or deleting a fixture runs the checks again.
  file(GLOB fixtures CONFIGURE_DEPENDS ${root}/*/*/*.py ${root}/*/*/fires/* ${root}/*/*/quiet/*)
  set(declarations "")
  set(rows "")
  set(ids "")
  foreach(source IN LISTS sources)
    get_filename_component(folder ${source} DIRECTORY)
    file(RELATIVE_PATH id ${root} ${folder})
    list(APPEND ids ${id})
  endforeach()
  list(SORT ids)
  list(LENGTH ids count)
  foreach(id IN LISTS ids)
    set(folder ${root}/${id})
    if(NOT id MATCHES "^[a-z][a-z0-9]*(-[a-z0-9]+)*/[a-z][a-z0-9]*(-[a-z0-9]+)*$")
      message(FATAL_ERROR "rule folder '${id}' is not <category>/<kebab-case>")
    endif()
    foreach(side fires quiet)
      if(NOT EXISTS ${folder}/${side}.py AND NOT IS_DIRECTORY ${folder}/${side})
        message(FATAL_ERROR "rule '${id}' has no '${side}' fixture")
      endif()
    endforeach()
    get_filename_component(category ${id} DIRECTORY)
    get_filename_component(name ${id} NAME)
    av_identifier(space ${category})
    av_identifier(symbol ${name})
    string(APPEND declarations "namespace rules::${space}::${symbol} { extern const Rule rule; }\n")
    string(APPEND rows "    RuleEntry{\"${id}\", &rules::${space}::${symbol}::rule},\n")
  endforeach()

  set(table ${PROJECT_BINARY_DIR}/generated/rule_table.cpp)
  file(CONFIGURE OUTPUT ${table} CONTENT
"// Generated from the folders under rules/. Do not edit.
#include <array>
#include <span>

#include \"rules/rule.h\"

namespace antivenom {

@declarations@
std::span<const RuleEntry> all_rules() {
  static const std::array<RuleEntry, @count@> table{{
@rows@  }};
  return table;
}

}  // namespace antivenom
" @ONLY)
  add_library(${target} STATIC ${sources} ${table})
  target_link_libraries(${target} PUBLIC av_rules av_facts PRIVATE av_warnings)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  av_precompile(${target} ${sources} HEADERS ${PROJECT_SOURCE_DIR}/src/rules/rule.h)
  av_unite(${target})
endfunction()
