#include <nlohmann/json.hpp>

#include "study/detectors/detector.h"

namespace antivenom::study::detectors {
namespace {

constexpr double kScore = 10;

Result<std::vector<std::string>> arguments(const std::string& target, const std::string&) {
  return std::vector<std::string>{"scan", target, "-f", "json"};
}

std::optional<bool> judge(const std::string& output, int) {
  const size_t begin = output.find('{');
  const auto report = nlohmann::json::parse(begin == std::string::npos ? "" : output.substr(begin), nullptr, false);
  if (!report.is_object()) return std::nullopt;
  if (report.contains("score") && report["score"].is_number()) return report["score"].get<double>() >= kScore;
  // Without a detection of weight it prints no score.
  return report.contains("detections") ? std::optional<bool>(false) : std::nullopt;
}

}  // namespace

extern const Detector aura;
const Detector aura = {.name = "aura",
                       .title = "Aura",
                       .program = "aura",
                       .threshold = "score of 10 or more",
                       .arguments = arguments,
                       .judge = judge};

}  // namespace antivenom::study::detectors
