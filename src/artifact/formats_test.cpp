#include <gtest/gtest.h>

#include "artifact/artifact.h"
#include "artifact/testing/archive_builder.h"
#include "artifact/testing/describe.h"

namespace antivenom {
namespace {

using namespace testing;

Bytes small_tar() { return TarBuilder().add("pkg-1.0/", "", '5').add("pkg-1.0/setup.py", "import os\n").finished(); }
const Lines kSmall = {"setup.py=import os\n"};

void expect_small(const Artifact& artifact, const std::string& format) {
  EXPECT_EQ(artifact.format, format);
  EXPECT_EQ(artifact.kind, ArtifactKind::sdist);
  EXPECT_TRUE(artifact.readable);
  EXPECT_EQ(files(artifact), kSmall);
  EXPECT_EQ(anomalies(artifact), Lines());
  EXPECT_EQ(problems(artifact), Lines());
  EXPECT_EQ(artifact.metadata.name, "pkg");
  EXPECT_EQ(artifact.metadata.version, "1.0");
}

TEST(Formats, every_tar_compression_is_read) {
  expect_small(unpack(small_tar(), "pkg-1.0.tar"), "tar");
  expect_small(unpack(gzipped(small_tar()), "pkg-1.0.tar.gz"), "tar.gz");
  expect_small(unpack(gzipped(small_tar()), "pkg-1.0.tgz"), "tar.gz");
  expect_small(unpack(filtered("bzip2", small_tar()), "pkg-1.0.tar.bz2"), "tar.bz2");
  expect_small(unpack(filtered("xz", small_tar()), "pkg-1.0.tar.xz"), "tar.xz");
  expect_small(unpack(filtered("zstd", small_tar()), "pkg-1.0.tar.zst"), "tar.zst");
  expect_small(unpack(filtered("compress", small_tar()), "pkg-1.0.tar.Z"), "tar.Z");
}

TEST(Formats, zip_7z_and_cpio_are_read) {
  expect_small(unpack(ZipBuilder().add("pkg-1.0/setup.py", "import os\n").finished(), "pkg-1.0.zip"), "zip");
  expect_small(
      unpack(ZipBuilder().add("pkg-1.0/setup.py", "import os\n", {.deflate = false}).finished(), "pkg-1.0.zip"), "zip");
  expect_small(
      unpack(ZipBuilder().add("pkg-1.0/setup.py", "import os\n", {.descriptor = true}).finished(), "pkg-1.0.zip"),
      "zip");
  expect_small(unpack(written("7zip", {{"pkg-1.0/setup.py", "import os\n"}}), "pkg-1.0.7z"), "7z");
  expect_small(unpack(written("cpio", {{"pkg-1.0/setup.py", "import os\n"}}), "pkg-1.0"), "cpio");
}

TEST(Formats, a_zip_method_other_than_deflate_is_read) {
  const std::string content = "import os\n";
  const Bytes zip =
      ZipBuilder().add("pkg-1.0/setup.py", content, {.method = 12, .packed = filtered("bzip2", content)}).finished();
  expect_small(unpack(zip, "pkg-1.0.zip"), "zip");
}

TEST(Formats, a_zip_member_of_lzma_with_a_dictionary_of_4_gib_is_read) {
  const std::string content = "import os\n";
  // The .lzma format has 5 bytes of properties and 8 of size; ZIP has a version and the length of the properties.
  std::string packed = filtered("lzma", content);
  packed = std::string("\x09\x14\x05\0", 4) + packed[0] + "\xff\xff\xff\xff" + packed.substr(13);
  const Bytes zip = ZipBuilder().add("pkg-1.0/setup.py", content, {.method = 14, .packed = packed}).finished();
  expect_small(unpack(zip, "pkg-1.0.zip"), "zip");
}

TEST(Formats, a_single_gzip_file_is_one_member) {
  const Artifact artifact = unpack(gzipped("print(1)\n"), "dir/tool.py.gz");
  EXPECT_EQ(artifact.format, "gz");
  EXPECT_EQ(files(artifact), Lines{"tool.py=print(1)\n"});
  EXPECT_EQ(artifact.members[0].content, Content::python);
}

TEST(Formats, concatenated_gzip_members_are_one_stream) {
  const Bytes tar = small_tar();
  const Bytes bytes = gzipped(ByteView(tar).substr(0, 700)) + gzipped(ByteView(tar).substr(700));
  expect_small(unpack(bytes, "pkg-1.0.tar.gz"), "tar.gz");
}

TEST(Formats, the_bytes_decide_not_the_name) {
  const Artifact artifact = unpack(ZipBuilder().add("pkg/__init__.py", "").finished(), "pkg-1.0.tar.gz");
  EXPECT_EQ(artifact.format, "zip");
  EXPECT_EQ(files(artifact), Lines{"pkg/__init__.py="});
  EXPECT_EQ(anomalies(artifact), Lines{"wrong-extension pkg-1.0.tar.gz"});
}

TEST(Formats, long_names_of_gnu_and_pax_are_read) {
  const std::string deep = std::string(150, 'a') + "/" + std::string(50, 'b') + ".py";
  const Bytes tar = TarBuilder()
                        .add("././@LongLink", deep + '\0', 'L')
                        .add("cut", "1")
                        .pax({"path=" + deep + "x"})
                        .add("cut", "2")
                        .finished();
  const Artifact artifact = unpack(tar, "x-1.tar");
  ASSERT_EQ(artifact.members.size(), 2u);
  EXPECT_EQ(artifact.members[0].raw_path, deep);
  EXPECT_EQ(artifact.members[1].raw_path, deep + "x");
}

TEST(Formats, inner_archives_are_opened_to_the_limit) {
  Bytes inner = ZipBuilder().add("a.py", "x = 1\n").finished();
  for (int i = 0; i < 4; ++i) inner = ZipBuilder().add("n.zip", inner, {.deflate = false}).finished();
  const Artifact artifact = unpack(inner, "x-1.zip", {.max_nesting = 2});
  Lines paths, containers;
  for (const Member& member : artifact.members) {
    paths.push_back(member.path);
    containers.push_back(member.container);
  }
  EXPECT_EQ(paths, (Lines{"n.zip", "n.zip!/n.zip", "n.zip!/n.zip!/n.zip"}));
  EXPECT_EQ(containers, (Lines{"", "n.zip", "n.zip!/n.zip"}));
  EXPECT_EQ(problems(artifact),
            Lines{"n.zip!/n.zip!/n.zip: not opened: archives inside archives beyond max_nesting = 2"});
}

TEST(Formats, an_inner_gzip_is_a_member_too) {
  const Bytes tar = TarBuilder().add("p-1/data.py.gz", gzipped("x = 1\n")).add("p-1/setup.py", "").finished();
  EXPECT_EQ(unpack(tar, "p-1.tar").members[2].path, "data.py.gz!/data.py");
}

TEST(Formats, what_is_no_archive_is_unreadable_with_a_reason) {
  for (const Bytes& bytes :
       {Bytes(), Bytes("hello"), Bytes(5000, 'x'), Bytes("\x1f\x8b\x08", 3), Bytes("PK\x03\x04", 4)}) {
    const Artifact artifact = unpack(bytes, "x-1.tar.gz");
    EXPECT_FALSE(artifact.readable);
    EXPECT_FALSE(artifact.problems.empty());
  }
}

TEST(Formats, digest_and_size_are_those_of_the_file) {
  const Artifact artifact = unpack("abc", "x");
  EXPECT_EQ(artifact.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(artifact.bytes, 3u);
}

TEST(Formats, links_to_files_of_the_archive_are_members) {
  const Bytes tar = TarBuilder()
                        .add("p-1/data.txt", "import os\n")
                        .add("p-1/setup.py", "", '2', "data.txt")
                        .add("p-1/pkg/a.py", "", '1', "p-1/data.txt")
                        .add("p-1/pkg/b.py", "", '2', "../pkg/a.py")
                        .add("p-1/loop", "", '2', "loop")
                        .finished();
  const Artifact artifact = unpack(tar, "p-1.tar");
  EXPECT_EQ(files(artifact),
            (Lines{"data.txt=import os\n", "setup.py=import os\n", "pkg/a.py=import os\n", "pkg/b.py=import os\n"}));
  EXPECT_EQ(anomalies(artifact), Lines());
}

TEST(Formats, content_is_told_from_bytes) {
  const std::string pe =
      "MZ" + std::string(58, '\0') + std::string("\x40\0\0\0", 4) + std::string("PE\0\0", 4) + std::string(60, '\0');
  std::string masked = pe + std::string(4000, '\0');
  for (char& c : masked) c = static_cast<char>(c ^ 0x15);
  const Bytes tar =
      TarBuilder()
          .add("a/test.py", masked)
          .add("a/elf.py", std::string("\x7f"
                                       "ELF\2",
                                       5))
          .add("a/tool.dat", pe)
          .add("a/run", "#!/usr/bin/env python3\nprint(1)\n")
          .add("a/run2", "# tool\nimport os\n")
          .add("a/README", "Usage\nimport os\n")
          .add("a/latin.py", "# caf\xe9\nx = 1\n")
          .add("a/nul.py", std::string("import os\nos.getcwd()\n# \0 nothing more is read by old Pythons\n", 62))
          .add("a/x.png", "\x89PNG\r\n\x1a\n")
          .add("a/m.bin", std::string("\xa7\x0d\x0d\x0a\0\0\0\0\0\0\0\0\0\0\0\0\xe3", 17))
          .finished();
  Lines contents;
  for (const Member& member : unpack(tar, "x.tar").members)
    contents.push_back(member.raw_path + " " + std::string(to_string(member.content)));
  EXPECT_EQ(contents,
            (Lines{"a/test.py binary", "a/elf.py native", "a/tool.dat native", "a/run python", "a/run2 python",
                   "a/README text", "a/latin.py python", "a/nul.py python", "a/x.png image", "a/m.bin bytecode"}));
}

// A tenth of control characters, wherever they stand in the words of eight bytes that are looked at.
TEST(Formats, control_characters_tell_texts_from_other_bytes) {
  for (size_t shift = 0; shift < 9; ++shift) {
    for (const char odd : {'\0', '\x01', '\x1f', '\x7f'}) {
      std::string few(100 + shift, 'a'), many = few;
      for (size_t i = 0; i < 10; ++i) few[shift + i * 7] = many[shift + i * 7] = odd;
      for (size_t i = 0; i < 3; ++i) many[shift + 80 + i] = odd;
      const Bytes tar = TarBuilder().add("a/few", few).add("a/many", many).finished();
      Lines contents;
      for (const Member& member : unpack(tar, "x.tar").members) contents.emplace_back(to_string(member.content));
      EXPECT_EQ(contents, (Lines{"text", "binary"})) << shift << ' ' << static_cast<int>(odd);
    }
    std::string blanks(100 + shift, 'a');
    for (size_t i = 0; i + shift < blanks.size(); ++i) blanks[shift + i] = "\t\n\r\f\b\x1b"[i % 6];
    EXPECT_EQ(unpack(TarBuilder().add("a/blanks", blanks).finished(), "x.tar").members.front().content, Content::text);
  }
}

}  // namespace
}  // namespace antivenom
