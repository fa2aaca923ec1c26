#include "cli/settings.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "toml/toml.h"

namespace antivenom::cli {
namespace {

std::optional<std::string> read_small_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text(toml::kMaxBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return std::nullopt;
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

// The value as it would stand on the command line; nothing if it cannot stand there.
std::optional<std::string> as_text(toml::Value value) {
  if (const auto text = value.text()) return text;
  if (const auto number = value.integer()) return std::to_string(*number);
  if (const auto flag = value.boolean()) return *flag ? "true" : "false";
  if (const auto number = value.floating()) {
    std::ostringstream out;
    out << *number;
    return out.str();
  }
  return std::nullopt;
}

std::string add_table(toml::Value table, bool of_command, std::vector<Setting>& out) {
  for (const auto& [key, value] : table.items()) {
    if (value.kind() == toml::Kind::table && !of_command) continue;  // a command's table
    const bool list = value.kind() == toml::Kind::array;             // as if the option were repeated
    const auto items = list ? value.items() : std::vector<toml::Item>{{key, value}};
    for (const toml::Item& item : items) {
      const auto text = as_text(item.value);
      if (!text) return "'" + std::string(key) + "' must be text, a number, true or false, or a list of these";
      if (*text != "false") out.push_back({std::string(key), *text, of_command});
    }
  }
  return {};
}

}  // namespace

Result<std::vector<Setting>> parse_settings(std::string_view text, std::string_view command, bool whole_file) {
  const toml::Document document = toml::parse(text);
  if (const auto& failure = document.failure()) return fail(failure->reason, "line " + std::to_string(failure->line));
  const toml::Value ours = whole_file ? document.root() : document.root()["tool"]["antivenom"];
  std::vector<Setting> settings;
  if (ours.kind() != toml::Kind::table) return settings;
  std::string wrong = add_table(ours, false, settings);
  if (const toml::Value own = ours[command]; own.kind() == toml::Kind::table && wrong.empty()) {
    wrong = add_table(own, true, settings);
  }
  if (!wrong.empty()) return fail(wrong);
  return settings;
}

Result<Settings> read_settings(const std::string& file, std::string_view command) {
  const std::vector<std::string> candidates =
      file.empty() ? std::vector<std::string>{"pyproject.toml", "antivenom.toml"} : std::vector<std::string>{file};
  for (const std::string& candidate : candidates) {
    const auto text = read_small_file(candidate);
    const bool is_project = candidate.ends_with("pyproject.toml");
    std::error_code ignored;
    if (!text && file.empty() && (is_project || !std::filesystem::exists(candidate, ignored))) continue;
    if (!text) return fail("cannot be read", candidate);
    auto settings = parse_settings(*text, command, !is_project);
    if (!settings) {
      // Somebody else's file is not ours to complain about unless we were pointed to it.
      if (file.empty() && is_project) continue;
      return fail(settings.error().message(), candidate);
    }
    if (settings->empty() && file.empty()) continue;
    return Settings{candidate, std::move(*settings)};
  }
  return Settings{};
}

}  // namespace antivenom::cli
