#include <nlohmann/json.hpp>

#include "study/detectors/detector.h"

namespace antivenom::study::detectors {
namespace {

Result<std::vector<std::string>> arguments(const std::string& target, const std::string&) {
  return std::vector<std::string>{"--format", "sarifv2", target};
}

std::optional<bool> judge(const std::string& output, int) {
  const size_t begin = output.find('{');
  const auto report = nlohmann::json::parse(begin == std::string::npos ? "" : output.substr(begin), nullptr, false);
  if (!report.is_object() || !report.contains("runs") || !report["runs"].is_array()) return std::nullopt;
  for (const auto& run : report["runs"]) {
    if (run.is_object() && run.contains("results") && !run["results"].empty()) return true;
  }
  return false;
}

}  // namespace

extern const Detector ossgadget;
const Detector ossgadget = {.name = "ossgadget",
                            .title = "OSSGadget (backdoor)",
                            .program = "oss-detect-backdoor",
                            .threshold = "any result",
                            .wants_folder = true,
                            .arguments = arguments,
                            .judge = judge};

}  // namespace antivenom::study::detectors
