#include <gtest/gtest.h>

#include "interpret/testing/package_facts.h"

namespace antivenom::interpret {
namespace {

TEST(Entries, events_of_a_pth_file_lie_within_its_lines) {
  const Facts facts = test_support::facts_of({{"sample.pth", "/some/path\nimport os; os.system('echo pth')\n/other\n"}});
  ASSERT_EQ(facts.events.size(), 1u);
  const Place& place = facts.events[0].place;
  EXPECT_EQ(place.line, 2u);
  EXPECT_EQ(facts.files.at(place.file).path, "sample.pth");
  EXPECT_EQ(facts.files.at(place.file).lines, 4u);
}

}  // namespace
}  // namespace antivenom::interpret
