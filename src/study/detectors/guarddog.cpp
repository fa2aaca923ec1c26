#include <nlohmann/json.hpp>

#include "study/detectors/detector.h"

namespace antivenom::study::detectors {
namespace {

// From version 3 on a package has a score of 0 to 10; before, a number of issues.
constexpr double kScore = 5;

Result<std::vector<std::string>> arguments(const std::string& target, const std::string&) {
  return std::vector<std::string>{"pypi", "scan", target, "--output-format", "json"};
}

std::optional<double> score_in(const nlohmann::json& report) {
  for (const char* key : {"risk_score", "score"}) {
    const auto it = report.find(key);
    if (it == report.end()) continue;
    if (it->is_number()) return it->get<double>();
    if (it->is_object() && it->contains("score") && (*it)["score"].is_number()) return (*it)["score"].get<double>();
  }
  return std::nullopt;
}

std::optional<bool> judge(const std::string& output, int) {
  // Messages may stand before the report.
  const size_t begin = output.find('{');
  const auto report = nlohmann::json::parse(begin == std::string::npos ? "" : output.substr(begin), nullptr, false);
  if (!report.is_object()) return std::nullopt;
  if (const auto score = score_in(report)) return *score >= kScore;
  const auto issues = report.find("issues");
  if (issues == report.end() || !issues->is_number()) return std::nullopt;
  return issues->get<double>() > 0;
}

}  // namespace

extern const Detector guarddog;
const Detector guarddog = {.name = "guarddog",
                           .title = "GuardDog",
                           .program = "guarddog",
                           .threshold = "score of 5 or more; before version 3 any issue",
                           .arguments = arguments,
                           .judge = judge};

}  // namespace antivenom::study::detectors
