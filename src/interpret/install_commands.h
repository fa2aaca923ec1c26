// Command lines that install Python distributions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace antivenom::interpret {

// The strings in the repr of a list or tuple, or in a command line: what stands in quotes, or between blanks.
std::vector<std::string> words_of(std::string_view text);

// What `pip install ...` (pip3, python -m pip, easy_install, uv pip) asks for, each as it is spelled: "evil==1.0",
// "git+https://...". Several commands in a line are all read, also one in the quotes of another (`cmd /c "pip ..."`).
std::vector<std::string> installed_by(const std::vector<std::string>& words);

}  // namespace antivenom::interpret
