// What every archive reader works with: the limits, the one budget of unpacked bytes, the buffers, and the
// lists of problems and anomalies. One Intake per artifact, shared by the archives inside it, so that a
// thousand small archives cannot take more together than one large one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/artifact.h"

namespace antivenom::unpacking {

enum class EntryKind : uint8_t { file, directory, symlink, hardlink, other };

// One entry as an archive format states it, before names are cleaned and roles are told.
struct Entry {
  std::string name;  // bytes as in the archive
  EntryKind kind = EntryKind::file;
  std::string link;  // target of a link, bytes as in the archive
  ByteView bytes;    // into Artifact::buffers
  uint64_t declared_size = 0;
  bool executable = false;
  bool partial = false;  // `bytes` is not all of it; a problem says why
};

class Intake {
 public:
  // `packed_bytes`: size of the artifact as given; the ratio limit refers to it.
  Intake(Artifact& artifact, const UnpackLimits& limits, uint64_t packed_bytes);
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  const UnpackLimits& limits() const { return limits_; }

  // Bytes that may still be unpacked, over the whole artifact.
  uint64_t room() const { return room_; }
  // The same for one member.
  uint64_t member_room() const;
  // Says in words which limit `room()` comes from.
  std::string room_limit() const;

  // Cuts an entry that is longer than max_member_bytes, with a problem.
  void hold_to_limit(Entry& entry);

  // Counts one more member. False, with one problem for all, once max_members is reached.
  bool admit_member(std::string_view archive);

  // Memory that lives as long as the artifact. Counts `size` against the room; the caller has checked it.
  char* allocate(uint64_t size);
  // Gives back the tail of the last allocation where that frees memory (a large buffer stays and stays counted).
  void give_back(uint64_t unused);
  // Undoes the last allocation, which had `size` bytes. Nothing may point into it.
  void release(uint64_t size);
  // Takes over a filled buffer and counts it.
  ByteView adopt(Bytes bytes);

  void problem(std::string_view file, std::string reason);
  // Inside an inner archive nothing is `confusing`: no installer unpacks it.
  void anomaly(std::string id, std::string_view file, std::string detail, bool confusing);
  void enter_inner(bool inner) { inner_ = inner; }

 private:
  Artifact& artifact_;
  const UnpackLimits limits_;
  uint64_t packed_;
  uint64_t room_;
  uint64_t members_ = 0;
  bool members_full_ = false;
  bool inner_ = false;
  char* slab_ = nullptr;  // unused part of the newest slab
  uint64_t slab_left_ = 0, next_slab_;
  bool last_from_slab_ = false;
};

}  // namespace antivenom::unpacking
