// Bytes of samples on the disk: content-addressed, compressed, and locked as people who trade malware do it - a ZIP
// with the password "infected" - so that neither an antivirus program nor a double click touches them.
//
// A sample is the file `ab/cd/<sha256>.zip` with the one member `<sha256>`, mode 0400, written beside its place, synced
// and renamed: a reader sees all of it or nothing, after a crash too. Nothing is ever unpacked to the disk. Several
// processes may add at once; the same bytes are one file.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace antivenom::store {

inline constexpr std::string_view kSamplePassword = "infected";

class Samples {
 public:
  // Makes the folder (mode 0700) if it is missing and removes what a killed process left half-written.
  static Result<Samples> open(const std::string& folder);

  struct Added {
    std::string sha256;  // lower-case hex
    bool is_new = false;
  };
  // Stores `bytes`. What is there already is not written again, unless it cannot be read back.
  Result<Added> add(ByteView bytes) const;

  // The sample's bytes, with the hash checked.
  Result<Bytes> read(std::string_view sha256) const;

  bool has(std::string_view sha256) const;
  Result<void> remove(std::string_view sha256) const;

  // Calls visit(sha256, bytes on the disk) for each sample, in order of the hash; false ends the walk.
  Result<void> each(const std::function<bool(const std::string&, uint64_t)>& visit) const;

 private:
  explicit Samples(std::string folder);
  std::string folder_;
};

// ---- the locked form alone

// A ZIP with one member, encrypted with kSamplePassword (ZipCrypto, which every tool opens).
Result<Bytes> locked(ByteView bytes, std::string_view member);

// True for a ZIP whose first member is encrypted.
bool is_locked(ByteView zip);

struct UnlockedFile {
  std::string name;  // as the archive has it: hostile
  Bytes bytes;
};
// The files of a ZIP, in its order; ZipCrypto and AES with kSamplePassword, and plain ones. An error if one cannot be
// read, or if there are more of them or more bytes than allowed.
Result<std::vector<UnlockedFile>> unlocked(ByteView zip, uint64_t max_bytes, size_t max_files);

// A plain ZIP of these files that is the same for the same files, whatever their order: stored, sorted, without times.
Result<Bytes> packed(std::vector<UnlockedFile> files);

}  // namespace antivenom::store
