// Walks the structure of an image to its end. Never further than its bytes; lengths are the file's own and lie.
#include <algorithm>
#include <cstdlib>

#include "artifact/images.h"
#include "artifact/names.h"

namespace antivenom::unpacking {
namespace {

uint32_t byte_at(ByteView bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

// Big and little endian; 0 behind the end, which every caller checks by itself.
uint64_t big(ByteView bytes, size_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width && at + i < bytes.size(); ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}
uint64_t little(ByteView bytes, size_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = width; i-- > 0;) value = value << 8 | (at + i < bytes.size() ? byte_at(bytes, at + i) : 0);
  return value;
}

std::optional<size_t> end_of_png(ByteView bytes) {
  for (size_t at = 8; at + 12 <= bytes.size();) {
    const uint64_t length = big(bytes, at, 4);
    const ByteView type = bytes.substr(at + 4, 4);
    if (length > bytes.size() - at - 12) return std::nullopt;
    at += 12 + length;
    if (type == "IEND") return at;
  }
  return std::nullopt;
}

// Behind the marker at `at`, after its compressed data if it has some: where the next marker is expected.
size_t after_jpeg_segment(ByteView bytes, size_t at) {
  const uint32_t marker = byte_at(bytes, at + 1);
  if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) return at + 2;
  const uint64_t length = big(bytes, at + 2, 2);
  if (length < 2 || length > bytes.size() - at - 2) return bytes.size();
  at += 2 + length;
  if (marker != 0xda) return at;
  for (; at + 1 < bytes.size(); ++at) {
    at = std::min(bytes.find('\xff', at), bytes.size());
    if (at + 1 >= bytes.size()) break;
    const uint32_t next = byte_at(bytes, at + 1);
    // Stuffed zeros, restart marks and fill bytes belong to the data.
    if (next == 0xff) continue;
    if (next != 0 && (next < 0xd0 || next > 0xd7)) return at;
    ++at;
  }
  return bytes.size();
}

std::optional<size_t> end_of_jpeg(ByteView bytes) {
  for (size_t at = 0; at + 2 <= bytes.size();) {
    if (bytes[at] != '\xff') return std::nullopt;
    const uint32_t marker = byte_at(bytes, at + 1);
    if (marker == 0xd9) return at + 2;
    at = marker == 0xff ? at + 1 : after_jpeg_segment(bytes, at);
  }
  return std::nullopt;
}

// Behind a chain of sub-blocks: a length byte and so many bytes each, a zero at the end.
size_t after_sub_blocks(ByteView bytes, size_t at) {
  while (at < bytes.size() && bytes[at] != '\0') at += 1 + byte_at(bytes, at);
  return at + 1;
}

size_t color_table(uint32_t flags) { return (flags & 0x80) != 0 ? size_t{3} << ((flags & 7) + 1) : 0; }

std::optional<size_t> end_of_gif(ByteView bytes) {
  if (bytes.size() < 13) return std::nullopt;
  size_t at = 13 + color_table(byte_at(bytes, 10));
  while (at < bytes.size()) {
    const char kind = bytes[at];
    if (kind == '\x3b') return at + 1;
    if (kind == '\x21') {
      at = after_sub_blocks(bytes, at + 2);
    } else if (kind == '\x2c' && at + 10 < bytes.size()) {
      at = after_sub_blocks(bytes, at + 11 + color_table(byte_at(bytes, at + 9)));
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// The size in the header is often wrong, so the pixels count too; of compressed ones only the header tells.
std::optional<size_t> end_of_bmp(ByteView bytes) {
  if (bytes.size() < 34 || little(bytes, 14, 4) < 40) return std::nullopt;
  const uint64_t stated = little(bytes, 2, 4), compression = little(bytes, 30, 4);
  const uint64_t width = little(bytes, 18, 4), bits = little(bytes, 28, 2);
  const auto height = static_cast<int32_t>(static_cast<uint32_t>(little(bytes, 22, 4)));
  uint64_t end = stated;
  if (compression == 0 || compression == 3) {
    if (width > UINT16_MAX || bits > 32 || std::abs(static_cast<int64_t>(height)) > UINT16_MAX) return std::nullopt;
    const uint64_t stride = (width * bits + 31) / 32 * 4;
    end = std::max(end, little(bytes, 10, 4) + stride * static_cast<uint64_t>(std::abs(height)));
  }
  if (end < 54 || end > bytes.size()) return std::nullopt;
  return end;
}

}  // namespace

std::optional<size_t> end_of_image(ByteView bytes) {
  if (starts_with(bytes, "\x89PNG\r\n\x1a\n")) return end_of_png(bytes);
  if (starts_with(bytes, "\xff\xd8\xff")) return end_of_jpeg(bytes);
  if (starts_with(bytes, "GIF8")) return end_of_gif(bytes);
  if (starts_with(bytes, "BM")) return end_of_bmp(bytes);
  return std::nullopt;
}

}  // namespace antivenom::unpacking
