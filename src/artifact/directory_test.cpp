#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "artifact/artifact.h"
#include "artifact/testing/archive_builder.h"
#include "artifact/testing/describe.h"

namespace antivenom {
namespace {

namespace fs = std::filesystem;
using namespace testing;

class Directories : public ::testing::Test {
 protected:
  Directories() {
    std::string name = (fs::temp_directory_path() / "antivenom-XXXXXX").string();
    root_ = mkdtemp(name.data());
  }
  ~Directories() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& content) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << content;
  }
  Lines targets(const std::string& folder = "") const {
    Lines lines;
    const auto listed = list_targets((root_ / folder).string());
    for (const std::string& target : *listed) lines.push_back(fs::relative(target, root_).string());
    return lines;
  }

  fs::path root_;
};

TEST_F(Directories, a_source_tree_is_read_sorted_without_git) {
  write("setup.py", "import os\n");
  write("pkg/b.py", "2");
  write("pkg/a.py", "1");
  write(".git/config", "x");
  const Artifact artifact = read_directory(root_.string());
  EXPECT_EQ(artifact.kind, ArtifactKind::directory);
  EXPECT_EQ(artifact.format, "directory");
  EXPECT_EQ(artifact.bytes, 12u);
  EXPECT_EQ(files(artifact), (Lines{"pkg/a.py=1", "pkg/b.py=2", "setup.py=import os\n"}));
  EXPECT_EQ(roles(artifact), (Lines{"pkg/a.py module pkg.a", "pkg/b.py module pkg.b", "setup.py setup -"}));
  EXPECT_EQ(artifact.sha256, read_directory(root_.string()).sha256);
}

TEST_F(Directories, an_unpacked_sdist_loses_its_root_folder) {
  write("pkg-1.0/setup.py", "");
  EXPECT_EQ(files(read_directory(root_.string())), Lines{"setup.py="});
}

TEST_F(Directories, links_pipes_and_limits_are_reported) {
  write("a.py", "1");
  write("long.py", "12345");
  fs::create_symlink("/etc/hostname", root_ / "out.py");
  fs::create_symlink("a.py", root_ / "in.py");
  mkfifo((root_ / "pipe").c_str(), 0600);
  const Artifact artifact = read_directory(root_.string(), {.max_member_bytes = 2});
  EXPECT_EQ(files(artifact), (Lines{"a.py=1", "long.py=12", "in.py=1"}));
  EXPECT_EQ(anomalies(artifact), (Lines{"odd-member-type pipe", "link-outside out.py"}));
  EXPECT_EQ(problems(artifact), Lines{"long.py: longer than max_member_bytes = 2; the rest was not read"});
}

TEST_F(Directories, what_is_missing_or_empty_is_unreadable) {
  EXPECT_FALSE(read_directory(root_.string()).readable);
  EXPECT_FALSE(read_directory((root_ / "none").string()).readable);
  EXPECT_FALSE(list_targets((root_ / "none").string()).has_value());
}

TEST_F(Directories, a_directory_of_archives_lists_them) {
  write("b/x-1.tar.gz", "broken");
  write("a/y.bin", ZipBuilder().add("a.py", "").finished());
  write("list.csv", "a,b");
  EXPECT_EQ(targets(), (Lines{"a/y.bin", "b/x-1.tar.gz"}));
}

TEST_F(Directories, a_project_with_archives_is_one_target) {
  write("setup.py", "");
  write("tests/x.zip", ZipBuilder().add("a.py", "").finished());
  EXPECT_EQ(targets(), Lines{"."});
}

TEST_F(Directories, a_directory_of_projects_lists_them) {
  write("two/pkg/a.py", "");
  write("one/setup.py", "");
  EXPECT_EQ(targets(), (Lines{"one", "two"}));
  write("three/readme.txt", "");
  EXPECT_EQ(targets(), Lines{"."});
}

}  // namespace
}  // namespace antivenom
