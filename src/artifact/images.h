// Shipped images measured: what stands behind their end, and what the lowest bits of their pixels spell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "artifact/intake.h"

namespace antivenom::unpacking {

// Adds the anomalies "image-trailing-data" (something other than padding behind the end of a PNG, JPEG, GIF or BMP; the
// detail begins with what it is: "a script", "an archive", "a program", "encoded text", "another image", "text" or
// "bytes"), and of PNG "image-low-bits" (they spell something) and "image-low-bits-even" (a part looks overwritten).
void measure_images(Artifact& artifact, Intake& intake);

// Where the image ends by its own structure; nothing if it is no PNG, JPEG, GIF or BMP or does not say.
std::optional<size_t> end_of_image(ByteView bytes);

// Pixels of a PNG of 8 bits a sample that is not interlaced and has no palette.
struct Pixels {
  uint32_t width = 0, height = 0;  // of the image
  uint32_t rows = 0;               // decoded
  uint32_t channels = 0;           // 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
  Bytes samples;                   // rows * width * channels
};
// At most about `max_bytes` of samples, the first rows; up to the damage where there is any. Adds what was inflated to
// `inflated`, also where nothing came of it.
std::optional<Pixels> read_png(ByteView bytes, size_t max_bytes, uint64_t& inflated);

// What the lowest bits hold, in plain words; nothing unless it is all but certain that somebody put it there.
std::optional<std::string> message_in_low_bits(const Pixels& pixels);

// How many samples from the start look as if random bits had been written into their lowest bits, while the rest does
// not; nothing unless the difference is sharp.
std::optional<size_t> overwritten_samples(const Pixels& pixels);

}  // namespace antivenom::unpacking
