#include <nlohmann/json.hpp>

#include "study/detectors/detector.h"

namespace antivenom::study::detectors {
namespace {

Result<std::vector<std::string>> arguments(const std::string& target, const std::string&) {
  return std::vector<std::string>{"-r", target, "-f", "json", "-q"};
}

std::optional<bool> judge(const std::string& output, int) {
  const auto report = nlohmann::json::parse(output, nullptr, false);
  if (!report.is_object() || !report.contains("results") || !report["results"].is_array()) return std::nullopt;
  return !report["results"].empty();
}

}  // namespace

extern const Detector bandit4mal;
const Detector bandit4mal = {.name = "bandit4mal",
                             .title = "Bandit4Mal",
                             .program = "bandit4mal",
                             .threshold = "any issue",
                             .wants_folder = true,
                             .arguments = arguments,
                             .judge = judge};

}  // namespace antivenom::study::detectors
