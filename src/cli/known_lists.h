// The lists of known-malicious packages that the user names, from the disk.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "known_malicious/known_malicious.h"

namespace antivenom::cli {

// Files, and folders searched for *.json, *.csv and *.txt. An error names the file and what is wrong with it.
Result<KnownMalicious> read_known_malicious(const std::vector<std::string>& paths);

}  // namespace antivenom::cli
