// What asks for another distribution: names as PEP 503 compares them, requirements as PEP 508 spells them, versions in
// the order of PEP 440.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace antivenom {

// Lower case, runs of '-', '_' and '.' become one '-' (PEP 503).
std::string normalised_distribution(std::string_view name);

struct Requirement {
  std::string name;      // normalised
  std::string versions;  // ">=1.0,<2" without blanks; empty: any
  std::string address;   // of `name @ https://...`, or all there is
};

// "Evil_Tool[extra] (>=1.0); python_version < '3'", "evil @ https://...", "git+https://.../evil.git@v1#egg=evil", an
// archive's address. nullopt where no name can be told.
std::optional<Requirement> parse_requirement(std::string_view text);

// -1, 0 or 1 in the order of PEP 440, local labels last. Texts that are no versions come before all versions, by their
// bytes. Case, blanks and quotes around them do not count.
int compare_versions(std::string_view a, std::string_view b);
bool is_version(std::string_view text);

// True if an installer that was asked for `versions` ("==1.0", "~=2.1,!=2.3", "") may take `version`. What is no
// specifier is passed over.
bool allows(std::string_view versions, std::string_view version);

// The one version that is asked for ("==1.0", "===1.0"); empty if several may do.
std::string pinned_version(std::string_view versions);

}  // namespace antivenom
