// Rule files as the user names them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace antivenom {

struct RuleFile {
  std::filesystem::path path;
  std::filesystem::path root;  // canonical; what the file includes lies in here
  std::string rule_namespace;
};

// Folders become their *.yar and *.yara, sorted; each file once.
Result<std::vector<RuleFile>> find_rule_files(const std::vector<std::string>& paths);

// The whole text of a rule file. An error for what is too large, cannot be read or is no text.
Result<Bytes> read_rule_file(const std::filesystem::path& path);

// Where an include leads, if it stays below `root`.
Result<std::filesystem::path> resolve_include(const std::filesystem::path& from, const std::string& name,
                                              const std::filesystem::path& root);

}  // namespace antivenom
