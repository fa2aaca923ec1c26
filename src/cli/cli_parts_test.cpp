#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/csv.h"
#include "cli/figures.h"
#include "cli/labelled.h"
#include "cli/learn.h"
#include "cli/progress.h"
#include "cli/settings.h"

namespace antivenom::cli {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pair;

TEST(Csv, quotes_line_ends_and_short_rows) {
  const auto rows = parse_csv("\xEF\xBB\xBFpath,note\r\na,\"x, \"\"y\"\"\nz\"\r\n\nb\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_THAT(rows[0], ElementsAre(Pair("note", "x, \"y\"\nz"), Pair("path", "a")));
  EXPECT_THAT(rows[1], ElementsAre(Pair("note", ""), Pair("path", "b")));
  EXPECT_TRUE(parse_csv("").empty());
  EXPECT_EQ(parse_csv("a\n\"open").size(), 1u);
}

TEST(Settings, commands_tables_win_and_false_flags_are_left_out) {
  const auto told = [](std::string_view text, bool whole) {
    const auto settings = parse_settings(text, "scan", whole);
    if (!settings) return settings.error().message();
    std::string out;
    for (const Setting& s : *settings) out += s.key + "=" + s.value + (s.of_command ? "! " : " ");
    return out;
  };
  EXPECT_EQ(told("jobs=2\nquiet=false\nverbose=true\n[scan]\nfail-on='never'\n[evaluate]\nx=1\n", true),
            "jobs=2 verbose=true fail-on=never! ");
  EXPECT_EQ(told("[project]\nname='x'\n[tool.antivenom]\ncolor='never'\n", false), "color=never ");
  EXPECT_EQ(told("[project]\nname='x'\n", false), "");
  EXPECT_EQ(told("known-malicious=[\"a.txt\", \"b.txt\"]\n", true), "known-malicious=a.txt known-malicious=b.txt ");
  EXPECT_EQ(told("jobs=[[1]]\n", true), "'jobs' must be text, a number, true or false, or a list of these");
  EXPECT_TRUE(told("jobs=\n", true).starts_with("line 1: "));
}

TEST(Progress, tells_rate_and_time_left) {
  EXPECT_EQ(progress_text(12, 132, 2), "12/132  6.0 a second  0:20 left");
  EXPECT_EQ(progress_text(5, 5, 10), "5/5  0.5 a second");
  EXPECT_EQ(progress_text(0, 5, 0), "0/5  0.0 a second");
}

Judged judged(std::string path, bool malicious, Label label, double score, Group group = Group::counted) {
  Judged one;
  one.sample.path = std::move(path);
  one.sample.malicious = malicious;
  one.sample.group = group;
  one.sample.family = malicious ? one.sample.path.substr(0, 1) : "";
  one.sample.category = malicious ? "" : "popular";
  one.label = label;
  one.score = score;
  one.rules = {"a/b"};
  return one;
}

std::vector<Judged> judged_set() {
  return {judged("a1", true, Label::malicious, 0.9),   judged("a2", true, Label::malicious, 0.85),
          judged("b1", true, Label::suspicious, 0.5),  judged("s1", true, Label::clean, 0.1, Group::not_visible),
          judged("g1", false, Label::malicious, 0.82), judged("g2", false, Label::clean, 0.05),
          judged("g3", false, Label::unreadable, 0),   judged("p1", false, Label::malicious, 0.9, Group::pentest)};
}

TEST(Figures, rates_groups_and_mistakes) {
  const Figures f = compute(judged_set());
  EXPECT_EQ(f.malicious.total, 3u);
  EXPECT_EQ(f.benign.unreadable, 1u);
  EXPECT_EQ(f.not_visible.clean, 1u);
  EXPECT_EQ(f.pentest.malicious, 1u);
  EXPECT_EQ(f.recall.hits, 2u);
  EXPECT_EQ(f.false_positives.hits, 1u);
  EXPECT_THAT(f.precision, DoubleNear(2.0 / 3, 1e-9));
  EXPECT_THAT(f.f1, DoubleNear(2.0 / 3, 1e-9));
  EXPECT_THAT(f.mean_family_recall, DoubleNear(0.5, 1e-9));  // a: 1, b: 0
  EXPECT_THAT(f.mistakes, ElementsAre(2u, 4u));
  EXPECT_EQ(f.rules.at("a/b").benign, 3u);
  ASSERT_EQ(f.curve.size(), 19u);
  EXPECT_THAT(f.curve[9].threshold, DoubleNear(0.5, 1e-9));
  EXPECT_THAT(f.curve[9].recall, DoubleNear(1.0, 1e-9));
  EXPECT_EQ(f.shown.at("popular").hits, 1u);
  EXPECT_EQ(f.family_interval, (std::pair{0.0, 1.0}));
  ASSERT_EQ(f.reliability.size(), 10u);
  EXPECT_EQ(f.reliability[8].malicious, 1u);
  EXPECT_EQ(f.reliability[8].benign, 1u);
  EXPECT_THAT(f.reliability[8].share, DoubleNear((1 / 3.) / (1 / 3. + 1 / 2.), 1e-9));  // one of 3, one of 2 readable
}

TEST(Figures, markdown_lists_every_mistake_and_escapes_names) {
  auto set = judged_set();
  set[2].sample.listed = "x/b|1.whl";
  set[2].evidence = "steal/wallets (runs at install)";
  Figures f = compute(set);
  f.folds = 5;
  const std::string text = figures_markdown(f, {}, set);
  for (const char* part :
       {"any version of the same project: 5 folds", "| malicious packages called `malicious` | 66.7 % | 2 of 3 |",
        "| popular | 1 of 3 |", "| b\\|1.whl | 0.50 | suspicious | steal/wallets (runs at install) |",
        "### Honest, called malicious (1)", "| tools for penetration tests, dual use | 1 | 1 | 0 | 0 | 0 |",
        "| 0.8-0.9 | 1 | 1 | 0.83 | 0.40 |"}) {
    EXPECT_NE(text.find(part), text.npos) << part << "\nin\n" << text;
  }
}

TEST(Learn, every_package_is_judged_without_its_family) {
  std::vector<Judged> set;
  std::vector<Features> features;
  for (int i = 0; i < 12; ++i) {
    for (bool malicious : {true, false}) {
      set.push_back(judged(std::to_string(i) + (malicious ? "m" : "b"), malicious, Label::clean, 0));
      features.push_back({{{malicious ? "behaviour-hostile" : "behaviour-notable", 0.9, 0, ""}}, ""});
    }
  }
  set.push_back(judged("broken", true, Label::unreadable, 0));
  set.push_back(judged("tool", false, Label::clean, 0, Group::pentest));
  features.resize(set.size());
  features.back() = features[0];
  const auto model = train_on(set, features, 3);
  ASSERT_TRUE(model) << model.error().message();
  judge_left_out(set, features, *model, 3);
  EXPECT_EQ(compute(set).recall.hits, 12u);
  EXPECT_EQ(compute(set).false_positives.hits, 0u);
  EXPECT_EQ(set[24].label, Label::unreadable);
  EXPECT_EQ(set[25].label, Label::malicious);
  EXPECT_FALSE(train_on(set, features, 20)) << "fewer families than folds";
}

TEST(Figures, wilson_interval) {
  const auto [low, high] = Rate{8, 10}.interval();
  EXPECT_THAT(low, DoubleNear(0.4902, 1e-4));
  EXPECT_THAT(high, DoubleNear(0.9433, 1e-4));
  EXPECT_EQ((Rate{}.interval()), (std::pair{0.0, 1.0}));
}

TEST(Figures, another_detector_is_compared_on_common_samples) {
  const Against a = compare(
      "x", "file,label,detected\n/else/a1,malicious,0\nb1,malicious,True\ng1,benign,0\np1,benign,1\nq,benign,1\n",
      judged_set());
  EXPECT_EQ(a.rows, 5u);
  EXPECT_EQ(a.matched, 3u);
  EXPECT_EQ(a.their_recall.hits, 1u);
  EXPECT_EQ(a.our_recall.hits, 1u);
  EXPECT_EQ(a.their_false_positives.hits, 0u);
  EXPECT_EQ(a.our_false_positives.hits, 1u);
}

TEST(Labelled, lists_csv_files_and_folders) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(testing::TempDir()) / "antivenom-labelled";
  fs::remove_all(folder);
  fs::create_directories(folder / "good" / "popular");
  const auto write = [&](const fs::path& name, std::string_view text) { std::ofstream(folder / name) << text; };
  write("good/popular/a.tar.gz", "");
  write("good/popular/notes.txt", "");
  write("bad.csv", "name,path,payload,family\nn,good/popular/a.tar.gz,stub,f\nn,elsewhere.whl,visible,g\n");
  write("good.csv", "path,category\nx.whl,pentest\ny.whl,hard\n");
  write("families.csv", "path,family\nelsewhere.whl,new\n");

  const auto good = read_set((folder / "good").string(), false);
  ASSERT_TRUE(good);
  ASSERT_EQ(good->size(), 1u);
  EXPECT_EQ(good->front().category, "popular");

  auto bad = read_set((folder / "bad.csv").string(), true);
  ASSERT_TRUE(bad);
  ASSERT_EQ(bad->size(), 2u);
  EXPECT_EQ(bad->at(0).path, (folder / "good/popular/a.tar.gz").string());
  EXPECT_EQ(bad->at(0).group, Group::not_visible);
  EXPECT_EQ(bad->at(1).path, "elsewhere.whl");
  EXPECT_EQ(bad->at(1).family, "g");
  EXPECT_EQ(*read_families((folder / "families.csv").string(), *bad), 1u);
  EXPECT_EQ(bad->at(1).family, "new");

  const auto tools = read_set((folder / "good.csv").string(), false);
  ASSERT_TRUE(tools);
  EXPECT_EQ(tools->at(0).group, Group::pentest);
  EXPECT_EQ(tools->at(1).category, "hard");
  EXPECT_FALSE(read_set((folder / "none").string(), true));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace antivenom::cli
