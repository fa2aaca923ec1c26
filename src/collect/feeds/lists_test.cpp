// Lists and records: tables, plain text, the study's own files, upload records, folders.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "artifact/hash.h"
#include "collect/feeds/testing/feed_stage.h"

namespace antivenom::collect {
namespace {

using store::parse_time;
using ::testing::ElementsAre;
using testing::FeedStage;
using ::testing::IsEmpty;
using testing::Read;

constexpr std::string_view kSnykHeader =
    "manager,package_name,snyk_link,security_score,affected_version,install_type,cve,cwe, "
    "fix_method,overview,update_date,"
    "package_type,axploit_maturity,attack_complexity,confidentiality,integrity,availability,attack_vector,privileges_"
    "required,"
    "user_interaction,scope,snyk_id,published,disclosed,credit,source,,,\n";

TEST(SnykListing, RowsOfAllKinds) {
  FeedStage stage;
  const Read read =
      stage.read("snyk-listing",
                 stage.write("list.csv", std::string(kSnykHeader) +
                                             "pip,evil,https://example.com/vuln/"
                                             "SNYK-PYTHON-EVIL-1,9.8,\"[0,]\",pip,CVE NOT AVAILABLE,CWE-506,Avoid it.,"
                                             "\"evil would print,\n\"\"twice\"\".\",INTRODUCED: 17 NOV "
                                             "2023,MALICIOUS,MATURE,Low,HIGH,HIGH,HIGH,,,,,SNYK-PYTHON-EVIL-1,"
                                             "18-Nov-23,17-Nov-23,A Finder,,,,\n"
                                             // Without an id of its own, with a date in one column only, and short.
                                             "npm,@evil/pkg,https://example.com/vuln/SNYK-JS-EVIL-2,98,*,npm,CVE NOT "
                                             "AVAILABLE,CWE-506,,words,INTRODUCED: 24 JUL 2024,MALICIOUS\n"
                                             "pip,listed,,,\"['1.0', '1.1']\",osv\n"
                                             "pip,listed,,,\"['1.2', '...']\",osv\n"
                                             "pip,unclear,,,newest,osv\n"
                                             "pip,\"never closed\n"
                                             "pip,last,,,,osv\n"));
  EXPECT_EQ(read.error, "");
  ASSERT_EQ(read.problems.size(), 2u);
  EXPECT_EQ(read.problems[0].subject + " " + read.problems[0].reason,
            "list.csv:7 the affected versions are not understood: newest");
  EXPECT_EQ(read.problems[1].subject + " " + read.problems[1].reason, "list.csv:8 a quote is not closed");
  const auto all = stage.advisories();
  ASSERT_EQ(all.size(), 5u);
  const store::Advisory& evil = all[1];
  EXPECT_EQ(evil.id, "SNYK-PYTHON-EVIL-1");
  EXPECT_EQ(evil.package.ecosystem, "pypi");
  EXPECT_EQ(evil.url, "https://example.com/vuln/SNYK-PYTHON-EVIL-1");
  EXPECT_EQ(evil.details, "evil would print,\n\"twice\".");
  EXPECT_TRUE(evil.all_versions);
  EXPECT_THAT(evil.aliases, IsEmpty());
  EXPECT_THAT(evil.cwes, ElementsAre("CWE-506"));
  EXPECT_THAT(evil.credits, ElementsAre("A Finder"));
  EXPECT_EQ(evil.published, parse_time("2023-11-18"));
  EXPECT_EQ(evil.disclosed, parse_time("2023-11-17"));
  EXPECT_THAT(evil.record, ::testing::HasSubstr("\" fix_method\":\"Avoid it.\""));
  EXPECT_EQ(all[0].id + " " + all[0].package.ecosystem, "SNYK-JS-EVIL-2 npm");
  EXPECT_EQ(all[0].disclosed, parse_time("2024-07-24"));
  EXPECT_EQ(all[2].package.name, "last");
  EXPECT_TRUE(all[2].all_versions);
  EXPECT_THAT(all[3].versions, ElementsAre("1.0", "1.1", "1.2"));
  EXPECT_FALSE(all[3].all_versions);
  EXPECT_EQ(all[4].package.name, "unclear");
  EXPECT_FALSE(stage.malicious("unclear", "1.0"));
}

TEST(SnykListing, ReadingAgainChangesNothing) {
  FeedStage stage;
  const std::string file = stage.write(
      "list.csv", std::string(kSnykHeader) + "pip,a,,,[],osv\npip,b,,,\"['1']\",osv\npip,B,,,\"['2']\",osv\n");
  EXPECT_EQ(stage.read("snyk-listing", file).counts.added, 2u);
  for (const bool everything : {false, true}) {
    const Read again = stage.read("snyk-listing", file, everything);
    EXPECT_EQ(again.counts.unchanged, 2u);
    EXPECT_EQ(again.counts.added + again.counts.changed, 0u);
  }
}

TEST(CsvList, ColumnsByNameUnderTheNameOfItsSource) {
  FeedStage stage;
  const std::string file = stage.write("sonatype.csv",
                                       "Component;Format;Version;sonatype_id;Discovered;Description\nbad-one;pypi;1.0."
                                       "0;sonatype-2024-1;2024-02-03;words\nbad-two;npm;;;;\n");
  const Read read = stage.read("csv-list", file, false, "sonatype");
  EXPECT_THAT(read.problems, IsEmpty());
  const auto all = stage.advisories();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].source + " " + all[1].id + " " + all[1].package.name, "sonatype sonatype-2024-1 bad-one");
  EXPECT_THAT(all[1].versions, ElementsAre("1.0.0"));
  EXPECT_EQ(all[1].disclosed, parse_time("2024-02-03"));
  EXPECT_EQ(all[0].package.ecosystem, "npm");
  EXPECT_NE(stage.read("csv-list", stage.write("other.csv", "a,b\n1,2\n")).error, "");
}

TEST(TextList, EveryForm) {
  FeedStage stage;
  const Read read = stage.read("text-list", stage.write("list.txt",
                                                        "# a list\n\n"
                                                        "pypi\tall-of-it\t[]\n"
                                                        "pypi\tsome\t['1.0', '1.1']\n"
                                                        "npm\t@scope/pkg\t['2']\tsomebody\t21-Jul-23\r\n"
                                                        "handmade\t[0.3.2]\tpypi/somebody\t21-Jul-23\n"
                                                        "handmade\t['0.3.3']\n"
                                                        "plain\n"
                                                        "pinned==1.2.3\n"
                                                        "spaced 4.5\n"
                                                        "pkg:pypi/purled@6.7?x=y\n"
                                                        "not a name at all\n"
                                                        "ranged>=1\n"));
  std::vector<std::string> found;
  for (const auto& a : stage.advisories()) {
    std::string line = a.package.ecosystem + " " + a.package.name + (a.all_versions ? " all" : "");
    for (const std::string& version : a.versions) line += " " + version;
    EXPECT_EQ(a.disclosed + a.published, 0);
    found.push_back(line);
  }
  EXPECT_THAT(found,
              ElementsAre("npm @scope/pkg 2", "pypi all-of-it all", "pypi handmade 0.3.2 0.3.3", "pypi pinned 1.2.3",
                          "pypi plain all", "pypi purled 6.7", "pypi some 1.0 1.1", "pypi spaced 4.5"));
  ASSERT_EQ(read.problems.size(), 2u);
  EXPECT_EQ(read.problems[0].subject, "list.txt:12");
  EXPECT_EQ(read.problems[1].subject, "list.txt:13");
  EXPECT_EQ(
      stage.advisories()[2].record,
      R"([{"author":"pypi/somebody","date":"21-Jul-23","name":"handmade","versions":"[0.3.2]"},{"name":"handmade","versions":"['0.3.3']"}])");
}

TEST(TextList, HostileBytesAreKeptVisible) {
  FeedStage stage;
  const Read read =
      stage.read("text-list", stage.write("list.txt", "na\xffme\n" + std::string(3'000'000, 'x') + "\nfine\n"));
  EXPECT_EQ(read.problems.size(), 1u);
  ASSERT_EQ(stage.advisories().size(), 2u);
  EXPECT_EQ(stage.advisories()[1].package.name, "na\\xffme");
}

TEST(StudyRecords, BothForms) {
  FeedStage stage;
  stage.write("d/snyk_pip_packages.json",
              R"({"metadata": {"data_source": "snyk", "package_manager": "pip"}, "packages": {
    "evil": {"package_name": "evil", "versions": {"affected": "[0,]", "all_versions": []}, "cwe": "CWE-506", "overview": "words",
             "snyk_id": "SNYK-1", "published": "17-Nov-23", "disclosed": "16-Nov-23", "credit": "A Finder",
             "data_source_link": "https://example.com/1", "reference_links": ["https://example.com/2"]},
    "broken": {"package_name": 1, ,
    }, "third": {"versions": {"affected": ["1.0"]}}}})");
  stage.write("d/osv_pypi_malicious_1.json", R"({"metadata": {"data_source": "osv"}, "packages": {
    "evil": [{"osv_id": "MAL-1", "summary": "s", "details": "d", "modified": "2024-01-02T00:00:00Z", "published": "2024-01-01T00:00:00Z",
              "ecosystem": "PyPI", "affected_versions": ["1.0", "1.1"], "references": [{"type": "WEB", "url": "https://example.com/3"}],
              "credits": [{"name": "B"}], "malicious_origins": [{"source": "o"}]},
             {"osv_id": "MAL-2", "affected_versions": []}]}})");
  const Read read = stage.read("study-records", stage.path("d"));
  ASSERT_EQ(read.problems.size(), 1u);
  EXPECT_EQ(read.problems[0].subject, "snyk_pip_packages.json:broken");
  const auto all = stage.advisories();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].id + " " + all[0].details + " " + all[0].origins[0] + " " + all[0].credits[0], "MAL-1 d o B");
  EXPECT_THAT(all[0].versions, ElementsAre("1.0", "1.1"));
  EXPECT_TRUE(all[1].all_versions);
  EXPECT_EQ(all[2].id + " " + all[2].details + " " + all[2].origins[0] + " " + all[2].url,
            "SNYK-1 words snyk https://example.com/1");
  EXPECT_EQ(all[2].disclosed, parse_time("2023-11-16"));
  EXPECT_EQ(all[3].package.name, "third");
  EXPECT_EQ(stage.read("study-records", stage.path("d"), true).counts.changed, 0u);
}

TEST(StudyRecords, ACutFileKeepsItsBeginning) {
  FeedStage stage;
  const Read read =
      stage.read("study-records", stage.write("x.json", R"({"packages": {"a": {"versions": {}}, "b": {"ver)"));
  EXPECT_EQ(stage.advisories().size(), 1u);
  EXPECT_FALSE(read.problems.empty());
}

TEST(Uploads, JsonLinesAndCsv) {
  FeedStage stage;
  const Read read = stage.read("uploads", stage.write("uploads.json", R"([{
  "name": "evil", "version": "0.1", "author": null, "platform": [], "upload_time": "2023-02-11 10:29:47.204280 UTC",
  "path": "1f/1d/528c/evil-0.1.tar.gz", "size": "1234", "packagetype": "sdist"
}, {"name": "", "path": "a/b", "upload_time": "2023-02-11"},
   {"name": "x", "version": "1", "path": "a/x-1.zip", "upload_time": "never"},
   {"name": "y", "version": "1", "path": "a/y-1-py3-none-any.whl", "upload_time": "2023-02-12 00:00:00 UTC", "author": "me"}])"));
  EXPECT_EQ(read.problems.size(), 2u);
  const auto files = stage.files();
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].key.filename + " " + files[0].path + " " + files[0].kind,
            "evil-0.1.tar.gz 1f/1d/528c/evil-0.1.tar.gz sdist");
  EXPECT_EQ(files[0].bytes, 1234u);
  EXPECT_EQ(files[0].uploaded, parse_time("2023-02-11T10:29:47.204Z"));
  EXPECT_EQ(files[1].author, "me");
  EXPECT_FALSE(stage.malicious("evil", "0.1")) << "an upload accuses nobody";
  const std::string lines =
      "{\"name\":\"z\",\"version\":\"1\",\"path\":\"a/z-1.zip\",\"upload_time\":\"2023-01-01\"}\n{\"name\n";
  EXPECT_EQ(stage.read("uploads", stage.write("u.jsonl", lines)).counts.added, 1u);
  EXPECT_EQ(stage.read("uploads", stage.write("u.csv", "name,version,path,upload_time\nw,1,a/w-1.zip,2023-01-01\n"))
                .counts.added,
            1u);
  EXPECT_EQ(stage.read("uploads", stage.path("uploads.json"), true).counts.unchanged, 2u);
}

TEST(RegistryFolder, NamesVersionsAndHashes) {
  FeedStage stage;
  stage.write("r/evil/0.1/evil-0.1.tar.gz", "inert");
  stage.write("r/evil/0.2/evil-0.2.zip", "inert too");
  stage.write("r/loose/loose-3.0.tar.gz", "at package level");
  stage.write("r/evil/0.1/evil-0.1/deep/x.tar.gz", "unpacked by somebody");
  stage.write("r/evil/0.1/README.md", "no archive");
  const Read read = stage.read("registry-folder", stage.path("r"));
  EXPECT_EQ(read.counts.skipped, 1u);
  EXPECT_THAT(stage.sightings(),
              ElementsAre("registry-folder evil evil-0.1.tar.gz served", "registry-folder evil evil-0.2.zip served",
                          "registry-folder loose loose-3.0.tar.gz served"));
  EXPECT_EQ(stage.files()[0].sha256, unpacking::sha256_hex("inert"));
  EXPECT_EQ(stage.files()[2].key.version.version, "3.0");
  EXPECT_TRUE(stage.malicious("evil", "0.1"));
  const Read again = stage.read("registry-folder", stage.path("r"));
  EXPECT_EQ(again.counts.added + again.counts.changed, 0u);
}

}  // namespace
}  // namespace antivenom::collect
