#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/escape.h"
#include "diff/present.h"
#include "report/view.h"

namespace antivenom::diff {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxHunkLines = 400;  // of one file; the counts tell the rest
constexpr size_t kMaxLine = 200;       // characters
constexpr size_t kMaxCalls = 500;

double rounded(double value) { return std::isfinite(value) ? std::round(value * 1e4) / 1e4 : 0.0; }

std::string path_in(const Version& version, uint32_t file) { return version.files.files[file].path; }

Json side_of(const Side& side) {
  return {{"path", side.package.path},
          {"name", side.package.name},
          {"version", side.package.version},
          {"kind", side.package.kind},
          {"sha256", side.package.sha256},
          {"verdict", to_string(side.label)},
          {"score", rounded(side.score)},
          {"python_files", side.metrics.python_files},
          {"python_lines", side.metrics.python_lines}};
}

Json file_of(const SnapshotFile& file, uint32_t lines, std::string_view expected) {
  Json out = {{"path", file.path}, {"role", to_string(file.role)}, {"bytes", file.size}, {"lines", lines}};
  if (!expected.empty()) out["expected"] = expected;
  return out;
}

// `of_after`: the part is what the newer version has.
Json part_of(const Compared& compared, const Part& part, bool of_after, const ReportOptions& options) {
  const Version& version = of_after ? compared.after : compared.before;
  const Json report = Json::parse(antivenom::to_json(part.result, options));
  Json out;
  out["behaviours"] = report["behaviours"];
  out["evasions"] = report["evasions"];
  out["calls"] = Json::array();
  for (const CallChange& call : part.calls) {
    if (out["calls"].size() == kMaxCalls) break;
    out["calls"].push_back({{"call", call.call},
                            {"file", path_of(part.result.facts, call.place.file)},
                            {"line", call.place.line},
                            {"layer", call.place.layer},
                            {"trigger", to_string(call.trigger)},
                            {"count", call.count},
                            {"new_to_package", call.new_to_package}});
  }
  const std::set<uint64_t> layers(part.layers.begin(), part.layers.end());
  out["layers"] = Json::array();
  for (const Json& layer : report["layers"]) {
    if (layers.contains(layer["id"].get<uint64_t>())) out["layers"].push_back(layer);
  }
  out["indicators"] = report["indicators"];
  out["files"] = Json::array();
  for (const FileMatch& match : compared.difference.files.files) {
    const uint32_t here = of_after ? match.new_file : match.old_file,
                   there = of_after ? match.old_file : match.new_file;
    if (here == kNone || there != kNone) continue;
    out["files"].push_back(file_of(version.files.files[here], of_after ? match.added_lines : match.removed_lines,
                                   expected_difference(compared, match)));
  }
  return out;
}

Json lines_of(std::string_view text, uint32_t begin, uint32_t end, size_t& room) {
  Json out = Json::array();
  const auto lines = split_lines(text);
  for (uint32_t i = begin; i < end && i < lines.size() && room > 0; ++i, --room)
    out.push_back(visible(lines[i], kMaxLine));
  return out;
}

Json changed_file(const Compared& compared, const FileMatch& match) {
  const std::string old_path = path_in(compared.before, match.old_file),
                    new_path = path_in(compared.after, match.new_file);
  Json out = {{"path", new_path}};
  if (old_path != new_path) out["old_path"] = old_path;
  out["change"] = match.same_content ? "renamed" : old_path == new_path ? "changed" : "renamed and changed";
  out["added_lines"] = match.added_lines;
  out["removed_lines"] = match.removed_lines;
  if (const auto expected = expected_difference(compared, match); !expected.empty()) out["expected"] = expected;
  out["hunks"] = Json::array();
  size_t room = kMaxHunkLines;
  for (const Hunk& hunk : match.hunks) {
    if (room == 0) break;
    const ByteView before = compared.before.files.files[match.old_file].bytes,
                   after = compared.after.files.files[match.new_file].bytes;
    out["hunks"].push_back({{"old_line", hunk.old_begin + 1},
                            {"new_line", hunk.new_begin + 1},
                            {"removed", lines_of(before, hunk.old_begin, hunk.old_end, room)},
                            {"added", lines_of(after, hunk.new_begin, hunk.new_end, room)}});
  }
  if (room == 0) out["cut"] = true;
  return out;
}

Json evolution_of(const Evolution& e) {
  return {{"sturdier", e.sturdier}, {"shorter", e.shorter},
          {"evading", e.evading},   {"broader", e.broader},
          {"narrower", e.narrower}, {"exception_handlers", {e.handlers_before, e.handlers_after}}};
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string to_json(const Compared& compared, const ReportOptions& options) {
  const Difference& d = compared.difference;
  Json out;
  out["verdict"] = to_string(d.label);
  out["score"] = rounded(d.added.result.verdict.score);
  out["summary"] = d.added.result.verdict.summary;
  out["old"] = side_of(d.before);
  out["new"] = side_of(d.after);
  out["same_release"] = d.same_release;
  out["added"] = part_of(compared, d.added, true, options);
  out["removed"] = part_of(compared, d.removed, false, options);
  out["changed_files"] = Json::array();
  for (const FileMatch& match : d.files.files) {
    if (match.old_file == kNone || match.new_file == kNone) continue;
    if (match.same_content && path_in(compared.before, match.old_file) == path_in(compared.after, match.new_file))
      continue;
    out["changed_files"].push_back(changed_file(compared, match));
  }
  out["notes"] = Json::array();
  for (const Note& note : d.notes)
    out["notes"].push_back({{"file", note.file}, {"text", note.text}, {"suspicious", note.suspicious}});
  out["evolution"] = evolution_of(d.evolution);
  out["elapsed_ms"] = rounded(d.elapsed_ms);
  return dumped(out);
}

std::string timeline_json(std::string_view package, std::span<const Step> steps) {
  Json out = {{"package", package}, {"versions", Json::array()}};
  for (const Step& step : steps) {
    Json one = {{"version", step.version},
                {"path", step.path},
                {"verdict", to_string(step.label)},
                {"score", rounded(step.score)},
                {"python_files", step.metrics.python_files},
                {"python_lines", step.metrics.python_lines},
                {"malicious_lines", step.metrics.malicious_lines}};
    if (!step.difference.empty()) one["difference"] = Json::parse(step.difference);
    out["versions"].push_back(std::move(one));
  }
  return dumped(out);
}

}  // namespace antivenom::diff
