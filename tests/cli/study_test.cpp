// `study` from outside: what it writes, what it says is missing, where downloads come from.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using nlohmann::json;
using test_support::Finished;
using test_support::kShell;
using test_support::TemporaryFolder;
using test_support::version_of;

class StudyCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("bad/gadget-1.0.tar.gz", version_of("gadget", "1.0", std::string(kShell)));
    folder_.write("bad/gadget-1.1.tar.gz",
                  version_of("gadget", "1.1", "try:\n    pass\nexcept OSError:\n    pass\n" + std::string(kShell)));
    folder_.write("good/honest-1.0.tar.gz", version_of("honest", "1.0", "x = 1\n"));
  }
  Finished run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "study");
    return test_support::run_antivenom(arguments, folder_);
  }
  TemporaryFolder folder_;
};

TEST_F(StudyCommand, packages_give_every_table_that_they_can) {
  const Finished done =
      run({"--quiet", "--format=json", "bad", "--benign", "good", "--report", "out.html", "--tables", "out"});
  ASSERT_EQ(done.code, 0) << done.err;
  const json all = json::parse(done.out);
  EXPECT_EQ(all["tables"]["rq1.files"]["ours"]["all"]["packages"], 2);
  EXPECT_EQ(all["tables"]["rq2.categories"]["ours"]["remote-control"]["share"], 1.0);
  EXPECT_EQ(all["tables"]["rq2.evolution"]["ours"]["sturdier: more errors caught"]["count"], 1);
  EXPECT_EQ(all["tables"]["rq3.detectors"]["ours"]["Antivenom"]["recall"], 1.0);
  EXPECT_EQ(all["tables"]["rq3.detectors"]["ours"]["Antivenom"]["false positives"], 0.0);
  EXPECT_EQ(all["tables"]["rq4.vectors"]["ours"]["import time"]["share"], 1.0);
  std::set<std::string> missing;
  for (const json& one : all["missing"]) missing.insert(one["table"]);
  EXPECT_TRUE(missing.contains("rq4.life"));
  EXPECT_TRUE(missing.contains("rq4.forms"));

  const std::string page = test_support::read_file(folder_.path() + "/out.html");
  EXPECT_EQ(page.find("<!doctype html>"), 0u);
  EXPECT_NE(page.find("rq2.categories"), std::string::npos);
  EXPECT_NE(test_support::read_file(folder_.path() + "/out/study.md").find("# Malicious packages: the study"),
            std::string::npos);
  EXPECT_EQ(test_support::read_file(folder_.path() + "/out/tables/rq2.traces.csv").substr(0, 2), ",p");
  EXPECT_EQ(test_support::read_file(folder_.path() + "/out/figures/rq2.combinations.svg").substr(0, 4), "<svg");
}

TEST_F(StudyCommand, the_dataset_gives_lives_and_downloads) {
  const std::string db = "sqlite://" + folder_.path() + "/data.db";
  folder_.write(
      "uploads.json",
      R"([{"name":"gadget","version":"1.0","upload_time":"2023-03-01 10:00:00 UTC","path":"aa/bb/gadget-1.0.tar.gz"}])");
  folder_.write("list.csv", "package_name,snyk_id,disclosed\ngadget,X-1,2023-03-11\n");
  folder_.write(
      "export.csv",
      "day,project,version,packagetype,installer,system,country_code,downloads\n"
      "2023-03-02,gadget,1.0,sdist,pip,Linux,DE,30\n2023-04-20,gadget,1.0,bdist_wheel,Browser,Windows,US,10\n");
  const auto collect = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "collect");
    const Finished done = test_support::run_antivenom(arguments, folder_);
    EXPECT_EQ(done.code, 0) << done.err << done.out;
  };
  collect({"import", "--scan", "--claim", "malicious", "--source", "folder", "--db", db, "bad"});
  collect({"sync", "--db", db, "uploads=uploads.json", "csv-list:snyk=list.csv"});
  const Finished done = run({"--quiet", "--format=json", "--db", db, "--downloads", "export.csv"});
  ASSERT_EQ(done.code, 0) << done.err;
  const json tables = json::parse(done.out)["tables"];
  EXPECT_EQ(tables["rq1.files"]["ours"]["folder"]["packages"], 2);
  EXPECT_EQ(tables["rq4.life"]["ours"]["residual longer than incubation"]["share"], 1.0);
  EXPECT_NEAR(tables["rq4.life"]["ours"]["uploaded and found"]["days, median"].get<double>(), 9.583, 1e-3);
  EXPECT_EQ(tables["rq4.forms"]["ours"]["source"]["share"], 0.75);
  EXPECT_EQ(tables["rq4.clients"]["ours"]["direct request"]["share"], 0.25);
  EXPECT_EQ(tables["rq4.countries"]["ours"]["DE"]["downloads"], 30);
  const Finished query = run({"--db", db, "--print-query", "bigquery"});
  EXPECT_NE(query.out.find("file.project IN ('gadget')"), std::string::npos);
}

TEST_F(StudyCommand, others_results_stand_beside_ours) {
  folder_.write("other.csv", "file,detected\ngadget-1.0.tar.gz,1\ngadget-1.1.tar.gz,0\nhonest-1.0.tar.gz,1\n");
  const Finished done = run({"--quiet", "--format=json", "bad", "--benign", "good", "--against", "other=other.csv",
                             "--detector", "guarddog", "--no-evolution"});
  ASSERT_EQ(done.code, 0) << done.err;
  const json detectors = json::parse(done.out)["tables"]["rq3.detectors"]["ours"];
  EXPECT_EQ(detectors["other"]["recall"], 0.5);
  EXPECT_EQ(detectors["other"]["false positives"], 1.0);
  EXPECT_TRUE(detectors.contains("GuardDog"));
  EXPECT_EQ(run({"bad", "--detector", "nobody"}).code, 2);
  EXPECT_EQ(run({"--db", "sqlite://" + folder_.path() + "/none.db"}).code, 2);
}

}  // namespace
}  // namespace antivenom
