#include "diff/snapshot.h"

#include <string_view>

#include "artifact/hash.h"

namespace antivenom::diff {
namespace {

// "sample-1.0.dist-info/METADATA" -> "sample.dist-info/METADATA".
std::string key_of(const std::string& path) {
  std::string key;
  for (size_t begin = 0; begin < path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    std::string part = path.substr(begin, end - begin);
    for (const std::string_view suffix : {".dist-info", ".egg-info", ".data"}) {
      const size_t dash = part.find('-');
      if (part.ends_with(suffix) && dash < part.size() - suffix.size()) part.replace(dash, std::string::npos, suffix);
    }
    key += (begin > 0 ? "/" : "") + part;
    begin = end + 1;
  }
  return key;
}

}  // namespace

Snapshot snapshot_of(const Artifact& artifact) {
  Snapshot out;
  out.path = artifact.path;
  out.kind = artifact.kind;
  out.metadata = artifact.metadata;
  out.files.reserve(artifact.members.size());
  for (const Member& member : artifact.members) {
    SnapshotFile& file = out.files.emplace_back();
    file.path = member.path;
    file.key = key_of(member.path);
    file.module = member.module;
    file.role = member.role;
    file.content = member.content;
    file.hash = unpacking::sha256_hex(member.bytes);
    file.size = member.bytes.size();
    if (file.size <= kMaxKept) file.bytes = Bytes(member.bytes);
  }
  return out;
}

Artifact part_of(const Snapshot& snapshot, const std::vector<uint32_t>& files) {
  Artifact part;
  part.path = snapshot.path;
  part.kind = snapshot.kind;
  part.metadata = snapshot.metadata;
  for (const uint32_t index : files) {
    const SnapshotFile& file = snapshot.files[index];
    Member& member = part.members.emplace_back();
    member.path = member.raw_path = file.path;
    member.role = file.role;
    member.content = file.content;
    member.module = file.module;
    member.bytes = file.bytes;
    member.declared_size = file.size;
    member.skipped = file.bytes.size() < file.size;
    part.bytes += file.size;
  }
  return part;
}

}  // namespace antivenom::diff
