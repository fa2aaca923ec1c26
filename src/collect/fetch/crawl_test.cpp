#include "collect/fetch/crawl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "base/testing/cost.h"
#include "collect/testing/test_mirror.h"
#include "collect/web_client.h"

namespace antivenom::collect {
namespace {

using namespace std::chrono_literals;
using testing::Ask;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Reply;
using testing::sample_bytes;
using testing::sha256_of;
using testing::TestMirror;
namespace fs = std::filesystem;

class CrawlTest : public ::testing::Test {
 protected:
  CrawlTest() {
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
    folder_ = fs::temp_directory_path() / ("antivenom-crawl-" + std::to_string(::getpid()) + "-" +
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    store_.emplace(store::Store::open("sqlite://" + (folder_ / "a.db").string()).value());
    samples_.emplace(store::Samples::open((folder_ / "samples").string()).value());
    WebOptions options;
    options.first_pause = 1ms;
    options.longest_pause = 1500ms;
    options.connect_timeout = options.idle_timeout = 60s;
    options.whole_timeout = 100s;
    options.tries = 3;
    web_.emplace(options);
  }
  ~CrawlTest() override { fs::remove_all(folder_); }

  void accuse(const std::string& package, const std::vector<std::string>& versions) {
    store::Advisory advisory;
    advisory.source = "test";
    advisory.id = "MAL-" + package;
    advisory.package.name = package;
    advisory.versions = versions;
    advisory.all_versions = versions.empty();
    ASSERT_TRUE(store_->put(advisory));
  }

  void add(const std::string& name, const TestMirror& server, const std::string& kind = "mirror") {
    auto mirror = parse_mirror(name + "=" + server.simple()).value();
    mirror.kind = kind;
    mirrors_.push_back(mirror);
  }

  CrawlReport run(bool download = true, std::vector<Wish> wishes = {}, bool all = false) {
    CrawlOptions options;
    options.mirrors = mirrors_;
    options.wishes = std::move(wishes);
    options.all_versions = all;
    options.alone = true;
    options.clock = [this] { return now_ += 1000; };
    options.stop = &stop_;
    auto report = crawl(*store_, download ? &*samples_ : nullptr, *web_, options);
    EXPECT_TRUE(report) << report.error().message();
    return report ? std::move(*report) : CrawlReport();
  }

  // "mirror file presence" of all sightings.
  std::vector<std::string> sightings() {
    std::vector<std::string> out;
    EXPECT_TRUE(store_->each_sighting({}, [&](const store::SightingRow& row) {
      const bool never = row.first_seen == 0 && row.gone_since == 0;
      out.push_back(row.source + " " + row.file.filename + " " +
                    (never ? "never told" : std::string(to_string(row.presence))));
      return true;
    }));
    std::sort(out.begin(), out.end());
    return out;
  }
  std::vector<std::string> stored() {
    std::vector<std::string> out;
    EXPECT_TRUE(store_->each_artifact({}, [&](const store::ArtifactRow& row) {
      EXPECT_EQ(sha256_of(samples_->read(row.artifact.sha256).value()), row.artifact.sha256);
      for (const auto& name : row.names) out.push_back(name.file.filename + " from " + name.source);
      return true;
    }));
    std::sort(out.begin(), out.end());
    return out;
  }
  size_t samples() {
    size_t count = 0;
    EXPECT_TRUE(samples_->each([&](const std::string&, uint64_t) { return ++count, true; }));
    return count;
  }

  fs::path folder_;
  std::optional<store::Store> store_;
  std::optional<store::Samples> samples_;
  std::optional<WebClient> web_;
  std::vector<Mirror> mirrors_;
  std::atomic<bool> stop_{false};
  store::Time now_ = 1'700'000'000'000;
};

TEST_F(CrawlTest, a_sample_is_stored_once_and_every_sighting_is_kept) {
  TestMirror first, second(TestMirror::Form::html);
  for (TestMirror* mirror : {&first, &second}) {
    mirror->add("demo", "demo-1.0.tar.gz");
    mirror->add("demo", "demo-1.0-py3-none-any.whl", {sample_bytes("wheel"), {}, true, true});
    mirror->add("demo", "demo-2.0.tar.gz");
  }
  second.add("Other_name", "x-1.0.tar.gz");
  add("first", first);
  add("second", second);
  accuse("Demo", {"1.0"});
  const CrawlReport report = run();
  EXPECT_EQ(report.added, 2u);
  EXPECT_EQ(report.unchanged, 0u);
  EXPECT_THAT(report.failed, IsEmpty());
  EXPECT_TRUE(report.complete);
  EXPECT_THAT(sightings(), ElementsAre("first demo-1.0-py3-none-any.whl yanked", "first demo-1.0.tar.gz served",
                                       "second demo-1.0-py3-none-any.whl yanked", "second demo-1.0.tar.gz served"));
  EXPECT_EQ(stored().size(), 2u);
  EXPECT_EQ(samples(), 2u);
  const auto file = store_->file({{{"demo"}, "1.0"}, "demo-1.0.tar.gz"});
  EXPECT_EQ((*file)->sha256, sha256_of(sample_bytes("demo-1.0.tar.gz")));
  EXPECT_EQ((*file)->path, testing::path_of("demo-1.0.tar.gz", sample_bytes("demo-1.0.tar.gz")));
  EXPECT_EQ((*file)->kind, "sdist");
}

TEST_F(CrawlTest, a_second_run_asks_conditionally_and_changes_nothing) {
  TestMirror mirror;
  mirror.add("demo", "demo-1.0.tar.gz");
  mirror.add("demo", "demo-2.0.tar.gz");
  add("m", mirror);
  accuse("demo", {"1.0"});
  run();
  const size_t asked = mirror.server().asked().size();
  const CrawlReport again = run();
  EXPECT_EQ(again.added, 0u);
  EXPECT_EQ(again.mirrors[0].unchanged, 1u);
  EXPECT_EQ(again.mirrors[0].changed, 0u);
  EXPECT_EQ(mirror.server().asked().size(), asked + 1);
  EXPECT_THAT(sightings(), ElementsAre("m demo-1.0.tar.gz served"));
  // The page is the same, but more of it is known to be malicious now.
  accuse("demo", {"1.0", "2.0"});
  EXPECT_EQ(run().added, 1u);
  EXPECT_EQ(samples(), 2u);
}

TEST_F(CrawlTest, what_becomes_of_a_file_is_told) {
  TestMirror index, mirror;
  for (TestMirror* at : {&index, &mirror}) {
    at->add("demo", "demo-1.0.tar.gz");
    at->add("demo", "demo-1.1.tar.gz");
  }
  add("index", index, "index");
  add("mirror", mirror);
  accuse("demo", {});
  run(false);
  EXPECT_EQ(samples(), 0u);
  index.remove("demo");
  mirror.add("demo", "demo-1.0.tar.gz", {sample_bytes("demo-1.0.tar.gz"), {}, false, false});
  mirror.remove("demo", "demo-1.1.tar.gz");
  const CrawlReport report = run(false);
  EXPECT_EQ(report.mirrors[1].by_path, 1u);
  EXPECT_THAT(sightings(), ElementsAre("index demo-1.0.tar.gz gone", "index demo-1.1.tar.gz gone",
                                       "mirror demo-1.0.tar.gz served", "mirror demo-1.1.tar.gz gone"));
  const auto summaries = store_->mirror_summaries().value();
  for (const auto& summary : summaries) {
    EXPECT_EQ(summary.removed_upstream, summary.source.name == "mirror" ? 1u : 0u) << summary.source.name;
  }
  // Fetched from where it is not listed any more.
  EXPECT_EQ(run().added, 1u);
  EXPECT_THAT(stored(), ElementsAre("demo-1.0.tar.gz from mirror"));
  mirror.quarantine("demo");
  run(false);
  EXPECT_THAT(sightings(), ::testing::Contains("mirror demo-1.0.tar.gz quarantined"));
}

TEST_F(CrawlTest, mirrors_with_faults_lose_nothing_that_others_have) {
  TestMirror good, bad(TestMirror::Form::html), ugly;
  for (TestMirror* mirror : {&good, &bad, &ugly}) {
    for (const std::string name : {"a", "b", "c"}) mirror->add(name, name + "-1.0.tar.gz");
  }
  good.remove("b");
  // Cut off, with a validator: continued. The first requests fail.
  std::atomic<int> troubles{2};  // one request may meet both, and is tried three times
  bad.set_fault([&](const Ask& ask) -> std::optional<Reply> {
    if (troubles > 0) return --troubles, Reply{500, "no", {}};
    if (ask.path.find("/packages/") == std::string::npos || !ask.header("range").empty()) return std::nullopt;
    Reply cut = testing::file_reply(ask, sample_bytes(ask.path.substr(ask.path.rfind('/') + 1)), "\"f\"");
    cut.cut_at = 20;
    return cut;
  });
  // Sign-in pages, endless redirects, wrong bytes, silence.
  ugly.set_fault([&](const Ask& ask) -> std::optional<Reply> {
    if (ask.path == "/simple/a/") return Reply{302, "", {{"Location", "/simple/a/"}}};
    if (ask.path == "/simple/b/") return Reply{200, "<html><title>Sign in</title></html>", {}};
    if (ask.path.find("/packages/") != std::string::npos) return Reply{200, "other bytes", {}};
    return std::nullopt;
  });
  add("bad", bad);
  add("good", good);
  add("ugly", ugly);
  for (const std::string name : {"a", "b", "c"}) accuse(name, {"1.0"});
  const CrawlReport report = run();
  EXPECT_EQ(report.added, 3u);
  EXPECT_EQ(samples(), 3u);
  EXPECT_EQ(stored().size(), 3u);
  EXPECT_EQ(report.mirrors[2].failed, 2u);
  EXPECT_EQ(store_->failures(100)->size(), report.failed.size());
  // A mirror that is asked before another one has told of a file does not miss it; the next time it does.
  run();
  EXPECT_THAT(sightings(),
              ElementsAre("bad a-1.0.tar.gz served", "bad b-1.0.tar.gz served", "bad c-1.0.tar.gz served",
                          "good a-1.0.tar.gz served", "good b-1.0.tar.gz gone", "good c-1.0.tar.gz served",
                          "ugly a-1.0.tar.gz never told", "ugly b-1.0.tar.gz never told", "ugly c-1.0.tar.gz served"))
      << "a page that could not be read says nothing of what is there";
}

TEST_F(CrawlTest, who_was_asked_too_early_is_told_about_afterwards) {
  TestMirror early, late, partial;
  late.add("demo", "demo-1.0.tar.gz");
  late.set_fault([&](const Ask& ask) -> std::optional<Reply> {
    // The others have been read by then.
    for (int i = 0; i < 200 && (early.asked_pages() == 0 || partial.asked_pages() == 0); ++i)
      std::this_thread::sleep_for(5ms);
    if (ask.path.rfind("/simple/", 0) == 0) std::this_thread::sleep_for(200ms);
    return std::nullopt;
  });
  partial.add("demo", "demo-0.9.tar.gz");
  partial.add("demo", "demo-1.0.tar.gz", {sample_bytes("demo-1.0.tar.gz"), {}, false, false});
  add("early", early);
  add("late", late);
  add("partial", partial);
  accuse("demo", {});
  run();
  EXPECT_THAT(sightings(), ElementsAre("early demo-0.9.tar.gz gone", "early demo-1.0.tar.gz gone",
                                       "late demo-0.9.tar.gz gone", "late demo-1.0.tar.gz served",
                                       "partial demo-0.9.tar.gz served", "partial demo-1.0.tar.gz served"));
  EXPECT_EQ(early.asked_pages(), 1u);
}

TEST_F(CrawlTest, bytes_that_a_killed_run_left_are_not_asked_for_and_say_nothing_of_who_has_them) {
  TestMirror lacks, lists, by_path;
  for (int i = 0; i < 6; ++i) {
    const std::string name = "p" + std::to_string(i), file = name + "-1.0.tar.gz";
    lists.add(name, file);
    if (i == 0) by_path.add(name, file, {sample_bytes(file), {}, false, false});
    accuse(name, {});
    ASSERT_TRUE(samples_->add(sample_bytes(file)));
  }
  add("lacks", lacks);
  add("lists", lists);
  add("by-path", by_path);
  const CrawlReport report = run();
  EXPECT_EQ(report.added, 6u);
  for (const MirrorCounts& mirror : report.mirrors) EXPECT_EQ(mirror.downloads, 0u) << mirror.name;
  std::vector<std::string> seen, kept;
  for (int i = 0; i < 6; ++i) {
    const std::string file = "p" + std::to_string(i) + "-1.0.tar.gz";
    seen.insert(seen.end(), {"by-path " + file + (i == 0 ? " served" : " gone"), "lacks " + file + " gone",
                             "lists " + file + " served"});
    kept.push_back(file + " from lists");
  }
  EXPECT_THAT(sightings(), ::testing::UnorderedElementsAreArray(seen));
  EXPECT_THAT(stored(), ::testing::ElementsAreArray(kept));
}

TEST_F(CrawlTest, wrong_bytes_are_refused_wherever_they_come_from) {
  TestMirror liar, unsure;
  liar.add("demo", "demo-1.0.tar.gz", {"not what was promised", sha256_of("promised"), false, true});
  unsure.add("demo", "demo-2.0.tar.gz", {"<html>error</html>", "", false, true});
  unsure.add("demo", "demo-3.0.tar.gz", {sample_bytes("three"), "", false, true});
  add("liar", liar);
  add("unsure", unsure);
  accuse("demo", {});
  const CrawlReport report = run();
  EXPECT_EQ(report.added, 1u);
  EXPECT_EQ(samples(), 1u);
  EXPECT_THAT(stored(), ElementsAre("demo-3.0.tar.gz from unsure"));
  ASSERT_EQ(report.failed.size(), 2u);
  EXPECT_EQ(store_->status()->tasks["file"]["failed"], 2u);
}

TEST_F(CrawlTest, a_mirror_that_is_down_is_left_alone_and_makes_nothing_look_gone) {
  TestMirror down, moved, busy;
  for (TestMirror* mirror : {&down, &moved, &busy}) {
    for (int i = 0; i < 40; ++i) mirror->add("p" + std::to_string(i), "p" + std::to_string(i) + "-1.0.tar.gz");
  }
  for (int i = 0; i < 40; ++i) accuse("p" + std::to_string(i), {});
  add("down", down);
  add("moved", moved);
  add("busy", busy);
  mirrors_[1].canary = "pip";
  run(false);
  EXPECT_EQ(moved.asked_pages(), 1u) << "it has no pip";
  down.set_fault([](const Ask&) { return Reply{502, "", {}}; });
  busy.set_fault([](const Ask&) { return Reply{429, "", {{"Retry-After", "7200"}}}; });
  const size_t before = busy.asked_pages();
  const CrawlReport report = run(false);
  EXPECT_FALSE(report.complete);
  EXPECT_THAT(report.mirrors[0].error, HasSubstr("seems to be down"));
  EXPECT_THAT(report.mirrors[1].error, HasSubstr("has no pip"));
  EXPECT_THAT(report.mirrors[2].error, HasSubstr("asks to wait 7200 s"));
  EXPECT_LE(busy.asked_pages(), before + mirrors_[2].parallel);
  const auto summaries = store_->mirror_summaries().value();
  for (const auto& summary : summaries) {
    EXPECT_EQ(summary.gone, 0u) << summary.source.name;
    EXPECT_EQ(summary.served, summary.source.name == "moved" ? 0u : 40u);
  }
}

TEST_F(CrawlTest, named_versions_and_all_versions) {
  TestMirror mirror;
  for (const std::string version : {"1.0", "1.1", "2.0"}) mirror.add("demo", "demo-" + version + ".tar.gz");
  add("m", mirror);
  accuse("demo", {"2.0"});
  run(true, {{"Demo", "1.0.0"}});
  EXPECT_THAT(stored(), ElementsAre("demo-1.0.tar.gz from m"));
  run(true, {{"demo", ""}});
  EXPECT_THAT(stored(), ElementsAre("demo-1.0.tar.gz from m", "demo-2.0.tar.gz from m"));
  run(true, {{"demo", ""}}, true);
  EXPECT_EQ(samples(), 3u);
  EXPECT_EQ(run(true, {{"unheard-of", "1.0"}}).mirrors[0].absent, 1u);
}

TEST_F(CrawlTest, a_page_of_fifty_thousand_links) {
  constexpr int kLinks = kSanitized ? 10'000 : 50'000;
  TestMirror mirror(TestMirror::Form::html);
  std::string page = "<title>Links for big</title>";
  for (int i = 0; i < kLinks; ++i) page += "<a href=\"/packages/big-1." + std::to_string(i) + ".tar.gz\">x</a>\n";
  mirror.set_fault([&](const Ask& ask) -> std::optional<Reply> {
    if (ask.path == "/simple/big/") return Reply{200, page, {{"ETag", "\"e\""}}};
    if (ask.path == "/packages/big-1.77.tar.gz") return Reply{200, sample_bytes("big"), {}};
    return std::nullopt;
  });
  add("m", mirror);
  accuse("big", {"1.77"});
  const double seconds = cost_of([&] {
    EXPECT_EQ(run().added, 1u);
    EXPECT_THAT(sightings(), ElementsAre("m big-1.77.tar.gz served"));
    accuse("big", {});
    EXPECT_EQ(run(false).mirrors[0].served, 2000u);
  });
  EXPECT_LT(seconds, 60);
  RecordProperty("ms", static_cast<int>(seconds * 1000));
}

TEST_F(CrawlTest, hostile_names_and_links_go_nowhere) {
  TestMirror mirror(TestMirror::Form::html);
  mirror.set_fault([&](const Ask& ask) -> std::optional<Reply> {
    if (ask.path != "/simple/demo/") return std::nullopt;
    return Reply{200,
                 "<title>Links for demo</title><a href='file:///etc/passwd#/demo-1.0.tar.gz'>x</a>"
                 "<a href='http://localhost:1/demo-1.1.tar.gz'>x</a><a href='demo-1.2%2F..%2F..%2Fx.tar.gz'>x</a>"
                 "<a href='http://[::1]/demo-1.3.tar.gz'>x</a><a href='demo-1.4%00.tar.gz'>x</a>"
                 "<a href='demo-" +
                     std::string(600, '9') + ".tar.gz'>x</a>",
                 {}};
  });
  add("m", mirror);
  accuse("demo", {});
  const CrawlReport report = run();
  EXPECT_EQ(report.added, 0u);
  EXPECT_THAT(sightings(), ::testing::IsSubsetOf({"m demo-1.1.tar.gz served", "m demo-1.3.tar.gz served"}));
  for (const auto& failed : report.failed) EXPECT_THAT(failed.reason, HasSubstr("private network")) << failed.subject;
}

TEST_F(CrawlTest, a_run_that_is_stopped_goes_on_where_it_was) {
  TestMirror mirror;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "p" + std::to_string(i);
    mirror.add(name, name + "-1.0.tar.gz");
    accuse(name, {});
  }
  add("m", mirror);
  int runs = 0;
  std::atomic<int> left{0};
  mirror.set_fault([&](const Ask&) -> std::optional<Reply> {
    if (--left == 0) stop_ = true;
    return std::nullopt;
  });
  size_t added = 0;
  for (bool complete = false; !complete && runs < 30; ++runs) {
    left = 25;
    stop_ = false;
    const CrawlReport report = run();
    added += report.added;
    complete = report.complete;
  }
  EXPECT_GT(runs, 3);
  EXPECT_EQ(added, 60u);
  EXPECT_EQ(samples(), 60u);
  EXPECT_EQ(sightings().size(), 60u);
  EXPECT_LT(mirror.asked_pages(), 60u + 12u * static_cast<size_t>(runs)) << "what was done is not done again";
}

TEST_F(CrawlTest, folders_of_bandersnatch_and_of_files) {
  const auto write = [&](const std::string& path, const std::string& text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path, std::ios::binary) << text;
  };
  const std::string one = sample_bytes("one"), path = testing::path_of("demo-1.0.tar.gz", one);
  write("bander/web/packages/" + path, one);
  write("bander/web/simple/d/demo/index.html", "<title>Links for demo</title><a href=\"../../../packages/" + path +
                                                   "#sha256=" + sha256_of(one) +
                                                   "\">x</a><a href=\"../../../packages/aa/demo-1.1.tar.gz\">x</a>"
                                                   "<a href=\"../../../../../../etc/passwd/demo-1.2.tar.gz\">x</a>");
  write("files/simple/Demo/demo-2.0.tar.gz", sample_bytes("two"));
  write("wrong/demo-2.0.tar.gz", "x");
  for (const std::string name : {"bander", "files", "wrong"})
    mirrors_.push_back(parse_mirror((folder_ / name).string()).value());
  accuse("Demo", {});
  const CrawlReport report = run();
  EXPECT_THAT(sightings(), ::testing::IsSupersetOf({"bander demo-1.0.tar.gz served"}));
  EXPECT_THAT(stored(), ::testing::Contains("demo-1.0.tar.gz from bander"));
  EXPECT_EQ(report.mirrors[2].failed, 1u);
  const auto sources = store_->sources().value();
  for (const auto& source : sources) EXPECT_EQ(source.url, "");
  ASSERT_TRUE(store_->each_sighting({}, [&](const store::SightingRow& row) {
    EXPECT_EQ(row.url.find(folder_.string()), std::string::npos);
    return true;
  }));
}

TEST(Mirrors, are_named_by_table_url_or_folder) {
  const auto known = known_mirrors();
  EXPECT_EQ(known.size(), 8u);
  for (const Mirror& mirror : known) {
    EXPECT_TRUE(mirror.url.starts_with("https://") && mirror.url.ends_with("/simple/")) << mirror.name;
    EXPECT_TRUE(mirror.files.ends_with("/packages/")) << mirror.name;
    EXPECT_EQ(parse_mirror(mirror.url)->name, mirror.name);
  }
  const auto given = parse_mirror("http://me:secret@example.com:8080/root/pypi/+simple");
  EXPECT_EQ(given->name, "example.com:8080");
  EXPECT_EQ(source_of(*given).url, "http://example.com:8080/root/pypi/+simple/");
  EXPECT_EQ(parse_mirror("mine=https://example.com/pypi")->url, "https://example.com/pypi/simple/");
  EXPECT_EQ(parse_mirror("mine=https://example.com/pypi")->files, "https://example.com/pypi/packages/");
  EXPECT_FALSE(parse_mirror("no-such-mirror"));
  EXPECT_FALSE(parse_mirror("ftp://example.com/simple/"));
}

TEST_F(CrawlTest, a_clock_that_was_put_back_hides_no_page) {
  TestMirror mirror;
  mirror.add("demo", "demo-1.0.tar.gz");
  accuse("demo", {});
  add("m", mirror);
  now_ += 10 * store::kDay;
  EXPECT_EQ(run().mirrors[0].pages, 1u);
  now_ -= 10 * store::kDay;
  mirror.remove("demo");
  EXPECT_EQ(run().mirrors[0].pages, 1u) << "what was done in the future is no reason not to look";
}

}  // namespace
}  // namespace antivenom::collect
