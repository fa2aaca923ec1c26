// Bombs, truncation and noise: an answer in bounded time and memory, with whatever came before the damage.
#include <random>

#include <gtest/gtest.h>

#include "artifact/artifact.h"
#include "artifact/testing/archive_builder.h"
#include "artifact/testing/describe.h"
#include "base/testing/cost.h"

namespace antivenom {
namespace {

using namespace testing;

uint64_t held(const Artifact& artifact) {
  uint64_t sum = 0;
  for (const auto& buffer : artifact.buffers) sum += buffer->size();
  return sum;
}

bool has_anomaly(const Artifact& artifact, std::string_view id) {
  for (const Anomaly& anomaly : artifact.anomalies) {
    if (anomaly.id == id) return true;
  }
  return false;
}

// Generous beyond what is promised (5 s), for slow machines with sanitizers; the real times are milliseconds.
class Bombs : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_LT(processor_seconds() - before_, 30); }
  double before_ = processor_seconds();
};

TEST_F(Bombs, gzip_of_zeros_stops_at_the_ratio) {
  const Bytes zeros = gzipped(Bytes(40u << 20, '\0'));
  const Artifact artifact = unpack(zeros, "x.gz", {.max_ratio = 10});
  EXPECT_TRUE(has_anomaly(artifact, "bomb"));
  EXPECT_EQ(problems(artifact),
            Lines{"x.gz: unpacks to more than max_ratio = 10 (16777216 bytes); the rest was not read"});
  EXPECT_LE(held(artifact), 17u << 20);
}

TEST_F(Bombs, many_gzip_members_stop_at_the_total) {
  const Bytes one = gzipped(Bytes(1u << 20, '\0'));
  Bytes many;
  for (int i = 0; i < 200; ++i) many += one;
  const Artifact artifact = unpack(many, "x.gz", {.max_total_bytes = 32u << 20});
  EXPECT_TRUE(has_anomaly(artifact, "bomb"));
  EXPECT_LE(held(artifact), 33u << 20);
}

TEST_F(Bombs, overlapping_zip_members_are_seen_and_bounded) {
  const std::string zeros(8u << 20, '\0');
  ZipBuilder zip;
  zip.add("0", zeros);
  // Every further entry points at the data of the first.
  const ZipLies same = {.crc = libdeflate_crc32(0, zeros.data(), zeros.size()),
                        .in_locals = false,
                        .local_at = 0,
                        .packed = deflated(zeros, -15)};
  for (int i = 1; i < 300; ++i) zip.add("0", zeros, same);
  const Artifact artifact = unpack(zip.finished(), "x.zip", {.max_total_bytes = 64u << 20});
  EXPECT_TRUE(has_anomaly(artifact, "bomb"));
  EXPECT_LE(held(artifact), 70u << 20);
}

TEST_F(Bombs, lies_about_the_size_cost_no_memory) {
  ZipBuilder zip;
  for (int i = 0; i < 2000; ++i)
    zip.add("m" + std::to_string(i), "x", {.size = 0x7fffffff, .packed = deflated(std::string(4000, 'x'), -15)});
  const Artifact artifact = unpack(zip.finished(), "x.zip");
  EXPECT_EQ(artifact.members.size(), 2000u);
  EXPECT_LE(held(artifact), 100u << 20);
}

TEST_F(Bombs, nested_zips_stop_at_the_nesting_and_member_limits) {
  Bytes layer = ZipBuilder().add("x.py", "x = 1\n").finished();
  for (int depth = 0; depth < 4; ++depth) {
    ZipBuilder zip;
    for (int i = 0; i < 12; ++i) zip.add(std::to_string(i) + ".zip", layer);
    layer = zip.finished();
  }
  const Artifact artifact = unpack(layer, "x.zip", {.max_members = 1000});
  EXPECT_EQ(artifact.members.size(), 1000u);
  EXPECT_TRUE(has_anomaly(artifact, "bomb"));
}

TEST_F(Bombs, a_million_empty_members_stop_at_the_limit) {
  Bytes tar;
  const Bytes one = TarBuilder().add("a", "").finished().substr(0, 512);
  tar.reserve(one.size() * 1'000'000);
  for (int i = 0; i < 1'000'000; ++i) tar += one;
  const Artifact artifact = unpack(std::move(tar), "x.tar", {.max_archive_bytes = 600u << 20});
  EXPECT_EQ(artifact.members.size(), 50'000u);
  EXPECT_TRUE(has_anomaly(artifact, "bomb"));
}

TEST_F(Bombs, a_member_beyond_its_limit_is_cut) {
  for (const ZipLies& lies : {ZipLies{}, ZipLies{.deflate = false}}) {
    const Artifact artifact =
        unpack(ZipBuilder().add("a.py", std::string(5000, 'x'), lies).finished(), "x.zip", {.max_member_bytes = 1000});
    EXPECT_EQ(artifact.members[0].bytes, std::string(1000, 'x'));
    EXPECT_TRUE(artifact.members[0].skipped);
    EXPECT_EQ(problems(artifact), Lines{"a.py: longer than max_member_bytes = 1000; the rest was not read"});
  }
}

TEST_F(Bombs, the_content_of_a_compressed_file_is_a_member_too) {
  const std::string content(5000, 'x');
  for (const Bytes& bytes : {gzipped(content), filtered("bzip2", content), filtered("xz", content)}) {
    const Artifact artifact = unpack(bytes, "a.py.gz", {.max_member_bytes = 1000});
    EXPECT_EQ(files(artifact), Lines{"a.py=" + std::string(1000, 'x')});
    EXPECT_TRUE(artifact.members[0].skipped);
    EXPECT_EQ(problems(artifact), Lines{"a.py: longer than max_member_bytes = 1000; the rest was not read"});
  }
}

TEST_F(Bombs, an_archive_beyond_its_limit_is_not_opened) {
  const Artifact artifact = unpack(Bytes(2000, 'x'), "x.zip", {.max_archive_bytes = 1000});
  EXPECT_FALSE(artifact.readable);
  EXPECT_EQ(problems(artifact), Lines{"x.zip: larger than max_archive_bytes = 1000"});
}

// Members that are whole are exactly as they were, at every length; the last may be cut.
void expect_prefix(const Artifact& artifact, const std::vector<std::pair<std::string, std::string>>& all) {
  ASSERT_LE(artifact.members.size(), all.size());
  for (size_t i = 0; i < artifact.members.size(); ++i) {
    const Member& member = artifact.members[i];
    if (member.skipped) {
      EXPECT_EQ(member.bytes, ByteView(all[i].second).substr(0, member.bytes.size()));
    } else {
      EXPECT_EQ(member.bytes, all[i].second);
    }
  }
  EXPECT_TRUE(artifact.members.size() == all.size() || !artifact.problems.empty());
}

TEST(Truncation, every_member_before_the_cut_is_kept) {
  const std::vector<std::pair<std::string, std::string>> all = {
      {"a.py", "x = 1\n"}, {"b.py", std::string(900, 'y')}, {"c.py", "z = 3\n"}};
  TarBuilder tar;
  ZipBuilder zip, stored;
  for (const auto& [name, content] : all) {
    tar.add(name, content);
    zip.add(name, content);
    stored.add(name, content, {.deflate = false, .descriptor = true});
  }
  const Bytes plain = tar.finished();
  for (size_t cut = 1; cut < plain.size() - 1024; ++cut) {
    const Artifact artifact = unpack(plain.substr(0, cut), "x.tar");
    expect_prefix(artifact, all);
    EXPECT_GE(artifact.members.size(), cut >= 1024 ? 1u : 0u);
  }
  for (const Bytes& whole :
       {gzipped(plain), filtered("xz", plain), filtered("bzip2", plain), zip.finished(), stored.finished()}) {
    for (size_t cut = 0; cut < whole.size(); ++cut) {
      const Artifact artifact = unpack(whole.substr(0, cut), "x");
      ASSERT_LE(artifact.members.size(), all.size() + 1) << cut;
      EXPECT_TRUE(!artifact.members.empty() || !artifact.problems.empty());
    }
  }
  const Bytes whole = zip.finished();
  EXPECT_EQ(files(unpack(whole.substr(0, whole.size() - 30), "x.zip")), files(unpack(whole, "x.zip")));
}

TEST(Noise, changed_bytes_never_break_the_reader) {
  constexpr int kRounds = kSanitized ? 1000 : 3000;
  std::mt19937 random(7);
  const Bytes tar =
      TarBuilder().pax({"path=p-1/long"}).add("x", "x = 1\n").add("p-1/setup.py", "import os\n").finished();
  const Bytes zip = ZipBuilder().add("p/a.py", "x = 1\n").add("p/b.py", "y", {.descriptor = true}).finished("comment");
  for (const Bytes& good : {tar, zip, gzipped(tar), filtered("xz", tar), written("7zip", {{"a.py", "x = 1\n"}})}) {
    for (int round = 0; round < kRounds; ++round) {
      Bytes bad = good;
      for (int i = 0; i < 1 + round % 5; ++i) bad[random() % bad.size()] = static_cast<char>(random());
      const Artifact artifact = unpack(bad, "p-1.tar.gz", {.max_total_bytes = 16u << 20, .max_member_bytes = 1u << 20});
      EXPECT_TRUE(artifact.readable || !artifact.problems.empty());
    }
  }
}

TEST(Noise, random_bytes_are_unreadable_with_a_reason) {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    Bytes bytes(random() % 4000, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const Artifact artifact = unpack(bytes, "x.tar.gz");
    EXPECT_FALSE(artifact.readable);
    EXPECT_EQ(artifact.problems.size(), 1u);
  }
}

}  // namespace
}  // namespace antivenom
