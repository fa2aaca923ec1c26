// Faults around the dataset: what cannot be read, a full disk, a kill at any moment, a clock that jumps. Nothing is
// lost, and what went wrong is said with its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "../support/packages.h"
#include "../support/process.h"
#include "collect/testing/test_mirror.h"
#include "store/samples.h"
#include "store/store.h"
#include "store/testing/sample_count.h"

namespace antivenom {
namespace {

using collect::testing::TestMirror;
using nlohmann::json;
using test_support::Finished;
using test_support::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kPackages = 12;
constexpr int64_t kTenHours = 36'000;

class DatasetFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "VT_API_KEY"})
      ::unsetenv(name);
    for (int i = 0; i < kPackages; ++i) {
      const std::string name = "sample" + std::to_string(i);
      folder_.write("registry/" + name + "/1.0/" + name + "-1.0.tar.gz",
                    test_support::version_of(name, "1.0", "print('" + name + "')\n"));
    }
  }

  // A dataset of its own in the folder `name`.
  std::vector<std::string> command(std::vector<std::string> arguments, const std::string& name) const {
    arguments.insert(arguments.begin(), "collect");
    arguments.insert(arguments.end(), {"--db", "sqlite://" + folder_.path() + "/" + name + "/antivenom.db"});
    return arguments;
  }
  Finished run(std::vector<std::string> arguments, const std::string& faults = {}, const std::string& name = "data") {
    return test_support::run_antivenom(command(std::move(arguments), name), folder_, {}, faults);
  }
  Finished import(const std::string& faults = {}, const std::string& name = "data") {
    return run({"import", "--scan", "--format", "json", "--jobs", "1", "registry"}, faults, name);
  }

  // Of an import in which one thing could not be taken over.
  static void expect_one_failure(const Finished& finished, const std::string& path, const std::string& reason) {
    EXPECT_EQ(finished.code, 0) << finished.err;
    const json told = json::parse(finished.out);
    EXPECT_EQ(told["added"], kPackages - 1);
    ASSERT_EQ(told["failed"].size(), 1u);
    EXPECT_EQ(told["failed"][0]["path"], path);
    EXPECT_EQ(told["failed"][0]["reason"], reason);
  }

  // All that is kept but times, a line each, and samples only if they can be read. Which mirror a sample came from is
  // chance.
  std::string content(const std::string& name = "data") const {
    std::vector<std::string> lines;
    auto store = store::Store::open_existing("sqlite://" + folder_.path() + "/" + name + "/antivenom.db");
    const auto samples = store::Samples::open(folder_.path() + "/" + name + "/samples");
    if (!store || !samples) return "there is no dataset";
    const auto told = [&](const store::FileKey& file) {
      return file.version.package.name + " " + file.version.version + " " + file.filename;
    };
    bool read = store
                    ->each_artifact({},
                                    [&](const store::ArtifactRow& row) {
                                      std::string line = "artifact " + row.artifact.sha256 +
                                                         (samples->read(row.artifact.sha256) ? "" : " lost");
                                      for (const store::ArtifactName& file : row.names) line += "; " + told(file.file);
                                      lines.push_back(std::move(line));
                                      return true;
                                    })
                    .has_value();
    read = read && store->each_file({{}, "pypi"}, [&](const store::FileRecord& file) {
      lines.push_back("file " + told(file.key) + " " + file.kind);
      return true;
    });
    read = read && store->each_sighting({}, [&](const store::SightingRow& row) {
      lines.push_back("sighting " + row.source + " " + told(row.file) + " " + std::string(to_string(row.presence)));
      return true;
    });
    read = read && store->each_scan({}, [&](const store::Scan& scan) {
      lines.push_back("scan " + scan.sha256 + " " + scan.verdict);
      return true;
    });
    read = read && store->each_advisory({}, [&](const store::Advisory& advisory) {
      lines.push_back("advisory " + advisory.id + " " + advisory.package.name);
      return true;
    });
    if (!read) lines.emplace_back("the dataset cannot be read");
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  // The content of a dataset that met no fault.
  const std::string& undisturbed() {
    if (undisturbed_.empty()) {
      EXPECT_EQ(import({}, "undisturbed").code, 0);
      undisturbed_ = content("undisturbed");
      EXPECT_EQ(std::count(undisturbed_.begin(), undisturbed_.end(), '\n'), 3 * kPackages);  // artifact, file, scan
    }
    return undisturbed_;
  }

  TemporaryFolder folder_;
  std::string undisturbed_;
};

// ---- what cannot be read

TEST_F(DatasetFaults, an_archive_on_a_bad_sector_fails_alone_until_it_can_be_read) {
  expect_one_failure(import("read=sample3-1.0@100"), "sample3/1.0/sample3-1.0.tar.gz", "cannot be read");
  EXPECT_EQ(json::parse(run({"status", "--format", "json"}).out)["failures"].size(), 1u);
  EXPECT_EQ(json::parse(import().out)["added"], 1);
  EXPECT_THAT(json::parse(run({"status", "--format", "json"}).out)["failures"], IsEmpty());
  EXPECT_EQ(content(), undisturbed());
}

TEST_F(DatasetFaults, a_folder_that_cannot_be_listed_costs_only_itself) {
  expect_one_failure(import("list=registry/sample3@0"), "sample3", "the folder could not be read: Input/output error");
  EXPECT_EQ(json::parse(import().out)["added"], 1);
  EXPECT_EQ(content(), undisturbed());
}

TEST_F(DatasetFaults, a_file_of_no_telling_name_is_not_passed_over_because_it_cannot_be_read) {
  folder_.write("odd/sample", test_support::version_of("odd", "1.0", "x = 1\n"));
  const json told = json::parse(run({"import", "--format", "json", "odd"}, "read=odd/sample@0").out);
  EXPECT_EQ(told["ignored"], 0);
  ASSERT_EQ(told["failed"].size(), 1u);
  EXPECT_EQ(told["failed"][0]["path"], "sample");
}

TEST_F(DatasetFaults, a_feed_whose_folder_cannot_be_listed_to_its_end_is_no_shorter_feed) {
  for (const char* id : {"MAL-1", "MAL-2", "MAL-3"})
    folder_.write(std::string("feed/") + id + ".json",
                  std::string(R"({"id":")") + id + R"(","affected":[{"package":{"ecosystem":"PyPI","name":"evil"}}]})");
  const std::vector<std::string> sync = {"sync", "--format", "json", "osv-dump=feed"};
  const Finished first = run(sync, "list=/feed@3");
  EXPECT_EQ(first.code, 2) << first.out;
  EXPECT_THAT(first.err, HasSubstr("feed: Input/output error"));
  const Finished second = run(sync, "read=MAL-2@10");
  EXPECT_EQ(second.code, 0) << second.err;
  const json told = json::parse(second.out);
  EXPECT_EQ(told["added"], 2);
  ASSERT_EQ(told["failed"].size(), 1u);
  EXPECT_EQ(told["failed"][0]["path"], "MAL-2.json");
  EXPECT_EQ(told["failed"][0]["reason"], "Input/output error");
  EXPECT_EQ(json::parse(run(sync).out)["added"], 1);
}

TEST_F(DatasetFaults, a_database_that_cannot_be_read_is_named_and_left_as_it_is) {
  undisturbed();
  for (const int sector : {0, 4096, 40'000}) {
    const std::string fault = "read=undisturbed/antivenom.db@" + std::to_string(sector);
    for (const auto& arguments : {std::vector<std::string>{"export", "csv"}, {"import", "--scan", "registry"}}) {
      const Finished finished = run(arguments, fault, "undisturbed");
      EXPECT_EQ(finished.code, 2) << fault << finished.out;
      EXPECT_THAT(finished.err, HasSubstr("undisturbed/antivenom.db: ")) << fault;
    }
  }
  EXPECT_EQ(content("undisturbed"), undisturbed());
}

// ---- a full disk

TEST_F(DatasetFaults, a_full_disk_under_the_database_is_told_and_the_next_run_goes_on) {
  for (const int room : {0, 3'000, 30'000, 100'000, 200'000, 300'000}) {
    const std::string name = "full" + std::to_string(room);
    const Finished finished = import("write=antivenom.db@" + std::to_string(room), name);
    EXPECT_EQ(finished.code, 2) << room << finished.out;
    EXPECT_THAT(finished.err, HasSubstr(name + "/antivenom.db: ")) << room;
    EXPECT_THAT(finished.err, HasSubstr("the disk")) << room;
    EXPECT_EQ(import({}, name).code, 0) << room;
    EXPECT_EQ(content(name), undisturbed()) << room;
  }
}

TEST_F(DatasetFaults, a_full_disk_under_the_samples_costs_the_samples_that_found_no_room) {
  const Finished full = import("write=/samples/@2000");
  const json told = json::parse(full.out);
  EXPECT_EQ(full.code, 0) << full.err;
  EXPECT_EQ(told["added"].get<size_t>() + told["failed"].size(), size_t{kPackages});
  ASSERT_FALSE(told["failed"].empty());
  EXPECT_THAT(told["failed"][0]["reason"], HasSubstr("the disk is full (No space left on device)"));
  EXPECT_THAT(content(), Not(HasSubstr("lost")));
  EXPECT_EQ(import().code, 0);
  EXPECT_EQ(content(), undisturbed());
}

TEST_F(DatasetFaults, what_the_disk_did_not_confirm_does_not_count_as_kept) {
  const Finished samples = import("sync=/samples/@0");
  EXPECT_EQ(json::parse(samples.out)["added"], 0) << samples.err;
  EXPECT_THAT(json::parse(samples.out)["failed"][0]["reason"], HasSubstr("Input/output error"));
  const Finished database = import("sync=antivenom.db@1");
  EXPECT_EQ(database.code, 2) << database.out;
  EXPECT_THAT(database.err, HasSubstr("antivenom.db: "));
  EXPECT_EQ(import().code, 0);
  EXPECT_EQ(content(), undisturbed());
}

TEST_F(DatasetFaults, an_export_to_a_full_disk_leaves_no_half_file) {
  undisturbed();
  const Finished csv = run({"export", "csv", "--to", "out.csv"}, "write=out.csv@500", "undisturbed");
  EXPECT_EQ(csv.code, 2);
  EXPECT_THAT(csv.err, HasSubstr("out.csv: No space left on device"));
  EXPECT_THAT(test_support::read_file(folder_.path() + "/out.csv"), IsEmpty());
  const Finished registry =
      run({"export", "registry", "--format", "json", "--to", "out"}, "write=/out/@1000", "undisturbed");
  EXPECT_EQ(registry.code, 2);
  const json told = json::parse(registry.out);
  EXPECT_EQ(told["written"].get<size_t>() + told["failed"].size(), size_t{kPackages});
  EXPECT_THAT(told["failed"][0]["reason"], HasSubstr("No space left on device"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() + "/out")) {
    if (!entry.is_regular_file()) continue;
    const auto original =
        folder_.path() + "/registry/" + entry.path().lexically_relative(folder_.path() + "/out").string();
    EXPECT_EQ(test_support::read_file(entry.path()), test_support::read_file(original)) << entry.path();
  }
}

// ---- no memory

#ifndef AV_SANITIZED
TEST_F(DatasetFaults, wherever_memory_runs_out_the_next_import_goes_on) {
  const std::vector<std::string> arguments = {"import", "--scan", "--format", "json", "--jobs", "1", "registry"};
  const std::string counted = run(arguments, "count", "counted").err;
  const int allocations = std::stoi(counted.substr(counted.find("faults: ") + 8));
  ASSERT_GT(allocations, 10'000);
  constexpr int kPoints = 25;
  for (int point = kPoints / 5; point < kPoints; ++point) {
    const int number = allocations * point / kPoints;
    const std::string name = "memory" + std::to_string(point);
    const Finished finished = run(arguments, "memory=" + std::to_string(number) + "@1", name);
    // Some libraries end the process by themselves: nothing that was kept may be lost even then.
    if (finished.code == 2) {
      EXPECT_THAT(finished.err, HasSubstr("out of memory")) << number;
    }
    EXPECT_EQ(run(arguments, {}, name).code, 0) << number;
    EXPECT_EQ(content(name), undisturbed()) << number;
  }
}
#endif

// ---- a kill at any moment

// Starts the program and kills it, again and again: some milliseconds after another number of samples is there each
// time.
int kill_at_random(const std::vector<std::string>& arguments, const TemporaryFolder& folder) {
  const auto samples = store::Samples::open(folder.path() + "/data/samples").value();
  const unsigned seed = std::random_device()();
  std::printf("kills are drawn with the seed %u\n", seed);
  std::mt19937 random(seed);
  int killed = 0;
  for (int i = 0; i < 12; ++i) {
    test_support::Process process(arguments, folder.path(), folder.path() + "/.killed");
    const auto enough = random() % (kPackages + 1);
    const std::chrono::milliseconds pause(random() % 20);
    killed += test_support::kill_when(process, [&] {
      if (store::testing::sample_count(samples) < enough) return false;
      std::this_thread::sleep_for(pause);
      return true;
    });
  }
  return killed;
}

TEST_F(DatasetFaults, an_import_that_is_killed_at_random_ends_as_if_it_never_was) {
  const auto arguments = command({"import", "--scan", "registry"}, "data");
  EXPECT_GT(kill_at_random(arguments, folder_), 0);
  EXPECT_EQ(import().code, 0);
  EXPECT_EQ(content(), undisturbed());
}

class FetchFaults : public DatasetFaults {
 protected:
  void SetUp() override {
    DatasetFaults::SetUp();
    std::string list;
    for (int i = 0; i < kPackages; ++i) {
      const std::string name = "sample" + std::to_string(i);
      list += name + "\n";
      for (TestMirror* mirror : {&index_, &mirror_}) mirror->add(name, name + "-1.0.tar.gz");
      if (i % 3 == 0) index_.remove(name);
    }
    folder_.write("list.txt", list);
    // A feed of names, so that there is something to fetch.
    for (const char* name : {"data", "undisturbed"}) EXPECT_EQ(run({"sync", "text-list=list.txt"}, {}, name).code, 0);
  }
  std::vector<std::string> fetch_arguments() const {
    return {"fetch", "--format", "json", "--mirror", "a=" + index_.simple(), "--mirror", "b=" + mirror_.simple()};
  }
  const std::string& fetched() {
    if (undisturbed_.empty()) {
      EXPECT_EQ(run(fetch_arguments(), {}, "undisturbed").code, 0);
      undisturbed_ = content("undisturbed");
    }
    return undisturbed_;
  }
  TestMirror index_, mirror_;
};

TEST_F(FetchFaults, a_fetch_that_is_killed_at_random_ends_as_if_it_never_was) {
  const auto arguments = command(fetch_arguments(), "data");
  EXPECT_GT(kill_at_random(arguments, folder_), 0);
  const Finished last = run(fetch_arguments());
  EXPECT_EQ(last.code, 0) << last.err;
  EXPECT_EQ(content(), fetched());
}

TEST_F(FetchFaults, a_full_disk_costs_a_fetch_what_found_no_room) {
  const Finished full = run(fetch_arguments(), "write=/samples/@1500");
  EXPECT_THAT(full.out + full.err, HasSubstr("the disk is full (No space left on device)"));
  const Finished last = run(fetch_arguments());
  EXPECT_EQ(last.code, 0) << last.err;
  EXPECT_EQ(content(), fetched());
}

// ---- a clock that jumps

TEST_F(FetchFaults, a_clock_that_jumps_loses_nothing_and_holds_nobody_up) {
  for (const int64_t shift : {kTenHours, -kTenHours}) {
    for (const int look : {1, 2, 10}) {  // wrong for the whole run, or put right or wrong within it
      const std::string fault = "clock=" + std::to_string(look) + "@" + std::to_string(shift);
      const std::string name = "clock" + std::to_string(look) + (shift > 0 ? "forward" : "back");
      ASSERT_EQ(run({"sync", "--format", "json", "text-list=list.txt"}, fault, name).code, 0);
      const auto start = std::chrono::steady_clock::now();
      const Finished first = run(fetch_arguments(), fault, name);
      EXPECT_EQ(first.code, 0) << fault << first.err;
      EXPECT_EQ(content(name), fetched()) << fault;
      // The clock is right again.
      const Finished second = run(fetch_arguments(), {}, name);
      EXPECT_EQ(second.code, 0) << fault << second.err;
      EXPECT_GT(json::parse(second.out)["hosts"][0]["pages"], 0) << fault << " hides no page from the next run";
      EXPECT_EQ(content(name), fetched()) << fault;
      EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60)) << fault;
    }
  }
}

TEST_F(DatasetFaults, a_clock_that_jumps_takes_nothing_from_an_import) {
  for (const int64_t shift : {kTenHours, -kTenHours}) {
    const std::string name = shift > 0 ? "forward" : "back", fault = "clock=2@" + std::to_string(shift);
    EXPECT_EQ(import(fault, name).code, 0);
    EXPECT_EQ(content(name), undisturbed());
    const Finished verified = run({"verify", "--format", "json"}, fault, name);
    EXPECT_EQ(verified.code, 0) << verified.err;
    EXPECT_EQ(json::parse(verified.out)["checked"], kPackages);
    folder_.write("names.txt", "evil\n");
    const json synced = json::parse(run({"sync", "--format", "json", "text-list=names.txt"}, fault, name).out);
    EXPECT_EQ(synced["added"], 1);
    EXPECT_GE(synced["feeds"][0]["seconds"], 0);
  }
}

}  // namespace
}  // namespace antivenom
