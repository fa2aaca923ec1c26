// Feeds of an index: its list of projects, its change log, its newest releases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/feeds/testing/feed_stage.h"

namespace antivenom::collect {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FeedStage;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Read;

const std::string kIndex = "https://index.invalid/simple/";

// The list of projects: name and serial.
std::string listing(const std::vector<std::pair<std::string, int>>& projects, int serial) {
  std::string out;
  for (const auto& [name, last] : projects) {
    out += (out.empty() ? "" : ",") + std::string("{\"name\":\"") + name +
           "\",\"_last-serial\":" + std::to_string(last) + "}";
  }
  return "{\"meta\":{\"api-version\":\"1.4\",\"_last-serial\":" + std::to_string(serial) + "},\"projects\":[" + out +
         "]}";
}

std::string file(const std::string& name, const std::string& more = "") {
  return "{\"filename\":\"" + name + "\",\"url\":\"../../packages/ab/cd/" + name + "\",\"hashes\":{\"sha256\":\"" +
         std::string(64, 'a') + "\"},\"size\":12,\"upload-time\":\"2023-01-02T03:04:05Z\"" + more + "}";
}

std::string page(const std::string& files, const std::string& more = "") {
  return "{\"meta\":{\"api-version\":\"1.4\"},\"versions\":[\"0.1\",\"0.2\"],\"files\":[" + files + "]" + more + "}";
}

void know(FeedStage& stage, const std::string& name) {
  EXPECT_TRUE(
      stage.store.put(store::Advisory{.source = "osv", .id = "MAL-" + name, .package = {name}, .all_versions = true}));
}

TEST(IndexRemovals, AProjectThatIsGoneIsNotedAndAccusesNobody) {
  FeedStage stage;
  stage.web.page(kIndex, listing({{"Alpha", 1}, {"beta", 2}, {"gamma", 3}}, 3));
  const Read first = stage.read("index-removals", kIndex);
  EXPECT_EQ(first.error, "");
  EXPECT_EQ(first.counts.read, 3u);
  EXPECT_THAT(stage.advisories(), IsEmpty());
  EXPECT_EQ(stage.web.asked.size(), 1u) << "pages of projects nobody accuses are not asked for";
  stage.web.page(kIndex, listing({{"Alpha", 1}, {"gamma", 5}, {"delta", 6}}, 6));
  const Read second = stage.read("index-removals", kIndex);
  EXPECT_EQ(second.counts.added, 1u);
  ASSERT_EQ(stage.advisories().size(), 1u);
  const store::Advisory removal = stage.advisories()[0];
  EXPECT_EQ(removal.source + " " + removal.id + " " + removal.package.name, "pypi removed:beta beta");
  EXPECT_EQ(removal.details, "was on the index with serial 2");
  EXPECT_EQ(removal.published, stage.now - store::kHour);
  EXPECT_FALSE(stage.malicious("beta", "1.0"));
  const Read third = stage.read("index-removals", kIndex);
  EXPECT_EQ(third.counts.added + third.counts.changed, 0u);
  // It comes back.
  stage.web.page(kIndex, listing({{"Alpha", 1}, {"beta", 9}, {"gamma", 5}, {"delta", 6}}, 9));
  EXPECT_EQ(stage.read("index-removals", kIndex).counts.changed, 1u);
  EXPECT_NE(stage.advisories()[0].withdrawn, 0);
  // And goes again.
  stage.web.page(kIndex, listing({{"Alpha", 1}, {"gamma", 5}, {"delta", 6}}, 10));
  stage.read("index-removals", kIndex);
  EXPECT_EQ(stage.advisories()[0].withdrawn, 0);
}

TEST(IndexRemovals, PagesOfKnownProjectsAreFollowed) {
  FeedStage stage;
  know(stage, "evil");
  stage.web.page(kIndex, listing({{"evil", 1}, {"fine", 1}}, 1));
  stage.web.page(kIndex + "evil/",
                 page(file("evil-0.1.tar.gz") + "," + file("evil-0.2-py3-none-any.whl", ",\"yanked\":\"broken\"")));
  stage.read("index-removals", kIndex);
  EXPECT_THAT(stage.sightings(),
              ElementsAre("pypi evil evil-0.1.tar.gz served", "pypi evil evil-0.2-py3-none-any.whl yanked"));
  const auto files = stage.files();
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].key.version.version + " " + files[0].kind + " " + files[0].path,
            "0.1 sdist ab/cd/evil-0.1.tar.gz");
  EXPECT_EQ(files[0].bytes, 12u);
  EXPECT_EQ(files[0].uploaded, store::parse_time("2023-01-02T03:04:05Z"));
  const size_t asked = stage.web.asked.size();
  const Read again = stage.read("index-removals", kIndex);
  EXPECT_EQ(again.counts.added + again.counts.changed, 0u);
  EXPECT_EQ(stage.web.asked.size(), asked + 1) << "the page did not change";
  // One file is removed, then the project is quarantined, then it is removed.
  stage.web.page(kIndex, listing({{"evil", 2}, {"fine", 1}}, 2));
  stage.web.page(kIndex + "evil/", page(file("evil-0.1.tar.gz")));
  stage.read("index-removals", kIndex);
  EXPECT_THAT(stage.sightings(),
              ElementsAre("pypi evil evil-0.1.tar.gz served", "pypi evil evil-0.2-py3-none-any.whl gone"));
  stage.web.page(kIndex, listing({{"evil", 3}, {"fine", 1}}, 3));
  stage.web.page(kIndex + "evil/", page("", ",\"project-status\":{\"status\":\"quarantined\"}"));
  stage.read("index-removals", kIndex);
  EXPECT_THAT(stage.sightings(), Contains("pypi evil evil-0.1.tar.gz quarantined"));
  stage.web.page(kIndex, listing({{"fine", 1}}, 4));
  stage.read("index-removals", kIndex);
  EXPECT_THAT(stage.sightings(),
              ElementsAre("pypi evil evil-0.1.tar.gz gone", "pypi evil evil-0.2-py3-none-any.whl gone"));
}

TEST(IndexRemovals, KnownFilesOfProjectsThatAreNotListedAreGone) {
  FeedStage stage;
  know(stage, "evil");
  ASSERT_TRUE(stage.store.put(store::FileRecord{.key = {{{"evil"}, "0.1"}, "evil-0.1.zip"}}));
  stage.web.page(kIndex, listing({{"fine", 1}}, 1));
  EXPECT_EQ(stage.read("index-removals", kIndex).counts.added, 1u);
  EXPECT_THAT(stage.sightings(), ElementsAre("pypi evil evil-0.1.zip gone"));
  const Read again = stage.read("index-removals", kIndex);
  EXPECT_EQ(again.counts.added + again.counts.changed, 0u);
}

TEST(IndexRemovals, APageThatFailsIsAskedForAgain) {
  FeedStage stage;
  know(stage, "evil");
  stage.web.page(kIndex, listing({{"evil", 1}}, 1));
  stage.web.page(kIndex + "evil/", "<html>", 200);
  const Read failed = stage.read("index-removals", kIndex);
  ASSERT_EQ(failed.problems.size(), 1u);
  EXPECT_EQ(failed.problems[0].subject, "evil");
  stage.web.page(kIndex + "evil/", page(file("evil-0.1.tar.gz")));
  EXPECT_THAT(stage.read("index-removals", kIndex).problems, IsEmpty());
  EXPECT_THAT(stage.sightings(), ElementsAre("pypi evil evil-0.1.tar.gz served"));
}

TEST(IndexRemovals, FaultsOfTheServerAreNoRemovals) {
  FeedStage stage;
  std::vector<std::pair<std::string, int>> projects;
  for (int i = 0; i < 100; ++i) projects.emplace_back("project-" + std::to_string(i), i + 1);
  stage.web.page(kIndex, listing(projects, 100));
  stage.read("index-removals", kIndex);
  const std::string whole = listing(projects, 101);
  stage.web.page(kIndex, whole.substr(0, whole.size() / 2));
  EXPECT_THAT(stage.read("index-removals", kIndex).error, HasSubstr("cut off"));
  projects.resize(50);
  stage.web.page(kIndex, listing(projects, 102));
  EXPECT_THAT(stage.read("index-removals", kIndex).error, HasSubstr("50 of 100 projects are missing"));
  stage.web.page(kIndex, listing(projects, 7));
  EXPECT_THAT(stage.read("index-removals", kIndex).error, HasSubstr("behind"));
  stage.web.page(kIndex, "<html></html>");
  EXPECT_NE(stage.read("index-removals", kIndex).error, "");
  stage.web.page(kIndex, "", 503);
  EXPECT_NE(stage.read("index-removals", kIndex).error, "");
  EXPECT_THAT(stage.advisories(), IsEmpty());
}

TEST(IndexRemovals, AnInterruptedReadGoesOn) {
  FeedStage stage;
  for (const char* name : {"aa", "bb", "cc"}) know(stage, name);
  stage.web.page(kIndex, listing({{"aa", 1}, {"bb", 1}, {"cc", 1}}, 1));
  for (const char* name : {"aa", "bb", "cc"})
    stage.web.page(kIndex + name + "/", page(file(std::string(name) + "-0.1.zip")));
  stage.web.on_get = [&](const WebRequest& request) { stage.stop = request.url == kIndex + "bb/"; };
  EXPECT_FALSE(stage.read("index-removals", kIndex).complete);
  stage.web.on_get = {};
  stage.stop = false;
  EXPECT_TRUE(stage.read("index-removals", kIndex).complete);
  EXPECT_EQ(stage.sightings().size(), 3u);
  EXPECT_EQ(stage.web.asked_for(kIndex + "aa/"), 1u);
  EXPECT_EQ(stage.web.asked_for(kIndex + "bb/"), 1u);
}

std::string event(const std::string& name, const std::string& version, const std::string& action, int serial) {
  const std::string v = version.empty() ? "<nil/>" : "<string>" + version + "</string>";
  return "<value><array><data><value><string>" + name + "</string></value><value>" + v + "</value><value><int>" +
         std::to_string(1'600'000'000 + serial) + "</int></value><value><string>" + action +
         "</string></value><value><int>" + std::to_string(serial) + "</int></value></data></array></value>";
}

std::string answer(const std::string& value) {
  return "<?xml version='1.0'?><methodResponse><params><param><value>" + value +
         "</value></param></params></methodResponse>";
}

std::string events(const std::string& all) { return answer("<array><data>" + all + "</data></array>"); }

void log(FeedStage& stage, int since, const std::string& body, int status = 200) {
  WebResponse response;
  response.status = status;
  response.body = body;
  stage.web.posts.emplace_back(
      "changelog_since_serial</methodName><params><param><value><int>" + std::to_string(since) + "<", response);
}

const std::string kRpc = "https://index.invalid/pypi";

TEST(IndexChangelog, EventsOfKnownProjectsAndAllRemovals) {
  FeedStage stage;
  know(stage, "evil");
  WebResponse last;
  last.status = 200;
  last.body = answer("<int>10</int>");
  stage.web.posts.emplace_back("changelog_last_serial", last);
  EXPECT_TRUE(stage.read("index-changelog", kRpc).complete);
  log(stage, 10,
      events(event("evil", "0.1", "new release", 11) + event("evil", "0.1", "add source file evil-0.1.tar.gz", 12) +
             event("evil", "0.2", "add py3 file evil-0.2-py3-none-any.whl", 13) +
             event("fine", "1", "add source file fine-1.zip", 14) + "<value><string>odd</string></value>" +
             event("evil", "0.2", "yank release", 15) + event("gone-too", "", "remove project", 16)));
  log(stage, 16, events(event("evil", "0.1", "remove file evil-0.1.tar.gz", 17)));
  log(stage, 17, events(""));
  const Read read = stage.read("index-changelog", kRpc);
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.problems.size(), 1u);
  EXPECT_THAT(stage.sightings(),
              ElementsAre("pypi evil evil-0.1.tar.gz gone", "pypi evil evil-0.2-py3-none-any.whl yanked"));
  EXPECT_EQ(stage.files()[0].uploaded, 1'600'000'012'000);
  std::vector<std::string> ids;
  for (const auto& a : stage.advisories()) ids.push_back(a.source + " " + a.id);
  EXPECT_THAT(ids, ElementsAre("osv MAL-evil", "pypi removed:gone-too"));
  const Read again = stage.read("index-changelog", kRpc);
  EXPECT_EQ(again.counts.read, 0u);
  log(stage, 17, "");
  stage.web.posts.erase(stage.web.posts.end() - 2);
  stage.web.posts.back().second.body = events(event("evil", "", "remove project", 18));
  log(stage, 18, events(""));
  stage.read("index-changelog", kRpc);
  EXPECT_THAT(stage.sightings(), Contains("pypi evil evil-0.2-py3-none-any.whl gone"));
}

TEST(IndexChangelog, AFaultIsAnError) {
  FeedStage stage;
  WebResponse fault;
  fault.status = 200;
  fault.body = "<methodResponse><fault><value><string>too many requests</string></value></fault></methodResponse>";
  stage.web.posts.emplace_back("changelog_last_serial", fault);
  EXPECT_EQ(stage.read("index-changelog", kRpc).error, "changelog_last_serial: the index answers with a fault");
}

TEST(IndexReleases, NewReleasesAndTheirFiles) {
  FeedStage stage;
  const std::string rss = "https://index.invalid/rss/updates.xml";
  const auto item = [](const std::string& path) {
    return "<item><title>t</title><link>https://index.invalid/project/" + path +
           "</link><pubDate>Fri, 17 Nov 2023 10:29:47 GMT</pubDate></item>";
  };
  stage.web.page(rss, "<rss><channel><title>x</title>" + item("newest/0.1/") + item("gone/1.0/") +
                          "<item><link>x</link></item></channel></rss>");
  stage.web.page(kIndex + "newest/", page(file("newest-0.1.tar.gz") + "," + file("newest-0.2.tar.gz")));
  const Read read = stage.read("index-releases", rss);
  EXPECT_EQ(read.problems.size(), 1u);
  EXPECT_THAT(stage.sightings(), ElementsAre("pypi newest newest-0.1.tar.gz served"));
  EXPECT_THAT(*stage.store.versions({"gone"}), ElementsAre("1.0"));
  const Read again = stage.read("index-releases", rss);
  EXPECT_EQ(again.counts.added + again.counts.changed, 0u);
  EXPECT_EQ(stage.web.asked_for(kIndex + "newest/"), 1u);
  stage.web.page(rss, "<html>");
  EXPECT_NE(stage.read("index-releases", rss).error, "");
}

}  // namespace
}  // namespace antivenom::collect
