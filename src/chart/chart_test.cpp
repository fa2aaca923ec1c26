#include "chart/chart.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/cost.h"
#include "chart/document.h"

namespace antivenom::chart {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kDay = 86400;
constexpr const char* kHostile = "</title><script>alert(1)</script>\"'|\xE2\x80\xAE";

size_t times(std::string_view text, std::string_view what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++count;
  return count;
}

TEST(Units, are_written_as_people_read_them) {
  EXPECT_EQ(format(1335, Unit::count), "1,335");
  EXPECT_EQ(format(-1234567, Unit::count), "-1,234,567");
  EXPECT_EQ(format(2.25, Unit::count), "2.2");
  EXPECT_EQ(format(0.59333, Unit::share), "59.3 %");
  EXPECT_EQ(format(0.0123456, Unit::number), "0.0123");
  EXPECT_EQ(format(0.35, Unit::seconds), "350 ms");
  EXPECT_EQ(format(90, Unit::seconds), "1.5 min");
  EXPECT_EQ(format(3.5, Unit::days), "3.5 d");
  EXPECT_EQ(format(12'345, Unit::bytes), "12.3 kB");
  EXPECT_EQ(format(1682899200, Unit::date), "2023-05-01");
  EXPECT_EQ(format(kNaN, Unit::count), "–");
  EXPECT_EQ(format(1e300, Unit::count), "1e+300");
  EXPECT_EQ(format(1e300, Unit::date), "9999-12-31");
}

TEST(Units, are_written_for_programs_without_loss) {
  EXPECT_EQ(plain(0.1, Unit::share), "0.1");
  EXPECT_EQ(plain(1335, Unit::count), "1335");
  EXPECT_EQ(plain(1682899200 + 3661, Unit::date), "2023-05-01T01:01:01Z");
  EXPECT_EQ(plain(INFINITY, Unit::count), "");
}

TEST(Ticks, are_round_and_within_the_range) {
  EXPECT_THAT(ticks(0, 97, 5, Unit::count), ElementsAre(0, 20, 40, 60, 80));
  EXPECT_THAT(ticks(0, 2, 5, Unit::count), ElementsAre(0, 1, 2));
  EXPECT_THAT(ticks(1, 5000, 5, Unit::count, true), ElementsAre(1, 10, 100, 1000));
  EXPECT_THAT(ticks(1672531200, 1672531200 + 370 * kDay, 4, Unit::date),
              ElementsAre(1672531200, 1672531200 + 181 * kDay, 1672531200 + 365 * kDay));
  EXPECT_THAT(ticks(5, 5, 5, Unit::count), ElementsAre(5));
  EXPECT_THAT(ticks(kNaN, 1, 5, Unit::count), ElementsAre());
  EXPECT_EQ(tick_label(20000, Unit::count, 1), "20k");
  EXPECT_EQ(tick_label(1682899200, Unit::date, 31 * kDay), "May 2023");
}

Table behaviours() {
  Table table{"rq2.behaviours", "Behaviours", "Shares of packages.", {{"behaviour"}, {"share", Unit::share, "of all"}}};
  table.rows = {{"command execution", Cell(0.5, {7, 3, 4, 5}).beside(0.5933).within(0.4, 0.6)},
                {"=1+1|<b>", "not seen"}};
  table.notes = {"Several are usual."};
  return table;
}

TEST(Table, becomes_csv_that_no_spreadsheet_runs) {
  EXPECT_EQ(to_csv(behaviours()),
            "behaviour,share,share (paper),share (low),share (high)\r\n"
            "command execution,0.5,0.5933,0.4,0.6\r\n"
            "'=1+1|<b>,not seen,,,\r\n");
}

TEST(Table, becomes_markdown) {
  EXPECT_EQ(to_markdown(behaviours()),
            "### Behaviours\n\nShares of packages.\n\n"
            "| behaviour | share | paper |\n| --- | ---: | ---: |\n"
            "| command execution | 50.0 % (40.0 to 60.0 %) | 59.3 % |\n"
            "| =1+1\\|\\<b\\> | not seen |  |\n\n"
            "- share: of all\n- Several are usual.\n");
}

TEST(Table, becomes_html_with_what_is_behind_a_number) {
  EXPECT_EQ(to_html(behaviours()), R"(<section class="table" id="rq2.behaviours" aria-labelledby="rq2.behaviours-title">
<h3 id="rq2.behaviours-title">Behaviours</h3>
<p>Shares of packages.</p>
<div class="scroll"><table aria-labelledby="rq2.behaviours-title">
<thead><tr><th scope="col">behaviour</th><th scope="col" class="n" title="of all">share</th><th scope="col" class="n" title="of all">paper</th></tr></thead>
<tbody>
<tr><th scope="row">command execution</th><td data-value="0.5" class="n"><span data-who="3-5,7">50.0 %</span> <small>40.0 to 60.0 %</small></td><td data-value="0.5933" class="n paper">59.3 %</td></tr>
<tr><th scope="row">=1+1|&lt;b&gt;</th><td class="n">not seen</td><td class="n paper"></td></tr>
</tbody></table></div>
<ul class="notes">
<li><b>share</b>: of all</li>
<li>Several are usual.</li>
</ul>
</section>
)");
}

TEST(Table, says_why_it_is_missing) {
  Table table{"rq4.downloads", "Downloads"};
  table.missing = "no export was given";
  EXPECT_THAT(to_html(table), HasSubstr("<p class=\"missing\"><strong>Missing.</strong> no export was given</p>"));
  EXPECT_EQ(to_markdown(table, 2), "## Downloads\n\nMissing: no export was given\n");
}

TEST(Chart, draws_what_it_is_given) {
  Bars bars{{"a", "b"}, {{"", {3, 0}, {}}}, {"packages", Unit::count}};
  EXPECT_EQ(to_svg({"x", "Two bars", "a has 3, b none", bars, ""}, Use::page),
            R"(<svg class="chart" viewBox="0 0 720 94" role="img" aria-labelledby="x.t" aria-describedby="x.d">
<title id="x.t">Two bars</title>
<desc id="x.d">a has 3, b none</desc>
<line class="grid" x1="52" y1="0" x2="52" y2="52"/>
<text class="mid" x="52" y="68">0</text>
<line class="grid" x1="250" y1="0" x2="250" y2="52"/>
<text class="mid" x="250" y="68">1</text>
<line class="grid" x1="448" y1="0" x2="448" y2="52"/>
<text class="mid" x="448" y="68">2</text>
<line class="grid" x1="646" y1="0" x2="646" y2="52"/>
<text class="mid" x="646" y="68">3</text>
<text class="mid" x="349" y="86">packages</text>
<text class="ink end" x="40" y="16">a</text>
<rect class="c0" x="52" y="4" width="594" height="15"><title>a: 3</title></rect>
<text class="" x="652" y="15.5">3</text>
<text class="ink end" x="40" y="40">b</text>
<rect class="c0" x="52" y="28" width="0" height="15"><title>b: 0</title></rect>
<text class="" x="58" y="39.5">0</text>
<line class="axis" x1="52" y1="0" x2="52" y2="52"/>
</svg>
)");
}

// A chart of each kind whose every text is hostile and whose numbers are of every odd kind.
std::vector<Spec> hostile_charts() {
  const std::string h = kHostile;
  const Axis log_axis{h, Unit::number, true}, axis{h, Unit::count};
  return {
      Bars{{h, h}, {{h, {1, kNaN}, {{kNaN, INFINITY}}}, {h, {-5}, {}}}, axis},
      Bars{{h, h}, {{h, {1e300, -1}, {}}, {h, {0, 0}, {}}}, axis, true, true},
      Histogram{{0, -1, kNaN, 1e-300, 1e300, INFINITY}, log_axis, h},
      Histogram{{-1e308, 1e308}, axis, h},
      Lines{{{h, {{kNaN, 1, h}, {0, 1, h}, {-1, -1, h}}}}, log_axis, log_axis, true},
      Lines{{{h, {{-1e308, 1e308, h}, {1e308, 1e308, h}}}, {h, {}}}, axis, {h, Unit::date}},
      Scatter{{{h, {{1, 1, h}, {kNaN, 0, h}}}, {h, {}}}, {h, Unit::date}, axis},
      Heat{{h, h}, {h, h, h}, {1, kNaN, -3, 4}, Unit::share},
      UpSet{{h, h}, {1, kNaN, 3}, {{{0, 1, 99}, 3}, {{}, kNaN}}, h},
      Timeline{{h, h}, {{h, {{1e300, -1e300, 9, h}, {kNaN, 0, 0, h}}, {{0, 7, h}}}}},
      Boxes{{h, h, h}, {{}, {kNaN}, {1, 1, 1, 1e300}}, log_axis},
      Graph{{{h, kNaN, kNaN, 99}, {h, 7, 1, 0}, {h, -1, INFINITY, 2}},
            {{0, 1, kNaN, h}, {1, 0, 2, h}, {0, 99, 1, h}, {2, 2, 1e300, h}},
            h},
      Graph{},
      Bars{},
      Histogram{},
      Lines{},
      Scatter{},
      Heat{},
      UpSet{},
      Timeline{},
      Boxes{},
  };
}

TEST(Chart, shows_hostile_text_and_odd_numbers_harmlessly) {
  for (const Spec& spec : hostile_charts()) {
    for (Use use : {Use::file, Use::page}) {
      const std::string svg = to_svg({kHostile, kHostile, kHostile, spec, ""}, use);
      SCOPED_TRACE(svg);
      EXPECT_THAT(svg, Not(HasSubstr("<script")));
      EXPECT_THAT(svg, Not(HasSubstr("\xE2\x80\xAE")));
      EXPECT_THAT(svg, Not(HasSubstr("nan")));
      EXPECT_THAT(svg, Not(HasSubstr("inf")));
      EXPECT_EQ(times(svg, "<title"), times(svg, "</title>"));
      EXPECT_LT(svg.size(), 60'000u);
    }
    EXPECT_THAT(to_html(data_of({"id", kHostile, "", spec, ""})), Not(HasSubstr("<script")));
  }
}

TEST(Chart, stays_small_however_many_points_there_are) {
  std::vector<double> values;
  Scatter scatter{{{"all", {}}}, {}, {}};
  for (int i = 0; i < (kSanitized ? 100'000 : 300'000); ++i) {
    values.push_back(i * 0.37);
    scatter.clouds[0].points.push_back({static_cast<double>(i % 1009), static_cast<double>(i % 769), ""});
  }
  const std::vector<Spec> specs = {Lines{{ecdf("all", values)}, {}, {}, true}, Histogram{values, {}}, scatter,
                                   Boxes{{"all"}, {values}, {}}};
  for (const Spec& spec : specs) {
    const Chart chart{"x", "", "", spec, ""};
    EXPECT_LT(to_svg(chart).size(), 800'000u);
    EXPECT_LE(data_of(chart).rows.size(), kMaxMarks);
  }
}

TEST(Chart, counts_each_value_once_in_a_histogram) {
  const Table table = data_of({"x", "", "", Histogram{{0, 1, 1, 2, 9.99, 10, -3, kNaN}, {"", Unit::count}}, ""});
  double sum = 0;
  for (const auto& row : table.rows) sum += *row[2].value;
  EXPECT_EQ(sum, 7);
}

TEST(Chart, ecdf_ends_at_one) {
  const Curve curve = ecdf("x", {3, 1, kNaN, 1, 2});
  std::vector<std::pair<double, double>> points;
  for (const Point& point : curve.points) points.emplace_back(point.x, point.y);
  EXPECT_THAT(points, ElementsAre(std::pair(1.0, 0.5), std::pair(2.0, 0.75), std::pair(3.0, 1.0)));
}

TEST(Document, becomes_markdown_that_names_its_figures) {
  Table none{"rq1.none", "None"};
  none.missing = "no data";
  const Document document{"Study",
                          "Two packages.",
                          {{"2", "packages"}},
                          {{"rq1", "RQ1", "Files.", {none, Chart{"rq1.files", "Files <i>", "how many", Bars{}, ""}}}},
                          {},
                          "antivenom study"};
  EXPECT_EQ(to_markdown(document, "fig"),
            "# Study\n\nTwo packages.\n\n- **2** packages\n\n## RQ1\n\nFiles.\n\n### None\n\nMissing: no data\n\n"
            "### Files \\<i\\>\n\nhow many\n\n![Files \\<i\\>](fig/rq1.files.svg)\n\nantivenom study\n");
}

}  // namespace
}  // namespace antivenom::chart
