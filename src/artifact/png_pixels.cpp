// PNG to samples: chunks, inflate, and the five row filters of the specification (section 9).
#include <algorithm>
#include <cstdlib>

#include "artifact/images.h"
#include "artifact/names.h"
#include "artifact/streams.h"

namespace antivenom::unpacking {
namespace {

constexpr size_t kHeaderBytes = 33;  // signature and IHDR chunk

uint32_t big32(ByteView bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

uint32_t channels_of(char color_type) {
  switch (color_type) {
    case 0:
      return 1;
    case 2:
      return 3;
    case 4:
      return 2;
    case 6:
      return 4;
    default:
      return 0;
  }
}

std::optional<Pixels> read_header(ByteView bytes) {
  if (bytes.size() < kHeaderBytes || !starts_with(bytes, "\x89PNG\r\n\x1a\n") || bytes.substr(12, 4) != "IHDR")
    return std::nullopt;
  Pixels pixels;
  pixels.width = big32(bytes, 16);
  pixels.height = big32(bytes, 20);
  pixels.channels = channels_of(bytes[25]);
  const bool plain = bytes[24] == 8 && bytes[26] == 0 && bytes[27] == 0 && bytes[28] == 0;
  constexpr uint32_t kMaxSide = 1u << 20;
  if (!plain || pixels.channels == 0 || pixels.width == 0 || pixels.height == 0) return std::nullopt;
  if (pixels.width > kMaxSide || pixels.height > kMaxSide) return std::nullopt;
  return pixels;
}

// The parts of the one zlib stream, no more than can matter for `enough` bytes of it unpacked.
Bytes packed_pixels(ByteView bytes, size_t enough) {
  Bytes packed;
  for (size_t at = 8; at + 12 <= bytes.size() && packed.size() < enough;) {
    const uint32_t length = big32(bytes, at);
    if (length > bytes.size() - at - 12) break;
    if (bytes.substr(at + 4, 4) == "IDAT") packed += bytes.substr(at + 8, length);
    at += 12 + static_cast<size_t>(length);
  }
  return packed;
}

int paeth(int left, int up, int corner) {
  const int guess = left + up - corner;
  const int by_left = std::abs(guess - left), by_up = std::abs(guess - up), by_corner = std::abs(guess - corner);
  if (by_left <= by_up && by_left <= by_corner) return left;
  return by_up <= by_corner ? up : corner;
}

// One row in place; `above` is the row before it, or null. False for a filter that does not exist.
bool unfilter(char filter, char* row, const char* above, size_t bytes, size_t step) {
  if (filter < 0 || filter > 4) return false;
  if (filter == 0) return true;
  for (size_t i = 0; i < bytes; ++i) {
    const int left = i >= step ? static_cast<unsigned char>(row[i - step]) : 0;
    const int up = above != nullptr ? static_cast<unsigned char>(above[i]) : 0;
    const int corner = above != nullptr && i >= step ? static_cast<unsigned char>(above[i - step]) : 0;
    const int guess = filter == 1 ? left : filter == 2 ? up : filter == 3 ? (left + up) / 2 : paeth(left, up, corner);
    row[i] = static_cast<char>(static_cast<unsigned char>(row[i]) + guess);
  }
  return true;
}

}  // namespace

std::optional<Pixels> read_png(ByteView bytes, size_t max_bytes, uint64_t& inflated) {
  auto pixels = read_header(bytes);
  if (!pixels) return std::nullopt;
  const size_t row = static_cast<size_t>(pixels->width) * pixels->channels;
  const size_t rows = std::min<size_t>(pixels->height, max_bytes / row);
  const size_t wanted = rows * (row + 1);
  const Bytes packed = packed_pixels(bytes, wanted + 4096);
  if (rows == 0 || packed.size() < 2 || (packed[0] & 0x0f) != 8 || (packed[1] & 0x20) != 0) return std::nullopt;
  const Stream stream = inflate_growing(ByteView(packed).substr(2), wanted);
  inflated += stream.bytes.size();
  pixels->samples.reserve(rows * row);
  for (; pixels->rows < rows && (pixels->rows + 1) * (row + 1) <= stream.bytes.size(); ++pixels->rows) {
    const size_t at = pixels->rows * (row + 1);
    pixels->samples.append(stream.bytes, at + 1, row);
    char* samples = pixels->samples.data() + pixels->rows * row;
    if (!unfilter(stream.bytes[at], samples, pixels->rows > 0 ? samples - row : nullptr, row, pixels->channels)) {
      pixels->samples.resize(pixels->rows * row);
      break;
    }
  }
  if (pixels->rows == 0) return std::nullopt;
  return pixels;
}

}  // namespace antivenom::unpacking
