// Archives that say different things to different unpackers: read safely, and reported.
#include <algorithm>

#include <gtest/gtest.h>

#include "artifact/artifact.h"
#include "artifact/hash.h"
#include "artifact/testing/archive_builder.h"
#include "artifact/testing/describe.h"

namespace antivenom {
namespace {

using namespace testing;

Artifact read_zip(const Bytes& bytes) { return unpack(bytes, "x.zip"); }
Artifact read_tar(const Bytes& bytes) { return unpack(bytes, "x.tar"); }

TEST(ZipLiesTest, headers_that_disagree_are_confusing) {
  for (const ZipLies& lies : {ZipLies{.local_name = "b.py"}, ZipLies{.local_method = 0}, ZipLies{.local_size = 999}}) {
    const Artifact artifact = read_zip(ZipBuilder().add("a.py", "x = 1\n", lies).finished());
    EXPECT_EQ(files(artifact), Lines{"a.py=x = 1\n"});
    EXPECT_EQ(anomalies(artifact), Lines{"zip-header-mismatch a.py!"});
  }
}

TEST(ZipLiesTest, a_wrong_size_in_both_headers_is_confusing) {
  const Artifact longer = read_zip(ZipBuilder().add("a.py", "x = 1\n", {.size = 2}).finished());
  EXPECT_EQ(files(longer), Lines{"a.py=x = 1\n"});
  EXPECT_EQ(anomalies(longer), Lines{"zip-header-mismatch a.py!"});
  const Artifact shorter = read_zip(ZipBuilder().add("a.py", "x = 1\n", {.size = 4000}).finished());
  EXPECT_EQ(files(shorter), Lines{"a.py=x = 1\n"});
  EXPECT_EQ(anomalies(shorter), Lines{"zip-header-mismatch a.py!"});
}

TEST(ZipLiesTest, a_member_without_directory_entry_is_listed_and_confusing) {
  const Artifact artifact =
      read_zip(ZipBuilder().add("a.py", "1").add("b.py", "2", {.in_directory = false}).add("c.py", "3").finished());
  EXPECT_EQ(files(artifact), (Lines{"a.py=1", "c.py=3", "b.py=2"}));
  EXPECT_EQ(anomalies(artifact), Lines{"zip-header-mismatch b.py!"});
}

TEST(ZipLiesTest, a_member_without_local_header_is_a_problem) {
  const Artifact artifact = read_zip(ZipBuilder().add("a.py", "1").add("b.py", "2", {.local_at = 7}).finished());
  EXPECT_EQ(problems(artifact), Lines{"b.py: its local header is missing or damaged"});
  EXPECT_TRUE(artifact.members[1].skipped);
}

TEST(ZipLiesTest, duplicates_are_confusing_when_they_differ) {
  EXPECT_EQ(anomalies(read_zip(ZipBuilder().add("a.py", "1").add("a.py", "2").finished())),
            Lines{"duplicate-member a.py!"});
  EXPECT_EQ(anomalies(read_zip(ZipBuilder().add("a.py", "1").add("a.py", "1").finished())),
            Lines{"duplicate-member a.py"});
  EXPECT_EQ(anomalies(read_zip(ZipBuilder().add("a.py", "1").add("A.py", "2").finished())),
            Lines{"duplicate-member A.py!"});
  EXPECT_EQ(anomalies(read_zip(ZipBuilder().add("readme", "1").add("README", "2").finished())),
            Lines{"duplicate-member README"});
}

TEST(ZipLiesTest, data_outside_the_archive_is_reported) {
  const Bytes zip = ZipBuilder().add("a.py", "1").finished();
  EXPECT_EQ(anomalies(read_zip("#!/bin/sh\n" + zip)), Lines{"hidden-leading-data x.zip"});
  EXPECT_EQ(anomalies(read_zip(zip + "more")), Lines{"hidden-trailing-data x.zip"});
  EXPECT_EQ(files(read_zip("#!/bin/sh\n" + zip)), Lines{"a.py=1"});
  EXPECT_EQ(anomalies(read_zip(ZipBuilder().add("a.py", "1").raw("between").add("b.py", "2").finished())),
            Lines{"hidden-data x.zip"});
}

TEST(ZipLiesTest, two_archives_in_one_file_are_confusing) {
  const Artifact artifact =
      read_zip(ZipBuilder().add("a.py", "1").finished() + ZipBuilder().add("b.py", "2").finished());
  EXPECT_EQ(files(artifact), (Lines{"b.py=2", "a.py=1"}));
  // Two directories, and a member that only the first of them lists.
  EXPECT_EQ(anomalies(artifact), (Lines{"zip-header-mismatch x.zip!", "zip-header-mismatch a.py!"}));
}

TEST(ZipLiesTest, a_second_end_record_in_the_comment_is_confusing) {
  const Bytes zip = ZipBuilder().add("a.py", "1").finished();
  const Artifact artifact = read_zip(ZipBuilder().add("a.py", "1").finished(zip.substr(zip.size() - 22)));
  EXPECT_FALSE(artifact.anomalies.empty());
  EXPECT_TRUE(
      std::any_of(artifact.anomalies.begin(), artifact.anomalies.end(), [](const Anomaly& a) { return a.confusing; }));
}

TEST(ZipLiesTest, a_wrong_count_is_confusing) {
  EXPECT_EQ(anomalies(read_zip(ZipBuilder().add("a.py", "1").add("b.py", "2").finished({}, 1))),
            Lines{"zip-header-mismatch x.zip!"});
}

TEST(ZipLiesTest, a_stored_zip_inside_is_no_lie) {
  const Bytes inner = ZipBuilder().add("b.py", "2").finished();
  const Artifact artifact =
      read_zip(ZipBuilder().add("d/in.zip", inner, {.deflate = false}).add("d/a.py", "1").finished());
  EXPECT_EQ(anomalies(artifact), Lines());
}

TEST(ZipLiesTest, encrypted_members_are_reported_not_read) {
  const Artifact artifact = read_zip(ZipBuilder().add("a.py", "1").add("b.py", "2", {.flags = 1}).finished());
  EXPECT_EQ(anomalies(artifact), Lines{"encrypted-member b.py"});
  EXPECT_EQ(files(artifact), (Lines{"a.py=1", "b.py="}));
  EXPECT_TRUE(artifact.members[1].skipped);
}

TEST(ZipLiesTest, a_wrong_checksum_is_a_problem) {
  const Artifact artifact = read_zip(ZipBuilder().add("a.py", "1", {.crc = 5}).finished());
  EXPECT_EQ(problems(artifact), Lines{"a.py: its checksum does not hold: the content is damaged"});
}

TEST(TarLiesTest, members_behind_the_end_are_listed_and_confusing) {
  const Bytes tar = TarBuilder().add("a.py", "1").finished() + TarBuilder().add("b.py", "2").finished();
  EXPECT_EQ(files(read_tar(tar)), (Lines{"a.py=1", "b.py=2"}));
  EXPECT_EQ(anomalies(read_tar(tar)), Lines{"hidden-trailing-data x.tar!"});
}

TEST(TarLiesTest, a_second_copy_behind_the_end_confuses_nobody) {
  const Bytes tar = TarBuilder().add("a.py", "1").finished();
  EXPECT_EQ(files(read_tar(tar + tar)), Lines{"a.py=1"});
  EXPECT_EQ(anomalies(read_tar(tar + tar)), Lines{"hidden-trailing-data x.tar"});
}

TEST(TarLiesTest, trailing_bytes_are_reported) {
  EXPECT_EQ(anomalies(read_tar(TarBuilder().add("a.py", "1").finished() + std::string(600, 'x'))),
            Lines{"hidden-trailing-data x.tar"});
  EXPECT_EQ(anomalies(unpack(gzipped(TarBuilder().add("a.py", "1").finished()) + "tail", "x.tar.gz")),
            Lines{"hidden-trailing-data x.tar.gz"});
  EXPECT_EQ(anomalies(unpack(gzipped(TarBuilder().add("a.py", "1").finished()) + std::string(9, '\0'), "x.tar.gz")),
            Lines());
}

TEST(TarLiesTest, a_broken_header_in_the_middle_is_confusing) {
  const Artifact artifact =
      read_tar(TarBuilder().add("a.py", "1").raw(std::string(512, 'x')).add("b.py", "2").finished());
  EXPECT_EQ(files(artifact), (Lines{"a.py=1", "b.py=2"}));
  EXPECT_EQ(anomalies(artifact), Lines{"hidden-trailing-data x.tar!"});
  EXPECT_EQ(problems(artifact), Lines{"x.tar: damaged tar header at byte 1024"});
}

TEST(TarLiesTest, a_pax_size_that_differs_is_confusing) {
  const std::string inner = TarBuilder().add("hidden.py", "9").finished();
  const Bytes tar =
      TarBuilder().pax({"size=" + std::to_string(inner.size())}).add("data", inner, '0', {}, 0).finished();
  EXPECT_EQ(anomalies(read_tar(tar)), Lines{"tar-header-mismatch data!"});
  EXPECT_EQ(read_tar(tar).members[0].bytes.size(), inner.size());
}

TEST(TarLiesTest, odd_member_types_are_reported) {
  const Artifact artifact = read_tar(TarBuilder().add("dev", "", '3').add("pipe", "", '6').add("a.py", "1").finished());
  EXPECT_EQ(files(artifact), Lines{"a.py=1"});
  EXPECT_EQ(anomalies(artifact), (Lines{"odd-member-type dev", "odd-member-type pipe"}));
}

TEST(TarLiesTest, links_that_lead_outside_are_reported) {
  const Artifact artifact = read_tar(TarBuilder()
                                         .add("a", "", '2', "/etc/passwd")
                                         .add("b", "", '2', "../../x")
                                         .add("d/c", "", '1', "../x")
                                         .add("e.py", "")
                                         .finished());
  EXPECT_EQ(anomalies(artifact), (Lines{"link-outside a", "link-outside b", "link-outside d/c"}));
}

TEST(NamesTest, names_are_made_safe_and_reported) {
  const Artifact artifact = read_zip(ZipBuilder()
                                         .add("../up.py", "1")
                                         .add("/abs.py", "2")
                                         .add("C:\\win.py", "3")
                                         .add("d/../mid.py", "4")
                                         .add(std::string("nul\0.py", 7), "5")
                                         .add("ctl\x01.py", "6")
                                         .add("lat\xe9.py", "7")
                                         .add("./dot//x.py", "8")
                                         .finished());
  EXPECT_EQ(files(artifact), (Lines{"up.py=1", "abs.py=2", "win.py=3", "mid.py=4", "nul\\x00.py=5", "ctl\\x01.py=6",
                                    "lat\\xe9.py=7", "dot/x.py=8"}));
  EXPECT_EQ(anomalies(artifact),
            (Lines{"path-traversal ../up.py!", "path-traversal /abs.py!", "path-traversal C:\\win.py!",
                   "name-encoding C:\\win.py", "path-traversal d/../mid.py", "name-encoding nul\\x00.py!",
                   "name-encoding ctl\\x01.py", "name-encoding lat\\xe9.py"}));
}

TEST(NamesTest, a_name_beyond_the_limit_is_cut) {
  const Artifact artifact =
      unpack(ZipBuilder().add(std::string(300, 'a'), "1").finished(), "x.zip", {.max_path_bytes = 100});
  EXPECT_EQ(artifact.members[0].path, std::string(100, 'a'));
  EXPECT_EQ(artifact.problems.size(), 1u);
}

std::string record_line(const std::string& name, const std::string& content) {
  return name + ",sha256=" + unpacking::record_digest("sha256", content) + "," + std::to_string(content.size()) + "\n";
}

TEST(RecordTest, differences_from_the_record_are_reported) {
  const std::string record = record_line("p/__init__.py", "1") + record_line("p/changed.py", "old") +
                             record_line("p/gone.py", "x") + "p-1.dist-info/RECORD,,\n" +
                             record_line("p-1.dist-info/METADATA", "Name: p\n");
  const Artifact artifact = unpack(ZipBuilder()
                                       .add("p/__init__.py", "1")
                                       .add("p/changed.py", "new")
                                       .add("p/extra.py", "2")
                                       .add("p-1.dist-info/METADATA", "Name: p\n")
                                       .add("p-1.dist-info/RECORD", record)
                                       .finished(),
                                   "p-1-py3-none-any.whl");
  EXPECT_EQ(artifact.kind, ArtifactKind::wheel);
  EXPECT_EQ(anomalies(artifact),
            (Lines{"record-mismatch p/changed.py", "record-mismatch p/gone.py", "record-mismatch p/extra.py"}));
}

TEST(MetadataLies, another_name_than_the_file_s_is_reported) {
  const auto named = [](std::string_view stated) {
    return anomalies(unpack(TarBuilder().add("good-1.0/PKG-INFO", "Name: " + std::string(stated) + "\n").finished(),
                            "Good_Name-1.0.tar"));
  };
  EXPECT_EQ(named("good.name"), Lines());
  EXPECT_EQ(named("other"), Lines{"metadata-mismatch PKG-INFO"});
}

}  // namespace
}  // namespace antivenom
