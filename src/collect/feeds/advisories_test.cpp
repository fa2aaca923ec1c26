// Feeds of advisories: OSV, the Python Packaging Authority, GitHub.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "collect/feeds/testing/feed_stage.h"

namespace antivenom::collect {
namespace {

using store::parse_time;
using ::testing::ElementsAre;
using testing::FeedStage;
using ::testing::IsEmpty;
using testing::Read;
using testing::zip_of;

constexpr std::string_view kRecord = R"json({
 "id": "MAL-2024-1", "schema_version": "1.5.0", "modified": "2024-10-27T13:55:45Z", "published": "2024-10-26T01:02:03.5Z",
 "summary": "Malicious code in evil-example (PyPI)", "details": "It would print a line.", "aliases": ["GHSA-x", "CVE-2024-0"],
 "affected": [
  {"package": {"ecosystem": "PyPI", "name": "Evil.Example", "purl": "pkg:pypi/evil-example"}, "versions": ["0.1", "0.2"],
   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0.1"}, {"fixed": "0.3"}, {"introduced": "1"}, {"last_affected": "1.4"}]},
              {"type": "GIT", "events": [{"introduced": "0"}]}],
   "database_specific": {"cwes": [{"cweId": "CWE-506"}]}},
  {"package": {"ecosystem": "npm", "name": "@evil/example"}}],
 "references": [{"type": "WEB", "url": "https://example.com/a"}],
 "credits": [{"name": "A Finder", "type": "FINDER"}],
 "database_specific": {"malicious-packages-origins": [{"source": "a-source"}, {"source": "b-source"}, {"source": "a-source"}]}})json";

std::string record(const std::string& id, const std::string& name, const std::string& more = {}) {
  return fmt::format(
      R"({{"id":"{}","modified":"2024-01-02T00:00:00Z","affected":[{{"package":{{"ecosystem":"PyPI","name":"{}"}}{}}}]}})",
      id, name, more);
}

TEST(OsvDump, ARecordIsOneAdvisoryAPackage) {
  FeedStage stage;
  const Read read = stage.read("osv-dump", stage.write("MAL-2024-1.json", std::string(kRecord)));
  EXPECT_EQ(read.error, "");
  EXPECT_THAT(read.problems, IsEmpty());
  EXPECT_EQ(read.counts.added, 2u);
  const auto all = stage.advisories();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].package.name, "@evil/example");
  EXPECT_EQ(all[0].package.ecosystem, "npm");
  EXPECT_TRUE(all[0].all_versions);
  const store::Advisory& a = all[1];
  EXPECT_EQ(a.source, "osv");
  EXPECT_EQ(a.id, "MAL-2024-1");
  EXPECT_EQ(a.package.name, "Evil.Example");
  EXPECT_EQ(a.summary, "Malicious code in evil-example (PyPI)");
  EXPECT_EQ(a.details, "It would print a line.");
  EXPECT_THAT(a.aliases, ElementsAre("GHSA-x", "CVE-2024-0"));
  EXPECT_THAT(a.versions, ElementsAre("0.1", "0.2"));
  ASSERT_EQ(a.ranges.size(), 2u);
  EXPECT_EQ(a.ranges[0].introduced + "|" + a.ranges[0].fixed, "0.1|0.3");
  EXPECT_EQ(a.ranges[1].introduced + "|" + a.ranges[1].last_affected, "1|1.4");
  EXPECT_FALSE(a.all_versions);
  EXPECT_THAT(a.cwes, ElementsAre("CWE-506"));
  EXPECT_THAT(a.origins, ElementsAre("a-source", "b-source"));
  EXPECT_THAT(a.credits, ElementsAre("A Finder"));
  ASSERT_EQ(a.references.size(), 1u);
  EXPECT_EQ(a.references[0].type + " " + a.references[0].url, "WEB https://example.com/a");
  EXPECT_EQ(a.published, parse_time("2024-10-26T01:02:03.5Z"));
  EXPECT_EQ(a.modified, parse_time("2024-10-27T13:55:45Z"));
  EXPECT_EQ(a.withdrawn, 0);
  EXPECT_EQ(a.record, kRecord);
  EXPECT_TRUE(stage.malicious("evil-example", "0.2"));
  EXPECT_TRUE(stage.malicious("evil-example", "1.2"));
  EXPECT_FALSE(stage.malicious("evil-example", "0.3"));
}

TEST(OsvDump, ArchiveFolderAndUrlGiveTheSame) {
  const std::vector<std::pair<std::string, std::string>> members = {
      {"MAL-1.json", record("MAL-1", "one")}, {"sub/MAL-2.json", record("MAL-2", "two")}, {"README.md", "not JSON"}};
  FeedStage from_zip, from_folder, from_url;
  EXPECT_EQ(from_zip.read("osv-dump", from_zip.write("all.zip", zip_of(members))).counts.added, 2u);
  for (const auto& [name, text] : members) from_folder.write("git/" + name, text);
  from_folder.write("git/.git/MAL-3.json", record("MAL-3", "hidden"));
  std::filesystem::create_symlink("/dev/zero", from_folder.path("git/MAL-4.json"));
  EXPECT_EQ(from_folder.read("osv-dump", from_folder.path("git")).counts.added, 2u);
  from_url.web.page("https://osv.invalid/all.zip", zip_of(members));
  from_url.web.pages["https://osv.invalid/all.zip"].etag = "\"1\"";
  EXPECT_EQ(from_url.read("osv-dump", "https://osv.invalid/all.zip").counts.added, 2u);
  const auto again = from_url.read("osv-dump", "https://osv.invalid/all.zip");
  EXPECT_EQ(again.counts.read, 0u) << "not modified";
  EXPECT_TRUE(again.complete);
  for (FeedStage* stage : {&from_zip, &from_folder, &from_url}) {
    ASSERT_EQ(stage->advisories().size(), 2u);
    EXPECT_EQ(stage->advisories()[1].package.name, "two");
  }
}

TEST(OsvDump, ReadingAgainChangesNothing) {
  FeedStage stage;
  stage.write("d/MAL-1.json", record("MAL-1", "one"));
  stage.write("d/MAL-2.json", record("MAL-2", "two"));
  stage.read("osv-dump", stage.path("d"));
  const Read again = stage.read("osv-dump", stage.path("d"));
  EXPECT_EQ(again.counts.read, 2u);
  EXPECT_EQ(again.counts.unchanged, 2u);
  EXPECT_EQ(again.counts.added + again.counts.changed, 0u);
  const Read all = stage.read("osv-dump", stage.path("d"), true);
  EXPECT_EQ(all.counts.unchanged, 2u);
  EXPECT_EQ(all.counts.added + all.counts.changed, 0u);
}

TEST(OsvDump, WithdrawnReportsComeAndGo) {
  FeedStage stage;
  stage.write("d/MAL-1.json", record("MAL-1", "one", R"(,"versions":["1.0"])"));
  stage.read("osv-dump", stage.path("d"));
  EXPECT_TRUE(stage.malicious("one", "1.0"));
  stage.write("d/MAL-1.json", R"({"id":"MAL-1","modified":"2024-02-02T00:00:00Z","withdrawn":"2024-02-01T00:00:00Z",)"
                              R"("affected":[{"package":{"ecosystem":"PyPI","name":"one"},"versions":["1.0"]}]})");
  EXPECT_EQ(stage.read("osv-dump", stage.path("d")).counts.changed, 1u);
  EXPECT_FALSE(stage.malicious("one", "1.0"));
  EXPECT_EQ(stage.advisories()[0].withdrawn, parse_time("2024-02-01"));
}

TEST(OsvDump, AnOlderCopyDoesNotUndoANewerOne) {
  FeedStage stage;
  const std::string newer =
      R"({"id":"MAL-1","modified":"2025-01-01T00:00:00Z","summary":"newer","affected":[{"package":{"ecosystem":"PyPI","name":"one"}}]})";
  stage.write("a/MAL-1.json", newer);
  stage.write("b/MAL-1.json", record("MAL-1", "one"));
  stage.write("c/x/MAL-1.json", record("MAL-1", "one"));
  stage.write("c/y/MAL-1.json", newer);
  stage.read("osv-dump", stage.path("a"));
  EXPECT_EQ(stage.read("osv-dump", stage.path("b")).counts.changed, 0u);
  EXPECT_EQ(stage.read("osv-dump", stage.path("c")).counts.changed, 0u);
  EXPECT_EQ(stage.advisories()[0].summary, "newer");
}

TEST(OsvDump, BadRecordsAreNamedAndCostNothingElse) {
  FeedStage stage;
  stage.write("d/1.json", "{\"id\": \"MAL-1\", ");
  stage.write("d/2.json", R"({"affected": [], "summary": "Malicious code in x"})");
  stage.write("d/3.json", R"({"id": "MAL-3", "affected": []})");
  stage.write("d/4.json", R"({"id": "MAL-4", "affected": [{"package": {"ecosystem": "PyPI", "name": "..."}}]})");
  stage.write("d/5.json", std::string(10'000, '['));
  stage.write("d/6.json", "\xff\xfe");
  stage.write("d/7.json", record("MAL-7", std::string(600, 'a')));
  stage.write("d/8.json", R"({"id": ["MAL-8"], "affected": {"package": 1}, "aliases": {"MAL-1": 2}, "withdrawn": 7})");
  stage.write("d/9.json", record("MAL-9", "fine"));
  const Read read = stage.read("osv-dump", stage.path("d"));
  EXPECT_TRUE(read.complete);
  std::vector<std::string> subjects;
  for (const FeedProblem& problem : read.problems) subjects.push_back(problem.subject);
  EXPECT_THAT(subjects, ElementsAre("1.json", "2.json", "3.json", "4.json", "5.json", "6.json", "7.json"));
  EXPECT_EQ(read.counts.added, 1u);
  EXPECT_EQ(read.counts.skipped, 1u) << "8.json says nothing of malice";
  const Read again = stage.read("osv-dump", stage.path("d"));
  EXPECT_EQ(again.problems.size(), 7u) << "what is still wrong is still said";
  stage.write("d/1.json", record("MAL-1", "mended"));
  EXPECT_EQ(stage.read("osv-dump", stage.path("d")).counts.added, 1u);
}

TEST(OsvDump, OnlyWhatIsAboutMaliceIsTaken) {
  FeedStage stage;
  const auto write = [&](const std::string& id, const std::string& more) {
    stage.write("d/" + id + ".json", R"({"id":")" + id + R"(","affected":[{"package":{"ecosystem":"PyPI","name":")" +
                                         id + R"("}}])" + more + "}");
  };
  write(
      "GHSA-weak",
      R"(,"summary":"Code execution","details":"A malicious user may run malicious code or malware through a malicious project.")");
  write("GHSA-alias", R"(,"aliases":["MAL-2024-5"])");
  write("GHSA-cwe", R"(,"database_specific":{"cwe_ids":["CWE-20","CWE-506"]})");
  write("GHSA-title", R"(,"summary":"Malware in something")");
  write("PYSEC-text", R"(,"details":"The project was taken over via user account\n compromise and replaced.")");
  const Read read = stage.read("osv-dump", stage.path("d"));
  EXPECT_EQ(read.counts.skipped, 1u);
  std::vector<std::string> ids;
  for (const auto& advisory : stage.advisories()) ids.push_back(advisory.id);
  EXPECT_THAT(ids, ElementsAre("GHSA-alias", "GHSA-cwe", "GHSA-title", "PYSEC-text"));
}

TEST(OsvDump, AnInterruptedReadGoesOnWhereItStopped) {
  FeedStage stage;
  for (int i = 0; i < 50; ++i)
    stage.write(fmt::format("d/{:02}.json", i), record(fmt::format("MAL-{}", i), fmt::format("p{}", i)));
  // The signal comes while record 20 is read.
  const FeedEntry* entry = find_feed("osv-dump");
  ASSERT_NE(entry, nullptr);
  FeedContext context{stage.store, stage.web, stage.path("d"), "osv", "", stage.now, &stage.stop, {}, {}};
  stage.write("d/20.json", "broken");
  context.problem = [&](const FeedProblem&) { stage.stop = true; };
  const auto first = entry->feed->read(context);
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->complete);
  EXPECT_EQ(first->counts.added, 20u);
  EXPECT_EQ(stage.advisories().size(), 20u);
  stage.stop = false;
  const Read second = stage.read("osv-dump", stage.path("d"));
  EXPECT_TRUE(second.complete);
  EXPECT_EQ(second.counts.unchanged, 20u);
  EXPECT_EQ(second.counts.added, 29u);
}

TEST(OsvDump, WhatCannotBeReadAtAllIsAnError) {
  FeedStage stage;
  EXPECT_NE(stage.read("osv-dump", stage.path("missing")).error, "");
  std::string damaged = zip_of({{"MAL-1.json", record("MAL-1", "one")}});
  EXPECT_NE(stage.read("osv-dump", stage.write("cut.zip", damaged.substr(0, 40))).error +
                std::to_string(stage.advisories().size()),
            "0");
  stage.web.page("https://osv.invalid/all.zip", "", 500);
  EXPECT_EQ(stage.read("osv-dump", "https://osv.invalid/all.zip").error,
            "https://osv.invalid/all.zip: the server answers 500");
  stage.web.pages["https://osv.invalid/all.zip"].status = 0;
  EXPECT_NE(stage.read("osv-dump", "https://osv.invalid/all.zip").error, "");
  EXPECT_TRUE(stage.advisories().empty());
}

TEST(PypaAdvisories, OnlyThoseAboutMaliciousReleases) {
  FeedStage stage;
  stage.write("vulns/evil/PYSEC-2022-1.yaml", R"(id: PYSEC-2022-1
details: 'The evil project was taken over via user account
  compromise and a new malicious release was made'
affected:
- package:
    name: evil
    ecosystem: PyPI
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: 0.1.6
    - fixed: '0.2'
  versions:
  - 0.1.6
modified: '2022-08-26T17:55:00.000000Z'
published: 2022-08-26T17:55:00Z
)");
  stage.write("vulns/weak/PYSEC-2022-2.yaml",
              "id: PYSEC-2022-2\ndetails: A bug.\naffected:\n- package: {name: weak, ecosystem: PyPI}\n");
  stage.write("vulns/bad/PYSEC-2022-3.yaml", "id: [\n");
  const Read read = stage.read("pypa-advisories", stage.path("vulns"));
  EXPECT_EQ(read.counts.skipped, 1u);
  ASSERT_EQ(read.problems.size(), 1u);
  EXPECT_EQ(read.problems[0].subject, "bad/PYSEC-2022-3.yaml");
  const auto all = stage.advisories();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].source, "pypa");
  EXPECT_THAT(all[0].versions, ElementsAre("0.1.6"));
  EXPECT_EQ(all[0].published, parse_time("2022-08-26T17:55:00Z"));
  EXPECT_EQ(stage.read("pypa-advisories", stage.path("vulns"), true).counts.changed, 0u);
}

std::string github(const std::string& id, const std::string& name, const std::string& updated,
                   const std::string& type = "malware") {
  return fmt::format(
      R"({{"ghsa_id":"{}","type":"{}","summary":"Malware in {}","description":"words","html_url":"https://example.com/{}",)"
      R"("identifiers":[{{"value":"{}","type":"GHSA"}},{{"value":"CVE-2024-1","type":"CVE"}}],"references":["https://example.com/r"],)"
      R"("published_at":"2024-01-01T00:00:00Z","updated_at":"{}","withdrawn_at":null,"cwes":[{{"cwe_id":"CWE-506","name":"x"}}],)"
      R"("credits":[{{"user":{{"login":"finder"}},"type":"finder"}}],)"
      R"("vulnerabilities":[{{"package":{{"ecosystem":"pip","name":"{}"}},"vulnerable_version_range":">= 0","first_patched_version":null}}]}})",
      id, type, name, id, id, updated, name);
}

TEST(GithubAdvisories, PagesAreFollowedUntilWhatIsKnown) {
  FeedStage stage;
  const std::string url = "https://api.invalid/advisories?type=malware";
  stage.web.page(url, "[" + github("GHSA-4", "four", "2024-04-01T00:00:00Z") + "," +
                          github("GHSA-3", "three", "2024-03-01T00:00:00Z") + "]");
  stage.web.pages[url].headers["link"] =
      "<https://api.invalid/advisories?page=1>; rel=\"prev\", <https://api.invalid/advisories?page=2>; rel=\"next\"";
  stage.web.page("https://api.invalid/advisories?page=2",
                 "[" + github("GHSA-2", "two", "2024-02-01T00:00:00Z") + "," +
                     github("GHSA-1", "one", "2024-01-01T00:00:00Z", "reviewed") + "]");
  const Read first = stage.read("github-advisories", url);
  EXPECT_EQ(first.error, "");
  EXPECT_EQ(first.counts.added, 3u);
  EXPECT_EQ(first.counts.skipped, 1u);
  const auto all = stage.advisories();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].id + " " + all[0].package.name + " " + all[0].url, "GHSA-2 two https://example.com/GHSA-2");
  EXPECT_TRUE(all[0].all_versions);
  EXPECT_THAT(all[0].aliases, ElementsAre("CVE-2024-1"));
  EXPECT_THAT(all[0].credits, ElementsAre("finder"));
  EXPECT_EQ(all[0].modified, parse_time("2024-02-01"));
  // The next time the first page ends with what is known.
  stage.web.page(url, "[" + github("GHSA-5", "five", "2024-05-01T00:00:00Z") + "," +
                          github("GHSA-3", "three", "2024-03-01T00:00:00Z") + "]");
  stage.web.pages[url].headers["link"] = "<https://api.invalid/advisories?page=2>; rel=\"next\"";
  const Read second = stage.read("github-advisories", url);
  EXPECT_EQ(second.counts.added, 1u);
  EXPECT_EQ(second.counts.changed, 0u);
  EXPECT_EQ(stage.web.asked_for("https://api.invalid/advisories?page=2"), 1u);
}

TEST(GithubAdvisories, OtherHostsAreNotFollowed) {
  FeedStage stage;
  const std::string url = "https://api.invalid/advisories";
  stage.web.page(url, "[" + github("GHSA-4", "four", "2024-04-01T00:00:00Z") + ", broken]");
  stage.web.pages[url].headers["link"] = "<https://other.invalid/next>; rel=\"next\"";
  const Read read = stage.read("github-advisories", url);
  EXPECT_EQ(stage.web.asked.size(), 1u);
  EXPECT_EQ(read.counts.added, 1u);
  ASSERT_EQ(read.problems.size(), 1u);
  EXPECT_EQ(read.problems[0].subject, "page 1:2");
}

TEST(GithubAdvisories, FilesOfBothForms) {
  FeedStage stage;
  stage.write("d/list.json", "[" + github("GHSA-4", "four", "2024-04-01T00:00:00Z") + "]");
  stage.write(
      "d/GHSA-9.json",
      R"({"id":"GHSA-9","affected":[{"package":{"ecosystem":"PyPI","name":"nine"}}],"database_specific":{"cwe_ids":["CWE-506"]}})");
  EXPECT_EQ(stage.read("github-advisories", stage.path("d")).counts.added, 2u);
  EXPECT_EQ(stage.read("github-advisories", stage.path("d"), true).counts.unchanged, 2u);
}

}  // namespace
}  // namespace antivenom::collect
