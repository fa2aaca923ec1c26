// `antivenom classify rename|category|confirm|merge|split|decisions`: an analyst's word on clusters.
#pragma once

#include <string>
#include <vector>

namespace antivenom::cli {

bool is_cluster_decision(const std::string& word);

// Arguments with the word at the front in, exit code out.
int decide_command(const std::vector<std::string>& arguments);

}  // namespace antivenom::cli
