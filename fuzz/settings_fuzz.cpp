// What users hand in as text: settings, lists of malicious packages, requirements and versions, facts. The first byte
// says which.
#include <algorithm>
#include <array>
#include <vector>

#include "base/csv.h"
#include "base/utf8.h"
#include "cli/settings.h"
#include "facts/requirement.h"
#include "facts/text.h"
#include "fuzz.h"
#include "known_malicious/known_malicious.h"

namespace {

using namespace antivenom;

std::vector<std::string_view> lines_of(std::string_view text, size_t at_most) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < at_most) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void check_settings(std::string_view text) {
  for (const bool whole_file : {true, false}) {
    const auto settings = cli::parse_settings(text, "scan", whole_file);
    if (!settings) {
      const std::string why = settings.error().message();
      fuzz::require(!why.empty() && is_utf8(why), "wrong settings are told");
      continue;
    }
    for (const cli::Setting& setting : *settings) {
      fuzz::require(is_utf8(setting.key) && is_utf8(setting.value), "a setting is UTF-8");
      fuzz::require(setting.value != "false", "a flag that is off is left out");
    }
  }
}

void check_list(std::string_view text) {
  using namespace known_malicious;
  KnownMalicious lists;
  const std::string wrong = lists.add(text, "list");
  fuzz::require(is_utf8(wrong) && (wrong.empty() || lists.size() == 0), "a list is read as a whole or not");
  std::string ignored;
  const auto entries = text.starts_with('{') || text.starts_with('[') ? read_json(text, ignored)
                       : is_csv(text)                                 ? read_csv(text, ignored)
                                                                      : read_lines(text, ignored);
  if (!wrong.empty()) return;
  constexpr size_t kAsked = 50;
  for (size_t i = 0; i < std::min(entries.size(), kAsked); ++i) {
    const ListedPackage& entry = entries[i];
    fuzz::require(normalised_distribution(entry.name) == entry.name, "a name is kept as names are compared");
    fuzz::require(!shown_versions(entry).empty(), "versions can be shown");
    const auto anything = lists.find_requirement(entry.name, "");
    fuzz::require(anything.has_value(), "what is listed may be brought in");
    if (entry.versions.empty())
      fuzz::require(lists.find_package(entry.name, "1.0") != nullptr, "all versions are listed");
  }
}

void check_requirement(std::string_view text) {
  const auto requirement = parse_requirement(text);
  if (!requirement) return;
  fuzz::require(!requirement->name.empty(), "a requirement names a package");
  fuzz::require(normalised_distribution(requirement->name) == requirement->name, "a name has one spelling");
  fuzz::require(requirement->versions.find_first_of(" \t") == std::string::npos, "specifiers have no blanks");
}

// Pairs and triples of lines: an order, and an installer that keeps to it.
void check_versions(std::string_view text) {
  const auto versions = lines_of(text, 6);
  for (const std::string_view a : versions) {
    fuzz::require(compare_versions(a, a) == 0, "a version equals itself");
    const std::string exactly = "==" + std::string(a);
    if (is_version(a) && pinned_version(exactly) == a)
      fuzz::require(allows(exactly, a), "an installer may take the version it is asked for");
    for (const std::string_view b : versions) {
      const int order = compare_versions(a, b);
      fuzz::require(order >= -1 && order <= 1 && compare_versions(b, a) == -order, "two versions have one order");
      for (const std::string_view c : versions)
        fuzz::require(order > 0 || compare_versions(b, c) > 0 || compare_versions(a, c) <= 0,
                      "the order is transitive");
      allows(a, b);
    }
  }
}

void check_facts(std::string_view text) {
  const auto facts = load_facts(text);
  if (!facts) {
    fuzz::require(!facts.error().message().empty(), "wrong facts are told");
    return;
  }
  const std::string dumped = dump_facts(*facts);
  const auto again = load_facts(dumped);
  fuzz::require(again && dump_facts(*again) == dumped, "facts survive their text form");
}

void check_csv(std::string_view text) {
  uint32_t lines = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t before = rest.size();
    const auto fields = take_csv_record(rest, &lines);
    fuzz::require(!fields.empty() && rest.size() < before, "a record takes some of the text");
    std::string line;
    for (const std::string& field : fields)
      line += (line.empty() && &field == fields.data() ? "" : ",") + csv_field(field);
    std::string_view written = line;
    fuzz::require(take_csv_record(written) == fields && written.empty(), "a record survives being written");
  }
  fuzz::require(lines <= static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')), "lines are counted once");
}

constexpr std::array kReaders = {check_settings, check_list, check_requirement, check_versions, check_facts, check_csv};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 0) kReaders[data[0] % kReaders.size()](fuzz::view(data + 1, size - 1));
  return 0;
}
