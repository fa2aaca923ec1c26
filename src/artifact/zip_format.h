// The records of the ZIP format, parsed without trust.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace antivenom::unpacking {

inline constexpr size_t kLocalBytes = 30;
inline constexpr size_t kCentralBytes = 46;
inline constexpr size_t kEndBytes = 22;
inline constexpr std::string_view kLocalMark{"PK\x03\x04", 4};
inline constexpr std::string_view kCentralMark{"PK\x01\x02", 4};
inline constexpr std::string_view kEndMark{"PK\x05\x06", 4};
inline constexpr std::string_view kDescriptorMark{"PK\x07\x08", 4};

inline constexpr uint16_t kFlagEncrypted = 1;
inline constexpr uint16_t kFlagDescriptor = 8;  // sizes follow the data
inline constexpr uint16_t kFlagUtf8 = 0x800;

inline constexpr uint16_t kStored = 0;
inline constexpr uint16_t kDeflated = 8;

// The fields that a local header and a central entry share.
struct ZipHeader {
  ByteView name;
  ByteView extra;
  uint16_t made_by = 0;  // central only
  uint16_t flags = 0;
  uint16_t method = 0;
  uint32_t crc = 0;
  uint64_t packed = 0;
  uint64_t size = 0;
  uint32_t attributes = 0;               // central only
  uint64_t local_at = 0;                 // central only: as stated
  size_t header_bytes = 0;               // of this record, with name, extra field and comment
  std::optional<ByteView> unicode_name;  // extra field 0x7075, which only some unpackers honour
};

// The record at `at`; nothing if there is none or it does not fit into `bytes`.
std::optional<ZipHeader> local_header(ByteView bytes, uint64_t at);
std::optional<ZipHeader> central_entry(ByteView bytes, uint64_t at);

struct ZipEnd {
  uint64_t at = 0;          // of the end record
  uint64_t records_at = 0;  // of the first of the end records (ZIP64's come before the plain one)
  uint64_t count = 0;
  uint64_t directory_bytes = 0;
  uint64_t directory_at = 0;  // as stated
  uint64_t comment_bytes = 0;
};
// Every end record of the last 64 KiB whose directory could lie before it, last first.
std::vector<ZipEnd> end_records(ByteView bytes);

// Bytes of the data descriptor at `at` that belongs to data of these sizes; 0 if there is none.
size_t descriptor_bytes(ByteView bytes, uint64_t at, uint64_t packed, uint64_t size);

}  // namespace antivenom::unpacking
