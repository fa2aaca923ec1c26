#include "html/testing/samples.h"

#include <array>
#include <cmath>

namespace antivenom::testing {
namespace {

using namespace chart;  // NOLINT: this file makes nothing else

constexpr double kDay = 86400, kStart = 1577836800;  // 2020-01-01

// A fixed sequence in [0, 1): the samples must not depend on a library's generator.
class Numbers {
 public:
  double next() {
    return static_cast<double>((state_ = state_ * 6364136223846793005u + 1442695040888963407u) >> 40) / (1u << 24);
  }
  size_t below(size_t n) { return static_cast<size_t>(next() * static_cast<double>(n)); }

 private:
  uint64_t state_ = 7;
};

std::vector<double> spread(Numbers& numbers, size_t count, double middle) {
  std::vector<double> out;
  for (size_t i = 0; i < count; ++i) out.push_back(middle * std::exp(2.2 * (numbers.next() + numbers.next() - 1)));
  return out;
}

Table source_table() {
  Table table{"rq1.sources", "Files and lines by source", "Python files that a package ships, and their lines."};
  table.columns = {{"source"},
                   {"packages", Unit::count},
                   {"files", Unit::count, "mean of a package"},
                   {"lines", Unit::count},
                   {"density", Unit::share, "malicious lines of all lines"}};
  const std::array<const char*, 9> names = {"mirrors", "advisories", "team lists", "forum", "archive",
                                            "index",   "blog posts", "others",     ""};
  for (uint32_t i = 0; i < names.size(); ++i) {
    table.rows.push_back({i == 8 ? kHostileName : std::string(names[i]), Cell(40 + 13 * i, {i, i + 1, i + 2, 7}),
                          2.5 + i, Cell(120.0 * (9 - i)).beside(131.5 * (9 - i)),
                          Cell(0.05 * i).within(0.04 * i, 0.06 * i)});
  }
  table.notes = {"Sources overlap: a package may count in several."};
  return table;
}

Section charts_of_bars(Numbers& numbers) {
  Bars shares{
      {"command execution", "information stealing", "code execution", "remote control", kHostileName},
      {{"here", {0.58, 0.47, 0.31, 0.2, 0.09}, {{0.55, 0.61}, {0.44, 0.5}, {0.28, 0.34}, {0.17, 0.23}, {0.07, 0.11}}},
       {"paper", {0.5933, 0.4944, 0.25, 0.2, 0.1}, {}}},
      {"share of packages", Unit::share}};
  Bars years{{"2017", "2018", "2019", "2020", "2021", "2022", "2023"},
             {{"install", {3, 9, 14, 40, 120, 410, 580}, {}}, {"import", {1, 2, 2, 9, 33, 90, 161}, {}}},
             {"packages", Unit::count},
             true,
             true};
  return {"rq2",
          "Behaviours",
          "What packages do.",
          {Chart{"rq2.shares", "Behaviours beside the paper's",
                 "Command execution leads, information stealing follows.", shares, ""},
           Chart{"rq2.years", "How they start, by year", "Most start while being installed.", years, ""},
           Chart{"rq2.together", "Which behaviours come together", "Columns are combinations.",
                 UpSet{{"command execution", "information stealing", "code execution", "remote control"},
                       {300, 240, 150, 60},
                       {{{0}, 160}, {{0, 1}, 90}, {{1}, 80}, {{0, 2}, 50}, {{2}, 45}, {{0, 1, 2}, 30}, {{3}, 22}}},
                 ""},
           Chart{"rq2.pairs", "Pairs of behaviours", "Packages that show both.",
                 Heat{{"command", "stealing", "code", "control"},
                      {"command", "stealing", "code", "control"},
                      {300, 90, 50, 8, 90, 240, 30, 4, 50, 30, 150, 9, 8, 4, 9, 60}},
                 ""},
           Chart{"rq2.density", "Density of malicious code", "Small packages are dense.",
                 Boxes{{"mirrors", "advisories", "forum"},
                       {spread(numbers, 90, 0.08), spread(numbers, 60, 0.2), spread(numbers, 9, 0.3)},
                       {"share of lines", Unit::share}},
                 ""}}};
}

Section charts_of_time(Numbers& numbers) {
  Timeline lanes{{"on the index", "only on mirrors", "found"}, {}, {"", Unit::date}};
  for (size_t i = 0; i < 8; ++i) {
    const double from = kStart + static_cast<double>(i) * 70 * kDay,
                 gone = from + (20 + 12 * static_cast<double>(i)) * kDay;
    lanes.lanes.push_back({i == 3 ? kHostileName : "family-" + std::to_string(i),
                           {{from, gone, 0, "on the index"}, {gone, gone + 200 * kDay, 1, "only on mirrors"}},
                           {{gone - 4 * kDay, 2, "found"}}});
  }
  Scatter scatter{
      {{"found in a day", {}}, {"found later", {}}}, {"downloads", Unit::count, true}, {"days", Unit::days, true}};
  for (size_t i = 0; i < 160; ++i) {
    scatter.clouds[i % 2].points.push_back(
        {spread(numbers, 1, 300)[0], spread(numbers, 1, i % 2 == 0 ? 0.6 : 20)[0], "package-" + std::to_string(i)});
  }
  Table missing{"rq4.countries", "Downloads by country"};
  missing.missing = "no export of downloads was given";
  return {"rq4",
          "Life cycle",
          "From upload to the last download.\n\nTimes are UTC.",
          {Chart{"rq4.incubation", "Incubation and residual", "Half are found within days.",
                 Lines{{ecdf("incubation", spread(numbers, 300, 4)), ecdf("residual", spread(numbers, 200, 60))},
                       {"days", Unit::days, true},
                       {"share of packages", Unit::share},
                       true},
                 ""},
           Chart{"rq4.lines", "Lines of code", "Most are short.",
                 Histogram{spread(numbers, 900, 120), {"lines", Unit::count, true}}, ""},
           Chart{"rq4.downloads", "Downloads and time", "Later found, more often downloaded.", scatter, ""},
           Chart{"rq4.families", "The life of families", "Lanes of eight families.", lanes, ""}, missing}};
}

}  // namespace

chart::Document sample_document() {
  Numbers numbers;
  Document document{"The study",
                    "Nine sources and eleven packages, all made up.",
                    {{"11", "packages"}, {"9", "sources"}, {"58.0 %", "run commands"}}};
  document.sections = {{"rq1", "Files and sources", "Where packages come from.", {source_table()}},
                       charts_of_bars(numbers),
                       charts_of_time(numbers)};
  for (size_t i = 0; i < 10; ++i) document.packages.push_back("package-" + std::to_string(i) + " 1.0");
  document.packages.push_back(kHostileName);
  document.made_with = "Made for a test.";
  return document;
}

classify::Classification sample_classification(size_t sequences) {
  using namespace classify;  // NOLINT
  constexpr size_t kClusters = 6;
  const std::array<const char*, kClusters> labels = {"token grabbers", "downloaders",      "reverse shells",
                                                     "system survey",  "encoded payloads", ""};
  const std::array<const char*, 12> calls = {"builtins.open",  "os.getenv",        "os.listdir",       "re.findall",
                                             "requests.post",  "requests.get",     "subprocess.Popen", "os.system",
                                             "socket.connect", "base64.b64decode", "builtins.exec",    "platform.node"};
  Numbers numbers;
  Classification c;
  c.parameters = {"execution", "sif", 64, 5, 20, 5, 1, 15, 0, 24, 0.8};
  for (const char* call : calls) c.calls.emplace_back(call);
  c.calls.push_back(kHostileName);
  for (size_t i = 0; i < kClusters; ++i) {
    Cluster cluster;
    cluster.id = static_cast<uint32_t>(i);
    cluster.label = i == 5 ? kHostileName : labels[i];
    cluster.category = static_cast<int32_t>(i % kCategories);
    cluster.category_share = 0.9 - 0.1 * static_cast<double>(i);
    cluster.silhouette = 0.7 - 0.08 * static_cast<double>(i);
    cluster.telling = {{{c.calls[2 * i], c.calls[2 * i + 1]}, 2.1, 0.83, 0.04}, {{c.calls[2 * i + 1]}, 1.4, 0.91, 0.2}};
    cluster.behaviours = {{"steal/browser-passwords", 0, 40, 0.72},
                          {"exec/" + std::string(i == 4 ? kHostileName : "shell-command"), 3, 20, 0.31}};
    cluster.confirmed = i == 0;
    cluster.by = i == 0 ? "an analyst" : "";
    c.clusters.push_back(std::move(cluster));
  }
  for (size_t i = 0; i < sequences; ++i) {
    const size_t k = i % kClusters;
    Sequence one;
    const double angle = 6.2832 * static_cast<double>(k) / kClusters, far = 0.18 * (numbers.next() + numbers.next());
    const double turn = 6.2832 * numbers.next();
    one.x = 0.65 * std::cos(angle) + far * std::cos(turn);
    one.y = 0.65 * std::sin(angle) + far * std::sin(turn);
    one.cluster = i % 41 == 40 ? kNone : static_cast<int32_t>(k);
    one.packages = i % 9 == 0 ? 12 : 1;
    for (size_t n = 0; n < 3 + numbers.below(9); ++n)
      one.calls.push_back(static_cast<uint32_t>((2 * k + numbers.below(4)) % c.calls.size()));
    if (i == 5) one.calls.push_back(12);
    for (size_t n = 0; n < one.packages; ++n) {
      Package package;
      package.name =
          i == 0 && n == 0 ? kHostileName : "package-" + std::to_string(i) + (n > 0 ? "-" + std::to_string(n) : "");
      package.version = "1." + std::to_string(n);
      package.verdict = "malicious";
      package.behaviours = {{"steal/browser-passwords", 0}, {i == 0 ? kHostileName : "exec/shell-command", 3}};
      package.cluster = one.cluster;
      package.family = i % 9 == 0 ? static_cast<int32_t>(k % 3) : kNone;
      package.category = static_cast<int32_t>(k % kCategories);
      package.sequence = static_cast<uint32_t>(i);
      if (one.cluster >= 0) {
        Cluster& cluster = c.clusters[k];
        if (cluster.medoids.size() < 3) cluster.medoids.push_back(static_cast<uint32_t>(c.packages.size()));
        ++cluster.size;
      }
      c.packages.push_back(std::move(package));
    }
    if (one.cluster >= 0) ++c.clusters[k].distinct;
    c.sequences.push_back(std::move(one));
  }
  for (size_t i = 0; i < kClusters * kClusters; ++i) {
    c.similarity.push_back(
        std::cos(1.2 * (static_cast<double>(i / kClusters) - static_cast<double>(i % kClusters)) / 2));
  }
  for (size_t i = 0; i < c.calls.size(); ++i)
    c.transitions.nodes.push_back({c.calls[i], 400 - 30 * i, static_cast<int32_t>(i / 2 % kClusters)});
  for (uint32_t i = 0; i + 1 < c.calls.size(); ++i) {
    c.transitions.edges.push_back({i, i + 1, 300.0 - 20 * i, 0.5});
    c.transitions.edges.push_back({i, (i * 5 + 3) % 13, 60.0, 0.1});
  }
  for (size_t i = 0; i < 3; ++i) {
    Family family;
    family.name = i == 2 ? kHostileName : "free-*-tool-" + std::to_string(i);
    family.known = 40 + i;
    family.first_seen = static_cast<int64_t>((kStart + static_cast<double>(i) * 90 * kDay) * 1000);
    family.last_seen = family.first_seen + static_cast<int64_t>(200 * kDay * 1000);
    family.timeline = {{family.first_seen, 12}, {family.first_seen + static_cast<int64_t>(61 * kDay * 1000), 3}};
    family.names = {"free-vpn-tool", "free-mail-tool"};
    family.members = {{0, 1}, {1, 0.93}};
    family.cluster = static_cast<int32_t>(i);
    c.families.push_back(std::move(family));
  }
  const std::array<double, kCategories> paper = {0.4944, 0.11, 0.25, 0.5933, 0.08};
  for (size_t i = 0; i < kCategories; ++i) {
    const double share = 0.5 - 0.08 * static_cast<double>(i);
    c.categories.push_back({static_cast<int32_t>(i), 200 - 30 * i, 120 - 20 * i, 30 - 4 * i, share, share - 0.03,
                            share + 0.03, share, paper[i]});
  }
  for (uint32_t k = 2; k < 12; ++k)
    c.candidates.push_back({k, k == 6 ? 0.2 : 0.02 + 0.002 * k, 0.6 - 0.02 * std::abs(k - 6.0), k == 6});
  c.quality = {"spectral", kClusters, 0, 0.71, 0.8, 0.88, 0.9, 0.52, 0.95, 3.5};
  c.compared = {{"k-means on bag of calls", kClusters, 0, 0.43, 0.55, 0.7, 0.71, 0.3, 0.8, 0.4}};
  c.decisions = {{"confirm 3f2a", "an analyst", kHostileName, static_cast<int64_t>(kStart * 1000), true, ""}};
  return c;
}

}  // namespace antivenom::testing
