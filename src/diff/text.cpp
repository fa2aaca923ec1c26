// A difference for people: the verdict on what was added first, then what changed, at last the changed code.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/escape.h"
#include "diff/present.h"
#include "report/view.h"

namespace antivenom::diff {
namespace {

// What a screen holds; --verbose shows all.
constexpr size_t kFilesShown = 12, kCallsShown = 12, kCodeFilesShown = 3, kCodeLinesShown = 30, kNotesShown = 8;
constexpr unsigned kWide = 120;        // columns from which both sides fit
constexpr uint32_t kContext = 2;       // lines kept around a change
constexpr size_t kMaxShownLine = 400;  // characters

std::string_view plural(size_t count) { return count == 1 ? "" : "s"; }

class TextDifference {
 public:
  TextDifference(const Compared& compared, const ReportOptions& options)
      : before_(compared.before),
        after_(compared.after),
        d_(compared.difference),
        compared_(compared),
        options_(options) {}

  std::string run() {
    if (options_.quiet && d_.label < Label::suspicious) return {};
    head();
    if (options_.quiet) return out_;
    added();
    notes();
    removed();
    calls();
    files();
    code();
    return out_;
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...);
    out_ += '\n';
  }
  std::string paint(std::string_view code, std::string_view text) const {
    return options_.color ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
  }
  void title(std::string_view text) { line("\n  {}", paint("1", text)); }
  size_t limit(size_t shown, size_t all) const { return options_.verbose ? all : std::min(shown, all); }
  void rest(size_t shown, size_t all) {
    if (shown < all) line("    {}", paint("2", fmt::format("... and {} more (--verbose shows all)", all - shown)));
  }

  static std::string name_of(const Side& side) {
    const PackageFact& p = side.package;
    return visible(p.name.empty() ? p.path : p.version.empty() ? p.name : p.name + " " + p.version, 80);
  }

  void head() {
    std::string label(to_string(d_.label));
    std::transform(label.begin(), label.end(), label.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    const std::string_view color = d_.label == Label::malicious    ? "1;31"
                                   : d_.label == Label::suspicious ? "1;33"
                                                                   : "1;32";
    const std::string forms =
        d_.same_release ? fmt::format(" ({} and {})", d_.before.package.kind, d_.after.package.kind) : "";
    line("{}  {} -> {}{}  score of what was added {:.2f}", paint(color, label), paint("1", name_of(d_.before)),
         paint("1", name_of(d_.after)), forms, d_.added.result.verdict.score);
    line("  before {} {:.2f}, after {} {:.2f}", to_string(d_.before.label), d_.before.score, to_string(d_.after.label),
         d_.after.score);
  }

  // The report of a scan, without its first line, of what was added.
  void added() {
    const auto& verdict = d_.added.result.verdict;
    const bool any = std::any_of(verdict.findings.begin(), verdict.findings.end(), [](const Finding& f) {
      return f.weight >= Weight::notable && f.reach != Reach::unshipped;
    });
    if (!any && d_.added.layers.empty() && d_.added.result.facts.indicators.empty()) {
      line("  No behaviour was added.");
      return;
    }
    const ScanResult shown = only_added_layers();
    const std::string report = to_text(shown, options_);
    out_ += report.substr(report.find('\n') + 1);
    if (d_.added.judged_alone)
      line("\n  The whole ran into a limit of the analysis: the changed files were judged on their own.");
  }

  // Renumbered, as a report numbers the layers it shows.
  ScanResult only_added_layers() const {
    ScanResult shown = d_.added.result;
    const std::set<LayerId> used = [&] {
      std::set<LayerId> ids(d_.added.layers.begin(), d_.added.layers.end());
      for (const Finding& f : shown.verdict.findings) {
        for (const Evidence& e : f.evidence) ids.insert(e.place.layer);
      }
      return ids;
    }();
    if (used.size() <= 1 && d_.added.layers.empty() && (used.empty() || *used.begin() == 0))
      shown.facts.layers.resize(1);
    return shown;
  }

  void notes() {
    if (d_.notes.empty()) return;
    title("to note");
    const size_t count = limit(kNotesShown, d_.notes.size());
    for (size_t i = 0; i < count; ++i) {
      const Note& note = d_.notes[i];
      line("    {}{}{}", note.suspicious ? "! " : "  ", note.file.empty() ? "" : visible(note.file, 200) + ": ",
           note.text);
    }
    rest(count, d_.notes.size());
  }

  void removed() {
    std::set<std::string> ids;
    for (const Finding& f : d_.removed.result.verdict.findings) {
      if (f.weight >= Weight::notable && f.reach != Reach::unshipped) ids.emplace(shown_id(f));
    }
    if (ids.empty()) return;
    title("no longer there");
    for (const std::string& id : ids) line("    {}", id);
  }

  void calls() {
    std::vector<const CallChange*> fresh;
    for (const CallChange& call : d_.added.calls) {
      if (call.new_to_package || options_.verbose) fresh.push_back(&call);
    }
    if (fresh.empty()) return;
    title(options_.verbose ? "calls that were added" : "calls that are new to the package");
    const size_t count = limit(kCallsShown, fresh.size());
    for (size_t i = 0; i < count; ++i) {
      line("    {:<8} {}  {}", to_string(fresh[i]->trigger), visible(fresh[i]->call, 100),
           paint("2", fmt::format("{}:{}", visible(path_of(d_.added.result.facts, fresh[i]->place.file)),
                                  fresh[i]->place.line)));
    }
    rest(count, fresh.size());
  }

  struct FileLine {
    size_t rank;
    std::string text;
  };
  FileLine shown_file(const FileMatch& match) const {
    const auto path = [](const Version& version, uint32_t file) {
      return visible(version.files.files[file].path, 200);
    };
    const std::string_view expected = expected_difference(compared_, match);
    const std::string why = expected.empty() ? "" : fmt::format("  {}", paint("2", fmt::format("({})", expected)));
    if (match.old_file == kNone) {
      return {expected.empty() ? 0u : 4u,
              fmt::format("{} {}  {} lines{}", paint("32", "+"), path(after_, match.new_file), match.added_lines, why)};
    }
    if (match.new_file == kNone) {
      return {expected.empty() ? 2u : 4u, fmt::format("{} {}  {} lines{}", paint("31", "-"),
                                                      path(before_, match.old_file), match.removed_lines, why)};
    }
    const std::string old_path = path(before_, match.old_file), new_path = path(after_, match.new_file);
    const std::string name = old_path == new_path ? new_path : old_path + " -> " + new_path;
    if (match.same_content) return {3, fmt::format("= {}", name)};
    return {expected.empty() ? 1u : 4u,
            fmt::format("~ {}  +{} -{}{}", name, match.added_lines, match.removed_lines, why)};
  }

  void files() {
    size_t added = 0, removed = 0, changed = 0, renamed = 0;
    std::vector<FileLine> lines;
    for (const FileMatch& match : d_.files.files) {
      const bool both = match.old_file != kNone && match.new_file != kNone;
      const bool moved = both && before_.files.files[match.old_file].path != after_.files.files[match.new_file].path;
      if (both && match.same_content && !moved) continue;
      if (match.old_file == kNone) ++added;
      if (match.new_file == kNone) ++removed;
      if (both && !match.same_content) ++changed;
      if (moved) ++renamed;
      lines.push_back(shown_file(match));
    }
    if (lines.empty()) {
      line("\n  All files are the same.");
      return;
    }
    title(fmt::format("files: {} added, {} removed, {} changed, {} renamed", added, removed, changed, renamed));
    std::stable_sort(lines.begin(), lines.end(), [](const FileLine& a, const FileLine& b) { return a.rank < b.rank; });
    const size_t count = limit(kFilesShown, lines.size());
    for (size_t i = 0; i < count; ++i) line("    {}", lines[i].text);
    rest(count, lines.size());
  }

  // Files that what was added rests on come first, and alone where not all is to be shown.
  std::vector<const FileMatch*> files_with_code() const {
    std::set<FileId> telling;
    for (const Finding& f : d_.added.result.verdict.findings) {
      if (f.weight < Weight::notable || d_.added.judged_alone) continue;
      for (const Evidence& e : f.evidence) telling.insert(e.place.file);
    }
    std::vector<const FileMatch*> first, others;
    for (const FileMatch& match : d_.files.files) {
      if (match.hunks.empty() || match.new_file == kNone) continue;
      const SnapshotFile& file = after_.files.files[match.new_file];
      if (file.content != Content::python && !telling.contains(match.new_file)) continue;
      (telling.contains(match.new_file) ? first : others).push_back(&match);
    }
    if (!options_.verbose && first.empty() && others.size() > kCodeFilesShown) return {};
    if (options_.verbose || first.empty()) first.insert(first.end(), others.begin(), others.end());
    return first;
  }

  void code() {
    const auto shown = files_with_code();
    if (shown.empty()) return;
    title("changed code");
    const size_t count = limit(kCodeFilesShown, shown.size());
    for (size_t i = 0; i < count; ++i) changed_file(*shown[i]);
    rest(count, shown.size());
  }

  void changed_file(const FileMatch& match) {
    const auto lines_of = [](const Version& version, uint32_t file) {
      return file == kNone ? std::vector<std::string_view>() : split_lines(version.files.files[file].bytes);
    };
    const auto old_lines = lines_of(before_, match.old_file), new_lines = lines_of(after_, match.new_file);
    line("    {}", paint("1", visible(after_.files.files[match.new_file].path, 200)));
    size_t room = options_.verbose ? SIZE_MAX : kCodeLinesShown;
    uint32_t shown_to = 0;  // of the old side
    for (const Hunk& hunk : match.hunks) {
      const uint32_t from = std::max(shown_to, hunk.old_begin > kContext ? hunk.old_begin - kContext : 0);
      if (from > shown_to) line("      {}", paint("2", "..."));
      for (uint32_t i = from; i < hunk.old_begin && room > 0; ++i, --room) {
        row(i + 1, old_lines[i], ' ', hunk.new_begin - (hunk.old_begin - i) + 1, old_lines[i], ' ');
      }
      show_hunk(hunk, old_lines, new_lines, room);
      shown_to = hunk.old_end;
      if (room == 0) {
        line("      {}", paint("2", "... (--verbose shows all)"));
        return;
      }
    }
  }

  void show_hunk(const Hunk& hunk, const std::vector<std::string_view>& old_lines,
                 const std::vector<std::string_view>& new_lines, size_t& room) {
    const uint32_t removed = hunk.old_end - hunk.old_begin, added = hunk.new_end - hunk.new_begin;
    if (options_.width < kWide) {
      for (uint32_t i = hunk.old_begin; i < hunk.old_end && room > 0; ++i, --room)
        row(i + 1, old_lines[i], '-', 0, {}, ' ');
      for (uint32_t i = hunk.new_begin; i < hunk.new_end && room > 0; ++i, --room)
        row(0, {}, ' ', i + 1, new_lines[i], '+');
      return;
    }
    for (uint32_t i = 0; i < std::max(removed, added) && room > 0; ++i, --room) {
      const bool left = i < removed, right = i < added;
      row(left ? hunk.old_begin + i + 1 : 0, left ? old_lines[hunk.old_begin + i] : std::string_view(),
          left ? '-' : ' ', right ? hunk.new_begin + i + 1 : 0,
          right ? new_lines[hunk.new_begin + i] : std::string_view(), right ? '+' : ' ');
    }
  }

  // A line of each side; 0: that side has none here.
  void row(uint32_t old_number, std::string_view old_text, char old_mark, uint32_t new_number,
           std::string_view new_text, char new_mark) {
    const auto cell = [&](uint32_t number, std::string_view text, char mark, size_t width) {
      std::string shown = number == 0 ? std::string(7, ' ') : fmt::format("{:>5} {}", number, mark);
      shown += " " + visible(text, std::min(kMaxShownLine, width > 12 ? width - 12 : 0));
      const std::string padded = fmt::format("{:<{}}", shown, width);
      return mark == '-' ? paint("31", padded) : mark == '+' ? paint("32", padded) : padded;
    };
    std::string text;
    if (options_.width >= kWide) {
      const size_t half = (options_.width - 8) / 2;
      text = cell(old_number, old_text, old_mark, half) + "| " + cell(new_number, new_text, new_mark, half);
    } else {
      const bool old_side = new_number == 0;
      text = cell(old_side ? old_number : new_number, old_side ? old_text : new_text, old_side ? old_mark : new_mark,
                  options_.width - 4);
    }
    while (text.ends_with(' ')) text.pop_back();
    line("    {}", text);
  }

  const Version &before_, &after_;
  const Difference& d_;
  const Compared& compared_;
  const ReportOptions& options_;
  std::string out_;
};

std::string list_of(const Part& part, RuleKind kind) {
  std::set<std::string> ids;
  for (const Finding& f : part.result.verdict.findings) {
    if (f.rule->kind == kind && f.weight >= Weight::notable && f.reach != Reach::unshipped) ids.emplace(shown_id(f));
  }
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ", ") + id;
  return out;
}

}  // namespace

std::string to_text(const Compared& compared, const ReportOptions& options) {
  return TextDifference(compared, options).run();
}

std::string told_change(const Difference& d) {
  std::string out;
  const auto add = [&](std::string_view mark, const std::string& list) {
    if (!list.empty()) out += (out.empty() ? "" : "; ") + std::string(mark) + list;
  };
  add("+ ", list_of(d.added, RuleKind::behaviour));
  add("+ hides by ", list_of(d.added, RuleKind::evasion));
  add("- ", list_of(d.removed, RuleKind::behaviour));
  add("- hides by ", list_of(d.removed, RuleKind::evasion));
  std::string words;
  const auto word = [&](bool is, std::string_view text) {
    if (is) words += (words.empty() ? "" : ", ") + std::string(text);
  };
  word(d.evolution.sturdier, "sturdier");
  word(d.evolution.shorter, "shorter");
  word(d.evolution.evading, "evading");
  add("", words);
  return out.empty() ? "no behaviour changed" : out;
}

std::string timeline_text(std::string_view package, std::span<const Step> steps, const ReportOptions& options) {
  std::string out = fmt::format("{}  {} version{}\n", visible(package, 80), steps.size(), plural(steps.size()));
  size_t width = 7;
  for (const Step& step : steps) width = std::max(width, visible(step.version, 30).size());
  for (const Step& step : steps) {
    if (options.quiet && step.label < Label::suspicious && step.added < Label::suspicious) continue;
    out += fmt::format("  {:<{}}  {:<10} {:.2f}  {:>7} lines  {}\n", visible(step.version, 30), width,
                       to_string(step.label), step.score, step.metrics.python_lines,
                       step.told.empty() ? "first version at hand" : step.told);
  }
  return out;
}

}  // namespace antivenom::diff
