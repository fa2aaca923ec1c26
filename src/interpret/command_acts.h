// What the programs and cmdlets of a script do to the world.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace antivenom::interpret {

// One act of a script, in the order of its text.
struct Act {
  std::string callee;  // "shell:curl", "powershell:Start-Process"
  EffectSet effects;
  uint32_t begin = 0, end = 0;  // bytes of the script
  std::vector<std::string> arguments;
  std::string file;          // that it writes
  bool from_before = false;  // it is given what the act before it gave: curl ... | sh
};

// The acts in a text of `language` (shell, batch, powershell, javascript, vbscript), at most 500.
std::vector<Act> acts_of(std::string_view text, std::string_view language);

}  // namespace antivenom::interpret
