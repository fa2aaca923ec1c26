#include "artifact/intake.h"

#include <algorithm>
#include <limits>

#include "artifact/names.h"

namespace antivenom::unpacking {
namespace {

// The ratio says nothing about small archives: a few kilobytes of repeated text reach it honestly.
constexpr uint64_t kRatioFreeBytes = 16ull << 20;
constexpr uint64_t kFirstSlab = 1ull << 16, kSlabBytes = 1ull << 20;  // each is twice the last: most packages are small
// A report with more lines than this is read by nobody; the last line counts the rest.
constexpr size_t kMaxNotes = 500;

uint64_t total_allowed(const UnpackLimits& limits, uint64_t packed) {
  uint64_t by_ratio = std::numeric_limits<uint64_t>::max();
  if (limits.max_ratio != 0 && packed < by_ratio / limits.max_ratio) by_ratio = packed * limits.max_ratio;
  return std::min(limits.max_total_bytes, std::max(by_ratio, kRatioFreeBytes));
}

}  // namespace

Intake::Intake(Artifact& artifact, const UnpackLimits& limits, uint64_t packed_bytes)
    : artifact_(artifact),
      limits_(limits),
      packed_(packed_bytes),
      room_(total_allowed(limits, packed_bytes)),
      next_slab_(kFirstSlab) {}

uint64_t Intake::member_room() const { return std::min(room_, limits_.max_member_bytes); }

std::string Intake::room_limit() const {
  const uint64_t allowed = total_allowed(limits_, packed_);
  if (allowed == limits_.max_total_bytes) {
    return "max_total_bytes = " + std::to_string(limits_.max_total_bytes);
  }
  return "max_ratio = " + std::to_string(limits_.max_ratio) + " (" + std::to_string(allowed) + " bytes)";
}

void Intake::hold_to_limit(Entry& entry) {
  if (entry.bytes.size() <= limits_.max_member_bytes) return;
  entry.bytes = entry.bytes.substr(0, limits_.max_member_bytes);
  entry.partial = true;
  problem(entry.name,
          "longer than max_member_bytes = " + std::to_string(limits_.max_member_bytes) + "; the rest was not read");
}

bool Intake::admit_member(std::string_view archive) {
  if (members_ < limits_.max_members) {
    ++members_;
    return true;
  }
  if (!members_full_) {
    members_full_ = true;
    problem(archive,
            "more members than max_members = " + std::to_string(limits_.max_members) + "; the rest was not read");
    anomaly("bomb", archive, "more than " + std::to_string(limits_.max_members) + " members", false);
  }
  return false;
}

char* Intake::allocate(uint64_t size) {
  room_ -= std::min(room_, size);
  if (size > kSlabBytes / 4 || (size > next_slab_ && size > slab_left_)) {
    last_from_slab_ = false;
    artifact_.buffers.push_back(std::make_unique<Bytes>(size, '\0'));
    return artifact_.buffers.back()->data();
  }
  if (slab_left_ < size) {
    artifact_.buffers.push_back(std::make_unique<Bytes>(next_slab_, '\0'));
    slab_ = artifact_.buffers.back()->data();
    slab_left_ = next_slab_;
    next_slab_ = std::min(2 * next_slab_, kSlabBytes);
  }
  char* start = slab_;
  slab_ += size;
  slab_left_ -= size;
  last_from_slab_ = true;
  return start;
}

void Intake::give_back(uint64_t unused) {
  if (!last_from_slab_) return;
  room_ += unused;
  slab_ -= unused;
  slab_left_ += unused;
}

void Intake::release(uint64_t size) {
  if (last_from_slab_) return give_back(size);
  room_ += size;
  artifact_.buffers.pop_back();
}

ByteView Intake::adopt(Bytes bytes) {
  room_ -= std::min<uint64_t>(room_, bytes.size());
  // Below this size the copy is cheaper than the memory; above it the unused part was never touched.
  constexpr size_t kWorthCopying = 64u << 20;
  if (bytes.size() < kWorthCopying && bytes.capacity() - bytes.size() > bytes.size() / 4) bytes.shrink_to_fit();
  artifact_.buffers.push_back(std::make_unique<Bytes>(std::move(bytes)));
  return *artifact_.buffers.back();
}

void Intake::problem(std::string_view file, std::string reason) {
  auto& list = artifact_.problems;
  if (list.size() > kMaxNotes) return;
  if (list.size() == kMaxNotes) {
    list.push_back({artifact_.path, "more than " + std::to_string(kMaxNotes) + " problems; the rest is not listed"});
    return;
  }
  list.push_back({printable(file), std::move(reason)});
}

void Intake::anomaly(std::string id, std::string_view file, std::string detail, bool confusing) {
  auto& list = artifact_.anomalies;
  const bool counts = confusing && !inner_;
  // A confusing one is never lost behind a thousand harmless ones.
  if (list.size() >= kMaxNotes && !(counts && list.size() < 2 * kMaxNotes)) return;
  list.push_back({std::move(id), printable(file), std::move(detail), counts});
}

}  // namespace antivenom::unpacking
