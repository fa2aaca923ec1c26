// What stays of an artifact for a comparison: its files with their bytes, in the order of its members, so that an index
// here is a FileId of the facts. Owns everything; the artifact may be scanned and go.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "artifact/artifact.h"

namespace antivenom::diff {

struct SnapshotFile {
  std::string path;
  std::string key;     // the path without the version that folders of metadata are named by
  std::string module;  // dotted name, or empty
  Role role = Role::data;
  Content content = Content::binary;
  std::string hash;  // SHA-256 of the bytes, raw
  Bytes bytes;       // empty if there are more than kMaxKept
  uint64_t size = 0;
  bool is_text() const { return content == Content::python || content == Content::text; }
  bool is_code() const { return content == Content::python || content == Content::bytecode; }
  // Put where an import or a start of the program finds it.
  bool is_installed_code() const {
    return is_code() && (role == Role::module || role == Role::package_init || role == Role::main ||
                         role == Role::script || role == Role::startup);
  }
};

inline constexpr uint64_t kMaxKept = 16ull << 20;

struct Snapshot {
  std::string path;
  ArtifactKind kind = ArtifactKind::directory;
  Metadata metadata;
  std::vector<SnapshotFile> files;
};

Snapshot snapshot_of(const Artifact& artifact);

// Some of the files as an artifact of their own, with the metadata of the whole. Points into the snapshot.
Artifact part_of(const Snapshot& snapshot, const std::vector<uint32_t>& files);

}  // namespace antivenom::diff
