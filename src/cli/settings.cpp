#include "cli/settings.h"

#include <fstream>
#include <sstream>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace antivenom::cli {
namespace {

constexpr size_t kMaxBytes = 1 << 20;  // a settings file is a page of text

std::optional<std::string> read_small_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text(kMaxBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return std::nullopt;
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

// The value as it would stand on the command line; nothing if it cannot stand there.
std::optional<std::string> as_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* number = node.as_floating_point()) {
    std::ostringstream out;
    out << number->get();
    return out.str();
  }
  return std::nullopt;
}

std::string add_table(const toml::table& table, bool of_command, std::vector<Setting>& out) {
  for (const auto& [key, node] : table) {
    if (node.is_table() && !of_command) continue;  // a command's table
    const auto text = as_text(node);
    if (!text) return "'" + std::string(key.str()) + "' must be text, a number, true or false";
    if (*text != "false") out.push_back({std::string(key.str()), *text, of_command});
  }
  return {};
}

}  // namespace

Result<std::vector<Setting>> parse_settings(std::string_view text, std::string_view command, bool whole_file) {
  if (text.size() > kMaxBytes) return fail("larger than 1 MiB");
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return fail(std::string(parsed.error().description()), "line " + std::to_string(parsed.error().source().begin.line));
  }
  const toml::table& document = parsed.table();
  const toml::table* ours = whole_file ? &document : document["tool"]["antivenom"].as_table();
  std::vector<Setting> settings;
  if (ours == nullptr) return settings;
  std::string wrong = add_table(*ours, false, settings);
  if (const toml::table* own = (*ours)[command].as_table(); own != nullptr && wrong.empty()) {
    wrong = add_table(*own, true, settings);
  }
  if (!wrong.empty()) return fail(wrong);
  return settings;
}

Result<Settings> read_settings(const std::string& file, std::string_view command) {
  const std::vector<std::string> candidates =
      file.empty() ? std::vector<std::string>{"pyproject.toml", "antivenom.toml"} : std::vector<std::string>{file};
  for (const std::string& candidate : candidates) {
    const auto text = read_small_file(candidate);
    if (!text && file.empty()) continue;
    if (!text) return fail("cannot be read", candidate);
    const bool is_project = candidate.ends_with("pyproject.toml");
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
