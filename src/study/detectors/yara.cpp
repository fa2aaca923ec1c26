#include <algorithm>
#include <filesystem>

#include "study/detectors/detector.h"

namespace antivenom::study::detectors {
namespace {

namespace fs = std::filesystem;

// `rules`: a file, or a folder of .yar and .yara files.
Result<std::vector<std::string>> arguments(const std::string& target, const std::string& rules) {
  std::vector<std::string> files;
  std::error_code error;
  if (fs::is_directory(rules, error)) {
    for (fs::recursive_directory_iterator it(rules, error), end; !error && it != end; it.increment(error)) {
      const std::string extension = it->path().extension().string();
      if (it->is_regular_file() && (extension == ".yar" || extension == ".yara")) files.push_back(it->path().string());
    }
  } else if (fs::is_regular_file(rules, error)) {
    files.push_back(rules);
  }
  if (files.empty()) return fail("yara=FOLDER needs a folder of rules", rules);
  std::sort(files.begin(), files.end());
  std::vector<std::string> out = {"-r", "-w"};
  out.insert(out.end(), files.begin(), files.end());
  out.push_back(target);
  return out;
}

// One line a match; 1 stands for an error.
std::optional<bool> judge(const std::string& output, int exit_code) {
  if (exit_code != 0 && output.empty()) return std::nullopt;
  return !output.empty();
}

}  // namespace

extern const Detector yara;
const Detector yara = {.name = "yara",
                       .title = "YARA",
                       .program = "yara",
                       .threshold = "any match of the given rules",
                       .wants_folder = true,
                       .arguments = arguments,
                       .judge = judge};

}  // namespace antivenom::study::detectors
