// An artifact in memory: unpacking, inner archives, metadata, roles, RECORD; and the same bytes as a locked sample.
#include "base/utf8.h"
#include "fuzz.h"
#include "store/samples.h"

namespace {

using namespace antivenom;

UnpackLimits small_limits() {
  UnpackLimits limits;
  limits.max_total_bytes = 4u << 20;
  limits.max_member_bytes = 1u << 20;
  limits.max_members = 500;
  return limits;
}

bool is_clean(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.back() == '/' || !is_utf8(path)) return false;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

void check_artifact(const Artifact& artifact, const UnpackLimits& limits) {
  fuzz::require(artifact.members.size() <= limits.max_members, "members stay within the limit");
  fuzz::require(artifact.sha256.size() == 64, "an artifact has its hash");
  fuzz::require(artifact.readable || !artifact.problems.empty(), "what cannot be read has a reason");
  for (const Member& member : artifact.members) {
    fuzz::require(is_clean(member.path), "a path is normalised");
    fuzz::require(is_utf8(member.raw_path), "a name is printable");
    fuzz::require(member.bytes.size() <= limits.max_member_bytes, "a member stays within the limit");
    fuzz::require(!member.skipped || !artifact.problems.empty(), "a skipped member has a reason");
    size_t sum = 0;
    for (const char byte : member.bytes) sum += static_cast<unsigned char>(byte);  // ASan sees a view that dangles
    fuzz::require(sum <= member.bytes.size() * 255, "a member's bytes are there");
  }
  fuzz::check_told(artifact);
}

void check_locked(ByteView bytes, const UnpackLimits& limits) {
  if (!store::is_locked(bytes)) return;
  const auto files = store::unlocked(bytes, limits.max_total_bytes, limits.max_members);
  if (!files) return fuzz::require(!files.error().what.empty(), "what cannot be unlocked has a reason");
  uint64_t total = 0;
  for (const store::UnlockedFile& file : *files) total += file.bytes.size();
  fuzz::require(files->size() <= limits.max_members && total <= limits.max_total_bytes,
                "a sample stays within its limits");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const UnpackLimits limits = small_limits();
  const Artifact artifact = unpack(Bytes(fuzz::view(data, size)), "sample-1.0.tar.gz", limits);
  check_artifact(artifact, limits);
  check_locked(fuzz::view(data, size), limits);
  return 0;
}
