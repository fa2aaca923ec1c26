# models/verdict.tsv becomes a constant table: nothing is read or built when the program starts.
function(av_add_verdict_model target)
  set(model ${PROJECT_SOURCE_DIR}/models/verdict.tsv)
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${model})
  file(STRINGS ${model} lines ENCODING UTF-8)
  set(rows "")
  set(count 0)
  foreach(line IN LISTS lines)
    if(line MATCHES "^#" OR line MATCHES "^feature\t")
      continue()
    endif()
    if(NOT line MATCHES "^([a-z][a-z0-9/-]*)\t(-?[0-9]+\\.[0-9]+)\t([^\"\\;]*)$")
      message(FATAL_ERROR "models/verdict.tsv: not `feature weight note`: ${line}")
    endif()
    set(name ${CMAKE_MATCH_1})
    set(weight ${CMAKE_MATCH_2})
    set(note ${CMAKE_MATCH_3})
    if(name MATCHES "^(start|threshold-malicious|threshold-suspicious)$")
      set(${name} ${weight})
      continue()
    endif()
    string(APPEND rows "    FeatureWeight{\"${name}\", ${weight}, \"${note}\"},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  foreach(name start threshold-malicious threshold-suspicious)
    if(NOT DEFINED ${name})
      message(FATAL_ERROR "models/verdict.tsv has no row `${name}`")
    endif()
  endforeach()
  set(malicious ${threshold-malicious})
  set(suspicious ${threshold-suspicious})

  set(table ${PROJECT_BINARY_DIR}/generated/verdict_model.cpp)
  file(CONFIGURE OUTPUT ${table} CONTENT
"// Generated from models/verdict.tsv. Do not edit.
#include <array>

#include \"verdict/model.h\"

namespace antivenom {
namespace {

constexpr std::array<FeatureWeight, @count@> kWeights{{
@rows@}};
constexpr double kMalicious = @malicious@, kSuspicious = @suspicious@;

}  // namespace

double shipped_malicious() { return kMalicious; }
double shipped_suspicious() { return kSuspicious; }

const Model& shipped_model() {
  static constexpr Model model{@start@, {kMalicious, kSuspicious}, kWeights};
  return model;
}

}  // namespace antivenom
" @ONLY)
  target_sources(${target} PRIVATE ${table})
endfunction()
