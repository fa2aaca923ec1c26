#include "pipeline/source_lines.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/escape.h"
#include "python/decode.h"

namespace antivenom {
namespace {

constexpr size_t kMaxCharacters = 200;
constexpr size_t kBefore = 60;       // bytes kept before the call in a long line
constexpr size_t kMaxSpaces = 24;    // more push code off the screen
constexpr size_t kMaxLines = 4'096;  // of one result

struct Wanted {
  uint32_t end_line = 1;
  std::string_view callee;
};
// (file, layer) -> line -> what is wanted of it.
using Wishes = std::map<std::pair<FileId, LayerId>, std::map<uint32_t, Wanted>>;

Wishes collect(const Facts& facts, const Verdict& verdict, uint32_t context) {
  Wishes wishes;
  size_t count = 0;
  for (const Finding& finding : verdict.findings) {
    for (const Evidence& evidence : finding.evidence) {
      const Place& place = evidence.place;
      auto& lines = wishes[{place.file, place.layer}];
      const uint32_t first = place.line > context ? place.line - context : 1;
      for (uint32_t line = first; line <= place.line + context && count < kMaxLines; ++line) {
        count += lines.try_emplace(line, Wanted{line, {}}).second ? 1 : 0;
      }
      const auto it = lines.find(place.line);
      if (it == lines.end()) continue;
      it->second.end_line = std::max(it->second.end_line, place.end_line);
      if (evidence.event < facts.events.size()) it->second.callee = facts.events[evidence.event].callee;
    }
  }
  return wishes;
}

// The member a file fact was made from: members may share a path, so the index is believed first.
const Member* member_of(const Artifact& artifact, const Facts& facts, FileId file) {
  if (file >= facts.files.size()) return nullptr;
  const std::string& path = facts.files[file].path;
  if (file < artifact.members.size() && artifact.members[file].path == path) return &artifact.members[file];
  for (const Member& member : artifact.members) {
    if (member.path == path) return &member;
  }
  return nullptr;
}

// Walks the lines of a text once; a line ends as Python ends it: \n, \r\n or \r.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text), carriage_(find('\r', 0)) {}

  // The line with that number, which must not be smaller than the one asked for before; nothing beyond the end.
  std::optional<std::string_view> line(uint32_t number) {
    while (begin_ < text_.size()) {
      const size_t newline = find('\n', begin_);
      const size_t end = std::min(newline, carriage_);
      if (next_ == number) return text_.substr(begin_, end - begin_);
      begin_ = newline == end + 1 ? newline + 1 : end + 1;
      // Most texts have none: it is looked for again only when the last one was passed.
      if (carriage_ < begin_) carriage_ = find('\r', begin_);
      ++next_;
    }
    return std::nullopt;
  }

 private:
  // The end of the text if there is none.
  size_t find(char c, size_t from) const { return std::min(text_.find(c, from), text_.size()); }

  std::string_view text_;
  size_t begin_ = 0;  // of the line `next_`
  size_t carriage_;   // the first \r from there on
  uint32_t next_ = 1;
};

std::vector<ScanResult::SourceLine> look_up(const Artifact& artifact, const Facts& facts, const Wishes& wishes) {
  std::vector<ScanResult::SourceLine> result;
  for (const auto& [where, lines] : wishes) {
    const auto [file, layer] = where;
    python::SourceText decoded;
    std::string_view text;
    if (layer != 0) {
      if (layer < facts.layers.size()) text = facts.layers[layer].text;
    } else if (const Member* member = member_of(artifact, facts, file)) {
      decoded = python::decode_source(member->bytes).text;
      text = decoded;
    }
    LineReader reader(text);
    for (const auto& [number, wanted] : lines) {
      const auto line = reader.line(number);
      if (!line) break;
      result.push_back({{file, layer, number, std::max(number, wanted.end_line)}, shown_line(*line, wanted.callee)});
    }
  }
  return result;
}

}  // namespace

std::string shown_line(std::string_view line, std::string_view callee) {
  // The name as written is the last part of the true name, unless the name was computed.
  const size_t dot = callee.rfind('.');
  const std::string_view name = dot == std::string_view::npos ? callee : callee.substr(dot + 1);
  std::string text;
  if (line.size() > kMaxCharacters && !name.empty()) {
    const size_t at = line.find(name);
    if (at != std::string_view::npos && at > kMaxCharacters - kBefore) {
      size_t begin = at - kBefore;
      while (begin < at && (static_cast<unsigned char>(line[begin]) & 0xC0) == 0x80) ++begin;
      text = "[... " + std::to_string(begin) + " bytes] ";
      line.remove_prefix(begin);
    }
  }
  // Cut before anything is built: a line may have megabytes. Four bytes a character at most, spaces named first.
  while (!line.empty() && text.size() < 4 * kMaxCharacters) {
    const size_t spaces = std::min(line.find_first_not_of(" \t"), line.size());
    if (spaces > kMaxSpaces && spaces < line.size()) {
      text += "[... " + std::to_string(spaces) + " spaces] ";
      line.remove_prefix(spaces);
      continue;
    }
    const size_t take = std::max<size_t>(spaces, 1);
    text += line.substr(0, take);
    line.remove_prefix(take);
  }
  return visible(text, kMaxCharacters);
}

std::vector<ScanResult::SourceLine> look_up_lines(const Artifact& artifact, const Facts& facts, const Verdict& verdict,
                                                  uint32_t context) {
  return look_up(artifact, facts, collect(facts, verdict, context));
}

std::vector<ScanResult::SourceLine> look_up_dependencies(const Artifact& artifact, const Facts& facts) {
  Wishes wishes;
  for (const Dependency& d : facts.dependencies)
    wishes[{d.place.file, d.place.layer}].try_emplace(d.place.line, Wanted{d.place.end_line, {}});
  return look_up(artifact, facts, wishes);
}

}  // namespace antivenom
