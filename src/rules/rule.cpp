#include "rules/rule.h"

namespace antivenom {

std::string_view to_string(Category category) {
  switch (category) {
    case Category::information_stealing:
      return "information-stealing";
    case Category::remote_control:
      return "remote-control";
    case Category::code_execution:
      return "code-execution";
    case Category::command_execution:
      return "command-execution";
    case Category::file_operations:
      return "file-operations";
    case Category::none:
      return "none";
  }
  return "none";
}

std::string_view to_string(Weight weight) {
  switch (weight) {
    case Weight::context:
      return "context";
    case Weight::notable:
      return "notable";
    case Weight::suspicious:
      return "suspicious";
    case Weight::hostile:
      return "hostile";
  }
  return "context";
}

}  // namespace antivenom
