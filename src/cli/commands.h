// Each command: arguments after its name in, exit code out.
#pragma once

#include <string>
#include <vector>

namespace antivenom::cli {

// What scripts hold on to; the interface fixes the numbers.
enum ExitCode : int { kExitFine = 0, kExitFound = 1, kExitWrong = 2, kExitInterrupted = 130 };

int scan_command(const std::vector<std::string>& arguments);
int evaluate_command(const std::vector<std::string>& arguments);
int collect_command(const std::vector<std::string>& arguments);
int diff_command(const std::vector<std::string>& arguments);
int study_command(const std::vector<std::string>& arguments);
int mirrors_command(const std::vector<std::string>& arguments);
int classify_command(const std::vector<std::string>& arguments);

}  // namespace antivenom::cli
