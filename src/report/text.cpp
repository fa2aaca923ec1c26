// The report for people: short, aligned, the verdict first and the next step last. All text of the package goes
// through visible().
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/escape.h"
#include "report/view.h"

namespace antivenom {
namespace {

// What a screen holds; --verbose shows all.
constexpr size_t kFindingsShown = 6;
constexpr size_t kStepsShown = 5;
constexpr size_t kLayersShown = 8;
constexpr size_t kIndicatorsShown = 12;
constexpr size_t kProblemsShown = 5;
constexpr size_t kUserMatchesShown = 12;
constexpr size_t kUserStringsShown = 3;

class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}
  std::string bold(std::string_view text) const { return paint("1", text); }
  std::string dim(std::string_view text) const { return paint("2", text); }
  std::string label(Label label) const {
    std::string name(to_string(label));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    switch (label) {
      case Label::malicious:
        return paint("1;31", name);
      case Label::suspicious:
        return paint("1;33", name);
      case Label::clean:
        return paint("1;32", name);
      case Label::unreadable:
        return paint("1;35", name);
    }
    return name;
  }
  std::string mark(std::string_view text) const { return paint("31", text); }

 private:
  std::string paint(std::string_view code, std::string_view text) const {
    return color_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
  }
  bool color_;
};

class TextReport {
 public:
  TextReport(const ScanResult& result, const ReportOptions& options)
      : result_(result), options_(options), paint_(options.color) {}

  std::string run() {
    const Label label = result_.verdict.label;
    if (options_.quiet && label == Label::clean) return {};
    header();
    if (options_.quiet) return out_;
    summary();
    if (result_.family) line("  {}", family_text(*result_.family));
    findings("behaviours", RuleKind::behaviour);
    findings("evasions", RuleKind::evasion);
    user_matches();
    if (options_.verbose) points();
    if (options_.explain) source();
    layers();
    if (label != Label::clean || options_.verbose) indicators();
    if (options_.api_sequence) api_sequence();
    problems();
    if (options_.verbose) effort();
    next_step();
    return out_;
  }

 private:
  const Facts& facts() const { return result_.facts; }

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...);
    out_ += '\n';
  }
  void title(std::string_view text) { line("\n  {}", paint_.bold(text)); }
  size_t limit(size_t shown, size_t all) const { return options_.verbose ? all : std::min(shown, all); }
  void rest(size_t shown, size_t all, std::string_view indent) {
    if (shown < all)
      line("{}{}", indent, paint_.dim(fmt::format("... and {} more (--verbose shows all)", all - shown)));
  }

  std::string where(const Place& place) const {
    std::string text = fmt::format("{}:{}", visible(path_of(facts(), place.file)), place.line);
    if (place.layer != 0) text += fmt::format(" (layer {})", place.layer);
    return text;
  }

  void header() {
    const PackageFact& p = facts().package;
    const std::string name = visible(p.version.empty() ? p.name : p.name + " " + p.version, 80);
    const std::string path = visible(p.path);
    out_ += fmt::format("{}  ", paint_.label(result_.verdict.label));
    if (!name.empty()) out_ += paint_.bold(name) + "  ";
    if (result_.verdict.label != Label::unreadable) out_ += fmt::format("score {:.2f}  ", result_.verdict.score);
    line("{}", paint_.dim(path));
  }

  // Wraps at spaces so that long sentences stay readable.
  void summary() {
    const std::string text = visible(result_.verdict.summary);
    const size_t width = std::max<size_t>(40, options_.width) - 2;
    for (size_t begin = 0; begin < text.size();) {
      size_t end = begin + width;
      if (end >= text.size()) {
        end = text.size();
      } else if (const size_t space = text.rfind(' ', end); space != std::string::npos && space > begin) {
        end = space;
      }
      line("  {}", text.substr(begin, end - begin));
      begin = end + (end < text.size() && text[end] == ' ' ? 1 : 0);
    }
  }

  void findings(std::string_view name, RuleKind kind) {
    auto shown = shown_findings(result_, kind, options_.verbose);
    // One finding a rule says it; further places of the same rule are for --verbose.
    size_t more = 0;
    if (!options_.verbose) {
      std::set<std::string_view> told;
      const size_t all = shown.size();
      std::erase_if(shown, [&](const Finding* f) { return !told.insert(f->rule_id).second; });
      more = all - shown.size();
    }
    if (shown.empty()) return;
    title(name);
    const size_t count = limit(kFindingsShown, shown.size());
    for (size_t i = 0; i < count; ++i) finding(*shown[i]);
    rest(count, shown.size() + more, "    ");
  }

  void finding(const Finding& f) {
    std::string when(to_string(f.trigger));
    if (f.reach == Reach::uncalled) when += ", if called";
    if (f.reach == Reach::unshipped) when = "not installed";
    line("    {} {} {}", paint_.bold(fmt::format("{:<10}", to_string(f.weight))), fmt::format("{:<8}", when),
         shown_id(f));
    line("      may {} {}", f.rule->summary, paint_.dim(fmt::format("({:.0f} % sure)", f.confidence * 100)));
    const size_t all = f.evidence.size();
    const size_t count = limit(kStepsShown, all);
    for (size_t i = 0; i < all; ++i) {
      // The first steps and the last one: the act itself.
      if (i + 1 >= count && i + 1 != all) {
        if (i + 1 == count) line("        {}", paint_.dim(fmt::format("... {} steps", all - count)));
        continue;
      }
      step(f.evidence[i]);
    }
  }

  void step(const Evidence& e) {
    line("        {}  {}", where(e.place), visible(e.why, 160));
    const std::string_view code = line_at(result_, e.place);
    const size_t first = code.find_first_not_of(' ');
    if (first == std::string_view::npos) return;
    const size_t room = std::max<size_t>(40, options_.width) - 16;
    line("            {}", paint_.dim(visible(code.substr(first), options_.verbose ? 200 : room)));
  }

  void user_matches() {
    if (!result_.user_matches || result_.user_matches->matches.empty()) return;
    const auto& matches = result_.user_matches->matches;
    title("matches of your YARA rules");
    const size_t count = limit(kUserMatchesShown, matches.size());
    for (size_t i = 0; i < count; ++i) user_match(matches[i]);
    rest(count, matches.size(), "    ");
  }

  void user_match(const UserMatch& match) {
    std::string notes = match.says == RuleSays::malicious    ? "  marked malicious"
                        : match.says == RuleSays::suspicious ? "  marked suspicious"
                                                             : "";
    for (const std::string& tag : match.tags) notes += "  " + tag;
    line("    {}{}", paint_.bold(visible(match.rule_namespace, 80) + ":" + match.rule), visible(notes, 120));
    line("        {}", where(match.place));
    const size_t count = limit(kUserStringsShown, match.strings.size());
    for (size_t i = 0; i < count; ++i) {
      const MatchedString& string = match.strings[i];
      line("            {}",
           paint_.dim(fmt::format("{} at byte {}: {}", string.id, string.offset, visible(string.bytes))));
    }
    rest(count, match.strings.size(), "            ");
  }

  void points() {
    title("points");
    for (const Contribution& c : result_.verdict.contributions) {
      line("    {:>+6.2f}  {}  {}", c.points, result_.verdict.findings[c.finding].rule_id, c.reason);
    }
  }

  // Lines around the evidence as the pipeline looked them up, malicious ones marked.
  void source() {
    if (result_.lines.empty()) return;
    std::set<std::tuple<FileId, LayerId, uint32_t>> marked;
    for (const Finding& f : result_.verdict.findings) {
      if (f.weight < Weight::notable) continue;
      for (const Evidence& e : f.evidence) marked.emplace(e.place.file, e.place.layer, e.place.line);
    }
    title("source");
    const Place* before = nullptr;
    for (const ScanResult::SourceLine& one : result_.lines) {
      const Place& place = one.place;
      if (before == nullptr || before->file != place.file || before->layer != place.layer) {
        line("    {}{}", visible(path_of(facts(), place.file)),
             place.layer == 0 ? std::string() : fmt::format(" (layer {})", place.layer));
      } else if (place.line > before->line + 1) {
        line("      {}", paint_.dim("..."));
      }
      const std::string text = fmt::format("{:>5} | {}", place.line, visible(one.text, 200));
      if (marked.contains({place.file, place.layer, place.line})) {
        line("    {} {}", paint_.mark(">"), paint_.mark(text));
      } else {
        line("      {}", text);
      }
      before = &place;
    }
  }

  void layers() {
    const size_t all = facts().layers.size() - std::min<size_t>(1, facts().layers.size());
    if (all == 0) return;
    title("layers unpacked without running them");
    const size_t count = limit(kLayersShown, all);
    for (size_t id = 1; id <= count; ++id) {
      const Layer& layer = facts().layers[id];
      std::string how;
      for (const std::string& step : layer.how) how += (how.empty() ? "" : " > ") + visible(step, 40);
      line("    {:>2}  {}  {}  {}, {} bytes{}", id, where(layer.opened_at), how, visible(layer.language), layer.bytes,
           layer.complete ? "" : ", incomplete");
      if (options_.show_layers) layer_text(layer);
    }
    rest(count, all, "    ");
  }

  void layer_text(const Layer& layer) {
    const std::string safe = visible_lines(layer.text);
    for (size_t begin = 0; begin < safe.size();) {
      const size_t end = std::min(safe.find('\n', begin), safe.size());
      line("        | {}", safe.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  void indicators() {
    std::vector<const Indicator*> shown;
    std::set<std::pair<std::string_view, std::string_view>> told;
    for (const Indicator& i : facts().indicators) {
      if (!i.benign_looking && told.emplace(i.type, i.value).second) shown.push_back(&i);
    }
    if (shown.empty()) return;
    title("indicators");
    const size_t count = limit(kIndicatorsShown, shown.size());
    for (size_t i = 0; i < count; ++i) {
      const bool address = shown[i]->type == "url" || shown[i]->type == "domain" || shown[i]->type == "ip" ||
                           shown[i]->type == "email" || shown[i]->type == "webhook";
      const std::string value = address ? defanged(shown[i]->value) : shown[i]->value;
      line("    {:<12} {}  {}", visible(shown[i]->type), visible(value, 160), paint_.dim(where(shown[i]->place)));
    }
    rest(count, shown.size(), "    ");
  }

  void api_sequence() {
    title("calls, in order");
    for (const Event& event : facts().events) {
      if (event.reach == Reach::unshipped) continue;
      line("    {:<8} {}  {}", to_string(event.trigger), visible(event.callee, 100), paint_.dim(where(event.place)));
    }
  }

  void problems() {
    if (result_.errors.empty()) return;
    title("not read in full");
    const size_t count = limit(kProblemsShown, result_.errors.size());
    for (size_t i = 0; i < count; ++i) {
      line("    {}: {}", visible(result_.errors[i].file, 200), visible(result_.errors[i].reason, 300));
    }
    rest(count, result_.errors.size(), "    ");
  }

  void effort() {
    const Metrics& m = result_.verdict.metrics;
    title("effort");
    line("    {} files, {} of Python with {} lines, {} of them malicious; {} steps, {} functions, {:.0f} ms", m.files,
         m.python_files, m.python_lines, m.malicious_lines, facts().effort.steps, facts().effort.functions,
         result_.elapsed_ms);
  }

  void next_step() {
    const Label label = result_.verdict.label;
    if (label != Label::malicious && label != Label::suspicious) return;
    out_ += '\n';
    if (!options_.explain) {
      line("  next: antivenom scan --explain {}  shows the lines in their place", visible(facts().package.path));
    }
    const std::string& hash = facts().package.sha256;
    line("  false alarm? Tell the antivenom project the names above and sha256 {}", visible(hash));
  }

  const ScanResult& result_;
  const ReportOptions& options_;
  Painter paint_;
  std::string out_;
};

}  // namespace

std::string to_text(const ScanResult& result, const ReportOptions& options) {
  return TextReport(result, options).run();
}

std::string totals_text(const Totals& totals, const ReportOptions& options) {
  const Painter paint(options.color);
  const size_t all = totals.malicious + totals.suspicious + totals.clean + totals.unreadable;
  std::string out = fmt::format("{} scanned in {:.1f} s: {} malicious, {} suspicious, {} clean", all, totals.seconds,
                                totals.malicious, totals.suspicious, totals.clean);
  if (totals.unreadable > 0) out += fmt::format(", {} unreadable", totals.unreadable);
  out = paint.bold(out) + "\n";
  if (totals.malicious + totals.suspicious > 0) {
    out += "next: antivenom scan --explain TARGET  shows the lines behind a verdict\n";
  }
  return out;
}

}  // namespace antivenom
