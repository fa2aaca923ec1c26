// Time and memory of the classification by the number of packages.
//
//   antivenom scan --format json --api-sequence FOLDER > scans.jsonl
//   antivenom_classify_scale scans.jsonl 20000
//
// Packages beyond those given are copies with noise: of each sequence 5 % of the calls are left out, 3 % become another
// call, 2 % change places with the next. Run it once for each number: the peak of memory is the process's.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "classify/classify.h"

namespace {

using antivenom::classify::Call;
using antivenom::classify::Chance;
using antivenom::classify::Sample;
using Json = nlohmann::json;

std::vector<Sample> read_scans(const char* path) {
  std::vector<Sample> samples;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) continue;
    Sample sample;
    sample.path = json["artifact"]["path"];
    for (const Json& call : json["api_sequence"]) {
      sample.calls.push_back({call["call"], call["file"], call["layer"], call["line"]});
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

Sample noisy(const Sample& original, const std::vector<Sample>& all, Chance& chance) {
  Sample copy = original;
  copy.calls.clear();
  for (const Call& call : original.calls) {
    if (chance.unit() < 0.05) continue;
    copy.calls.push_back(call);
    const Sample& other = all[chance.below(all.size())];
    if (chance.unit() < 0.03 && !other.calls.empty()) copy.calls.back() = other.calls[chance.below(other.calls.size())];
    const size_t count = copy.calls.size();
    if (count > 1 && chance.unit() < 0.02) std::swap(copy.calls[count - 1], copy.calls[count - 2]);
  }
  return copy;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: antivenom_classify_scale SCANS.jsonl PACKAGES\n");
    return 2;
  }
  std::vector<Sample> samples = read_scans(argv[1]);
  const size_t given = samples.size(), wanted = std::strtoul(argv[2], nullptr, 10);
  if (given == 0) return 2;
  Chance chance(1);
  for (size_t i = given; i < wanted; ++i) samples.push_back(noisy(samples[i % given], samples, chance));
  samples.resize(wanted);
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const auto start = std::chrono::steady_clock::now();
  const auto run = antivenom::classify::classify(samples, {}, {});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  getrusage(RUSAGE_SELF, &after);
  if (!run) {
    std::fprintf(stderr, "%s\n", run.error().message().c_str());
    return 1;
  }
  const auto processor = [](const rusage& usage) {
    return static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
  };
  std::printf(
      "%zu packages, %zu distinct, %zu clusters: %.1f s (%.1f s of processor), peak %.0f MB, of which input %.0f MB\n",
      samples.size(), run->learned.keys.size(), run->result.clusters.size(), seconds,
      processor(after) - processor(before), static_cast<double>(after.ru_maxrss) / 1024,
      static_cast<double>(before.ru_maxrss) / 1024);
  return 0;
}
