// The life of malicious packages from upload to the last download, of all and of each family.
#include <algorithm>

#include "facts/requirement.h"
#include "study/book.h"
#include "study/statistics.h"

namespace antivenom::study {
namespace {

using chart::Cell;
using chart::Table;
using chart::Unit;

constexpr size_t kMostFamilies = 200, kMostLanes = 30;

double days(store::Time from, store::Time to) {
  return std::max(0.0, static_cast<double>(to - from) / static_cast<double>(store::kDay));
}

// The most frequent of some texts, with its share.
std::string most_frequent(const std::map<std::string, size_t>& counts, size_t total) {
  if (counts.empty() || total == 0) return "none";
  const auto best =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return best->first + " (" +
         chart::format(static_cast<double>(best->second) / static_cast<double>(total), Unit::share) + ")";
}

// Each stage with what is known of it.
Table stage_table(Book& book, const std::vector<const Sample*>& samples) {
  const Dataset& data = book.data();
  Table table{.id = "portrait.stages",
              .title = data.family.empty() ? "Life cycle of the ecosystem" : "Life cycle of the family"};
  table.columns = {{"stage", Unit::text, ""},
                   {"what", Unit::text, ""},
                   {"packages", Unit::count, ""},
                   {"share", Unit::share, "of those for which it is known"},
                   {"days after upload, median", Unit::days, ""}};
  const auto of_samples = [&](const char* stage, const char* what, const auto& is) {
    Who who;
    for (const Sample* s : samples) {
      if (is(*s)) who.push_back(book.who(*s));
    }
    table.rows.push_back({stage, what, count_cell(who), share_cell(who, samples.size()), Cell()});
  };
  if (!samples.empty()) {
    of_samples("made", "hides in some way", [](const Sample& s) { return !s.evasions.empty(); });
    of_samples("made", "is one Python file or two", [](const Sample& s) { return s.python_files <= 2; });
  }
  const auto of_lives = [&](const char* stage, const char* what, store::Time Life::*time) {
    Who who;
    std::vector<double> after;
    size_t known = 0;
    for (const Life& life : data.lives) {
      if (life.uploaded == 0) continue;
      ++known;
      if (life.*time == 0) continue;
      who.push_back(book.who(life.name));
      after.push_back(days(life.uploaded, life.*time));
    }
    if (known == 0 || (who.empty() && std::string_view(stage) != "uploaded")) {
      table.rows.push_back({stage, what, "not known", Cell(), Cell()});
    } else {
      table.rows.push_back({stage, what, count_cell(who), share_cell(who, known), median_cell(after)});
    }
  };
  of_lives("uploaded", "to the index", &Life::uploaded);
  if (!samples.empty()) {
    for (const auto& [what, trigger] : {std::pair{"strikes at install", "install"},
                                        {"strikes on import", "import"},
                                        {"strikes when used", "runtime"}}) {
      const std::string wanted = trigger;
      of_samples("run", what, [&](const Sample& s) { return s.trigger == wanted; });
    }
    for (const char* category : kCategories)
      of_samples("acts", category, [&](const Sample& s) { return s.categories.contains(category); });
  }
  of_lives("found", "by an advisory", &Life::found);
  of_lives("removed", "from the index", &Life::removed);
  of_lives("lingers", "last download", &Life::last_download);
  if (!data.mirrors.empty()) {
    std::set<std::string> served, known;
    for (const MirrorFile& file : data.mirrors) {
      known.insert(file.name);
      if (file.served) served.insert(file.name);
    }
    Who who;
    for (const std::string& name : served) who.push_back(book.who(name));
    table.rows.push_back({"lingers", "on a mirror", count_cell(who), share_cell(who, known.size()), Cell()});
  } else {
    table.rows.push_back({"lingers", "on a mirror", "not known", Cell(), Cell()});
  }
  table.notes = {"antivenom study --family NAME draws the same for one family."};
  return table;
}

Table family_table(Book& book, const std::vector<const Sample*>& samples) {
  std::map<std::string, std::vector<const Sample*>> families;
  for (const Sample* s : samples) {
    if (!s->family.empty()) families[s->family].push_back(s);
  }
  if (families.empty())
    return missing_table("portrait.families", "Families",
                         "no package is known to belong to a family (--families CSV, or a list with that column)");
  std::map<std::string, const Life*> lives;
  for (const Life& life : book.data().lives) lives[life.name] = &life;
  Table table{.id = "portrait.families", .title = "Families"};
  table.columns = {
      {"family", Unit::text, ""},      {"packages", Unit::count, ""},          {"first upload", Unit::date, ""},
      {"last upload", Unit::date, ""}, {"incubation, median", Unit::days, ""}, {"does most", Unit::text, ""},
      {"strikes at", Unit::text, ""},  {"hides most by", Unit::text, ""}};
  std::vector<std::pair<std::string, std::vector<const Sample*>>> rows(families.begin(), families.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  for (size_t i = 0; i < std::min(rows.size(), kMostFamilies); ++i) {
    const auto& [name, members] = rows[i];
    std::map<std::string, size_t> categories, triggers, evasions;
    std::vector<double> uploads, incubations;
    Who who;
    for (const Sample* s : members) {
      who.push_back(book.who(*s));
      for (const std::string& one : s->categories) ++categories[one];
      for (const std::string& one : s->evasions) ++evasions[one];
      if (!s->trigger.empty()) ++triggers[s->trigger];
      const auto life = lives.find(normalised_distribution(s->name));
      if (life == lives.end() || life->second->uploaded == 0) continue;
      uploads.push_back(static_cast<double>(life->second->uploaded) / 1000);
      if (life->second->found >= life->second->uploaded)
        incubations.push_back(days(life->second->uploaded, life->second->found));
    }
    const auto date = [&](double q) { return uploads.empty() ? Cell("not known") : Cell(quantile(uploads, q)); };
    table.rows.push_back({name, count_cell(who), date(0), date(1),
                          incubations.empty() ? Cell("not known") : Cell(quantile(incubations, 0.5)),
                          most_frequent(categories, members.size()), most_frequent(triggers, members.size()),
                          most_frequent(evasions, members.size())});
  }
  if (rows.size() > kMostFamilies)
    table.notes = {std::to_string(rows.size() - kMostFamilies) + " smaller families are left out."};
  return table;
}

chart::Chart timeline_chart(const Dataset& data) {
  std::vector<const Life*> lives;
  for (const Life& life : data.lives) {
    if (life.uploaded != 0 && life.found >= life.uploaded) lives.push_back(&life);
  }
  if (lives.empty())
    return missing_chart("portrait.lives", "The longest lives", "no package has both an upload time and an advisory");
  const auto end = [](const Life* life) { return std::max({life->found, life->removed, life->last_download}); };
  std::stable_sort(lives.begin(), lives.end(),
                   [&](const Life* a, const Life* b) { return end(a) - a->uploaded > end(b) - b->uploaded; });
  if (lives.size() > kMostLanes) lives.resize(kMostLanes);
  const auto at = [](store::Time time) { return static_cast<double>(time) / 1000; };
  chart::Timeline timeline;
  timeline.kinds = {"incubation", "residual", "uploaded", "found", "removed", "last download"};
  for (const Life* life : lives) {
    chart::Timeline::Lane lane{life->name, {}, {}};
    lane.spans.push_back({at(life->uploaded), at(life->found), 0, "incubation"});
    lane.marks.push_back({at(life->uploaded), 2, "uploaded"});
    lane.marks.push_back({at(life->found), 3, "found"});
    if (life->removed != 0) lane.marks.push_back({at(life->removed), 4, "removed"});
    if (life->last_download > life->found) {
      lane.spans.push_back({at(life->found), at(life->last_download), 1, "residual"});
      lane.marks.push_back({at(life->last_download), 5, "last download"});
    }
    timeline.lanes.push_back(std::move(lane));
  }
  chart::Chart out;
  out.id = "portrait.lives";
  out.title = "The longest lives";
  out.description = "For the packages that lived longest: upload, finding, removal and last download on one line each.";
  out.spec = std::move(timeline);
  return out;
}

}  // namespace

chart::Section portrait_section(Book& book) {
  const auto samples = malicious_samples(book.data());
  chart::Section section{
      "portrait", "Portrait of a life cycle", "From the making of a package to its last download.", {}};
  section.parts.push_back(stage_table(book, samples));
  section.parts.push_back(timeline_chart(book.data()));
  section.parts.push_back(family_table(book, samples));
  return section;
}

}  // namespace antivenom::study
