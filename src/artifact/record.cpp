#include "artifact/record.h"

#include <unordered_map>

#include "artifact/hash.h"
#include "artifact/names.h"

namespace antivenom::unpacking {
namespace {

// One CSV line: path, "algorithm=digest", size. Quotes as Python's csv writes them.
struct Row {
  std::string path, algorithm, digest;
};

std::string take_field(std::string_view& line) {
  std::string field;
  if (!starts_with(line, "\"")) {
    const size_t end = std::min(line.find(','), line.size());
    field = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return field;
  }
  size_t at = 1;
  for (; at < line.size(); ++at) {
    if (line[at] == '"' && !(at + 1 < line.size() && line[at + 1] == '"')) break;
    if (line[at] == '"') ++at;
    field += line[at];
  }
  line.remove_prefix(std::min(line.size(), at + 2));
  return field;
}

Row parse_row(std::string_view line) {
  Row row;
  row.path = clean_name(take_field(line)).path;
  const std::string hash = take_field(line);
  const size_t equals = hash.find('=');
  if (equals != std::string::npos) {
    row.algorithm = hash.substr(0, equals);
    row.digest = hash.substr(equals + 1, hash.find_last_not_of('=') - equals);
  }
  return row;
}

const Member* find_record(const Artifact& artifact) {
  for (const Member& member : artifact.members) {
    const std::string_view folder = folder_of(member.path);
    if (member.container.empty() && base_name(member.path) == "RECORD" && ends_with(folder, ".dist-info") &&
        folder.find('/') == std::string_view::npos) {
      return &member;
    }
  }
  return nullptr;
}

// Signatures of RECORD cannot list themselves.
bool may_be_unlisted(std::string_view path, std::string_view record) {
  return path == record || path == std::string(record) + ".jws" || path == std::string(record) + ".p7s";
}

}  // namespace

void check_record(const Artifact& artifact, Intake& intake) {
  constexpr size_t kMaxRows = 200'000;
  const Member* record = find_record(artifact);
  if (record == nullptr) return;
  struct Seen {
    const Member* member;
    bool listed = false;
  };
  std::unordered_map<std::string_view, Seen> members;
  for (const Member& member : artifact.members) {
    if (member.container.empty()) members[member.path].member = &member;
  }
  std::string_view rest = record->bytes;
  for (size_t rows = 0; !rest.empty() && rows < kMaxRows; ++rows) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    const Row row = parse_row(line);
    const auto found = members.find(row.path);
    if (found == members.end()) {
      // Some tools list folders too.
      if (line.find("/,") == std::string_view::npos) {
        intake.anomaly("record-mismatch", row.path, "RECORD lists this file; the wheel does not hold it", false);
      }
      continue;
    }
    found->second.listed = true;
    const Member& member = *found->second.member;
    if (row.digest.empty() || member.skipped) continue;
    const std::string real = record_digest(row.algorithm, member.bytes);
    if (!real.empty() && real != row.digest) {
      intake.anomaly("record-mismatch", row.path, "its " + row.algorithm + " is not the one RECORD states", false);
    }
  }
  for (const Member& member : artifact.members) {
    if (!member.container.empty() || members[member.path].listed || may_be_unlisted(member.path, record->path))
      continue;
    intake.anomaly("record-mismatch", member.path, "RECORD does not list this file", false);
  }
}

}  // namespace antivenom::unpacking
