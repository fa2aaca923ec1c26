// Which mirror still serves what is known to be malicious: told from the sightings in the store.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace antivenom::mirrors {

struct Country {
  std::string country;                         // empty: not known
  uint64_t mirrors = 0, served = 0, gone = 0;  // files, once for each mirror
};

struct Overview {
  std::vector<store::MirrorSummary> mirrors;  // sorted by name
  std::vector<Country> countries;             // most served first
};

// Still there, in whatever form.
inline uint64_t still_there(const store::MirrorSummary& mirror) {
  return mirror.served + mirror.yanked + mirror.quarantined;
}

// Of these mirrors; of all if there are no names.
Result<Overview> overview(store::Store& store, const std::vector<std::string>& names);

// A known-malicious file at a mirror.
struct Found {
  store::SightingRow sighting;
  bool removed_upstream = false;  // the index does not list it any more
};

enum class Which : uint8_t { still_there, everything };

// Calls visit for each known-malicious file at these mirrors (all if there are no names), as they were first seen, at
// most `limit` times. Whether the index has removed a file is looked up one by one where only a few are wanted.
Result<void> each_found(store::Store& store, const std::vector<std::string>& names, Which which, uint64_t limit,
                        const std::function<void(const Found&)>& visit);

// A report for the keepers of a mirror, as plain text: what was found, when, who says that it is malicious, and how to
// check. An error if the store knows no such mirror.
Result<std::string> letter(store::Store& store, const std::string& mirror, store::Time now);

}  // namespace antivenom::mirrors
