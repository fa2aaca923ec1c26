// RQ1: what malicious code looks like, by source, and how much the sources share.
#include <algorithm>
#include <set>

#include "facts/requirement.h"
#include "study/book.h"
#include "study/statistics.h"

namespace antivenom::study {
namespace {

using chart::Cell;
using chart::Table;
using chart::Unit;

constexpr size_t kMostSources = 20;
constexpr size_t kMostCompared = 400;  // samples of a source whose calls are compared
constexpr double kDeep = 3;            // of the paper: never deeper

using Groups = std::map<std::string, std::vector<const Sample*>>;

// All samples first, then those of each source, largest first.
std::vector<std::pair<std::string, std::vector<const Sample*>>> groups_of(const std::vector<const Sample*>& samples) {
  Groups by_source;
  for (const Sample* sample : samples) {
    for (const std::string& source : sample->sources) by_source[source].push_back(sample);
  }
  std::vector<std::pair<std::string, std::vector<const Sample*>>> out(by_source.begin(), by_source.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  if (out.size() > kMostSources) out.resize(kMostSources);
  out.insert(out.begin(), {"all", samples});
  return out;
}

template <class Get>
std::vector<double> values_of(const std::vector<const Sample*>& samples, const Get& get) {
  std::vector<double> out;
  for (const Sample* sample : samples) out.push_back(static_cast<double>(get(*sample)));
  return out;
}

template <class Is>
Who who_is(Book& book, const std::vector<const Sample*>& samples, const Is& is) {
  Who out;
  for (const Sample* sample : samples) {
    if (is(*sample)) out.push_back(book.who(*sample));
  }
  return out;
}

double density_of(const Sample& sample) {
  return sample.python_lines == 0
             ? 0
             : std::min(1.0, static_cast<double>(sample.malicious_lines) / static_cast<double>(sample.python_lines));
}

Table files_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq1.files", .title = "Files, lines and depth"};
  table.columns = {{"source", Unit::text, ""},
                   {"packages", Unit::count, "artifacts that could be read"},
                   {"Python files, mean", Unit::number, "files with Python source"},
                   {"Python files, median", Unit::number, ""},
                   {"lines, mean", Unit::number, "lines of Python, blank ones and comments included"},
                   {"lines, median", Unit::number, ""},
                   {"lines a file, mean", Unit::number, "lines of a package / its Python files"},
                   {"depth, mean", Unit::number, "folders above the deepest file, of each package"},
                   {"deepest", Unit::count, "of all packages"},
                   {"no deeper than 3", Unit::share, "share of packages"}};
  for (const auto& [source, group] : groups_of(samples)) {
    const auto files = values_of(group, [](const Sample& s) { return s.python_files; });
    const auto lines = values_of(group, [](const Sample& s) { return s.python_lines; });
    const auto depth = values_of(group, [](const Sample& s) { return s.max_depth; });
    std::vector<double> each;
    for (const Sample* s : group) {
      if (s->python_files > 0) each.push_back(static_cast<double>(s->python_lines) / s->python_files);
    }
    Cell mean_files = mean_cell(files), deepest(*std::max_element(depth.begin(), depth.end()));
    Cell shallow = share_cell(who_is(book, group, [](const Sample& s) { return s.max_depth <= kDeep; }), group.size());
    if (source == "all") {
      mean_files.beside(2);
      deepest.beside(kDeep);
      shallow.beside(1);
    }
    table.rows.push_back({source, count_cell(who_is(book, group, [](const Sample&) { return true; })), mean_files,
                          median_cell(files), mean_cell(lines), median_cell(lines), mean_cell(each), mean_cell(depth),
                          deepest, shallow});
  }
  return table;
}

// What a person would call the malicious code is more than the lines of evidence, and at most the files they lie in.
double file_density_of(const Sample& sample) {
  return sample.python_lines == 0 ? 0
                                  : std::min(1.0, static_cast<double>(*sample.lines_of_bad_files) /
                                                      static_cast<double>(sample.python_lines));
}

Table density_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq1.density", .title = "Density of malicious code"};
  table.text =
      "Density is the number of lines that evidence of suspicious weight or more rests on, divided by all lines of "
      "Python.";
  table.columns = {{"source", Unit::text, ""},
                   {"packages", Unit::count, "with Python in them"},
                   {"density, median", Unit::share, ""},
                   {"density, mean", Unit::share, ""},
                   {"denser than 50 %", Unit::share, "share of packages; the paper says more than half"},
                   {"denser than 50 %, whole files", Unit::share,
                    "where all lines of a Python file with such evidence count: an upper bound"}};
  for (const auto& [source, all] : groups_of(samples)) {
    std::vector<const Sample*> group;
    std::copy_if(all.begin(), all.end(), std::back_inserter(group),
                 [](const Sample* s) { return s->python_lines > 0; });
    const auto values = values_of(group, density_of);
    Cell dense = share_cell(who_is(book, group, [](const Sample& s) { return density_of(s) > 0.5; }), group.size());
    std::vector<const Sample*> known;
    std::copy_if(group.begin(), group.end(), std::back_inserter(known),
                 [](const Sample* s) { return s->lines_of_bad_files.has_value(); });
    Cell whole =
        known.empty()
            ? Cell("not known of kept scans")
            : share_cell(who_is(book, known, [](const Sample& s) { return file_density_of(s) > 0.5; }), known.size());
    if (source == "all") {
      dense.beside(0.5);
      if (!known.empty()) whole.beside(0.5);
    }
    table.rows.push_back({source, group.size(), median_cell(values), mean_cell(values), dense, whole});
  }
  table.notes = {
      "The paper counts all lines of the malicious code by hand. Evidence names the lines that act, not those that "
      "only prepare: our "
      "density is a lower bound, that of whole files an upper one."};
  return table;
}

// Source -> names of packages, of advisories and of samples.
std::map<std::string, std::set<std::string>> names_by_source(const Dataset& dataset,
                                                             const std::vector<const Sample*>& samples) {
  auto out = dataset.claims;
  for (const Sample* sample : samples) {
    for (const std::string& source : sample->sources) out[source].insert(normalised_distribution(sample->name));
  }
  return out;
}

Table overlap_table(Book& book, const std::map<std::string, std::set<std::string>>& names) {
  if (names.size() < 2) return missing_table("rq1.overlap", "Overlap of sources", "there is only one source");
  Table table{.id = "rq1.overlap", .title = "Overlap of sources"};
  table.columns = {{"one source", Unit::text, ""},
                   {"its packages", Unit::count, "names"},
                   {"another", Unit::text, ""},
                   {"its packages ", Unit::count, "names"},
                   {"in both", Unit::count, "names"},
                   {"share of the smaller", Unit::share, ""},
                   {"overlap", Unit::share, "in both / in any of the two (Jaccard)"}};
  for (auto a = names.begin(); a != names.end(); ++a) {
    for (auto b = std::next(a); b != names.end(); ++b) {
      Who common;
      for (const std::string& name : a->second) {
        if (b->second.contains(name)) common.push_back(book.who(name));
      }
      const size_t both = common.size(), smaller = std::min(a->second.size(), b->second.size());
      const size_t either = a->second.size() + b->second.size() - both;
      const chart::Interval interval = wilson(both, either);
      table.rows.push_back({a->first, a->second.size(), b->first, b->second.size(), count_cell(common),
                            share_cell(common, smaller),
                            Cell(either == 0 ? 0.0 : static_cast<double>(both) / static_cast<double>(either))
                                .within(interval.low, interval.high)});
    }
  }
  table.notes = {"The paper gives no figure and calls the overlap low."};
  return table;
}

double jaccard(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  size_t common = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) ++common;
    const bool left = a[i] <= b[j], right = b[j] <= a[i];
    i += left ? 1 : 0;
    j += right ? 1 : 0;
  }
  const size_t either = a.size() + b.size() - common;
  return either == 0 ? 0 : static_cast<double>(common) / static_cast<double>(either);
}

// Evenly drawn, in the order of names.
std::vector<const Sample*> some_of(const std::vector<const Sample*>& group) {
  std::vector<const Sample*> out;
  for (const Sample* s : group) {
    if (!s->calls.empty()) out.push_back(s);
  }
  if (out.size() <= kMostCompared) return out;
  std::vector<const Sample*> drawn;
  for (size_t i = 0; i < kMostCompared; ++i) drawn.push_back(out[i * out.size() / kMostCompared]);
  return drawn;
}

Table similarity_table(const std::vector<const Sample*>& samples) {
  const auto groups = groups_of(samples);
  Table table{.id = "rq1.similarity", .title = "Similarity of code between sources"};
  table.text =
      "For each package of one source the package of the other source that is most alike: shared calls / all calls of "
      "both (Jaccard).";
  table.columns = {{"one source", Unit::text, ""},
                   {"another", Unit::text, ""},
                   {"same bytes", Unit::count, "artifacts that both have"},
                   {"likeness of the nearest, mean", Unit::share, ""},
                   {"nearly the same calls", Unit::share, "likeness of 90 % or more"}};
  for (size_t a = 1; a < groups.size(); ++a) {
    for (size_t b = a; b < groups.size(); ++b) {
      std::set<std::string> hashes;
      for (const Sample* s : groups[a].second) hashes.insert(s->sha256);
      size_t same = 0;
      for (const Sample* s : groups[b].second) same += a != b && !s->sha256.empty() ? hashes.count(s->sha256) : 0;
      std::vector<double> nearest;
      size_t alike = 0;
      for (const Sample* one : some_of(groups[a].second)) {
        double best = 0;
        for (const Sample* other : some_of(groups[b].second)) {
          if (one != other) best = std::max(best, jaccard(one->calls, other->calls));
        }
        nearest.push_back(best);
        alike += best >= 0.9 ? 1 : 0;
      }
      const chart::Interval interval = wilson(alike, nearest.size());
      Cell share = nearest.empty() ? Cell("none to count")
                                   : Cell(static_cast<double>(alike) / static_cast<double>(nearest.size()))
                                         .within(interval.low, interval.high);
      table.rows.push_back({groups[a].first, a == b ? "itself" : groups[b].first, a == b ? Cell("-") : Cell(same),
                            mean_cell(nearest), share});
    }
  }
  table.notes = {"At most " + std::to_string(kMostCompared) +
                 " packages of each source, evenly drawn, are compared. The paper gives no figure."};
  if (groups.size() < 2) return missing_table(table.id, table.title, "no sample says where it came from");
  return table;
}

Table tools_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq1.tools", .title = "Code of penetration-testing tools"};
  table.columns = {
      {"tool", Unit::text, ""}, {"packages", Unit::count, ""}, {"share", Unit::share, "of all malicious packages"}};
  std::map<std::string, Who> tools;
  Who all;
  for (const Sample* s : samples) {
    if (s->tool.empty()) continue;
    tools[s->tool].push_back(book.who(*s));
    all.push_back(book.who(*s));
  }
  for (auto& [tool, who] : tools) table.rows.push_back({tool, count_cell(who), share_cell(who, samples.size())});
  table.rows.push_back({"any", count_cell(all), share_cell(all, samples.size())});
  table.notes = {
      "Recognised by the names such tools leave in what the scan reports, and by stagers that receive their next stage "
      "over a "
      "socket. The paper names Metasploit and gives no figure."};
  return table;
}

chart::Chart histogram(std::string id, std::string title, std::string description, std::vector<double> values,
                       chart::Axis axis) {
  chart::Chart out;
  out.id = std::move(id);
  out.title = std::move(title);
  out.description = std::move(description);
  out.spec = chart::Histogram{std::move(values), std::move(axis), "packages"};
  return out;
}

}  // namespace

chart::Section code_section(Book& book) {
  chart::Section section{
      "rq1",
      "RQ1: the code",
      "How large malicious packages are, how much of them is malicious, and how much the sources share.",
      {}};
  const auto samples = malicious_samples(book.data());
  if (samples.empty()) {
    for (const auto& [id, title] : {std::pair{"rq1.files", "Files, lines and depth"},
                                    {"rq1.density", "Density of malicious code"},
                                    {"rq1.similarity", "Similarity of code between sources"},
                                    {"rq1.tools", "Code of penetration-testing tools"}}) {
      section.parts.push_back(missing_table(id, title, "no malicious package was scanned"));
    }
    section.parts.push_back(overlap_table(book, names_by_source(book.data(), samples)));
    return section;
  }
  section.parts.push_back(files_table(book, samples));
  section.parts.push_back(histogram("rq1.lines", "Lines of Python a package",
                                    "How many packages have how many lines of Python, on a logarithmic axis.",
                                    values_of(samples, [](const Sample& s) { return s.python_lines; }),
                                    {"lines", Unit::count, true}));
  section.parts.push_back(histogram("rq1.file-counts", "Python files a package",
                                    "How many packages have how many Python files, on a logarithmic axis.",
                                    values_of(samples, [](const Sample& s) { return s.python_files; }),
                                    {"files", Unit::count, true}));
  section.parts.push_back(density_table(book, samples));
  section.parts.push_back(histogram("rq1.densities", "Density of malicious code",
                                    "How many packages have which share of malicious lines.",
                                    values_of(samples, density_of), {"malicious lines / lines", Unit::share, false}));
  section.parts.push_back(overlap_table(book, names_by_source(book.data(), samples)));
  section.parts.push_back(similarity_table(samples));
  section.parts.push_back(tools_table(book, samples));
  return section;
}

}  // namespace antivenom::study
