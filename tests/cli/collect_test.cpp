// `collect` from outside: import, status, label and export of one small dataset.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "../support/packages.h"
#include "../support/process.h"
#include "base/testing/cost.h"
#include "store/samples.h"
#include "store/store.h"
#include "store/testing/postgres_server.h"
#include "store/testing/sample_count.h"

namespace antivenom {
namespace {

using nlohmann::json;
using test_support::Finished;
using test_support::TemporaryFolder;

class Collect : public ::testing::Test {
 protected:
  Finished run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "collect");
    arguments.insert(arguments.end(), {"--db", "sqlite://" + folder_.path() + "/data/antivenom.db"});
    return test_support::run_antivenom(arguments, folder_);
  }
  json run_json(std::vector<std::string> arguments, int code = 0) {
    arguments.insert(arguments.end(), {"--format", "json"});
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.code, code) << finished.err;
    return json::parse(finished.out, nullptr, false);
  }
  TemporaryFolder folder_;
};

TEST_F(Collect, a_dataset_from_import_to_export) {
  folder_.write(
      "registry/sample/1.0/sample-1.0.tar.gz",
      test_support::sdist_of({{"setup.py", "from setuptools import setup\nsetup(name='sample', version='1.0')\n"}}));
  folder_.write("registry/broken/1.0/broken-1.0.tar.gz", "nothing");
  const json imported = run_json({"import", "--scan", "registry"});
  EXPECT_EQ(imported["added"], 1);
  EXPECT_EQ(imported["unchanged"], 0);
  ASSERT_EQ(imported["failed"].size(), 1u);
  EXPECT_EQ(imported["failed"][0]["path"], "broken/1.0/broken-1.0.tar.gz");
  EXPECT_EQ(run_json({"import", "--scan", "registry"})["unchanged"], 1);

  const json status = run_json({"status"});
  for (const char* key : {"packages", "versions", "artifacts", "bytes", "advisories", "sightings"}) {
    EXPECT_TRUE(status[key].is_number()) << key;
  }
  EXPECT_EQ(status["artifacts"], 1);
  EXPECT_EQ(status["by_source"]["registry"]["artifacts"], 1);
  EXPECT_EQ(status["failures"].size(), 1u);
  EXPECT_EQ(status["failures"][0]["times"], 2);
  EXPECT_EQ(status["verdicts"]["clean"], 1);
  EXPECT_EQ(status["malicious_versions"], 1) << "the source claims so";
  const Finished text = run({"status"});
  EXPECT_NE(text.out.find("samples"), std::string::npos);
  EXPECT_EQ(text.out.find(folder_.path()), std::string::npos);

  EXPECT_EQ(run({"export", "names"}).out, "sample==1.0\n");
  EXPECT_EQ(run_json({"label", "Sample==1.0", "benign", "--by", "ann"})["change"], "added");
  EXPECT_EQ(run({"export", "names"}).out, "");
  EXPECT_EQ(run_json({"label"})["labels"].size(), 1u);

  EXPECT_EQ(run({"export", "csv", "--to", "manifest.csv"}).code, 0);
  EXPECT_TRUE(test_support::read_file(folder_.path() + "/manifest.csv").starts_with("name,version,file,sha256,"));
  EXPECT_EQ(run_json({"export", "registry", "--to", "out"})["written"], 1);
  EXPECT_EQ(test_support::read_file(folder_.path() + "/out/sample/1.0/sample-1.0.tar.gz"),
            test_support::read_file(folder_.path() + "/registry/sample/1.0/sample-1.0.tar.gz"));
}

TEST_F(Collect, wrong_use_is_2) {
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"frobnicate"}).code, 2);
  EXPECT_EQ(run({"import"}).code, 2);
  const Finished status = run({"status"});
  EXPECT_EQ(status.code, 2);
  EXPECT_NE(status.err.find("no dataset yet"), std::string::npos) << status.err;
  EXPECT_EQ(run({"import", "nowhere"}).code, 2);
  folder_.write("empty/README", "");
  EXPECT_EQ(run({"import", "empty"}).code, 0);
  EXPECT_EQ(run({"export", "pdf"}).code, 2);
  EXPECT_EQ(run({"export", "osv"}).code, 2) << "needs --to";
  EXPECT_EQ(run({"label", "unknown-package", "malicious", "--by", "ann"}).code, 2);
  EXPECT_EQ(run({"label", "unknown-package"}).code, 2);
  for (const char* command : {"import", "export", "status", "label"}) EXPECT_EQ(run({command, "--help"}).code, 0);
}

TEST_F(Collect, a_damaged_database_is_told) {
  folder_.write("data/antivenom.db", std::string(100'000, 'x'));
  folder_.write("registry/a-1.0.zip", "PK");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"status"}, {"import", "registry"}, {"export", "csv"}}) {
    const Finished finished = run(command);
    EXPECT_EQ(finished.code, 2);
    EXPECT_NE(finished.err.find("damaged"), std::string::npos) << finished.err;
  }
}

// Killed at ten places, gone on each time; then nothing is lost and nothing is there twice.
void import_under_fire(const TemporaryFolder& folder, const std::string& url) {
  constexpr int kPackages = 60;
  for (int i = 0; i < kPackages; ++i) {
    const std::string name = "sample" + std::to_string(i);
    folder.write("registry/" + name + "/1.0/" + name + "-1.0.tar.gz",
                 test_support::sdist_of({{"setup.py", "print('" + name + "')\n"}}));
  }
  const std::vector<std::string> import = {"collect",  "import",    "--scan",  "--format", "json",
                                           "registry", "--samples", "samples", "--db",     url};
  const auto run_import = [&] { return json::parse(test_support::run_antivenom(import, folder).out, nullptr, false); };
  auto samples = store::Samples::open(folder.path() + "/samples");
  ASSERT_TRUE(samples);
  int killed = 0;
  for (const unsigned enough : {0u, 1u, 2u, 4u, 8u, 15u, 25u, 35u, 45u, 55u}) {
    test_support::Process process(import, folder.path(), folder.path() + "/.killed");
    killed += test_support::kill_when(process, [&] { return store::testing::sample_count(*samples) >= enough; });
  }
  EXPECT_GE(killed, 3);
  const json last = run_import();
  EXPECT_EQ(last["added"].get<int>() + last["unchanged"].get<int>(), kPackages);
  EXPECT_TRUE(last["failed"].empty());
  const json again = run_import();
  EXPECT_EQ(again["unchanged"], kPackages);
  EXPECT_EQ(again["scanned"], 0);
  auto opened = store::Store::open_existing(url);
  ASSERT_TRUE(opened) << opened.error().message();
  const auto status = opened->status();
  ASSERT_TRUE(status);
  EXPECT_EQ(status->artifacts, static_cast<uint64_t>(kPackages));
  EXPECT_EQ(status->versions, static_cast<uint64_t>(kPackages));
  EXPECT_EQ(status->scans, static_cast<uint64_t>(kPackages));
  int whole = 0;
  ASSERT_TRUE(samples->each([&](const std::string& hash, uint64_t) {
    whole += samples->read(hash) ? 1 : 0;
    return true;
  }));
  EXPECT_EQ(whole, kPackages);
}

TEST_F(Collect, killed_at_any_moment_it_loses_nothing) { import_under_fire(folder_, folder_.path() + "/data.db"); }

TEST_F(Collect, killed_at_any_moment_it_loses_nothing_on_postgres) {
  auto server = store::testing::PostgresServer::start();
  if (!server) GTEST_SKIP() << server.error().message();
  const auto url = (*server)->fresh("killed");
  ASSERT_TRUE(url);
  import_under_fire(folder_, *url);
}

// A twentieth of what the interface promises two seconds for: 100,000 advisories and 1,000,000 sightings.
TEST_F(Collect, status_of_a_large_dataset_is_quick) {
  using namespace store;
  constexpr unsigned kPackages = kSanitized ? 500 : 5'000;
  auto opened = Store::open(folder_.path() + "/data/antivenom.db");
  ASSERT_TRUE(opened);
  ASSERT_TRUE(opened->put(Source{"pypi", "index"}));
  auto batch = opened->begin();
  for (unsigned i = 0; i < kPackages; ++i) {
    const PackageKey package{"evil-" + std::to_string(i)};
    Advisory advisory;
    advisory.source = "osv";
    advisory.id = "MAL-" + std::to_string(i);
    advisory.package = package;
    advisory.all_versions = true;
    ASSERT_TRUE(opened->put(advisory));
    for (int mirror = 0; mirror < 10; ++mirror) {
      Sighting sighting;
      sighting.source = mirror == 0 ? "pypi" : "mirror" + std::to_string(mirror);
      sighting.file = {{package, "1.0"}, "evil-1.0.tar.gz"};
      sighting.presence = mirror == 0 ? Presence::gone : Presence::served;
      sighting.at = 1'700'000'000'000;
      ASSERT_TRUE(opened->put(sighting));
    }
  }
  ASSERT_TRUE(batch->commit());
  // A tenth of these on a usual machine.
  const double before = processor_seconds(RUSAGE_CHILDREN);
  const json status = run_json({"status"});
  EXPECT_LT(processor_seconds(RUSAGE_CHILDREN) - before, 2);
  Result<std::vector<MirrorSummary>> mirrors;
  EXPECT_LT(cost_of([&] { mirrors = opened->mirror_summaries(); }), 1);
  EXPECT_EQ(status["sightings"], 10 * kPackages);
  ASSERT_TRUE(mirrors);
  ASSERT_EQ(mirrors->size(), 10u);
  EXPECT_EQ((*mirrors)[0].removed_upstream, kPackages);
  EXPECT_EQ((*mirrors)[9].gone, kPackages);
}

}  // namespace
}  // namespace antivenom
