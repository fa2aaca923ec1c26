#include "store/samples.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace antivenom::store {
namespace {

namespace fs = std::filesystem;

class SamplesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/antivenom-samples-XXXXXX";
    folder_ = std::string(::mkdtemp(name)) + "/samples";
  }
  void TearDown() override { fs::remove_all(fs::path(folder_).parent_path()); }

  Samples opened() const {
    auto samples = Samples::open(folder_);
    EXPECT_TRUE(samples) << samples.error().message();
    return std::move(*samples);
  }
  std::string path_of(const std::string& sha256) const {
    return folder_ + "/" + sha256.substr(0, 2) + "/" + sha256.substr(2, 2) + "/" + sha256 + ".zip";
  }
  static std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string folder_;
};

const std::string kMarker = "this text must not be found on the disk";

TEST_F(SamplesTest, come_back_as_they_were) {
  const Samples samples = opened();
  std::string large;
  for (uint32_t i = 0; i < 300'000; ++i) large += static_cast<char>(i * i >> 3);
  for (const std::string& bytes : {std::string(), kMarker, std::string("PK\x03\x04\0", 5), large}) {
    const auto added = samples.add(bytes);
    ASSERT_TRUE(added) << added.error().message();
    EXPECT_TRUE(added->is_new);
    EXPECT_FALSE(samples.add(bytes)->is_new);
    const auto read = samples.read(added->sha256);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, bytes);
  }
  size_t count = 0;
  ASSERT_TRUE(samples.each([&](const std::string&, uint64_t bytes) { return ++count, bytes > 0; }));
  EXPECT_EQ(count, 4u);
}

TEST_F(SamplesTest, lie_locked_on_the_disk) {
  const Samples samples = opened();
  const auto added = samples.add(kMarker);
  const std::string path = path_of(added->sha256);
  const std::string zip = content(path);
  EXPECT_EQ(zip.find("must not be"), std::string::npos);
  EXPECT_TRUE(is_locked(zip));
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0400u);
  ASSERT_EQ(::stat(folder_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST_F(SamplesTest, are_repaired_when_they_come_again) {
  const Samples samples = opened();
  const std::string hash = samples.add(kMarker)->sha256;
  const std::string path = path_of(hash);
  const std::string good = content(path);
  for (const std::string& bad :
       {std::string(), good.substr(0, good.size() / 2), std::string(good.size(), 'x'), *locked("other bytes", "x")}) {
    fs::remove(path);
    std::ofstream(path, std::ios::binary) << bad;
    const auto read = samples.read(hash);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message().find("damaged"), std::string::npos) << read.error().message();
    EXPECT_TRUE(samples.add(kMarker)->is_new);
    EXPECT_EQ(*samples.read(hash), kMarker);
  }
}

TEST_F(SamplesTest, have_no_names_but_hashes) {
  const Samples samples = opened();
  EXPECT_FALSE(samples.read("../../etc/passwd"));
  EXPECT_FALSE(samples.read(std::string(64, 'g')));
  EXPECT_FALSE(samples.has(""));
  EXPECT_FALSE(samples.read(std::string(64, 'a')));
  EXPECT_FALSE(samples.remove(".."));
  const std::string hash = samples.add("x")->sha256;
  EXPECT_TRUE(samples.remove(hash));
  EXPECT_TRUE(samples.remove(hash));
  EXPECT_FALSE(samples.has(hash));
}

TEST_F(SamplesTest, half_written_ones_are_removed_unless_somebody_writes_them) {
  opened();
  std::ofstream(folder_ + "/unfinished/1-1") << "left";
  opened();
  EXPECT_TRUE(fs::is_empty(folder_ + "/unfinished"));
}

TEST_F(SamplesTest, may_be_added_by_several_processes) {
  opened();
  pid_t children[3];
  for (pid_t& child : children) {
    child = ::fork();
    if (child != 0) continue;
    for (int i = 0; i < 100; ++i) {
      auto samples = Samples::open(folder_);
      if (!samples || !samples->add("sample " + std::to_string(i))) ::_exit(1);
    }
    ::_exit(0);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  size_t count = 0;
  const Samples samples = opened();
  ASSERT_TRUE(samples.each([&](const std::string& hash, uint64_t) { return ++count, samples.read(hash).has_value(); }));
  EXPECT_EQ(count, 100u);
}

TEST_F(SamplesTest, a_full_disk_leaves_nothing_half) {
  opened();
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{10'000, 10'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::string noise;
    for (uint32_t i = 0, x = 1; i < 100'000; ++i) noise += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
    auto samples = Samples::open(folder_);
    const auto added = samples->add(noise);
    ::_exit(!added && added.error().message().find("full") != std::string::npos && samples->add("small") ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(fs::is_empty(folder_ + "/unfinished"));
}

TEST(Locked, opens_what_others_lock) {
  const auto zip = locked("secret", "a/b.txt");
  ASSERT_TRUE(zip);
  const auto files = unlocked(*zip, 100, 10);
  ASSERT_TRUE(files) << files.error().message();
  ASSERT_EQ(files->size(), 1u);
  EXPECT_EQ(files->front().name, "a/b.txt");
  EXPECT_EQ(files->front().bytes, "secret");
  EXPECT_FALSE(unlocked(*zip, 3, 10)) << "too large";
  EXPECT_FALSE(unlocked("no zip at all", 100, 10));
}

TEST(Locked, packs_the_same_files_to_the_same_bytes) {
  const auto one = packed({{"b", "2"}, {"a", "1"}});
  const auto other = packed({{"a", "1"}, {"b", "2"}});
  ASSERT_TRUE(one);
  EXPECT_EQ(*one, *other);
  EXPECT_FALSE(is_locked(*one));
  EXPECT_EQ(unlocked(*one, 100, 10)->size(), 2u);
  EXPECT_FALSE(unlocked(*one, 100, 1)) << "too many";
}

}  // namespace
}  // namespace antivenom::store
