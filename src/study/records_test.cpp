// What is read: downloads, logs, results of detectors, scans, lives; and the statistics. Names and hosts are made up.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "study/detectors/detector.h"
#include "study/detectors/results.h"
#include "study/downloads.h"
#include "study/lives.h"
#include "study/observe.h"
#include "study/statistics.h"

namespace antivenom::study {
namespace {

class Records : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "antivenom-study-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << text;
    return folder_ + "/" + name;
  }
  std::string folder_;
};

using Counts = std::map<std::string, uint64_t>;
store::Time day(const char* text) { return *store::parse_time(text); }

TEST(Statistics, are_those_of_the_books) {
  EXPECT_NEAR(wilson(1, 10).low, 0.0178762, 1e-6);
  EXPECT_NEAR(wilson(1, 10).high, 0.4041500, 1e-6);
  EXPECT_EQ(wilson(0, 0).high, 1);
  EXPECT_EQ(quantile({3, 1, 2, 4}, 0.5), 2.5);
  EXPECT_EQ(quantile({5}, 0.9), 5);
  EXPECT_EQ(mean({1, 2, 6}), 3);
  const chart::Interval same = bootstrap_median({7, 7, 7});
  EXPECT_EQ(same.low, 7);
  EXPECT_EQ(same.high, 7);
  const chart::Interval middle = bootstrap_mean({0, 0, 0, 10, 10, 10});
  EXPECT_LT(middle.low, 5);
  EXPECT_GT(middle.high, 5);
}

TEST_F(Records, exports_of_the_index_are_read_in_every_form) {
  DownloadTotals csv, lines, nested;
  ASSERT_TRUE(read_export(file("a.csv",
                               "day,project,version,filename,packagetype,installer,system,country_code,downloads\n"
                               "2023-05-01,Gadget_Tool,1.0,gadget-tool-1.0.tar.gz,sdist,pip,Linux,DE,30\n"
                               "2023-05-02,gadget-tool,1.0,,bdist_wheel,bandersnatch,,,12\n"
                               "2023-05-02,requests,2,,sdist,pip,Linux,DE,9\n"),
                          {"gadget-tool"}, csv));
  EXPECT_EQ(csv.total, 42u);
  EXPECT_EQ(csv.rows, 3u);
  EXPECT_EQ(csv.skipped, 1u);
  EXPECT_EQ(csv.forms, (Counts{{"bdist_wheel", 12}, {"sdist", 30}}));
  EXPECT_EQ(csv.clients, (Counts{{"mirror", 12}, {"pip", 30}}));
  EXPECT_EQ(csv.countries, (Counts{{"DE", 30}}));
  EXPECT_EQ(csv.without_system, 12u);
  EXPECT_EQ(csv.by_day["gadget-tool"],
            (std::map<store::Time, uint64_t>{{day("2023-05-01"), 30}, {day("2023-05-02"), 12}}));

  ASSERT_TRUE(read_export(
      file(
          "b.jsonl",
          R"({"day":"2023-05-01","project":"gadget-tool","packagetype":"sdist","installer":"Browser","system":"Windows","downloads":"7"})"
          "\n{broken\n"),
      {}, lines));
  EXPECT_EQ(lines.total, 7u);
  EXPECT_EQ(lines.skipped, 1u);
  EXPECT_EQ(lines.clients, (Counts{{"direct request", 7}}));

  ASSERT_TRUE(read_export(file("c.json", R"([{"timestamp":"2023-05-01 10:00:00 UTC","country_code":"US",
      "file":{"project":"gadget-tool","version":"1.0","type":"sdist"},
      "details":{"installer":{"name":"uv","version":"0.1"},"system":{"name":"Darwin"}}}])"),
                          {}, nested));
  EXPECT_EQ(nested.total, 1u);
  EXPECT_EQ(nested.clients, (Counts{{"other installer", 1}}));
  EXPECT_EQ(nested.systems, (Counts{{"Darwin", 1}}));
  EXPECT_EQ(nested.by_day["gadget-tool"].begin()->first, day("2023-05-01"));

  EXPECT_FALSE(read_export(file("d.csv", "a,b\n1,2\n"), {}, nested));
  EXPECT_FALSE(read_export(folder_ + "/none.csv", {}, nested));
  EXPECT_TRUE(read_export(file("e.csv", ""), {}, nested));
}

TEST_F(Records, access_logs_give_whole_downloads_only) {
  const std::string path = "/packages/ab/cd/gadget_tool-1.0-py3-none-any.whl";
  const std::string rest = " HTTP/1.1\" 200 9 \"-\" \"pip/23.0 {\\\"system\\\":{\\\"name\\\":\\\"Linux\\\"}}\"\n";
  const std::string head = "192.0.2.1 - - [01/May/2023:23:59:59 +0000] \"GET ";
  DownloadTotals totals;
  ASSERT_TRUE(read_access_log(
      file("access.log", head + path + rest + head + path +
                             "?x=1 HTTP/1.1\" 200 9 \"-\" \"bandersnatch/6.1 (cpython)\"\n" + head + path +
                             " HTTP/1.1\" 304 0 \"-\" \"pip/23.0\"\n" + head + "/simple/gadget-tool/" + rest +
                             "192.0.2.1 - - [01/May/2023:23:59:59 +0000] \"HEAD " + path + rest + "no log line\n" +
                             head + "/packages/gadget-tool-1.0.tar.gz HTTP/1.0\" 200 9\n"),
      {}, totals));
  EXPECT_EQ(totals.rows, 7u);
  EXPECT_EQ(totals.total, 3u);
  EXPECT_EQ(totals.forms, (Counts{{"bdist_wheel", 2}, {"sdist", 1}}));
  EXPECT_EQ(totals.clients, (Counts{{"mirror", 1}, {"pip", 1}}));
  EXPECT_EQ(totals.systems, (Counts{{"Linux", 1}}));
  EXPECT_EQ(totals.by_day["gadget-tool"], (std::map<store::Time, uint64_t>{{day("2023-05-01"), 3}}));
}

TEST(AccessLog, lines_may_end_anywhere_and_hold_anything) {
  const std::string line =
      "192.0.2.1 - - [01/May/2023:23:59:59 +0000] \"GET /packages/gadget_tool-1.0.tar.gz HTTP/1.1\" 200 9 \"-\" "
      "\"pip/23.0 "
      "\\\"\\\\\"";
  ASSERT_TRUE(download_of_line(line));
  for (size_t end = 0; end < line.size(); ++end) {
    (void)download_of_line(line.substr(0, end));
    for (const char c : {'"', '\\', '[', '\0', '\xff'}) {
      std::string other = line;
      other[end] = c;
      (void)download_of_line(other);
    }
  }
}

TEST(Queries, ask_for_names_and_nothing_else) {
  const std::string query = query_text("bigquery", {"gadget", "x'; DROP TABLE y; --"});
  EXPECT_NE(query.find("file.project IN ('gadget')"), std::string::npos) << query;
  EXPECT_NE(query_text("clickhouse", {}).find("project IN ('PACKAGE', 'PACKAGE')"), std::string::npos);
}

TEST_F(Records, results_of_detectors_are_read) {
  Sample a, b;
  a.file = "a-1.0.tar.gz";
  b.file = "b-1.0.tar.gz";
  const auto csv = parse_results(
      "one", "file,label,detected,seconds\nsets/a-1.0.tar.gz,malicious,1,0.5\nb-1.0.tar.gz,benign,no,\n", {a, b});
  ASSERT_TRUE(csv);
  EXPECT_EQ(csv->detected, (std::map<std::string, bool>{{"a-1.0.tar.gz", true}, {"b-1.0.tar.gz", false}}));
  EXPECT_EQ(csv->seconds, (std::map<std::string, double>{{"a-1.0.tar.gz", 0.5}}));
  const auto sarif = parse_results(
      "two",
      R"({"runs":[{"results":[{"locations":[{"physicalLocation":{"artifactLocation":{"uri":"x/b-1.0.tar.gz/setup.py"}}}]}]}]})",
      {a, b});
  ASSERT_TRUE(sarif);
  EXPECT_EQ(sarif->detected, (std::map<std::string, bool>{{"a-1.0.tar.gz", false}, {"b-1.0.tar.gz", true}}));
  EXPECT_FALSE(parse_results("three", "x,y\n", {}));
  EXPECT_FALSE(parse_results("four", "{", {}));
}

TEST(Detectors, judge_what_the_others_print) {
  const auto judged = [](const char* name, const char* output) { return find_detector(name)->judge(output, 0); };
  EXPECT_EQ(judged("guarddog", R"(note {"issues":2,"results":{}})"), true);
  EXPECT_EQ(judged("guarddog", R"({"issues":0})"), false);
  EXPECT_EQ(judged("guarddog", R"({"issues":9,"risk_score":{"score":4.9}})"), false);
  EXPECT_EQ(judged("guarddog", "Traceback"), std::nullopt);
  EXPECT_EQ(judged("bandit4mal", R"({"results":[{"issue":1}]})"), true);
  EXPECT_EQ(judged("bandit4mal", R"({"results":[]})"), false);
  EXPECT_EQ(judged("aura", R"({"score":10,"detections":[]})"), true);
  EXPECT_EQ(judged("aura", R"({"score":9})"), false);
  EXPECT_EQ(judged("ossgadget", R"({"runs":[{"results":[{}]}]})"), true);
  EXPECT_EQ(judged("ossgadget", R"({"runs":[{"results":[]}]})"), false);
  EXPECT_EQ(judged("yara", "rule /tmp/x\n"), true);
  EXPECT_EQ(judged("yara", ""), false);
  EXPECT_EQ(find_detector("nobody"), nullptr);
}

TEST(Programs, end_when_their_time_is_up) {
  const auto fine = run_program({program_path("printf"), "hello"}, 10);
  ASSERT_TRUE(fine);
  EXPECT_EQ(fine->text, "hello");
  EXPECT_EQ(fine->exit_code, 0);
  const auto slow = run_program({program_path("sleep"), "60"}, 1);
  ASSERT_TRUE(slow);
  EXPECT_TRUE(slow->timed_out);
  EXPECT_FALSE(run_program({"/nonexistent/program"}, 1));
  EXPECT_EQ(program_path("no-such-program-anywhere"), "");
}

TEST_F(Records, folders_of_detectors_are_whole_and_go_away) {
  Artifact artifact;
  Member member;
  member.path = "gadget/__init__.py";
  member.bytes = "needle\n";
  artifact.members.push_back(member);
  const Detector finder = {
      .name = "finder",
      .title = "Finder",
      .program = "grep",
      .threshold = "",
      .wants_folder = true,
      .arguments = [](const std::string& target, const std::string& rules) -> Result<std::vector<std::string>> {
        return std::vector<std::string>{"-r", rules, target};
      },
      .judge = [](const std::string& output, int) { return std::optional<bool>(!output.empty()); }};
  EXPECT_EQ(run_detector(finder, "needle", "", artifact, 10).malicious, true);
  EXPECT_EQ(run_detector(finder, "absent", "", artifact, 10).malicious, false);
}

TEST(Observe, takes_what_counts_of_a_scan) {
  store::Scan scan;
  scan.sha256 = "ab";
  scan.verdict = "malicious";
  scan.python_lines = 12;
  scan.platforms = {"windows"};
  scan.findings = {{"steal/system-info", false, "information-stealing", "import", "entry", "suspicious", 0.9, {}, 1},
                   {"command/lolbin", false, "command-execution", "runtime", "entry", "hostile", 0.9, {}, 1},
                   {"command/shutdown", false, "command-execution", "install", "unshipped", "hostile", 0.9, {}, 1},
                   {"mine/pool-config", false, "file-operations", "install", "entry", "context", 0.9, {}, 1},
                   {"trace-removal", true, "", "runtime", "entry", "notable", 0.9, {"T1070.004"}, 1}};
  scan.report =
      R"({"behaviours":[{"id":"steal/system-info","evidence":[{"file":"setup.py"}]},{"id":"command/lolbin","evidence":[{"file":"a/b.py"}]}],
    "api_sequence":[{"call":"os.system"},{"call":"os.system"},{"call":"socket.socket"}],"summary":"meterpreter"})";
  Sample sample;
  observe(scan, sample);
  EXPECT_EQ(sample.behaviours, (std::set<std::string>{"command/lolbin", "steal/system-info"}));
  EXPECT_EQ(sample.categories, (std::set<std::string>{"command-execution", "information-stealing"}));
  EXPECT_EQ(sample.evasions, (std::set<std::string>{"trace-removal"}));
  EXPECT_EQ(sample.trigger, "runtime") << "of the strongest";
  EXPECT_TRUE(sample.removes_traces);
  EXPECT_TRUE(sample.in_setup);
  EXPECT_TRUE(sample.outside_setup);
  EXPECT_EQ(sample.calls.size(), 2u);
  EXPECT_EQ(sample.tool, "Metasploit");
}

TEST(Lives, join_uploads_advisories_and_downloads) {
  auto store = store::Store::open("sqlite::memory:");
  ASSERT_TRUE(store);
  const auto advisory = [&](const char* source, const char* name, const char* disclosed,
                            std::vector<std::string> versions) {
    store::Advisory a;
    a.source = source;
    a.id = std::string(source) + name;
    a.package = {name};
    a.versions = std::move(versions);
    a.all_versions = a.versions.empty();
    a.disclosed = day(disclosed);
    ASSERT_TRUE(store->put(a));
  };
  const auto upload = [&](const char* name, const char* version, const char* time) {
    store::FileRecord f;
    f.key = {{{name}, version}, std::string(name) + "-" + version + ".tar.gz"};
    f.uploaded = day(time);
    ASSERT_TRUE(store->put(f));
  };
  advisory("osv", "Gadget_Tool", "2023-03-10", {"1.1"});
  advisory("snyk", "gadget-tool", "2023-03-05", {"1.1"});
  upload("gadget-tool", "1.0", "2023-01-01");  // honest: no advisory names it
  upload("gadget-tool", "1.1", "2023-03-01");
  upload("other", "1.0", "2023-03-01");
  store::Downloads d;
  d.source = "export";
  d.version = {{"gadget-tool"}, "1.1"};
  d.form = "sdist";
  d.count = 5;
  d.day = day("2023-03-04");
  ASSERT_TRUE(store->put(d));
  d.day = day("2023-04-05");
  d.count = 2;
  ASSERT_TRUE(store->put(d));
  Dataset data;
  ASSERT_TRUE(read_lives(*store, data));
  join_downloads(data);
  ASSERT_EQ(data.lives.size(), 1u);
  const Life& life = data.lives[0];
  EXPECT_EQ(life.name, "gadget-tool");
  EXPECT_EQ(life.versions, (std::vector<std::string>{"1.1"}));
  EXPECT_EQ(life.uploaded, day("2023-03-01"));
  EXPECT_EQ(life.found, day("2023-03-05"));
  EXPECT_EQ(life.last_download, day("2023-04-05"));
  EXPECT_EQ(life.downloads_incubating, 5u);
  EXPECT_EQ(life.downloads_residual, 2u);
  EXPECT_EQ(life.sources, (std::vector<std::string>{"osv", "snyk"}));
  EXPECT_EQ(data.claims.at("snyk"), (std::set<std::string>{"gadget-tool"}));
}

}  // namespace
}  // namespace antivenom::study
