// RQ4: how long malicious packages live, how often they are downloaded, and how they get in.
#include <algorithm>
#include <cmath>

#include "study/book.h"
#include "study/statistics.h"

namespace antivenom::study {
namespace {

using chart::Cell;
using chart::Table;
using chart::Unit;

constexpr double kTwoMonths = 60;  // days
constexpr size_t kMostCountries = 40;

double days_between(store::Time from, store::Time to) {
  return static_cast<double>(to - from) / static_cast<double>(store::kDay);
}

// Packages whose times stand in their order.
struct Lives {
  std::vector<const Life*> incubated;  // uploaded and found
  std::vector<const Life*> remained;   // ... and downloaded
  size_t not_uploaded = 0, not_found = 0, backwards = 0;
};

Lives lives_of(const Dataset& data) {
  Lives out;
  for (const Life& life : data.lives) {
    if (life.uploaded == 0) {
      ++out.not_uploaded;
    } else if (life.found == 0) {
      ++out.not_found;
    } else if (life.found < life.uploaded - life.uploaded % store::kDay) {
      ++out.backwards;
    } else {
      out.incubated.push_back(&life);
      if (life.last_download != 0) out.remained.push_back(&life);
    }
  }
  return out;
}

// Advisories give days: one found on the day of its upload has incubated for no time, not for less than none.
double incubation(const Life& life) { return std::max(0.0, days_between(life.uploaded, life.found)); }
// From the day it was found to the end of the day of the last download; none if that came before.
double residual(const Life& life) { return std::max(0.0, days_between(life.found, life.last_download)); }

template <class Get>
std::vector<double> values_of(const std::vector<const Life*>& lives, const Get& get) {
  std::vector<double> out;
  for (const Life* life : lives) out.push_back(get(*life));
  return out;
}

template <class Is>
Who who_is(Book& book, const std::vector<const Life*>& lives, const Is& is) {
  Who out;
  for (const Life* life : lives) {
    if (is(*life)) out.push_back(book.who(life->name));
  }
  return out;
}

std::string why_no_lives(const Dataset& data) {
  return data.has_store ? "no package of the dataset has both an upload time and an advisory"
                        : "without a dataset (--db) upload times and advisories are not known";
}

Table life_table(Book& book, const Lives& lives) {
  Table table{.id = "rq4.life", .title = "Life cycle: incubation and residual"};
  table.text =
      "Incubation is the time from the first upload of a malicious version to the first advisory; the residual time is "
      "from there to the last "
      "download.";
  table.columns = {{"", Unit::text, ""},
                   {"packages", Unit::count, "names"},
                   {"share", Unit::share, "of the packages of that row's group"},
                   {"days, median", Unit::days, ""},
                   {"days, mean", Unit::days, ""}};
  const auto times = values_of(lives.incubated, incubation);
  const size_t all = lives.incubated.size();
  const auto everyone = [](const Life&) { return true; };
  table.rows.push_back({"uploaded and found", count_cell(who_is(book, lives.incubated, everyone)), Cell(),
                        median_cell(times), mean_cell(times)});
  const auto share = [&](const char* name, const std::vector<const Life*>& group, double paper, const auto& is) {
    Who who = who_is(book, group, is);
    table.rows.push_back({name, count_cell(who), share_cell(who, group.size()).beside(paper), Cell(), Cell()});
  };
  share("incubation of more than two months", lives.incubated, 0.28,
        [](const Life& l) { return incubation(l) > kTwoMonths; });
  Who same_day = who_is(book, lives.incubated, [](const Life& l) { return incubation(l) < 1; });
  table.rows.push_back({"found within a day", count_cell(same_day), share_cell(same_day, all), Cell(), Cell()});
  if (lives.remained.empty()) {
    for (const char* name : {"residual longer than incubation", "residual of more than two months",
                             "more than 100 downloads while incubating", "more than 100 downloads afterwards",
                             "more than 1,000 downloads"}) {
      table.rows.push_back({name, "no download records", "-", "-", "-"});
    }
  } else {
    const auto rest = values_of(lives.remained, residual);
    table.rows.push_back({"found and downloaded", count_cell(who_is(book, lives.remained, everyone)).beside(861),
                          Cell(), median_cell(rest), mean_cell(rest)});
    share("residual longer than incubation", lives.remained, 0.7234,
          [](const Life& l) { return residual(l) > incubation(l); });
    share("residual of more than two months", lives.remained, 0.40,
          [](const Life& l) { return residual(l) > kTwoMonths; });
    share("more than 100 downloads while incubating", lives.remained, 0.39,
          [](const Life& l) { return l.downloads_incubating > 100; });
    share("more than 100 downloads afterwards", lives.remained, 0.31,
          [](const Life& l) { return l.downloads_residual > 100; });
    share("more than 1,000 downloads", lives.remained, 0.06,
          [](const Life& l) { return l.downloads_incubating + l.downloads_residual > 1000; });
  }
  table.notes = {std::to_string(lives.not_uploaded) + " packages with an advisory have no upload time, " +
                 std::to_string(lives.not_found) + " have no date of the advisory, " + std::to_string(lives.backwards) +
                 " were found before the first upload that is known (a name used again, or a hint before); none of "
                 "these is counted."};
  return table;
}

chart::Chart life_chart(const Lives& lives) {
  chart::Lines lines;
  lines.curves.push_back(chart::ecdf("incubation", values_of(lives.incubated, incubation)));
  if (!lives.remained.empty()) lines.curves.push_back(chart::ecdf("residual", values_of(lives.remained, residual)));
  lines.x = {"days", Unit::days, false};
  lines.y = {"share of packages", Unit::share, false};
  lines.steps = true;
  chart::Chart out;
  out.id = "rq4.life-curves";
  out.title = "Incubation and residual, cumulated";
  out.description = "Share of packages whose incubation, or residual time, is at most so many days.";
  out.spec = std::move(lines);
  return out;
}

chart::Chart incubation_chart(const Lives& lives) {
  chart::Chart out;
  out.id = "rq4.incubation";
  out.title = "Incubation";
  out.description =
      "How many packages incubated for how many days, on a logarithmic axis; those found within an hour stand at an "
      "hour.";
  out.spec =
      chart::Histogram{values_of(lives.incubated, [](const Life& l) { return std::max(1.0 / 24, incubation(l)); }),
                       {"days", Unit::days, true},
                       "packages"};
  return out;
}

// Uploads and findings a quarter of a year.
chart::Chart flow_chart(const Lives& lives) {
  constexpr double kQuarter = 91.3125 * 86400;
  std::map<double, double> uploaded, found;
  for (const Life* life : lives.incubated) {
    const auto quarter = [](store::Time time) {
      return std::floor(static_cast<double>(time) / 1000 / kQuarter) * kQuarter;
    };
    ++uploaded[quarter(life->uploaded)];
    ++found[quarter(life->found)];
  }
  chart::Lines lines;
  for (const auto& [name, counts] : {std::pair{"uploaded", &uploaded}, {"found", &found}}) {
    chart::Curve curve{name, {}};
    for (const auto& [at, count] : *counts) curve.points.push_back({at, count, ""});
    lines.curves.push_back(std::move(curve));
  }
  lines.x = {"", Unit::date, false};
  lines.y = {"packages a quarter", Unit::count, false};
  chart::Chart out;
  out.id = "rq4.flow";
  out.title = "Uploaded and found over time";
  out.description = "Packages that were first uploaded, and first found, in each quarter of a year.";
  out.spec = std::move(lines);
  return out;
}

Table vector_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq4.vectors", .title = "Attack vectors"};
  table.text = "When the strongest behaviour of a package first runs.";
  table.columns = {{"vector", Unit::text, ""},
                   {"packages", Unit::count, ""},
                   {"share", Unit::share, "of the malicious packages with behaviour"},
                   {"share of families", Unit::share, "each family counts once for each vector it uses"}};
  size_t total = 0;
  std::set<std::string> families;
  for (const Sample* s : samples) {
    total += s->trigger.empty() ? 0 : 1;
    if (!s->trigger.empty() && !s->family.empty()) families.insert(s->family);
  }
  struct Row {
    const char *name, *trigger;
    double paper, share;
  };
  for (const auto& [name, trigger, paper, share] :
       {Row{"install time", "install", 580, 0.686}, Row{"import time", "import", 161, 0.19},
        Row{"run time", "runtime", 105, 0.124}}) {
    Who who;
    std::set<std::string> of;
    for (const Sample* s : samples) {
      if (s->trigger != trigger) continue;
      who.push_back(book.who(*s));
      if (!s->family.empty()) of.insert(s->family);
    }
    const chart::Interval interval = wilson(of.size(), families.size());
    Cell by_family = families.empty() ? Cell("families not known")
                                      : Cell(static_cast<double>(of.size()) / static_cast<double>(families.size()))
                                            .within(interval.low, interval.high);
    table.rows.push_back({name, count_cell(who).beside(paper), share_cell(who, total).beside(share), by_family});
  }
  return table;
}

// Shares of one kind, largest first.
Table share_table(std::string id, std::string title, const std::map<std::string, uint64_t>& counts, uint64_t without,
                  const std::vector<std::pair<std::string, double>>& paper, const std::string& missing) {
  uint64_t total = 0;
  for (const auto& [name, count] : counts) total += count;
  if (total == 0) return missing_table(std::move(id), std::move(title), missing);
  Table table;
  table.id = std::move(id);
  table.title = std::move(title);
  table.columns = {{"", Unit::text, ""},
                   {"downloads", Unit::count, ""},
                   {"share", Unit::share, "of the downloads for which it is known"}};
  std::vector<std::pair<std::string, uint64_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (rows.size() > kMostCountries) rows.resize(kMostCountries);
  for (const auto& [name, count] : rows) {
    Cell share(static_cast<double>(count) / static_cast<double>(total));
    for (const auto& [known, value] : paper) {
      if (known == name) share.beside(value);
    }
    table.rows.push_back({name, count, share});
  }
  if (without > 0)
    table.notes.push_back("Not known for " + chart::format(static_cast<double>(without), Unit::count) +
                          " further downloads.");
  return table;
}

void add_downloads(chart::Section& section, const DownloadTotals& downloads) {
  const std::string missing =
      "needs an export of the index's downloads (--downloads; antivenom study --print-query bigquery prints the query) "
      "or a mirror's "
      "access log (--access-log)";
  std::map<std::string, uint64_t> forms;
  for (const auto& [form, count] : downloads.forms) forms[form == "sdist" ? "source" : "binary"] += count;
  section.parts.push_back(share_table("rq4.forms", "Downloads by form", forms, downloads.without_form,
                                      {{"source", 0.7481}, {"binary", 0.2519}}, missing));
  section.parts.push_back(share_table("rq4.systems", "Downloads by system", downloads.systems, downloads.without_system,
                                      {{"Linux", 0.7708}}, missing));
  section.parts.push_back(share_table("rq4.clients", "Downloads by client", downloads.clients, downloads.without_client,
                                      {{"pip", 0.8142}, {"direct request", 0.1358}, {"mirror", 0.05}}, missing));
  section.parts.push_back(share_table("rq4.countries", "Downloads by country", downloads.countries,
                                      downloads.without_country, {}, missing));
}

}  // namespace

chart::Section impact_section(Book& book) {
  chart::Section section{"rq4",
                         "RQ4: impact and ways in",
                         "How long malicious packages live, how often they are downloaded, and when they strike.",
                         {}};
  const Dataset& data = book.data();
  const Lives lives = lives_of(data);
  if (lives.incubated.empty()) {
    section.parts.push_back(missing_table("rq4.life", "Life cycle: incubation and residual", why_no_lives(data)));
  } else {
    section.parts.push_back(life_table(book, lives));
    section.parts.push_back(life_chart(lives));
    section.parts.push_back(incubation_chart(lives));
    section.parts.push_back(flow_chart(lives));
  }
  add_downloads(section, data.downloads);
  const auto samples = malicious_samples(data);
  section.parts.push_back(samples.empty()
                              ? missing_table("rq4.vectors", "Attack vectors", "no malicious package was scanned")
                              : vector_table(book, samples));
  return section;
}

}  // namespace antivenom::study
