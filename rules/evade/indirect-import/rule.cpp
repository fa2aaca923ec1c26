#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::indirect_import {
namespace {

// What a command line of Python runs, without the blanks at its end.
std::string trimmed(std::string_view code) {
  const size_t end = code.find_last_not_of(" \t\r\n;");
  return lower_case(code.substr(0, end == std::string_view::npos ? 0 : end + 1));
}

// The module that a requirement most likely has: "My-Tool>=1" -> "my_tool".
std::string module_of(std::string_view requirement) {
  std::string out;
  for (char c : lower_case(requirement.substr(0, requirement.find_first_of(" <>=!~;[(@"))))
    out += c == '-' || c == '.' ? '_' : c;
  return out;
}

// What the metadata requires, and what the setup file says.
std::vector<std::string> required_by(const Query& query) {
  std::vector<std::string> result = query.facts().package.requirements;
  for (EventId id : query.with_effect({Effect::setup})) {
    const Argument* list = query.argument(id, "install_requires", 99);
    if (list == nullptr) continue;
    std::istringstream words(list->text);
    for (std::string word; words >> word;) result.push_back(word);
  }
  return result;
}

// Code on the command line of another Python that only loads a package which this one requires.
bool starts_requirement(const Query& query, EventId id) {
  for (LayerId layer : layers_opened_at(query, query.event(id).place)) {
    const auto& how = query.facts().layers[layer].how;
    if (how.empty() || how.back() != "python -c") continue;
    const std::string code = trimmed(query.facts().layers[layer].text);
    for (const std::string& requirement : required_by(query)) {
      const std::string name = module_of(requirement);
      if (name.size() >= 3 && (code.ends_with("import " + name) || code.starts_with("from " + name + " ") ||
                               code.starts_with("from " + name + ".")))
        return true;
    }
  }
  return false;
}

// What the caller knows of the packages that this one brings in.
void report_known(const Query& query, Reporter& reporter) {
  for (const Dependency& d : query.facts().dependencies) {
    if (d.standing == Standing::unknown) continue;
    const bool import = d.from == "import", asked = !d.origins.empty() && d.from == "install command";
    // A module may come with a distribution of another name. Of a scanned package only a verdict is known, and who
    // names it among the requirements may be its victim: a person should look.
    double sure = d.standing == Standing::listed ? 0.97 : asked ? 0.6 : 0.42;
    if (import) sure = std::min(sure, 0.45);
    Weight weight = Weight::hostile;
    if (d.standing == Standing::listed_in_part) weight = asked || d.by_address ? Weight::suspicious : Weight::notable;
    reporter.found(sure).weight(weight).dependency(d, (import  ? "imports "
                                                       : asked ? "installs "
                                                               : "requires ") +
                                                          d.name + ", which " + d.reason);
  }
}

void run(const Query& query, Reporter& reporter) {
  report_known(query, reporter);
  for (EventId id : query.with_effect({Effect::run_shell, Effect::run_process, Effect::install_package})) {
    const Event& event = query.event(id);
    if (event.trigger != Trigger::runtime && event.reach == Reach::entry && starts_requirement(query, id)) {
      reporter.found(0.6).event(id, "starts a package that it requires, in a process of its own");
      continue;
    }
    const bool installs = event.effects.has(Effect::install_package) || query.has_tag(id, "pip-install-command");
    if (!installs || event.trigger == Trigger::runtime || event.reach != Reach::entry) continue;
    const std::string text = command_text(query, id);
    if (contains_any(text, {"-r requirements", "-e .", "install .", "--upgrade pip"})) continue;
    const bool unknown = text.find('{') != std::string::npos;
    reporter.found(unknown ? 0.4 : 0.8).event(id, "installs another package by itself");
  }
  for (EventId id : query.with_effect({Effect::setup})) {
    for (const Argument& a : query.event(id).args) {
      const bool links = a.keyword == "dependency_links" && contains_any(a.text, {"://"});
      const bool direct =
          a.keyword == "install_requires" && contains_any(a.text, {"@ http", "@http", "@ git+", "@git+"});
      if (links || direct) reporter.found(0.6).event(id, "requires a package by its address");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::notable,
    .summary = "bring in its harm through another package that it installs or requires by address",
    .why = "The package itself then looks clean; what it pulls in is looked at by nobody.",
    .careful =
        "Naming dependencies in the metadata is the honest way, and environment tools "
        "install on request. A requirement that points to an address is rare on an index.",
    .attack = {"T1195.001"},
    .run = run,
};

}  // namespace antivenom::rules::evade::indirect_import
