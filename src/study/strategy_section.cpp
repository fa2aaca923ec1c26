// RQ2: what malicious packages do, on which platforms, and how they change between versions.
#include <algorithm>
#include <cmath>

#include "study/book.h"
#include "study/statistics.h"

namespace antivenom::study {
namespace {

using chart::Cell;
using chart::Table;
using chart::Unit;

constexpr size_t kMostBehaviours = 60, kMostCombinations = 20, kMostExamples = 500;

struct PaperShare {
  const char* name;
  double share;
};
// Of 1,335 packages.
constexpr PaperShare kPaperCategories[] = {{"command-execution", 0.5933},
                                           {"information-stealing", 0.4944},
                                           {"file-operations", 0.4719},
                                           {"code-execution", 0.0262},
                                           {"remote-control", 0.0075}};
constexpr double kPaperObfuscated = 0.0787;

template <class Is>
Who who_is(Book& book, const std::vector<const Sample*>& samples, const Is& is) {
  Who out;
  for (const Sample* sample : samples) {
    if (is(*sample)) out.push_back(book.who(*sample));
  }
  return out;
}

Table count_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq2.behaviours", .title = "Behaviours a package"};
  table.text = "How many of the five categories of behaviour a package shows.";
  table.columns = {{"categories", Unit::text, ""},
                   {"packages", Unit::count, ""},
                   {"share", Unit::share, "of all malicious packages"}};
  const auto row = [&](const char* name, size_t low, size_t high, std::optional<double> paper) {
    Who who = who_is(book, samples,
                     [&](const Sample& s) { return s.categories.size() >= low && s.categories.size() <= high; });
    Cell count = count_cell(who), share = share_cell(who, samples.size());
    if (paper) {
      count.beside(*paper);
      share.beside(*paper / kPaperPackages);
    }
    table.rows.push_back({name, count, share});
  };
  row("none", 0, 0, std::nullopt);
  row("one", 1, 1, 630);
  row("two", 2, 2, 411);
  row("two or more", 2, 5, 635);
  row("three or more", 3, 5, 635 - 411);
  return table;
}

Table category_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq2.categories", .title = "Shares of behaviours"};
  table.columns = {{"behaviour", Unit::text, ""},
                   {"packages", Unit::count, ""},
                   {"share", Unit::share, "of all malicious packages; a package may show several"},
                   {"families", Unit::count, "with such a package"},
                   {"share of families", Unit::share, "each family counts once, however many packages it has"}};
  std::set<std::string> families;
  for (const Sample* s : samples) {
    if (!s->family.empty()) families.insert(s->family);
  }
  const auto row = [&](std::string name, double paper, const auto& is) {
    Who who = who_is(book, samples, is);
    std::set<std::string> of;
    for (const Sample* s : samples) {
      if (is(*s) && !s->family.empty()) of.insert(s->family);
    }
    const chart::Interval interval = wilson(of.size(), families.size());
    Cell share = families.empty() ? Cell("families not known")
                                  : Cell(static_cast<double>(of.size()) / static_cast<double>(families.size()))
                                        .within(interval.low, interval.high);
    table.rows.push_back({name, count_cell(who), share_cell(who, samples.size()).beside(paper),
                          families.empty() ? Cell("-") : Cell(of.size()), share});
  };
  for (const PaperShare& one : kPaperCategories)
    row(one.name, one.share, [&](const Sample& s) { return s.categories.contains(one.name); });
  row("obfuscated code", kPaperObfuscated, [](const Sample& s) { return s.evasions.contains("code-obfuscation"); });
  return table;
}

Table detail_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq2.details", .title = "What exactly they do"};
  table.columns = {{"behaviour", Unit::text, ""},
                   {"packages", Unit::count, ""},
                   {"share", Unit::share, "of all malicious packages"}};
  std::map<std::string, Who> by_id;
  for (const Sample* s : samples) {
    for (const std::string& id : s->behaviours) by_id[id].push_back(book.who(*s));
  }
  std::vector<std::pair<std::string, Who>> rows(by_id.begin(), by_id.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  if (rows.size() > kMostBehaviours) rows.resize(kMostBehaviours);
  for (auto& [id, who] : rows) table.rows.push_back({id, count_cell(who), share_cell(who, samples.size())});
  return table;
}

Table pair_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq2.pairs", .title = "Behaviours that go together"};
  table.columns = {{"one", Unit::text, ""},
                   {"another", Unit::text, ""},
                   {"packages with both", Unit::count, ""},
                   {"share", Unit::share, "of all malicious packages"},
                   {"lift", Unit::number, "as often together as ... times what chance alone would do"}};
  for (size_t a = 0; a < kCategories.size(); ++a) {
    for (size_t b = a + 1; b < kCategories.size(); ++b) {
      const auto has = [&](const Sample& s, size_t i) { return s.categories.contains(kCategories[i]); };
      Who both = who_is(book, samples, [&](const Sample& s) { return has(s, a) && has(s, b); });
      const auto one = static_cast<double>(who_is(book, samples, [&](const Sample& s) { return has(s, a); }).size());
      const auto other = static_cast<double>(who_is(book, samples, [&](const Sample& s) { return has(s, b); }).size());
      const double expected = one * other / static_cast<double>(samples.size());
      Cell lift = expected == 0 ? Cell("-") : Cell(static_cast<double>(both.size()) / expected);
      table.rows.push_back({kCategories[a], kCategories[b], count_cell(both), share_cell(both, samples.size()), lift});
    }
  }
  return table;
}

chart::Chart combination_chart(const std::vector<const Sample*>& samples) {
  chart::UpSet upset;
  std::map<std::vector<size_t>, double> counts;
  for (const char* name : kCategories) {
    upset.sets.emplace_back(name);
    upset.sizes.push_back(0);
  }
  for (const Sample* s : samples) {
    std::vector<size_t> sets;
    for (size_t i = 0; i < kCategories.size(); ++i) {
      if (!s->categories.contains(kCategories[i])) continue;
      sets.push_back(i);
      ++upset.sizes[i];
    }
    if (!sets.empty()) ++counts[sets];
  }
  for (const auto& [sets, count] : counts) upset.combinations.push_back({sets, count});
  std::stable_sort(upset.combinations.begin(), upset.combinations.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  if (upset.combinations.size() > kMostCombinations) upset.combinations.resize(kMostCombinations);
  chart::Chart out;
  out.id = "rq2.combinations";
  out.title = "Combinations of behaviours";
  out.description = "Which of the five categories stand together in a package, and in how many packages.";
  out.spec = std::move(upset);
  return out;
}

chart::Chart together_chart(const std::vector<const Sample*>& samples) {
  chart::Heat heat;
  for (const char* name : kCategories) {
    heat.rows.emplace_back(name);
    heat.columns.emplace_back(name);
  }
  for (const char* a : kCategories) {
    for (const char* b : kCategories) {
      heat.values.push_back(static_cast<double>(std::count_if(samples.begin(), samples.end(), [&](const Sample* s) {
        return s->categories.contains(a) && s->categories.contains(b);
      })));
    }
  }
  chart::Chart out;
  out.id = "rq2.together";
  out.title = "Behaviours that go together";
  out.description = "Packages that show both the category of the row and that of the column.";
  out.spec = std::move(heat);
  return out;
}

Table platform_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq2.platforms", .title = "Platforms"};
  table.text = "Platforms that behaviour is restricted to by a test, or that alone have what it uses.";
  table.columns = {
      {"platform", Unit::text, ""}, {"packages", Unit::count, ""}, {"share", Unit::share, "of all malicious packages"}};
  const auto row = [&](const char* shown, const char* name, double paper) {
    Who who = who_is(book, samples, [&](const Sample& s) { return s.platforms.contains(name); });
    table.rows.push_back(
        {shown, count_cell(who).beside(paper), share_cell(who, samples.size()).beside(paper / kPaperPackages)});
  };
  row("Windows", "windows", 428 + 25);
  row("Linux", "linux", 43);
  row("macOS", "macos", 19);
  Who none = who_is(book, samples, [](const Sample& s) { return s.platforms.empty(); });
  table.rows.push_back({"none named", count_cell(none), share_cell(none, samples.size())});
  table.notes = {
      "The paper counts tests of the platform: win32 428, win64 25, Linux 43, Darwin 19 (shares of 1,335). Ours adds "
      "what only "
      "one platform has: the registry, PowerShell, %APPDATA%, LaunchAgents."};
  return table;
}

Table trace_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq2.traces", .title = "Removal of traces"};
  table.columns = {
      {"", Unit::text, ""}, {"packages", Unit::count, ""}, {"share", Unit::share, "of all malicious packages"}};
  Who who = who_is(book, samples, [](const Sample& s) { return s.removes_traces; });
  table.rows.push_back({"remove what they ran or wrote", count_cell(who), share_cell(who, samples.size())});
  table.notes = {"The paper names os.remove, shutil.rmtree and cmd /c del, and gives no figure."};
  return table;
}

Table evolution_table(Book& book) {
  const Dataset& data = book.data();
  if (data.evolving_packages == 0) {
    return missing_table("rq2.evolution", "Evolution between versions", "no package is at hand in two versions");
  }
  Table table{.id = "rq2.evolution", .title = "Evolution between versions"};
  table.columns = {{"", Unit::text, ""}, {"count", Unit::count, ""}, {"share of the steps", Unit::share, ""}};
  std::set<std::string> versions;
  for (const Evolved& e : data.evolved) versions.insert({e.name + " " + e.before, e.name + " " + e.after});
  table.rows.push_back({"packages with several versions", Cell(data.evolving_packages).beside(18), Cell()});
  table.rows.push_back({"versions of them that were compared", Cell(versions.size()).beside(35), Cell()});
  table.rows.push_back({"steps from one to the next", Cell(data.evolved.size()), Cell()});
  const auto row = [&](const char* name, bool Evolved::*flag) {
    Who who;
    for (const Evolved& e : data.evolved) {
      if (e.*flag) who.push_back(book.who(e.name + " " + e.before + " -> " + e.after));
    }
    table.rows.push_back({name, count_cell(who), share_cell(who, data.evolved.size())});
  };
  row("sturdier: more errors caught", &Evolved::sturdier);
  row("shorter by a tenth, all behaviour kept", &Evolved::shorter);
  row("evading: further ways of hiding, layers, or a lower score", &Evolved::evading);
  row("further behaviours", &Evolved::broader);
  row("fewer behaviours", &Evolved::narrower);
  table.notes = {"The paper looked at 18 packages in 35 versions by hand and shows examples."};
  return table;
}

Table example_table(Book& book) {
  const Dataset& data = book.data();
  if (data.evolved.empty())
    return missing_table("rq2.examples", "Examples of evolution", "no package is at hand in two versions");
  Table table{.id = "rq2.examples", .title = "Examples of evolution"};
  table.columns = {
      {"package", Unit::text, ""}, {"from", Unit::text, ""}, {"to", Unit::text, ""}, {"what changed", Unit::text, ""}};
  for (const Evolved& e : data.evolved) {
    const bool telling = e.sturdier || e.shorter || e.evading || e.broader || e.narrower;
    if (telling && table.rows.size() < kMostExamples) table.rows.push_back({e.name, e.before, e.after, e.told});
  }
  if (table.rows.empty())
    return missing_table(table.id, table.title,
                         "no step between versions was sturdier, shorter, evading, broader or narrower");
  table.notes = {"antivenom diff OLD NEW shows the code of a step."};
  return table;
}

}  // namespace

chart::Section strategy_section(Book& book) {
  chart::Section section{"rq2",
                         "RQ2: attack strategies",
                         "What malicious packages do, what goes together, where it runs, and how authors change it.",
                         {}};
  const auto samples = malicious_samples(book.data());
  if (samples.empty()) {
    for (const auto& [id, title] : {std::pair{"rq2.behaviours", "Behaviours a package"},
                                    {"rq2.categories", "Shares of behaviours"},
                                    {"rq2.pairs", "Behaviours that go together"},
                                    {"rq2.platforms", "Platforms"},
                                    {"rq2.traces", "Removal of traces"}}) {
      section.parts.push_back(missing_table(id, title, "no malicious package was scanned"));
    }
    return section;
  }
  section.parts.push_back(count_table(book, samples));
  section.parts.push_back(category_table(book, samples));
  section.parts.push_back(combination_chart(samples));
  section.parts.push_back(pair_table(book, samples));
  section.parts.push_back(together_chart(samples));
  section.parts.push_back(detail_table(book, samples));
  section.parts.push_back(platform_table(book, samples));
  section.parts.push_back(trace_table(book, samples));
  section.parts.push_back(evolution_table(book));
  section.parts.push_back(example_table(book));
  return section;
}

}  // namespace antivenom::study
