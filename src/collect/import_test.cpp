#include "collect/import.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "artifact/hash.h"
#include "store/testing/sample_count.h"

namespace antivenom::collect {
namespace {

namespace fs = std::filesystem;
constexpr store::Time kImported = 1'700'000'000'000;

std::string archive(const std::string& name, const std::string& code = "print('hello')\n") {
  return *store::packed(
      {{name + "/setup.py", code}, {name + "/PKG-INFO", "Metadata-Version: 2.1\nName: " + name + "\nVersion: 7.7\n"}});
}

class ImportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/antivenom-import-XXXXXX";
    root_ = ::mkdtemp(name);
    fs::create_directories(folder());
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string folder() const { return root_ + "/registry"; }
  void write(const std::string& path, const std::string& bytes) const {
    const fs::path full = folder() + "/" + path;
    fs::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << bytes;
  }
  store::Store store() const {
    auto opened = store::Store::open(root_ + "/data.db");
    EXPECT_TRUE(opened) << opened.error().message();
    return std::move(*opened);
  }
  store::Samples samples() const { return std::move(*store::Samples::open(root_ + "/samples")); }

  static ImportOptions options() {
    ImportOptions options;
    options.source = "registry";
    options.claim = "malicious";
    options.engine = "test";
    options.threads = 2;
    return options;
  }
  ImportCounts import(const ImportOptions& chosen = options()) const {
    auto opened = store();
    auto counts = import_folder(folder(), opened, samples(), chosen, kImported);
    EXPECT_TRUE(counts) << counts.error().message();
    return counts ? std::move(*counts) : ImportCounts{};
  }
  std::string root_;
};

TEST_F(ImportTest, takes_the_registry_over_once) {
  write("evil/1.0/evil-1.0.tar.gz", archive("evil"));  // a ZIP, whatever its name
  write("evil/1.1/evil-1.1.zip", archive("evil", "print('other')\n"));
  write("twin/1.0/twin-1.0.zip", archive("evil"));  // the same bytes under another name
  write("README.md", "# registry\n");
  const ImportCounts first = import();
  EXPECT_EQ(first.added, 3u);
  EXPECT_EQ(first.samples, 2u);
  EXPECT_EQ(first.ignored, 1u);
  EXPECT_TRUE(first.failed.empty());
  EXPECT_TRUE(first.complete);
  const ImportCounts second = import();
  EXPECT_EQ(second.added, 0u);
  EXPECT_EQ(second.unchanged, 3u);

  auto opened = store();
  const auto row = opened.artifact(unpacking::sha256_hex(archive("evil")));
  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->artifact.format, "zip");
  EXPECT_EQ((*row)->artifact.kind, "sdist");
  ASSERT_EQ((*row)->names.size(), 2u);
  EXPECT_EQ((*row)->names[0].file.version.version, "1.0");
  EXPECT_EQ((*row)->names[0].source, "registry");
  EXPECT_TRUE(*opened.is_malicious({{"twin"}, "1.0"}));
  EXPECT_EQ(*samples().read(unpacking::sha256_hex(archive("evil"))), archive("evil"));
}

TEST_F(ImportTest, one_bad_file_does_not_lose_the_others) {
  write("a/1.0/a-1.0.tar.gz", archive("a"));
  write("b/1.0/b-1.0.tar.gz", "");
  write("c/1.0/c-1.0.tar.gz", "<html>404</html>");
  write("d/1.0/d-1.0.whl", archive("d").substr(0, 20));
  write("e/1.0/" + std::string(5, '\xff') + "\n-1.0.tar.gz", archive("e"));
  write(std::string(200, 'n') + "/1.0/x.zip", archive("f"));
  fs::create_symlink("/etc/passwd", folder() + "/link.tar.gz");
  const ImportCounts counts = import();
  EXPECT_EQ(counts.added, 3u);
  ASSERT_EQ(counts.failed.size(), 3u);
  EXPECT_EQ(counts.failed[0].subject, "b/1.0/b-1.0.tar.gz");
  EXPECT_EQ(counts.failed[0].reason, "the file is empty");
  auto opened = store();
  EXPECT_EQ(opened.failures(10)->size(), 3u);
  EXPECT_EQ(opened.status()->artifacts, 3u);
  size_t files = 0;
  ASSERT_TRUE(samples().each([&](const std::string&, uint64_t) { return ++files, true; }));
  EXPECT_EQ(files, 3u) << "what cannot be read is not kept";

  write("b/1.0/b-1.0.tar.gz", archive("b"));
  EXPECT_EQ(import().added, 1u);
  EXPECT_EQ(opened.failures(10)->size(), 2u) << "mended";
}

TEST_F(ImportTest, a_name_nobody_can_store_fails_alone) {
  write(".../1.0/1.0.zip", archive("a"));
  write("b/1.0/b-1.0.zip", archive("b"));
  const ImportCounts counts = import();
  EXPECT_EQ(counts.added, 1u);
  ASSERT_EQ(counts.failed.size(), 1u);
  EXPECT_NE(counts.failed[0].reason.find("no letters"), std::string::npos) << counts.failed[0].reason;
}

TEST_F(ImportTest, locked_archives_are_opened) {
  write("evil/1.0/2024-01-31-evil-v1.0.zip", *store::locked(archive("evil"), "evil-1.0.tar.gz"));
  EXPECT_EQ(import().added, 1u);
  auto opened = store();
  const auto row = opened.artifact(unpacking::sha256_hex(archive("evil")));
  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->names[0].file.filename, "evil-1.0.tar.gz");
  EXPECT_EQ((*row)->names[0].file.version.version, "1.0");
}

TEST_F(ImportTest, an_unpacked_package_that_is_locked_becomes_an_archive) {
  // One file that is no archive: all of an unpacked package.
  write("evil/1.0/2024-01-31-evil-v1.0.zip", *store::locked("print('x')\n", "evil-1.0/setup.py"));
  EXPECT_EQ(import().added, 1u);
  EXPECT_EQ(import().unchanged, 1u) << "packed to the same bytes again";
  auto opened = store();
  const auto hash = unpacking::sha256_hex(*store::packed({{"evil-1.0/setup.py", "print('x')\n"}}));
  const auto row = opened.artifact(hash);
  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->names[0].file.filename, "evil-1.0.zip");
}

TEST_F(ImportTest, the_archive_tells_the_version_that_its_name_does_not) {
  write("evil.zip", archive("evil"));
  import();
  auto opened = store();
  EXPECT_EQ(*opened.versions({"evil"}), std::vector<std::string>{"7.7"});
}

TEST_F(ImportTest, scans_what_this_engine_has_not_scanned) {
  write("evil/1.0/evil-1.0.zip", archive("evil"));
  EXPECT_EQ(import().scanned, 0u);
  ImportOptions scanning = options();
  scanning.scan = true;
  EXPECT_EQ(import(scanning).scanned, 1u);
  EXPECT_EQ(import(scanning).scanned, 0u);
  scanning.engine = "newer";
  EXPECT_EQ(import(scanning).scanned, 1u);
  auto opened = store();
  size_t scans = 0;
  ASSERT_TRUE(opened.each_scan({}, [&](const store::Scan& scan) {
    ++scans;
    EXPECT_EQ(scan.verdict, "clean");
    EXPECT_EQ(scan.engine, "newer");
    EXPECT_EQ(scan.python_files, 1u);
    EXPECT_NE(scan.report.find("\"api_sequence\""), std::string::npos);
    EXPECT_EQ(scan.report.find("/tmp/"), std::string::npos) << "nothing of this machine is kept";
    return true;
  }));
  EXPECT_EQ(scans, 1u);
  scanning.scan_again = true;
  EXPECT_EQ(import(scanning).scanned, 1u);
}

TEST_F(ImportTest, a_lost_sample_is_put_back) {
  write("evil/1.0/evil-1.0.zip", archive("evil"));
  import();
  fs::remove_all(root_ + "/samples");
  EXPECT_EQ(import().unchanged, 1u);
  EXPECT_TRUE(samples().has(unpacking::sha256_hex(archive("evil"))));
}

TEST_F(ImportTest, stops_when_asked) {
  for (int i = 0; i < 50; ++i) write("p" + std::to_string(i) + "/1.0/p-1.0.zip", archive("p" + std::to_string(i)));
  const std::atomic<bool> stop = true;
  ImportOptions stopped = options();
  stopped.stop = &stop;
  const ImportCounts counts = import(stopped);
  EXPECT_FALSE(counts.complete);
  EXPECT_LT(counts.files, 50u);
  EXPECT_EQ(import().added + counts.added, 50u);
}

TEST_F(ImportTest, an_unusable_folder_is_an_error) {
  auto opened = store();
  EXPECT_FALSE(import_folder(root_ + "/nowhere", opened, samples(), options(), kImported));
  EXPECT_EQ(import().files, 0u);
}

// Killed at different places, then run again: every sample once, with its bytes.
TEST_F(ImportTest, killed_it_goes_on_where_it_was) {
  constexpr int kPackages = 120;
  for (int i = 0; i < kPackages; ++i) {
    const std::string name = "p" + std::to_string(i);
    write(name + "/1.0/" + name + "-1.0.zip", archive(name));
  }
  const store::Samples bytes = samples();
  for (const unsigned enough : {0u, 5u, 30u, 60u, 100u}) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto opened = store::Store::open(root_ + "/data.db");
      auto own = store::Samples::open(root_ + "/samples");
      if (opened && own) (void)import_folder(folder(), *opened, *own, options(), kImported);
      ::_exit(0);
    }
    while (store::testing::sample_count(bytes) < enough && ::waitpid(child, nullptr, WNOHANG) == 0) ::usleep(1000);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  const ImportCounts last = import();
  EXPECT_EQ(last.added + last.unchanged, static_cast<uint64_t>(kPackages));
  EXPECT_TRUE(last.failed.empty());
  EXPECT_EQ(import().unchanged, static_cast<uint64_t>(kPackages));
  auto opened = store();
  EXPECT_EQ(opened.status()->artifacts, static_cast<uint64_t>(kPackages));
  EXPECT_EQ(opened.status()->versions, static_cast<uint64_t>(kPackages));
  std::set<std::string> hashes;
  ASSERT_TRUE(bytes.each([&](const std::string& hash, uint64_t) {
    EXPECT_TRUE(bytes.read(hash));
    hashes.insert(hash);
    return true;
  }));
  EXPECT_EQ(hashes.size(), static_cast<size_t>(kPackages));
  EXPECT_TRUE(fs::is_empty(root_ + "/samples/unfinished"));
}

}  // namespace
}  // namespace antivenom::collect
