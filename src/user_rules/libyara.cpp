#include "user_rules/libyara.h"

namespace antivenom {

const Result<LibYara>& libyara() {
  static const Result<LibYara> loaded = open_late<LibYara>(AV_SONAME, "libyara9");
  return loaded;
}

}  // namespace antivenom
