// What each stage of a scan costs, over real archives: processor time of one thread, everything in memory, medians of
// several rounds.
//
//   antivenom_stages [--rounds N] LIST      a text file with the path of an archive a line, relative to the list's
//   folder
//
// Prints JSON: the sums of each stage over all archives of a class of size, the same bytes inflated by zlib alone,
// which is what `gzip -dc` does, the median over the archives of how many times as long as that a scan takes, and what
// a scan of each archive takes. bench/measure.py runs it and writes docs/PERFORMANCE.md.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/processor_clock.h"
#include "pipeline/jobs.h"
#include "pipeline/scan.h"
#include "report/report.h"

namespace {

using namespace antivenom;

constexpr std::array kStages = {"inflate", "unpack", "parse", "interpret", "rules", "verdict", "report", "whole"};
using Costs = std::array<double, kStages.size()>;  // milliseconds

struct Row {
  size_t archives = 0;
  uint64_t packed = 0, unpacked = 0, python = 0;  // bytes
  Costs costs{};
};

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

// A gzip stream to nowhere, with its checksum; 0 for other formats, which gzip cannot read.
double inflate_ms(const Bytes& bytes) {
  z_stream stream{};
  constexpr int kGzip = 16 + MAX_WBITS;
  if (inflateInit2(&stream, kGzip) != Z_OK) return 0;
  static std::array<Bytef, 1u << 16> out;
  const double start = processor_ms();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    status = inflate(&stream, Z_NO_FLUSH);
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END ? processor_ms() - start : 0;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

struct SizeClass {
  uint64_t below;  // bytes, unpacked
  const char* name;
};
constexpr std::array kClasses = {SizeClass{10'000, "below 10 KB"}, SizeClass{100'000, "10-100 KB"},
                                 SizeClass{1'000'000, "100 KB-1 MB"}, SizeClass{10'000'000, "1-10 MB"},
                                 SizeClass{UINT64_MAX, "10 MB and more"}};

// One archive, all stages, `rounds` times.
Row measure(const std::string& path, unsigned rounds) {
  const Bytes bytes = read_file(path);
  Row row;
  row.archives = 1;
  row.packed = bytes.size();
  const Artifact artifact = unpack(Bytes(bytes), path);
  for (const Member& member : artifact.members) {
    row.unpacked += member.bytes.size();
    if (member.content == Content::python) row.python += member.bytes.size();
  }
  std::array<std::vector<double>, kStages.size()> samples;
  for (unsigned round = 0; round < rounds; ++round) {
    StageTimes times;
    const double inflated = inflate_ms(bytes);
    const double start = processor_ms();
    const ScanResult result = scan(Bytes(bytes), path, {}, &times);
    const double scanned = processor_ms() - start;
    const double report_start = processor_ms();
    const std::string report = to_json(result, {});
    const double reported = processor_ms() - report_start;
    const Costs costs = {inflated,       times.unpack_ms,  times.parse_ms, times.interpret_ms,
                         times.rules_ms, times.verdict_ms, reported,       scanned + reported};
    for (size_t stage = 0; stage < costs.size(); ++stage) samples[stage].push_back(costs[stage]);
  }
  for (size_t stage = 0; stage < samples.size(); ++stage) row.costs[stage] = median(samples[stage]);
  return row;
}

void add(Row& sum, const Row& one) {
  sum.archives += one.archives;
  sum.packed += one.packed;
  sum.unpacked += one.unpacked;
  sum.python += one.python;
  for (size_t stage = 0; stage < sum.costs.size(); ++stage) sum.costs[stage] += one.costs[stage];
}

nlohmann::ordered_json to_json(const Row& row) {
  nlohmann::ordered_json stages;
  for (size_t stage = 0; stage < kStages.size(); ++stage) stages[kStages[stage]] = row.costs[stage];
  return {{"archives", row.archives},
          {"packed_bytes", row.packed},
          {"unpacked_bytes", row.unpacked},
          {"python_bytes", row.python},
          {"milliseconds", stages}};
}

}  // namespace

int main(int argc, char** argv) {
  unsigned rounds = 3;
  int at = 1;
  if (argc > 2 && std::string(argv[1]) == "--rounds") {
    rounds = static_cast<unsigned>(std::max(1, std::atoi(argv[2])));
    at = 3;
  }
  std::ifstream list(at < argc ? argv[at] : "");
  if (!list) {
    std::fputs("usage: antivenom_stages [--rounds N] LIST\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = std::filesystem::path(argv[at]).parent_path();
  std::vector<std::string> targets;
  for (std::string line; std::getline(list, line);)
    if (!line.empty()) targets.push_back((folder / line).string());

  std::array<Row, kClasses.size()> by_size;
  Row gzip, all;
  std::vector<double> ratios;  // of a scan to inflating
  nlohmann::ordered_json each = nlohmann::ordered_json::object();
  const auto work = [&](const std::string& target) {
    const Row row = measure(target, rounds);
    const auto it =
        std::find_if(kClasses.begin(), kClasses.end(), [&](const SizeClass& c) { return row.unpacked < c.below; });
    add(by_size[static_cast<size_t>(it - kClasses.begin())], row);
    add(all, row);
    each[target] = row.costs.back();
    if (row.costs.front() > 0) {
      add(gzip, row);
      ratios.push_back(row.costs.back() / row.costs.front());
    }
    return Outcome{};
  };
  // As jobs, for the stack that the interpreter needs.
  run_jobs(targets, {1, nullptr}, work, [](size_t, Outcome&&) {});

  nlohmann::ordered_json out;
  out["rounds"] = rounds;
  out["all"] = to_json(all);
  out["gzip"] = to_json(gzip);
  if (!ratios.empty()) out["median_times_inflate"] = median(ratios);
  for (size_t i = 0; i < kClasses.size(); ++i) out["classes"][kClasses[i].name] = to_json(by_size[i]);
  out["milliseconds_of_each"] = each;
  std::printf("%s\n", out.dump(1).c_str());
  return 0;
}
