#include "artifact/zip_format.h"

#include <algorithm>

namespace antivenom::unpacking {
namespace {

constexpr uint32_t kIn64 = 0xFFFFFFFF;

uint64_t little(ByteView bytes, uint64_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
uint16_t u16(ByteView bytes, uint64_t at) { return static_cast<uint16_t>(little(bytes, at, 2)); }
uint32_t u32(ByteView bytes, uint64_t at) { return static_cast<uint32_t>(little(bytes, at, 4)); }

bool mark_at(ByteView bytes, uint64_t at, std::string_view mark, size_t record_bytes) {
  return at <= bytes.size() && bytes.size() - at >= record_bytes && bytes.compare(at, mark.size(), mark) == 0;
}

// ZIP64 sizes stand in the extra field, in this order, but only those that are all ones in the record.
void read_zip64(ZipHeader& header, ByteView data, bool central) {
  uint64_t* wide[] = {&header.size, &header.packed, &header.local_at};
  for (uint64_t* value : wide) {
    if (value == &header.local_at && !central) return;
    if (*value != kIn64) continue;
    if (data.size() < 8) return;
    *value = little(data, 0, 8);
    data.remove_prefix(8);
  }
}

void read_extra(ZipHeader& header, bool central) {
  ByteView rest = header.extra;
  while (rest.size() >= 4) {
    const uint16_t id = u16(rest, 0);
    const uint16_t length = u16(rest, 2);
    if (length > rest.size() - 4) return;
    const ByteView data = rest.substr(4, length);
    if (id == 0x0001) read_zip64(header, data, central);
    if (id == 0x7075 && length > 5) header.unicode_name = data.substr(5);
    rest.remove_prefix(4 + size_t{length});
  }
}

void read_zip64_end(ByteView bytes, ZipEnd& end) {
  constexpr std::string_view kLocatorMark{"PK\x06\x07", 4};
  constexpr std::string_view kEnd64Mark{"PK\x06\x06", 4};
  if (end.at < 20 || !mark_at(bytes, end.at - 20, kLocatorMark, 20)) return;
  // As Python has it: directly before the locator; only then where the locator points.
  uint64_t at = end.at - 20 - 56;
  if (end.at < 76 || !mark_at(bytes, at, kEnd64Mark, 56)) at = little(bytes, end.at - 20 + 8, 8);
  if (!mark_at(bytes, at, kEnd64Mark, 56)) return;
  end.records_at = at;
  end.count = little(bytes, at + 32, 8);
  end.directory_bytes = little(bytes, at + 40, 8);
  end.directory_at = little(bytes, at + 48, 8);
}

}  // namespace

std::optional<ZipHeader> local_header(ByteView bytes, uint64_t at) {
  if (!mark_at(bytes, at, kLocalMark, kLocalBytes)) return std::nullopt;
  ZipHeader header;
  header.flags = u16(bytes, at + 6);
  header.method = u16(bytes, at + 8);
  header.crc = u32(bytes, at + 14);
  header.packed = u32(bytes, at + 18);
  header.size = u32(bytes, at + 22);
  const size_t name = u16(bytes, at + 26);
  const size_t extra = u16(bytes, at + 28);
  header.header_bytes = kLocalBytes + name + extra;
  if (bytes.size() - at < header.header_bytes) return std::nullopt;
  header.name = bytes.substr(at + kLocalBytes, name);
  header.extra = bytes.substr(at + kLocalBytes + name, extra);
  read_extra(header, false);
  return header;
}

std::optional<ZipHeader> central_entry(ByteView bytes, uint64_t at) {
  if (!mark_at(bytes, at, kCentralMark, kCentralBytes)) return std::nullopt;
  ZipHeader header;
  header.made_by = u16(bytes, at + 4);
  header.flags = u16(bytes, at + 8);
  header.method = u16(bytes, at + 10);
  header.crc = u32(bytes, at + 16);
  header.packed = u32(bytes, at + 20);
  header.size = u32(bytes, at + 24);
  const size_t name = u16(bytes, at + 28);
  const size_t extra = u16(bytes, at + 30);
  header.header_bytes = kCentralBytes + name + extra + u16(bytes, at + 32);
  header.attributes = u32(bytes, at + 38);
  header.local_at = u32(bytes, at + 42);
  if (bytes.size() - at < header.header_bytes) return std::nullopt;
  header.name = bytes.substr(at + kCentralBytes, name);
  header.extra = bytes.substr(at + kCentralBytes + name, extra);
  read_extra(header, true);
  return header;
}

std::vector<ZipEnd> end_records(ByteView bytes) {
  constexpr size_t kMaxComment = 65535;
  std::vector<ZipEnd> ends;
  const size_t first = bytes.size() > kEndBytes + kMaxComment ? bytes.size() - kEndBytes - kMaxComment : 0;
  for (size_t at = bytes.rfind(kEndMark); at != std::string_view::npos && at >= first;
       at = at == 0 ? std::string_view::npos : bytes.rfind(kEndMark, at - 1)) {
    if (!mark_at(bytes, at, kEndMark, kEndBytes)) continue;
    ZipEnd end;
    end.at = end.records_at = at;
    end.count = u16(bytes, at + 10);
    end.directory_bytes = u32(bytes, at + 12);
    end.directory_at = u32(bytes, at + 16);
    end.comment_bytes = u16(bytes, at + 20);
    read_zip64_end(bytes, end);
    if (end.directory_bytes <= end.records_at) ends.push_back(end);
  }
  return ends;
}

size_t descriptor_bytes(ByteView bytes, uint64_t at, uint64_t packed, uint64_t size) {
  if (at > bytes.size()) return 0;
  const ByteView rest = bytes.substr(at, 24);
  const size_t mark = rest.substr(0, 4) == kDescriptorMark ? 4 : 0;
  for (size_t width : {size_t{4}, size_t{8}}) {
    const size_t whole = mark + 4 + 2 * width;
    if (rest.size() >= whole && little(rest, mark + 4, width) == packed &&
        little(rest, mark + 4 + width, width) == size) {
      return whole;
    }
  }
  return 0;
}

}  // namespace antivenom::unpacking
