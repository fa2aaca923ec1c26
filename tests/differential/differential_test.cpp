// The interpreter against python3: thousands of small generated programs (generate.py), each of which prints the repr
// of its result. Our answer must be the same or an unknown; never another value.
//
// The programs are pure by construction: no file, no network, no process, no code from text. Without python3 the test
// is skipped and says so.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/testing/cost.h"
#include "interpret/testing/package_facts.h"

namespace antivenom::interpret {
namespace {

constexpr unsigned kPrograms = kSanitized ? 2'000 : 6'000;
constexpr size_t kBatch = 100;  // programs interpreted as one package
constexpr double kMaxUnknownShare = 0.05;

struct Program {
  std::string kind, source, expected;
};

// What python3 makes of `count` programs; empty if there is no python3.
std::vector<Program> generated(unsigned seed, unsigned count) {
  const std::string command = "python3 -I -S \"" AV_SOURCE_DIR "/tests/differential/generate.py\" " +
                              std::to_string(seed) + ' ' + std::to_string(count);
  FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  char buffer[65'536];
  for (size_t n = 0; pipe != nullptr && (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  if (pipe != nullptr) pclose(pipe);
  std::vector<Program> programs;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const auto row = nlohmann::json::parse(text.substr(begin, end - begin), nullptr, false);
    if (row.is_object()) programs.push_back({row["kind"], row["source"], row["expected"]});
    begin = end + 1;
  }
  return programs;
}

std::string file_name(size_t i) { return "p" + std::to_string(i) + ".py"; }

// What each program prints, by position; "?" for what is not known exactly.
std::vector<std::string> interpreted(const std::vector<Program>& programs, size_t begin, size_t end) {
  std::vector<test_support::SourceFile> files;
  for (size_t i = begin; i < end; ++i) files.push_back({"sample/" + file_name(i), programs[i].source});
  Budget budget;
  budget.base_steps = budget.max_steps;
  budget.heap_bytes = 2ull << 30;
  const Facts facts = test_support::facts_of(files, budget);
  std::vector<std::string> answers(end - begin, "?");
  for (const Event& e : facts.events) {
    const std::string& path = facts.files[e.place.file].path;
    if (e.callee != "print" || e.reach != Reach::entry || e.args.size() != 1) continue;
    const Argument& a = e.args[0];
    const size_t i = std::stoul(path.substr(path.rfind('/') + 2)) - begin;
    if (a.known == Known::exact && a.type == "str" && !a.truncated) answers[i] = a.text;
  }
  return answers;
}

TEST(Differential, agrees_with_python_or_does_not_know) {
  if (std::system("python3 -c 0 >/dev/null 2>&1") != 0) GTEST_SKIP() << "no python3 to compare with";
  // Another seed makes other programs: for a search by hand.
  const char* seed = std::getenv("ANTIVENOM_SEED");
  const std::vector<Program> programs =
      generated(seed == nullptr ? 1 : static_cast<unsigned>(std::atoi(seed)), kPrograms);
  ASSERT_GE(programs.size(), kPrograms * 5 / 6) << "generate.py gave too few programs";
  struct Count {
    unsigned all = 0, unknown = 0, wrong = 0;
  };
  std::map<std::string, Count> kinds;
  Count total;
  for (size_t begin = 0; begin < programs.size(); begin += kBatch) {
    const size_t end = std::min(begin + kBatch, programs.size());
    const std::vector<std::string> answers = interpreted(programs, begin, end);
    for (size_t i = begin; i < end; ++i) {
      const std::string& answer = answers[i - begin];
      Count& kind = kinds[programs[i].kind];
      const bool unknown = answer == "?", wrong = !unknown && answer != programs[i].expected;
      for (Count* count : {&kind, &total}) {
        ++count->all;
        count->unknown += unknown;
        count->wrong += wrong;
      }
      constexpr unsigned kShown = 3;
      if (wrong && kind.wrong <= kShown)
        ADD_FAILURE() << programs[i].kind << ":\n"
                      << programs[i].source << "python3: " << programs[i].expected << "\n   ours: " << answer;
      if (unknown && kind.unknown <= kShown && std::getenv("ANTIVENOM_SHOW_UNKNOWN") != nullptr)
        std::printf("unknown, %s:\n%spython3: %s\n", programs[i].kind.c_str(), programs[i].source.c_str(),
                    programs[i].expected.c_str());
    }
  }
  for (const auto& [name, count] : kinds)
    std::printf("%-20s %5u programs, %4u unknown, %4u wrong\n", name.c_str(), count.all, count.unknown, count.wrong);
  EXPECT_EQ(total.wrong, 0u);
  EXPECT_LT(total.unknown, kMaxUnknownShare * total.all);
  RecordProperty("programs", static_cast<int>(total.all));
  RecordProperty("unknown", static_cast<int>(total.unknown));
}

}  // namespace
}  // namespace antivenom::interpret
