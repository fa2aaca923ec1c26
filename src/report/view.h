// What every format shows alike: which findings, in which order, and their source lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace antivenom {

// Findings of one kind that are shown, those that weigh most first. Context findings and findings in files that are
// not installed are shown only when verbose.
std::vector<const Finding*> shown_findings(const ScanResult& result, RuleKind kind, bool verbose);

// An evasion is named without its folder: "evasion/code-obfuscation" is known as "code-obfuscation".
std::string_view shown_id(const Finding& finding);

// The source line at the start of a place; empty if it was not looked up.
std::string_view line_at(const ScanResult& result, const Place& place);

// "member 3,355 of family free-*-checker, first seen 2023-02-11 (93 % alike)"
std::string family_text(const InFamily& family);

// The path of a shipped file; empty if there is none.
std::string_view path_of(const Facts& facts, FileId file);

}  // namespace antivenom
