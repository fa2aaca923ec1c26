// `collect fetch`, `collect status` and `mirrors` as programs, against mirrors on loopback: killed in the middle, on
// both databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "../support/process.h"
#include "collect/testing/test_mirror.h"
#include "store/samples.h"
#include "store/store.h"
#include "store/testing/postgres_server.h"

namespace antivenom {
namespace {

using namespace std::chrono_literals;
using collect::testing::Ask;
using collect::testing::Reply;
using collect::testing::TestMirror;
using nlohmann::json;
using test_support::Finished;
using test_support::Process;
using test_support::run_antivenom;
using test_support::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::Not;

class FetchProgram : public ::testing::Test {
 protected:
  FetchProgram() {
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "VT_API_KEY"})
      unsetenv(name);
    setenv("XDG_DATA_HOME", folder_.path().c_str(), 1);
    db_ = "sqlite://" + folder_.path() + "/a.db";
  }

  void fill(int packages) {
    auto store = store::Store::open(db_);
    ASSERT_TRUE(store) << store.error().message();
    for (int i = 0; i < packages; ++i) {
      store::Advisory advisory;
      advisory.source = "test";
      advisory.id = "MAL-" + std::to_string(i);
      advisory.package.name = "p" + std::to_string(i);
      advisory.all_versions = true;
      ASSERT_TRUE(store->put(advisory));
    }
  }

  std::vector<std::string> arguments(std::vector<std::string> command,
                                     const std::vector<std::pair<std::string, TestMirror*>>& mirrors) {
    command.insert(command.end(), {"--db", db_, "--samples", folder_.path() + "/samples", "--format", "json"});
    for (const auto& [name, mirror] : mirrors)
      command.insert(command.end(), {"--mirror", name + "=" + mirror->simple()});
    return command;
  }

  void killed_and_resumed();

  TemporaryFolder folder_;
  std::string db_;
};

// Three mirrors, each with what the others have not and with faults of its own; ten kills; nothing lost or doubled.
void FetchProgram::killed_and_resumed() {
  constexpr int kPackages = 40;
  TestMirror a, b(TestMirror::Form::html), c;
  for (int i = 0; i < kPackages; ++i) {
    const std::string name = "p" + std::to_string(i), file = name + "-1.0.tar.gz";
    if (i % 2 == 0) a.add(name, file);
    if (i % 3 != 0) b.add(name, file);
    c.add(name, file, {collect::testing::sample_bytes(file), {}, i % 5 == 0, i % 7 != 0});
    if (i % 7 == 0) b.add(name, file);
  }
  std::atomic<unsigned> asked{0};
  const auto slowly = [&](const Ask&) -> std::optional<Reply> {
    ++asked;
    std::this_thread::sleep_for(10ms);
    return std::nullopt;
  };
  a.set_fault(slowly);
  b.set_fault([&, troubles = std::make_shared<std::atomic<int>>(5)](const Ask& ask) -> std::optional<Reply> {
    if (--*troubles >= 0) return Reply{503, "", {{"Retry-After", "0"}}};
    return slowly(ask);
  });
  c.set_fault(slowly);
  fill(kPackages);
  const auto command = arguments({"collect", "fetch"}, {{"a", &a}, {"b", &b}, {"c", &c}});
  std::minstd_rand random(7);
  int killed = 0;
  for (int i = 0; i < 10; ++i) {
    Process process(command, folder_.path(), folder_.path() + "/.stderr");
    process.close_input();
    const uint64_t enough = asked + random() % 40;  // all ask some 300 times
    killed += test_support::kill_when(process, [&] { return asked >= enough; });
  }
  EXPECT_GE(killed, 5);
  const Finished last = run_antivenom(command, folder_);
  ASSERT_EQ(last.code, 0) << last.err;
  EXPECT_TRUE(json::parse(last.out)["complete"]);

  auto store = store::Store::open(db_).value();
  const auto samples = store::Samples::open(folder_.path() + "/samples").value();
  size_t on_disk = 0;
  ASSERT_TRUE(samples.each([&](const std::string& sha256, uint64_t) {
    EXPECT_TRUE(samples.read(sha256));
    EXPECT_TRUE(store.has_artifact(sha256).value());
    return ++on_disk, true;
  }));
  const store::Status status = store.status().value();
  EXPECT_EQ(on_disk, size_t{kPackages});
  EXPECT_EQ(status.artifacts, uint64_t{kPackages});
  EXPECT_EQ(status.files, uint64_t{kPackages});
  EXPECT_EQ(status.sightings, uint64_t{3 * kPackages});
  for (const auto& [kind, states] : status.tasks) {
    for (const auto& [state, count] : states)
      EXPECT_TRUE(state == "done" || state == "absent") << kind << " " << state << " " << count;
  }
  ASSERT_TRUE(store.each_sighting({}, [&](const store::SightingRow& row) {
    const int i = std::stoi(row.file.version.package.name.substr(1));
    const bool there = row.source == "a" ? i % 2 == 0 : row.source == "b" ? i % 3 != 0 || i % 7 == 0 : true;
    const bool yanked = row.source == "c" && i % 5 == 0 && i % 7 != 0;
    EXPECT_EQ(to_string(row.presence), yanked ? "yanked" : there ? "served" : "gone") << row.source << " " << i;
    return true;
  }));
}

TEST_F(FetchProgram, killed_ten_times_on_sqlite) { killed_and_resumed(); }

TEST_F(FetchProgram, killed_ten_times_on_postgresql) {
  auto server = store::testing::PostgresServer::start();
  if (!server) GTEST_SKIP() << server.error().message();
  const auto url = (*server)->fresh("crawl");
  ASSERT_TRUE(url) << url.error().message();
  db_ = *url;
  killed_and_resumed();
}

TEST_F(FetchProgram, two_at_once_do_the_work_once) {
  TestMirror mirror;
  for (int i = 0; i < 30; ++i) mirror.add("p" + std::to_string(i), "p" + std::to_string(i) + "-1.0.tar.gz");
  mirror.set_fault([](const Ask&) -> std::optional<Reply> {
    std::this_thread::sleep_for(10ms);
    return std::nullopt;
  });
  fill(30);
  const auto command = arguments({"collect", "fetch"}, {{"m", &mirror}});
  Finished first, second;
  std::thread other([&] {
    std::this_thread::sleep_for(150ms);
    const TemporaryFolder elsewhere;
    second = run_antivenom(command, elsewhere);
  });
  first = run_antivenom(command, folder_);
  other.join();
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(second.code, 0) << second.err;
  auto store = store::Store::open(db_).value();
  EXPECT_EQ(store.status()->artifacts, 30u);
  EXPECT_EQ(store.status()->sightings, 30u);
}

TEST_F(FetchProgram, mirrors_tells_what_is_left_and_writes_a_letter) {
  TestMirror index, mirror;
  for (TestMirror* at : {&index, &mirror}) {
    for (int i = 0; i < 3; ++i) at->add("p" + std::to_string(i), "p" + std::to_string(i) + "-1.0.tar.gz");
  }
  fill(3);
  {
    auto store = store::Store::open(db_).value();
    ASSERT_TRUE(store.put(store::Source{"index", "index", "", "", ""}));
  }
  const auto command = arguments({"mirrors"}, {{"index", &index}, {"mirror", &mirror}});
  Finished told = run_antivenom(command, folder_);
  EXPECT_EQ(told.code, 1) << told.err;
  json out = json::parse(told.out);
  EXPECT_EQ(out["mirrors"].size(), 2u);
  EXPECT_EQ(out["mirrors"][1]["name"], "mirror");
  EXPECT_EQ(out["mirrors"][1]["checked"], 3);
  EXPECT_EQ(out["mirrors"][1]["still_served"], 3);
  EXPECT_EQ(out["files"].size(), 6u);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/samples")) << "nothing is downloaded";

  mirror.remove("p0");
  out = json::parse(run_antivenom(command, folder_).out);
  EXPECT_EQ(out["mirrors"][1]["still_served"], 2);
  EXPECT_EQ(out["mirrors"][1]["gone"], 1);
  EXPECT_NE(out["mirrors"][1]["last_checked"], "");

  auto offline = command;
  offline.push_back("--offline");
  const size_t asked = mirror.server().asked().size();
  told = run_antivenom(offline, folder_);
  EXPECT_EQ(told.code, 1);
  EXPECT_EQ(json::parse(told.out)["mirrors"], out["mirrors"]);
  EXPECT_EQ(mirror.server().asked().size(), asked);

  offline.insert(offline.end(), {"--letter", "mirror"});
  told = run_antivenom(offline, folder_);
  EXPECT_THAT(told.out, HasSubstr("Dear keepers of mirror (" + mirror.simple() + ")"));
  EXPECT_THAT(told.out, HasSubstr("p1-1.0.tar.gz"));
  EXPECT_THAT(told.out, HasSubstr("MAL-1 (test)"));
  EXPECT_THAT(told.out, Not(HasSubstr("p0-1.0.tar.gz")));

  for (TestMirror* at : {&index, &mirror}) {
    for (int i = 0; i < 3; ++i) at->remove("p" + std::to_string(i));
  }
  EXPECT_EQ(run_antivenom(command, folder_).code, 0);
}

TEST_F(FetchProgram, wrong_use_is_said_in_words) {
  fill(1);
  EXPECT_EQ(run_antivenom({"collect", "fetch", "--db", db_, "--mirror", "no-such"}, folder_).code, 2);
  EXPECT_THAT(run_antivenom({"collect", "fetch", "--db", db_, "a b"}, folder_).err, HasSubstr("no NAME"));
  EXPECT_THAT(run_antivenom({"collect", "fetch", "--db", db_, "--mirror", "x=http://127.0.0.1:1/simple/", "--mirror",
                             "x=http://127.0.0.1:2/simple/"},
                            folder_)
                  .err,
              HasSubstr("two mirrors have this name"));
  EXPECT_EQ(run_antivenom({"mirrors", "--db", "sqlite:///nowhere/at/all.db"}, folder_).code, 2);
  EXPECT_EQ(run_antivenom({"mirrors", "--db", db_, "--offline", "--letter", "nobody"}, folder_).code, 2);
  const Finished verified =
      run_antivenom({"collect", "verify", "--db", db_, "--samples", folder_.path() + "/samples"}, folder_);
  EXPECT_EQ(verified.code, 0);
  EXPECT_THAT(verified.out, HasSubstr("there is no key"));
}

}  // namespace
}  // namespace antivenom
