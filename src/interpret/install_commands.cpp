#include "interpret/install_commands.h"

#include <algorithm>
#include <iterator>

namespace antivenom::interpret {
namespace {

// Options of `pip install` that are followed by something else than a requirement.
constexpr std::string_view kWithValue[] = {"-r",
                                           "-c",
                                           "-i",
                                           "-f",
                                           "-t",
                                           "--requirement",
                                           "--constraint",
                                           "--index-url",
                                           "--extra-index-url",
                                           "--find-links",
                                           "--target",
                                           "--prefix",
                                           "--root",
                                           "--trusted-host",
                                           "--proxy",
                                           "--timeout",
                                           "--python",
                                           "--platform",
                                           "--only-binary",
                                           "--no-binary"};
constexpr size_t kMaxNested = 4'096;  // bytes of a command in quotes

bool is_name_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
}

// A name, perhaps with versions or an address behind it, or an address.
bool may_be_requirement(std::string_view word) {
  if (word.find("://") != std::string_view::npos) return true;
  const std::string_view name = word.substr(0, word.find_first_of("=<>~!;[&@"));
  return !name.empty() && name.size() <= 100 && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), is_name_character);
}

void read_commands(const std::vector<std::string>& words, bool nested, std::vector<std::string>& out) {
  bool pip = false, install = false;
  for (size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    const bool last = word.ends_with(';') || word.ends_with('&');
    while (word.ends_with(';') || word.ends_with('&')) word.remove_suffix(1);
    if (word.find_first_of("&|;><") == 0 || (word.empty() && last)) {
      pip = install = false;
      continue;
    }
    if (!install) {
      const std::string_view name = word.substr(word.find_last_of("/\\") + 1);
      if (name.starts_with("pip") || name == "easy_install" || name == "uv") pip = true;
      install = (pip && word == "install") || name == "easy_install";
      if (!nested && word.size() <= kMaxNested && word.find("install ") != std::string_view::npos)
        read_commands(words_of(word), true, out);
    } else if (word.starts_with('-')) {
      if (std::find(std::begin(kWithValue), std::end(kWithValue), word) != std::end(kWithValue)) ++i;
    } else if (may_be_requirement(word)) {
      out.emplace_back(word);
    }
    if (last) pip = install = false;
  }
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool started = false;
  char quote = '\0';
  auto finish = [&] {
    if (started) words.push_back(std::move(word));
    word.clear();
    started = false;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else if (c == '\\' && i + 1 < text.size() && (text[i + 1] == '\\' || text[i + 1] == quote))
        word += text[++i];
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      started = true;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == ',' || c == '[' || c == ']' || c == '(' || c == ')') {
      finish();
    } else {
      word += c;
      started = true;
    }
  }
  finish();
  return words;
}

std::vector<std::string> installed_by(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  read_commands(words, false, out);
  return out;
}

}  // namespace antivenom::interpret
