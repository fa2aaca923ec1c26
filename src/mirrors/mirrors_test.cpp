#include "mirrors/mirrors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/cost.h"

namespace antivenom::mirrors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr store::Time kStart = 1'700'000'000'000;

class MirrorsTest : public ::testing::Test {
 protected:
  MirrorsTest() : store_(store::Store::open("sqlite::memory:").value()) {
    put(store::Source{"pypi", "index", "https://example.com/simple/", "US", ""});
    put(store::Source{"one", "mirror", "https://one.example.com/simple/", "CN", ""});
    put(store::Source{"two", "mirror", "https://two.example.com/simple/", "CN", ""});
    put(store::Source{"three", "mirror", "", "", ""});
  }

  template <class Record>
  void put(const Record& record) {
    const auto done = store_.put(record);
    ASSERT_TRUE(done) << done.error().message();
  }
  void accuse(const std::string& package, const std::string& id) {
    store::Advisory advisory;
    advisory.source = "osv";
    advisory.id = id;
    advisory.package.name = package;
    advisory.all_versions = true;
    put(advisory);
  }
  void see(const std::string& source, const std::string& package, store::Presence presence, int day) {
    store::Sighting sighting;
    sighting.source = source;
    sighting.file = {{{package}, "1.0"}, package + "-1.0.tar.gz"};
    sighting.presence = presence;
    sighting.url = "https://" + source + ".example.com/" + package;
    sighting.at = kStart + day * store::kDay;
    put(sighting);
  }
  std::vector<std::string> found(const std::vector<std::string>& names, Which which, uint64_t limit = UINT64_MAX) {
    std::vector<std::string> out;
    const auto done = each_found(store_, names, which, limit, [&](const Found& f) {
      out.push_back(f.sighting.source + " " + f.sighting.file.version.package.name + " " +
                    std::string(to_string(f.sighting.presence)) + (f.removed_upstream ? " removed" : ""));
    });
    EXPECT_TRUE(done);
    return out;
  }

  store::Store store_;
};

TEST_F(MirrorsTest, tell_what_is_left_where_the_index_has_removed_it) {
  using enum store::Presence;
  accuse("bad", "MAL-1");
  accuse("worse", "MAL-2");
  for (const std::string package : {"bad", "worse", "harmless"}) {
    for (const std::string source : {"pypi", "one", "two"}) see(source, package, served, 1);
  }
  see("pypi", "bad", gone, 2);
  see("two", "bad", gone, 2);
  see("one", "worse", yanked, 2);
  see("two", "worse", failed, 2);
  for (const uint64_t limit : {uint64_t{100}, UINT64_MAX}) {
    EXPECT_THAT(found({}, Which::still_there, limit),
                ElementsAre("one bad served removed", "pypi worse served", "two worse served", "one worse yanked"));
    EXPECT_THAT(found({"two"}, Which::everything, limit), ElementsAre("two bad gone", "two worse served"));
  }
  EXPECT_EQ(found({}, Which::still_there, 2).size(), 2u);
  const Overview all = overview(store_, {}).value();
  ASSERT_EQ(all.mirrors.size(), 4u);
  EXPECT_EQ(all.mirrors[0].source.name, "one");
  EXPECT_EQ(still_there(all.mirrors[0]), 2u);
  EXPECT_EQ(all.mirrors[0].removed_upstream, 1u);
  EXPECT_EQ(all.mirrors[3].failing, 1u);
  ASSERT_EQ(all.countries.size(), 3u);
  EXPECT_EQ(all.countries[0].country, "CN");
  EXPECT_EQ(all.countries[0].served, 3u);
  EXPECT_EQ(all.countries[0].gone, 1u);
  EXPECT_EQ(overview(store_, {"two"})->mirrors.size(), 1u);
}

TEST_F(MirrorsTest, letters_say_what_who_and_since_when_in_plain_text) {
  accuse("bad", "MAL-1\n\x1b[31m");
  see("one", "bad", store::Presence::served, 1);
  see("one", "bad", store::Presence::served, 3);
  see("pypi", "bad", store::Presence::gone, 3);
  const std::string text = letter(store_, "one", kStart + 4 * store::kDay).value();
  EXPECT_THAT(text, HasSubstr("Subject: 1 known-malicious files on the mirror one\n"));
  EXPECT_THAT(text, HasSubstr("Dear keepers of one (https://one.example.com/simple/)"));
  EXPECT_THAT(text, HasSubstr("bad 1.0\n  reported by MAL-1"));
  EXPECT_THAT(text, HasSubstr("seen from 2023-11-15 to 2023-11-17, removed from the index"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(letter(store_, "two", kStart).value(), HasSubstr("served none"));
  EXPECT_FALSE(letter(store_, "nobody", kStart));
}

TEST_F(MirrorsTest, a_large_dataset_is_told_fast) {
  constexpr int kPackages = kSanitized ? 200 : 1000, kMirrors = 10;
  auto batch = store_.begin();
  for (int i = 0; i < kPackages; ++i) accuse("p" + std::to_string(i), "MAL-" + std::to_string(i));
  for (int m = 0; m < kMirrors; ++m) {
    for (int i = 0; i < kPackages; ++i) {
      see(m == 0 ? "pypi" : "m" + std::to_string(m), "p" + std::to_string(i),
          (i + m) % 3 == 0 ? store::Presence::served : store::Presence::gone, 1);
    }
  }
  ASSERT_TRUE(batch->commit());
  const double before = processor_seconds();
  EXPECT_EQ(overview(store_, {})->mirrors.size(), 13u);
  EXPECT_EQ(found({}, Which::still_there, 20).size(), 20u);
  EXPECT_EQ(store_.status()->sightings, uint64_t{kPackages * kMirrors});
  EXPECT_LT(processor_seconds() - before, 1) << "a hundredth of what must take two seconds";
}

}  // namespace
}  // namespace antivenom::mirrors
