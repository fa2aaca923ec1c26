// Owners of what libyara allocates. For the sources of this room only.
#pragma once

#include <memory>

#include "user_rules/libyara.h"
#include "user_rules/user_rules.h"

namespace antivenom {

struct DestroyRules {
  void operator()(YR_RULES* rules) const { yara().rules_destroy(rules); }
};
struct DestroyCompiler {
  void operator()(YR_COMPILER* compiler) const { yara().compiler_destroy(compiler); }
};
struct DestroyScanner {
  void operator()(YR_SCANNER* scanner) const { yara().scanner_destroy(scanner); }
};
using RulesOwner = std::unique_ptr<YR_RULES, DestroyRules>;
using CompilerOwner = std::unique_ptr<YR_COMPILER, DestroyCompiler>;
using ScannerOwner = std::unique_ptr<YR_SCANNER, DestroyScanner>;

// libyara is in use as long as this lives.
struct UserRules::Library {
  Library() : ready(yara().initialize() == ERROR_SUCCESS) {}
  ~Library() {
    rules.reset();
    if (ready) yara().finalize();
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  bool ready;
  RulesOwner rules;
};

// The meta of a rule that speaks to us; nullptr if it has none.
const YR_META* meta_for_us(const YR_RULE* rule);
// What that meta says; nothing for any other text.
RuleSays said_by(const YR_META* meta);

}  // namespace antivenom
