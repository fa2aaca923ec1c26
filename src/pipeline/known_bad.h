// What the caller knows of other packages, put into facts before any rule looks at them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "facts/facts.h"
#include "known_malicious/known_malicious.h"
#include "report/report.h"

namespace antivenom {

// A dependency that was scanned, or one of whose own dependencies was, and found malicious.
struct JudgedDependency {
  std::string name;  // as Dependency has them
  std::string versions;
  std::string reason;  // "was scanned and is malicious (evil-1.0.tar.gz)"
};

// Fills in where the dependencies stand. The user's lists come first: they are sure.
void set_standings(Facts& facts, const KnownMalicious* lists, std::span<const JudgedDependency> judged);

// What a dependency is known to be is no guess of a model: who brings in what is listed is malicious, and who brings in
// what was judged so is at least suspicious. Raises the label where the score does not say so; an import alone may be
// of another distribution's module and raises nothing.
void raise_by_dependencies(ScanResult& result);

// The package itself on a list of the user: the label becomes malicious and the summary begins with the reason. The
// score stays as it is: a name on a list says nothing about what was found.
void look_up_itself(ScanResult& result, const KnownMalicious& lists);

}  // namespace antivenom
