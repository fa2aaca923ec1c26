// RQ3: who detects malicious packages, how they hide, and where they are still served.
#include <algorithm>
#include <cmath>

#include "study/book.h"
#include "study/statistics.h"

namespace antivenom::study {
namespace {

using chart::Cell;
using chart::Table;
using chart::Unit;

constexpr size_t kMostEvasionColumns = 12;

// False-positive rates of the paper, on 549 honest packages.
struct PaperDetector {
  const char* name;
  double false_positives;
};
constexpr PaperDetector kPaper[] = {{"bandit4mal", 0.86}, {"ossgadget", 0.77}, {"aura", 0.87}, {"virustotal", 0.54}};
constexpr double kPaperOutsideSetup = 0.23;
constexpr double kPaperSandboxEscapes = 63;
constexpr double kPaperObfuscated = 0.0787;
constexpr double kPaperGoneVersions = 70, kPaperGonePackages = 37;

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::optional<double> paper_of(std::string_view detector) {
  for (const PaperDetector& one : kPaper) {
    if (lower(detector).find(one.name) != std::string::npos) return one.false_positives;
  }
  return std::nullopt;
}

// What a detector said of a sample; nothing if it was not asked.
template <class Value>
std::optional<Value> said_of(const std::map<std::string, Value>& results, const Sample& sample) {
  for (const std::string* key : {&sample.sha256, &sample.file}) {
    const auto it = key->empty() ? results.end() : results.find(*key);
    if (it != results.end()) return it->second;
  }
  return std::nullopt;
}

// Ours, made of the scans.
DetectorResult our_result(const Dataset& dataset) {
  DetectorResult out;
  out.name = "Antivenom";
  out.note = "verdict malicious";
  for (const Sample& s : dataset.samples) {
    const std::string& key = s.sha256.empty() ? s.file : s.sha256;
    out.detected[key] = s.verdict == "malicious";
    if (s.elapsed_ms > 0) out.seconds[key] = s.elapsed_ms / 1000;
  }
  return out;
}

std::vector<DetectorResult> all_results(const Dataset& dataset) {
  std::vector<DetectorResult> out;
  if (!dataset.samples.empty()) out.push_back(our_result(dataset));
  out.insert(out.end(), dataset.detectors.begin(), dataset.detectors.end());
  return out;
}

struct Counted {
  Who hits;
  size_t total = 0;
};

template <class Is>
Counted count(Book& book, const DetectorResult& detector, const Is& is) {
  Counted out;
  for (const Sample& s : book.data().samples) {
    const auto said = is(s) ? said_of(detector.detected, s) : std::nullopt;
    if (!said) continue;
    ++out.total;
    if (*said) out.hits.push_back(book.who(s));
  }
  return out;
}

Table detector_table(Book& book, const std::vector<DetectorResult>& detectors) {
  if (detectors.empty()) return missing_table("rq3.detectors", "Detectors compared", "no package was scanned");
  Table table{.id = "rq3.detectors", .title = "Detectors compared"};
  table.columns = {{"detector", Unit::text, ""},
                   {"malicious", Unit::count, "malicious packages it was asked about"},
                   {"recall", Unit::share, "of them, called malicious"},
                   {"recall where something is to be seen", Unit::share,
                    "without packages whose malice no static reader could find"},
                   {"honest", Unit::count, "honest packages it was asked about"},
                   {"false positives", Unit::share, "of them, called malicious"},
                   {"time, median", Unit::seconds, "a package"},
                   {"how", Unit::text, ""}};
  for (const DetectorResult& d : detectors) {
    if (!d.missing.empty()) {
      table.rows.push_back({d.name, "-", "-", "-", "-", "-", "-", d.missing});
      continue;
    }
    Counted bad = count(book, d, [](const Sample& s) { return s.malicious; });
    Counted seen = count(book, d, [](const Sample& s) { return s.malicious && s.visible; });
    Counted good = count(book, d, [](const Sample& s) { return !s.malicious; });
    std::vector<double> seconds;
    for (const auto& [key, value] : d.seconds) seconds.push_back(value);
    Cell wrong = share_cell(good.hits, good.total);
    if (const auto paper = paper_of(d.name)) wrong.beside(*paper);
    table.rows.push_back({d.name, bad.total, share_cell(bad.hits, bad.total), share_cell(seen.hits, seen.total),
                          good.total, wrong, seconds.empty() ? Cell("not known") : median_cell(seconds), d.note});
  }
  table.notes = {
      "The paper's set has 1,556 malicious and 549 honest packages, ours is another one: rates of false positives "
      "stand beside the "
      "paper's for the same tool, which may be of another version."};
  return table;
}

Table kind_table(Book& book, const std::vector<DetectorResult>& detectors) {
  std::set<std::string> kinds;
  for (const Sample& s : book.data().samples) {
    if (!s.malicious && !s.kind.empty()) kinds.insert(s.kind);
  }
  if (kinds.size() < 2)
    return missing_table("rq3.honest", "False positives by kind of honest package",
                         "the honest packages are not of several kinds");
  Table table{.id = "rq3.honest", .title = "False positives by kind of honest package"};
  table.columns = {{"detector", Unit::text, ""}};
  for (const std::string& kind : kinds)
    table.columns.push_back({kind, Unit::share, "of its packages, called malicious"});
  for (const DetectorResult& d : detectors) {
    if (!d.missing.empty()) continue;
    std::vector<Cell> row = {d.name};
    for (const std::string& kind : kinds) {
      Counted one = count(book, d, [&](const Sample& s) { return !s.malicious && s.kind == kind; });
      row.push_back(share_cell(one.hits, one.total));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<std::string> evasions_by_count(const std::vector<const Sample*>& samples) {
  std::map<std::string, size_t> counts;
  for (const Sample* s : samples) {
    for (const std::string& id : s->evasions) ++counts[id];
  }
  std::vector<std::string> ids;
  for (const auto& [id, n] : counts) ids.push_back(id);
  std::stable_sort(ids.begin(), ids.end(), [&](const auto& a, const auto& b) { return counts[a] > counts[b]; });
  return ids;
}

Table evasion_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq3.evasions", .title = "Ways of hiding"};
  table.columns = {{"technique", Unit::text, ""},
                   {"packages", Unit::count, "malicious ones that use it"},
                   {"share", Unit::share, "of all malicious packages"},
                   {"honest packages", Unit::share, "that do the same"}};
  size_t honest = 0;
  for (const Sample& s : book.data().samples) honest += s.malicious ? 0 : 1;
  // The seven of the study first, found or not.
  std::vector<std::string> ids = {"code-obfuscation", "external-payload",    "multi-stage",   "behaviour-overlap",
                                  "indirect-import",  "image-steganography", "sandbox-escape"};
  for (const std::string& id : evasions_by_count(samples)) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  for (const std::string& id : ids) {
    Who bad, good;
    for (const Sample& s : book.data().samples) {
      if (s.evasions.contains(id) && s.verdict != "unreadable") (s.malicious ? bad : good).push_back(book.who(s));
    }
    Cell packages = count_cell(bad), share = share_cell(bad, samples.size());
    if (id == "sandbox-escape") packages.beside(kPaperSandboxEscapes);
    if (id == "code-obfuscation") share.beside(kPaperObfuscated);
    table.rows.push_back({id, packages, share, share_cell(good, honest)});
  }
  return table;
}

Table defeat_table(Book& book, const std::vector<const Sample*>& samples,
                   const std::vector<DetectorResult>& detectors) {
  const auto ids = evasions_by_count(samples);
  if (ids.empty() || detectors.empty())
    return missing_table("rq3.defeats", "Which hiding defeats which detector", "no malicious package hides");
  Table table{.id = "rq3.defeats", .title = "Which hiding defeats which detector"};
  table.text = "Recall among the malicious packages that use a technique.";
  table.columns = {{"technique", Unit::text, ""}};
  for (const DetectorResult& d : detectors) {
    if (d.missing.empty()) table.columns.push_back({d.name, Unit::share, "recall"});
  }
  const auto row = [&](const std::string& name, const auto& is) {
    std::vector<Cell> cells = {name};
    for (const DetectorResult& d : detectors) {
      if (!d.missing.empty()) continue;
      Counted one = count(book, d, is);
      cells.push_back(share_cell(one.hits, one.total));
    }
    table.rows.push_back(std::move(cells));
  };
  row("none", [](const Sample& s) { return s.malicious && s.evasions.empty(); });
  for (size_t i = 0; i < std::min(ids.size(), kMostEvasionColumns); ++i) {
    row(ids[i], [&](const Sample& s) { return s.malicious && s.evasions.contains(ids[i]); });
  }
  return table;
}

chart::Chart defeat_chart(Book& book, const std::vector<const Sample*>& samples,
                          const std::vector<DetectorResult>& detectors) {
  const auto ids = evasions_by_count(samples);
  if (ids.empty() || detectors.empty())
    return missing_chart("rq3.defeat-map", "Recall by detector and way of hiding", "no malicious package hides");
  chart::Heat heat;
  heat.unit = Unit::share;
  for (size_t i = 0; i < std::min(ids.size(), kMostEvasionColumns); ++i) heat.columns.push_back(ids[i]);
  for (const DetectorResult& d : detectors) {
    if (!d.missing.empty()) continue;
    heat.rows.push_back(d.name);
    for (const std::string& id : heat.columns) {
      const Counted one = count(book, d, [&](const Sample& s) { return s.malicious && s.evasions.contains(id); });
      heat.values.push_back(one.total == 0 ? std::nan("")
                                           : static_cast<double>(one.hits.size()) / static_cast<double>(one.total));
    }
  }
  chart::Chart out;
  out.id = "rq3.defeat-map";
  out.title = "Recall by detector and way of hiding";
  out.description =
      "Share of the malicious packages with the technique of the column that the detector of the row calls malicious.";
  out.spec = std::move(heat);
  return out;
}

Table setup_table(Book& book, const std::vector<const Sample*>& samples) {
  Table table{.id = "rq3.setup", .title = "What a look at setup.py alone misses"};
  table.columns = {{"", Unit::text, ""},
                   {"packages", Unit::count, ""},
                   {"share", Unit::share, "of the malicious packages with behaviour"}};
  Who in, out, both;
  for (const Sample* s : samples) {
    if (s->in_setup && s->outside_setup)
      both.push_back(book.who(*s));
    else if (s->in_setup)
      in.push_back(book.who(*s));
    else if (s->outside_setup)
      out.push_back(book.who(*s));
  }
  const size_t total = in.size() + out.size() + both.size();
  table.rows.push_back({"all behaviour in setup.py", count_cell(in), share_cell(in, total)});
  table.rows.push_back({"some in setup.py", count_cell(both), share_cell(both, total)});
  table.rows.push_back(
      {"none in setup.py: missed", count_cell(out), share_cell(out, total).beside(kPaperOutsideSetup)});
  table.notes = {"The index's own check of the paper's time looked at setup.py only and missed 23 %."};
  return table;
}

Table mirror_table(Book& book) {
  const Dataset& data = book.data();
  if (data.mirrors.empty()) {
    return missing_table("rq3.mirrors", "Mirrors that still serve malicious files",
                         data.has_store ? "no mirror was looked at (antivenom mirrors does)"
                                        : "without a dataset (--db) nothing is known of mirrors");
  }
  struct One {
    std::string country;
    Who served, gone;
  };
  std::map<std::string, One> by_mirror;
  for (const MirrorFile& file : data.mirrors) {
    One& one = by_mirror[file.mirror];
    one.country = file.country;
    if (file.served) one.served.push_back(book.who(file.name + " " + file.version));
    if (file.gone) one.gone.push_back(book.who(file.name + " " + file.version));
  }
  Table table{.id = "rq3.mirrors", .title = "Mirrors that still serve malicious files"};
  table.columns = {{"mirror", Unit::text, ""},
                   {"country", Unit::text, ""},
                   {"files looked for", Unit::count, ""},
                   {"still served", Unit::count, ""},
                   {"share", Unit::share, "still served, of those that were looked for"}};
  for (auto& [name, one] : by_mirror) {
    const size_t total = one.served.size() + one.gone.size();
    table.rows.push_back({name, one.country.empty() ? "not known" : one.country, total, count_cell(one.served),
                          share_cell(one.served, total)});
  }
  return table;
}

Table gone_table(Book& book) {
  const Dataset& data = book.data();
  if (data.mirrors.empty()) {
    return missing_table("rq3.gone", "Gone everywhere, and still downloaded", "no mirror was looked at");
  }
  std::map<std::pair<std::string, std::string>, bool> served;  // name, version
  for (const MirrorFile& file : data.mirrors) {
    if (file.served || file.gone) served[{file.name, file.version}] |= file.served;
  }
  Who versions, packages, downloaded;
  std::set<std::string> names;
  std::map<std::string, uint64_t> residual;
  for (const Life& life : data.lives) residual[life.name] = life.downloads_residual;
  for (const auto& [key, somewhere] : served) {
    const auto& [name, version] = key;
    if (somewhere) continue;
    versions.push_back(book.who(name + " " + version));
    if (!names.insert(name).second) continue;
    packages.push_back(book.who(name));
    if (residual[name] > 0) downloaded.push_back(book.who(name));
  }
  Table table{.id = "rq3.gone", .title = "Gone everywhere, and still downloaded"};
  table.columns = {{"", Unit::text, ""}, {"count", Unit::count, ""}};
  table.rows.push_back({"versions gone from every mirror", count_cell(versions).beside(kPaperGoneVersions)});
  table.rows.push_back({"their packages", count_cell(packages).beside(kPaperGonePackages)});
  table.rows.push_back({"of these, downloaded after they were found",
                        data.downloads.total == 0 ? Cell("no download records") : count_cell(downloaded)});
  return table;
}

}  // namespace

chart::Section detection_section(Book& book) {
  chart::Section section{"rq3",
                         "RQ3: detection and its evasion",
                         "Who detects malicious packages, how they hide, and who still serves them.",
                         {}};
  const auto samples = malicious_samples(book.data());
  const auto detectors = all_results(book.data());
  section.parts.push_back(detector_table(book, detectors));
  section.parts.push_back(kind_table(book, detectors));
  if (samples.empty()) {
    section.parts.push_back(missing_table("rq3.evasions", "Ways of hiding", "no malicious package was scanned"));
    section.parts.push_back(
        missing_table("rq3.setup", "What a look at setup.py alone misses", "no malicious package was scanned"));
  } else {
    section.parts.push_back(evasion_table(book, samples));
    section.parts.push_back(defeat_table(book, samples, detectors));
    section.parts.push_back(defeat_chart(book, samples, detectors));
    section.parts.push_back(setup_table(book, samples));
  }
  section.parts.push_back(mirror_table(book));
  section.parts.push_back(gone_table(book));
  return section;
}

}  // namespace antivenom::study
