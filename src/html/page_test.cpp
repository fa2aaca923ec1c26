#include "html/page.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/escape.h"
#include "html/testing/samples.h"

namespace antivenom::html {
namespace {

using antivenom::testing::kHostileName;
using antivenom::testing::sample_classification;
using antivenom::testing::sample_document;
using ::testing::HasSubstr;
using ::testing::Not;

size_t times(std::string_view text, std::string_view what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++count;
  return count;
}

nlohmann::json data_of(const std::string& page) {
  const std::string_view start = "id=\"data\">";
  const size_t from = page.find(start) + start.size();
  return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
}

// Two scripts, the data and the page's own, and nothing that a name could have opened.
void expect_that_nothing_broke_out(const std::string& page) {
  EXPECT_EQ(times(page, "<script"), 2u);
  EXPECT_EQ(times(page, "</script"), 2u);
  EXPECT_EQ(times(page, "<style"), 2u);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(page, Not(HasSubstr("\xE2\x80\xA8")));
  EXPECT_THAT(page, Not(HasSubstr(" style=\"")));
}

TEST(StudyPage, holds_every_section_and_what_is_behind_its_numbers) {
  const std::string page = study_page(sample_document());
  expect_that_nothing_broke_out(page);
  for (const char* id : {"rq1", "rq1.sources", "rq2.shares", "rq4.families", "rq4.countries"}) {
    EXPECT_THAT(page, HasSubstr(std::string("id=\"") + id + "\""));
    EXPECT_THAT(page, HasSubstr(std::string("href=\"#") + id + "\""));
  }
  EXPECT_THAT(page, HasSubstr("<span data-who=\"0-2,7\">40</span>"));
  EXPECT_EQ(data_of(page)["packages"].back(), visible(kHostileName));
  EXPECT_EQ(study_page(sample_document()), page);
}

TEST(ClassifyPage, holds_all_that_the_map_shows) {
  const std::string page = classify_page(sample_classification(60));
  expect_that_nothing_broke_out(page);
  const nlohmann::json data = data_of(page);
  EXPECT_EQ(data["sequences"].size(), 60u);
  EXPECT_EQ(data["packages"].size(), 137u);
  EXPECT_EQ(data["packages"][0][0], visible(kHostileName));
  EXPECT_EQ(data["clusters"][0], (nlohmann::json{{"label", "token grabbers"}, {"category", 0}}));
  EXPECT_EQ(data["sequences"][40][2], classify::kNone);
  EXPECT_THAT(page, HasSubstr("confirmed by an analyst"));
  EXPECT_EQ(classify_page(sample_classification(60)), page);
}

TEST(ClassifyPage, stays_small_with_20000_sequences) {
  EXPECT_LT(classify_page(sample_classification(20'000)).size(), 6'000'000u);
}

TEST(Pages, of_nothing_say_so) {
  const std::string page = classify_page({});
  EXPECT_THAT(page, HasSubstr("No package made a call"));
  EXPECT_THAT(page, HasSubstr("no two packages have nearly the same code"));
  EXPECT_THAT(study_page({}), HasSubstr("<main"));
}

TEST(Pages, survive_indices_that_point_nowhere) {
  classify::Classification c = sample_classification(20);
  for (classify::Package& package : c.packages)
    package.cluster = package.family = package.category = 999, package.sequence = 999;
  for (classify::Sequence& sequence : c.sequences) sequence.cluster = 999, sequence.calls = {999}, sequence.x = NAN;
  for (classify::Cluster& cluster : c.clusters) cluster.medoids = {99999}, cluster.category = -7;
  for (classify::Family& family : c.families) family.cluster = 999;
  c.transitions.edges.push_back({999, 1, 1, 1});
  c.similarity.clear();
  const nlohmann::json data = data_of(classify_page(c));
  EXPECT_EQ(data["sequences"][0][2], classify::kNone);
  EXPECT_EQ(data["packages"][0][4], classify::kNone);
}

}  // namespace
}  // namespace antivenom::html
