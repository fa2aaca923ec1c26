#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "pipeline/jobs.h"
#include "pipeline/source_lines.h"

namespace antivenom {
namespace {

std::vector<std::string> names(size_t count) {
  std::vector<std::string> out;
  for (size_t i = 0; i < count; ++i) out.push_back(std::to_string(i));
  return out;
}

Outcome named(const std::string& name) {
  Outcome outcome;
  outcome.result.facts.package.name = name;
  return outcome;
}

TEST(Jobs, results_come_in_input_order_however_long_each_takes) {
  const auto targets = names(60);
  for (unsigned threads : {1u, 3u}) {
    std::vector<std::string> seen;
    const size_t delivered = run_jobs(
        targets, {threads},
        [](const std::string& name) {
          if (name.back() == '0') std::this_thread::sleep_for(std::chrono::milliseconds(3));
          return named(name);
        },
        [&](size_t, Outcome&& outcome) { seen.push_back(outcome.result.facts.package.name); });
    EXPECT_EQ(delivered, 60u);
    EXPECT_EQ(seen, targets);
  }
  EXPECT_EQ(run_jobs({}, {2}, named, [](size_t, Outcome&&) {}), 0u);
}

TEST(Jobs, a_failing_target_is_unreadable_and_the_others_go_on) {
  const auto targets = names(3);
  std::string told;
  run_jobs(
      targets, {2},
      [](const std::string& name) {
        if (name == "0") throw std::bad_alloc();
        if (name == "1") throw std::runtime_error("broken");
        return named(name);
      },
      [&](size_t, Outcome&& outcome) {
        told += std::string(to_string(outcome.result.verdict.label)) + " " + outcome.result.verdict.summary + "\n";
      });
  EXPECT_EQ(
      told,
      "unreadable Could not be read: out of memory.\nunreadable Could not be read: internal error: broken.\nclean \n");
}

TEST(Jobs, stopping_delivers_a_prefix) {
  const auto targets = names(500);
  std::atomic<bool> stop = false;
  size_t expected = 0;
  const size_t delivered = run_jobs(targets, {2, &stop}, named, [&](size_t index, Outcome&&) {
    EXPECT_EQ(index, expected++);
    if (index == 5) stop = true;
  });
  EXPECT_EQ(delivered, expected);
  EXPECT_LT(delivered, 500u);
}

// How many targets are finished while the first one waits for `enough` of them, a second at most.
size_t finished_beside_a_slow_one(uint64_t bytes_each, size_t enough) {
  std::atomic<size_t> finished = 0;
  size_t seen = 0;
  run_jobs(
      names(200), {2},
      [&](const std::string& name) {
        for (int wait = 0; name == "0" && wait < 200 && finished < enough; ++wait)
          std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (name == "0")
          seen = finished;
        else
          ++finished;
        Outcome outcome = named(name);
        outcome.bytes = bytes_each;
        return outcome;
      },
      [](size_t, Outcome&&) {});
  return seen;
}

TEST(Jobs, a_slow_target_stops_nobody_but_where_results_are_large) {
  EXPECT_GE(finished_beside_a_slow_one(1'000, 150), 150u);
  EXPECT_LT(finished_beside_a_slow_one(4u << 20, 20), 20u);
}

TEST(Jobs, the_largest_of_the_next_few_is_begun_first_and_told_in_its_turn) {
  const auto targets = names(200);
  const auto weight = [](const std::string& name) { return name == "20" || name == "190" ? 100u : 1u; };
  for (unsigned threads : {1u, 2u}) {
    std::mutex mutex;
    std::vector<std::string> begun, seen;
    run_jobs(
        targets, {threads, nullptr, weight},
        [&](const std::string& name) {
          const std::lock_guard lock(mutex);
          begun.push_back(name);
          return named(name);
        },
        [&](size_t, Outcome&& outcome) { seen.push_back(outcome.result.facts.package.name); });
    EXPECT_EQ(seen, targets);
    const auto when = [&](const char* name) { return std::find(begun.begin(), begun.end(), name) - begun.begin(); };
    if (threads == 1) {
      EXPECT_EQ(begun, targets);
      continue;
    }
    EXPECT_LT(when("20"), 2);
    EXPECT_GT(when("190"), 100);  // not among the next few for long
  }
}

TEST(Jobs, bytes_on_disk) {
  const std::string file = testing::TempDir() + "antivenom-" + std::to_string(::getpid()) + ".tar.gz";
  std::ofstream(file) << "12345";
  EXPECT_EQ(bytes_on_disk(file), 5u);
  EXPECT_EQ(bytes_on_disk(testing::TempDir()), UINT64_MAX);
  std::filesystem::remove(file);
  EXPECT_EQ(bytes_on_disk(file), 0u);
}

TEST(Jobs, workers_have_room_for_deep_recursion) {
  const auto targets = names(1);
  bool fine = false;
  run_jobs(
      targets, {1},
      [&](const std::string& name) {
        volatile char block[100 << 20];
        block[0] = 1;
        block[sizeof block - 1] = 1;
        fine = block[0] == 1;
        return named(name);
      },
      [](size_t, Outcome&&) {});
  EXPECT_TRUE(fine);
}

TEST(SourceLines, long_lines_show_the_part_that_matters) {
  EXPECT_EQ(shown_line("    os.system('x')", "os.system"), "    os.system('x')");
  EXPECT_EQ(shown_line("x = 1;" + std::string(300, ' ') + "exec(y)", "exec"),
            "[... 246 bytes] [... 60 spaces] exec(y)");
  EXPECT_EQ(shown_line("a" + std::string(40, ' ') + "b", ""), "a[... 40 spaces] b");
  EXPECT_EQ(shown_line("\x1b[2J", ""), "\\x1b[2J");
  EXPECT_EQ(shown_line(std::string(1 << 20, 'x'), "").size(), 203u);
}

TEST(SourceLines, lines_of_files_and_layers_with_context) {
  Artifact artifact;
  artifact.buffers.push_back(std::make_unique<Bytes>("one\r\ntwo\rthree\n\nfive"));
  artifact.members.emplace_back();
  artifact.members[0].path = "a.py";
  artifact.members[0].bytes = *artifact.buffers[0];
  Facts facts;
  facts.files.push_back({"a.py"});
  facts.layers.emplace_back();
  facts.layers[1].text = "deep\n";
  Verdict verdict;
  Finding finding;
  finding.evidence = {{{0, 0, 3, 4}, UINT32_MAX, ""},
                      {{0, 1, 1, 1}, UINT32_MAX, ""},
                      {{0, 1, 9, 9}, UINT32_MAX, ""},
                      {{7, 0, 1, 1}, UINT32_MAX, ""}};
  verdict.findings = {finding};
  const auto told = [&](uint32_t context) {
    std::string out;
    for (const auto& line : look_up_lines(artifact, facts, verdict, context)) {
      out += std::to_string(line.place.layer) + ":" + std::to_string(line.place.line) + "-" +
             std::to_string(line.place.end_line) + " " + line.text + "\n";
    }
    return out;
  };
  EXPECT_EQ(told(0), "0:3-4 three\n1:1-1 deep\n");
  EXPECT_EQ(told(2), "0:1-1 one\n0:2-2 two\n0:3-4 three\n0:4-4 \n0:5-5 five\n1:1-1 deep\n");
}

}  // namespace
}  // namespace antivenom
