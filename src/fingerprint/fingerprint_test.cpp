#include "fingerprint/fingerprint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace antivenom::fingerprint {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<uint64_t> shingles(std::string_view source) {
  Interner names;
  std::vector<uint64_t> out;
  add_shingles(python::parse_text(std::string(source), names), names, out);
  return out;
}

std::vector<uint64_t> range(uint64_t from, uint64_t to) {
  std::vector<uint64_t> out;
  for (; from < to; ++from) out.push_back(from);
  return out;
}

Signature of(const std::vector<uint64_t>& items) { return signature_of(std::span<const uint64_t>(items)); }

TEST(MinHash, estimates_the_jaccard_index) {
  EXPECT_DOUBLE_EQ(likeness(of(range(0, 500)), of(range(0, 500))), 1);
  EXPECT_NEAR(likeness(of(range(0, 500)), of(range(250, 750))), 1.0 / 3, 0.12);
  EXPECT_NEAR(likeness(of(range(0, 1000)), of(range(100, 1100))), 900.0 / 1100, 0.12);
  EXPECT_LT(likeness(of(range(0, 500)), of(range(1000, 1500))), 0.05);
  EXPECT_EQ(likeness({}, {}), 0);
  EXPECT_EQ(likeness(of({1}), {}), 0);
}

TEST(MinHash, bands_meet_where_sets_are_alike) {
  const auto meet = [](const Signature& a, const Signature& b) {
    const auto left = bands_of(a), right = bands_of(b);
    return std::mismatch(left.begin(), left.end(), right.begin(), std::not_equal_to<>()).first != left.end();
  };
  EXPECT_TRUE(meet(of(range(0, 1000)), of(range(100, 1100))));
  EXPECT_FALSE(meet(of(range(0, 1000)), of(range(5000, 6000))));
}

TEST(MinHash, is_kept_as_text) {
  const Signature signature = of(range(3, 50));
  EXPECT_THAT(to_text(signature), SizeIs(kHashes * 8));
  EXPECT_EQ(signature_from(to_text(signature)), signature);
  EXPECT_THAT(signature_from("12"), IsEmpty());
  EXPECT_THAT(signature_from(std::string(kHashes * 8, 'x')), IsEmpty());
}

TEST(Fingerprint, own_names_and_literals_do_not_count) {
  EXPECT_EQ(shingles("def fetch(url):\n  data = requests.get(url, timeout=3)\n  exec(data.text)\n"),
            shingles("def a(b):\n  c = requests.get(b, timeout=99)  # other words\n  exec(c.text)\n"));
}

TEST(Fingerprint, calls_and_builtins_do) {
  EXPECT_NE(shingles("a = requests.get(b, timeout=3)"), shingles("a = requests.post(b, timeout=3)"));
  EXPECT_NE(shingles("a = exec(b)"), shingles("a = print(b)"));
  EXPECT_NE(shingles("a = 'x' + b"), shingles("a = 1 + b"));
  EXPECT_NE(shingles("import os"), shingles("import sys"));
}

TEST(Fingerprint, little_code_is_one_run_and_none_is_none) {
  EXPECT_THAT(shingles("a"), SizeIs(1));
  EXPECT_THAT(shingles(""), SizeIs(::testing::Le(1u)));
}

Artifact artifact(std::vector<std::pair<std::string, std::string>> files) {
  Artifact out;
  for (auto& [path, text] : files) {
    out.buffers.push_back(std::make_unique<Bytes>(std::move(text)));
    Member member;
    member.path = path;
    member.content = Content::python;
    member.role = path.starts_with("test") ? Role::test : Role::module;
    member.bytes = *out.buffers.back();
    out.members.push_back(std::move(member));
  }
  return out;
}

TEST(Fingerprint, of_a_package) {
  const std::string code =
      "import os, base64\ndef run(key):\n  for x in os.listdir(key):\n    os.system(base64.b64decode(x).decode())\n"
      "  with open(key, 'wb') as f:\n    f.write(b'x')\n";
  const Signature alone = signature_of(artifact({{"a.py", code}}));
  EXPECT_THAT(alone, SizeIs(kHashes));
  EXPECT_EQ(signature_of(artifact({{"b.py", code}, {"test_b.py", "import pytest\n" + code}})), alone);
  EXPECT_GT(likeness(signature_of(artifact({{"a.py", code + "print(1)\n"}})), alone), 0.8);
  EXPECT_THAT(signature_of(artifact({{"a.py", "pass\n"}})), IsEmpty());
  EXPECT_THAT(signature_of(artifact({})), IsEmpty());
}

// No depth and no size of a tree is too much.
TEST(Fingerprint, hostile_code) {
  EXPECT_FALSE(shingles(std::string(100'000, '(')).empty());
  std::string chain = "a";
  for (int i = 0; i < 50'000; ++i) chain += ".b";
  EXPECT_FALSE(shingles(chain).empty());
}

}  // namespace
}  // namespace antivenom::fingerprint
