#include "study/detectors/results.h"

#include <algorithm>
#include <charconv>

#include "artifact/names.h"
#include "base/lower_case.h"
#include "collect/feeds/formats/csv.h"
#include "collect/feeds/formats/json.h"

namespace antivenom::study {
namespace {

using collect::Json;

bool is_yes(std::string text) {
  text = lower_case(text);
  return text == "1" || text == "true" || text == "yes" || text == "malicious" || text == "detected";
}

std::string file_name(std::string_view path) { return std::string(unpacking::base_name(path)); }

Result<DetectorResult> from_csv(DetectorResult out, std::string_view text) {
  collect::CsvReader reader(text);
  const auto file = reader.column({"file", "path", "artifact", "sha256"});
  const auto detected = reader.column({"detected", "malicious", "verdict", "result"});
  const auto seconds = reader.column({"seconds", "time"});
  if (!file || !detected) return fail("needs the columns file and detected", out.name);
  while (const auto row = reader.next()) {
    if (row->error || *file >= row->fields.size() || *detected >= row->fields.size()) continue;
    const std::string key = file_name(row->fields[*file]);
    out.detected[key] = is_yes(row->fields[*detected]);
    if (!seconds || *seconds >= row->fields.size()) continue;
    const std::string& number = row->fields[*seconds];
    double value = 0;
    if (std::from_chars(number.data(), number.data() + number.size(), value).ec == std::errc())
      out.seconds[key] = value;
  }
  return out;
}

// Every part of the address of a result may be the name of a package's file: "packages/a-1.0.tar.gz/setup.py".
Result<DetectorResult> from_sarif(DetectorResult out, const Json& log, const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) out.detected[sample.file] = false;
  for (const Json& run : collect::member(log, "runs")) {
    for (const Json& result : collect::member(run, "results")) {
      for (const Json& location : collect::member(result, "locations")) {
        std::string uri =
            collect::text_of(collect::member(collect::member(location, "physicalLocation"), "artifactLocation"), "uri");
        for (size_t begin = 0; begin < uri.size();) {
          const size_t end = std::min(uri.find_first_of("/!", begin), uri.size());
          const auto it = out.detected.find(uri.substr(begin, end - begin));
          if (it != out.detected.end()) it->second = true;
          begin = end + 1;
        }
      }
    }
  }
  return out;
}

}  // namespace

Result<DetectorResult> parse_results(const std::string& name, std::string_view text,
                                     const std::vector<Sample>& samples) {
  DetectorResult out;
  out.name = name;
  out.note = "results that were given";
  const size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos || text[first] != '{') return from_csv(std::move(out), text);
  const auto log = collect::parse_json(text.substr(first));
  if (!log) return fail(log.error().message(), name);
  return from_sarif(std::move(out), *log, samples);
}

Result<DetectorResult> virus_total_results(store::Store& store, const std::vector<Sample>& samples) {
  DetectorResult out;
  out.name = "VirusTotal";
  out.note = "as many engines as collect verify asks for";
  for (const Sample& sample : samples) {
    if (sample.sha256.empty()) continue;
    auto checks = store.checks(sample.sha256);
    if (!checks) return tl::unexpected(checks.error());
    for (const store::Check& check : *checks) {
      if (check.check == "virustotal" && check.outcome != "unknown")
        out.detected[sample.sha256] = check.outcome == "confirmed";
    }
  }
  if (out.detected.empty()) out.missing = "no sample was looked up (antivenom collect verify asks VirusTotal)";
  return out;
}

}  // namespace antivenom::study
