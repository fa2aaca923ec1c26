#include "facts/requirement.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include "base/lower_case.h"

namespace antivenom {
namespace {

constexpr size_t kMaxText = 4'096;  // of a requirement; longer ones are made to be read by nobody

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '_' || c == '.'; }

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n\"'");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n\"'") - first + 1);
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != ' ' && c != '\t' && c != '(' && c != ')') out += c;
  return out;
}

// ---- versions (PEP 440) ---------------------------------------------------------------------------------------

// Leading zeros do not count, and numbers may be longer than any integer.
struct Number {
  std::string_view digits;
  auto key() const { return std::tuple(digits.size(), digits); }
  bool operator<(const Number& other) const { return key() < other.key(); }
  bool operator==(const Number& other) const { return key() == other.key(); }
};

struct LocalPart {  // numbers are newer than words
  bool is_number = false;
  Number number;
  std::string_view word;
  auto key() const { return std::tuple(is_number, number.key(), word); }
  bool operator<(const LocalPart& other) const { return key() < other.key(); }
};

struct Version {
  Number epoch;
  std::vector<Number> release;
  int stage = 0;  // -4 dev, -3 alpha, -2 beta, -1 candidate, 0 final, 1 post
  Number stage_number;
  Number post, dev;
  bool has_post = false, has_dev = false;
  std::vector<LocalPart> local;
};

Number take_number(std::string_view& rest) {
  const size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
  std::string_view digits = rest.substr(0, end);
  rest.remove_prefix(end);
  while (!digits.empty() && digits.front() == '0') digits.remove_prefix(1);
  return {digits};
}

void skip_separator(std::string_view& rest) {
  if (!rest.empty() && (rest[0] == '.' || rest[0] == '-' || rest[0] == '_')) rest.remove_prefix(1);
}

bool take_word(std::string_view& rest, std::initializer_list<std::string_view> words) {
  std::string_view after = rest;
  skip_separator(after);
  for (std::string_view word : words) {
    if (!after.starts_with(word)) continue;
    after.remove_prefix(word.size());
    skip_separator(after);
    rest = after;
    return true;
  }
  return false;
}

// The label behind '+'; false if it is none.
bool take_local(std::string_view text, std::vector<LocalPart>& local) {
  while (true) {
    const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return is_digit(c) || is_letter(c); });
    const std::string_view part = text.substr(0, static_cast<size_t>(end - text.begin()));
    if (part.empty()) return false;
    std::string_view digits = part;
    const Number number = take_number(digits);
    local.push_back(digits.empty() ? LocalPart{true, number, {}} : LocalPart{false, {}, part});
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size());
    const size_t before = text.size();
    skip_separator(text);
    if (text.size() == before) return false;
  }
}

// `text` in lower case; what it gives points into it.
std::optional<Version> parse_version(std::string_view text) {
  Version version;
  if (text.starts_with('v')) text.remove_prefix(1);
  if (const size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!take_local(text.substr(plus + 1), version.local)) return std::nullopt;
    text = text.substr(0, plus);
  }
  if (const size_t epoch = text.find('!'); epoch != std::string_view::npos) {
    version.epoch = take_number(text);
    if (!text.starts_with('!')) return std::nullopt;
    text.remove_prefix(1);
  }
  while (!text.empty() && is_digit(text[0])) {
    version.release.push_back(take_number(text));
    if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) break;
    text.remove_prefix(1);
  }
  if (version.release.empty()) return std::nullopt;
  while (version.release.size() > 1 && version.release.back().digits.empty()) version.release.pop_back();
  if (take_word(text, {"alpha", "a"}))
    version.stage = -3, version.stage_number = take_number(text);
  else if (take_word(text, {"beta", "b"}))
    version.stage = -2, version.stage_number = take_number(text);
  else if (take_word(text, {"preview", "pre", "rc", "c"}))
    version.stage = -1, version.stage_number = take_number(text);
  if (take_word(text, {"post", "rev", "r"}) || (text.size() > 1 && text[0] == '-' && is_digit(text[1]))) {
    skip_separator(text);
    version.has_post = true, version.post = take_number(text);
  }
  if (take_word(text, {"dev"})) version.has_dev = true, version.dev = take_number(text);
  if (version.has_dev && version.stage == 0 && !version.has_post) version.stage = -4;
  if (!text.empty()) return std::nullopt;
  return version;
}

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare(const Version& a, const Version& b) {
  if (const int epoch = order(a.epoch, b.epoch); epoch != 0) return epoch;
  if (const int release = order(a.release, b.release); release != 0) return release;
  if (const int stage = order(a.stage, b.stage); stage != 0) return stage;
  if (const int number = order(a.stage_number, b.stage_number); number != 0) return number;
  if (const int post = order(a.has_post, b.has_post); post != 0) return post;
  if (const int post = order(a.post, b.post); post != 0) return post;
  if (const int dev = order(!a.has_dev, !b.has_dev); dev != 0) return dev;  // 1.0.dev1 comes before 1.0
  if (const int dev = order(a.dev, b.dev); dev != 0) return dev;
  return order(a.local, b.local);
}

std::string version_text(std::string_view text) { return lower_case(trimmed(text.substr(0, kMaxText))); }

// ---- specifiers -----------------------------------------------------------------------------------------------

struct Specifier {
  std::string_view operation, version;
};

std::vector<Specifier> specifiers_of(std::string_view versions) {
  static constexpr std::array<std::string_view, 8> kOperations = {"===", "==", "!=", "<=", ">=", "~=", "<", ">"};
  std::vector<Specifier> result;
  for (versions = versions.substr(0, kMaxText); !versions.empty();) {
    const size_t end = std::min(versions.find(','), versions.size());
    const std::string_view one = trimmed(versions.substr(0, end));
    versions.remove_prefix(std::min(end + 1, versions.size()));
    for (std::string_view operation : kOperations) {
      if (!one.starts_with(operation)) continue;
      result.push_back({operation, trimmed(one.substr(operation.size()))});
      break;
    }
  }
  return result;
}

// "1.2.*" or the part of "~=1.2.3" that must stay: whether `version` begins with it.
bool begins_with(std::string_view version, std::string_view prefix) {
  const std::string a = version_text(version), b = version_text(prefix);
  const auto whole = parse_version(a), part = parse_version(b);
  if (!whole || !part) return a.starts_with(b);
  // Trailing zeros were dropped: 1.0 begins with 1.0.
  const auto wanted = static_cast<size_t>(std::count(b.begin(), b.end(), '.')) + 1;
  const auto at = [](const Version& v, size_t i) { return i < v.release.size() ? v.release[i] : Number{}; };
  for (size_t i = 0; i < wanted; ++i)
    if (!(at(*whole, i) == at(*part, i))) return false;
  return whole->epoch == part->epoch;
}

bool meets(const Specifier& specifier, std::string_view version) {
  const std::string_view wanted = specifier.version;
  if (specifier.operation == "===") return version_text(wanted) == version_text(version);
  const bool open = wanted.ends_with(".*");
  const std::string_view prefix = open ? wanted.substr(0, wanted.size() - 2) : wanted;
  if (open && specifier.operation == "==") return begins_with(version, prefix);
  if (open && specifier.operation == "!=") return !begins_with(version, prefix);
  // A local label is nobody's release, unless it is asked for.
  const bool local = prefix.find('+') != std::string_view::npos;
  const int side = compare_versions(local ? version : version.substr(0, version.find('+')), prefix);
  if (specifier.operation == "==") return side == 0;
  if (specifier.operation == "!=") return side != 0;
  if (specifier.operation == "<=") return side <= 0;
  if (specifier.operation == ">=") return side >= 0;
  if (specifier.operation == "<") return side < 0;
  if (specifier.operation == ">") return side > 0;
  const size_t dot = wanted.rfind('.');  // ~=1.4.2 is >=1.4.2,==1.4.*
  return side >= 0 && (dot == std::string_view::npos || begins_with(version, wanted.substr(0, dot)));
}

// ---- addresses ------------------------------------------------------------------------------------------------

// "https://host/evil-1.0.tar.gz", "git+https://host/owner/evil.git@v1": the last part of the path is the name.
std::string name_in_address(std::string_view address) {
  if (const size_t egg = address.find("egg="); egg != std::string_view::npos) {
    const std::string_view name = address.substr(egg + 4);
    return normalised_distribution(name.substr(
        0, static_cast<size_t>(std::find_if_not(name.begin(), name.end(), is_name_character) - name.begin())));
  }
  address = address.substr(0, address.find_first_of("#?"));
  const size_t scheme = address.find("://");
  std::string_view path = scheme == std::string_view::npos ? address : address.substr(scheme + 3);
  const size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {};
  path = path.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  std::string_view name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.find('@'));
  for (std::string_view end : {".git", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip", ".whl", ".egg"})
    if (name.ends_with(end)) name.remove_suffix(end.size());
  for (size_t i = 0; i + 1 < name.size(); ++i) {
    if (name[i] == '-' && is_digit(name[i + 1])) name = name.substr(0, i);
  }
  return std::all_of(name.begin(), name.end(), is_name_character) ? normalised_distribution(name) : std::string();
}

}  // namespace

std::string normalised_distribution(std::string_view name) {
  std::string out;
  for (char c : trimmed(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator)
      out += lower_case(c);
    else if (!out.ends_with('-'))
      out += '-';
  }
  return out;
}

std::optional<Requirement> parse_requirement(std::string_view text) {
  text = trimmed(text.substr(0, kMaxText));
  const auto end = std::find_if_not(text.begin(), text.end(), is_name_character);
  const std::string_view name = text.substr(0, static_cast<size_t>(end - text.begin()));
  std::string_view rest = text.substr(name.size());
  Requirement result;
  if (rest.starts_with("://") || rest.starts_with("+")) {  // "https://...", "git+ssh://..."
    result.address = std::string(text.substr(0, text.find(' ')));
    result.name = name_in_address(result.address);
    if (result.name.empty()) return std::nullopt;
    return result;
  }
  if (name.empty() || !(is_digit(name.front()) || is_letter(name.front())) ||
      !(is_digit(name.back()) || is_letter(name.back())))
    return std::nullopt;
  result.name = normalised_distribution(name);
  rest = trimmed(rest);
  if (rest.starts_with('[')) rest = trimmed(rest.substr(std::min(rest.find(']'), rest.size() - 1) + 1));
  if (rest.starts_with('@')) {
    rest = trimmed(rest.substr(1));
    result.address = std::string(rest.substr(0, rest.find_first_of(" ;")));
    return result;
  }
  rest = rest.substr(0, rest.find(';'));
  if (rest.find_first_not_of(" \t(<>=!~") == 0) return std::nullopt;  // "evil stuff": a sentence
  result.versions = without_blanks(rest);
  return result;
}

int compare_versions(std::string_view a, std::string_view b) {
  const std::string left = version_text(a), right = version_text(b);
  const auto first = parse_version(left), second = parse_version(right);
  if (first && second) return compare(*first, *second);
  if (first.has_value() != second.has_value()) return first ? 1 : -1;
  return order(left, right);
}

bool is_version(std::string_view text) { return parse_version(version_text(text)).has_value(); }

bool allows(std::string_view versions, std::string_view version) {
  const auto specifiers = specifiers_of(versions);
  return std::all_of(specifiers.begin(), specifiers.end(), [&](const Specifier& s) { return meets(s, version); });
}

std::string pinned_version(std::string_view versions) {
  for (const Specifier& specifier : specifiers_of(versions)) {
    if ((specifier.operation == "==" || specifier.operation == "===") && !specifier.version.ends_with('*'))
      return std::string(specifier.version);
  }
  return {};
}

}  // namespace antivenom
