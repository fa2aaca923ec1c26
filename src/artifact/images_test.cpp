#include "artifact/images.h"

#include <array>

#include <gtest/gtest.h>

#include "artifact/testing/archive_builder.h"
#include "artifact/testing/describe.h"

namespace antivenom::unpacking {
namespace {

using antivenom::testing::anomalies;
using antivenom::testing::deflated;
using antivenom::testing::Lines;

Bytes big32(uint32_t value) {
  Bytes out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
  return out;
}

Bytes chunk(std::string_view type, ByteView data) {
  return big32(static_cast<uint32_t>(data.size())) + Bytes(type) + Bytes(data) + "CRC!";
}

// Rows with their filter bytes -> PNG. `color_type`: 0 grey, 2 RGB, 6 RGBA.
Bytes png(uint32_t width, uint32_t height, char color_type, ByteView rows, char interlace = 0) {
  const Bytes header = big32(width) + big32(height) + '\x08' + color_type + Bytes("\0\0", 2) + interlace;
  const Bytes packed = deflated(rows, 15);
  const size_t half = packed.size() / 2;
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", packed.substr(0, half)) +
         chunk("IDAT", packed.substr(half)) + chunk("IEND", "");
}

// Unfiltered rows of noise whose lowest bits are left alone or, in the first bytes, spell `message`.
struct Canvas {
  uint32_t width = 64, height = 64, channels = 3;
  Bytes samples;
  Canvas(uint32_t w, uint32_t h, uint32_t c) : width(w), height(h), channels(c), samples(size_t{w} * h * c, '\0') {
    uint32_t state = 1;
    for (char& sample : samples) {
      state = state * 1664525u + 1013904223u;
      sample = static_cast<char>(state >> 24);
    }
  }
  void set(size_t sample, bool bit) { samples[sample] = static_cast<char>((samples[sample] & ~1) | (bit ? 1 : 0)); }
  Bytes encoded(char color_type) const {
    Bytes rows;
    for (size_t y = 0; y < height; ++y) rows += '\0' + samples.substr(y * width * channels, size_t{width} * channels);
    return png(width, height, color_type, rows);
  }
};

bool bit_of(ByteView text, size_t index, bool low_first = false) {
  return static_cast<unsigned char>(text[index / 8]) >> (low_first ? index % 8 : 7 - index % 8) & 1;
}

// Each text ends in a zero byte, as most tools write it.
const std::string kMessage =
    std::string("print('what stands here was written by us, and it does nothing but print this line')") +
    std::string(1, '\0');

std::string found(const Bytes& file) {
  uint64_t inflated = 0;
  const auto pixels = read_png(file, 4u << 20, inflated);
  return pixels ? message_in_low_bits(*pixels).value_or("nothing") : "no pixels";
}

TEST(Images, the_end_is_told_from_the_structure) {
  const Bytes small_png = png(1, 1, 0, Bytes("\0\x40", 2));
  const Bytes jpeg("\xff\xd8\xff\xe0\0\4ab\xff\xda\0\3x12\xff\0\x33\xff\xd0zz\xff\xd9", 24);
  const Bytes gif =
      Bytes("GIF89a\1\0\1\0\x80\0\0", 13) + "abcdef" + Bytes("!\xf9\2ab\0,\0\0\0\0\1\0\1\0\0\2\2xy\0;", 22);
  Bytes bmp =
      Bytes("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\2\0\0\0\2\0\0\0\1\0\x18\0", 30) + Bytes(24, '\0') + Bytes(16, 'p');
  for (const Bytes& image : {small_png, jpeg, gif, bmp}) {
    EXPECT_EQ(end_of_image(image), image.size());
    EXPECT_EQ(end_of_image(image + "tail"), image.size());
    // Cut anywhere, no image has an end behind its bytes, and none is read beyond them.
    for (size_t cut = 0; cut < image.size(); ++cut) {
      const auto end = end_of_image(Bytes(image.substr(0, cut)));
      EXPECT_TRUE(!end || *end <= cut) << cut;
    }
  }
  EXPECT_EQ(end_of_image("no image at all"), std::nullopt);
  EXPECT_EQ(end_of_image(Bytes("\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDATxxxx", 20)), std::nullopt);
}

TEST(Images, rows_are_unfiltered_as_the_specification_says) {
  // Each row is 1 2 3 after its filter; grey, three wide.
  const Bytes rows(
      "\0\1\2\3"
      "\1\1\1\1"
      "\2\0\0\0"
      "\3\1\1\1"
      "\4\0\0\0",
      20);
  uint64_t inflated = 0;
  const auto pixels = read_png(png(3, 5, 0, rows), 1 << 20, inflated);
  ASSERT_TRUE(pixels);
  EXPECT_EQ(pixels->samples,
            "\1\2\3"
            "\1\2\3"
            "\1\2\3"
            "\1\2\3"
            "\1\2\3");
  EXPECT_EQ(inflated, 20u);
  EXPECT_EQ(read_png(png(3, 5, 0, rows), 7, inflated)->rows, 2u);
  EXPECT_EQ(read_png(png(3, 5, 0, rows.substr(0, 10)), 1 << 20, inflated)->rows, 2u);
  EXPECT_EQ(read_png(png(3, 2, 0, Bytes("\0\1\2\3\7abc", 8)), 1 << 20, inflated)->rows, 1u);
  EXPECT_FALSE(read_png(png(3, 5, 0, rows, 1), 1 << 20, inflated));
  EXPECT_FALSE(read_png(png(3, 5, 3, rows), 1 << 20, inflated));
  EXPECT_FALSE(read_png(png(0x7fffffff, 0x7fffffff, 6, rows), 1 << 20, inflated));
}

TEST(Images, text_in_the_lowest_bits_is_read_in_the_usual_orders) {
  Canvas rgb(64, 64, 3), columns(64, 64, 3), red(64, 64, 4), grey(64, 64, 1), ended(64, 64, 3), length(64, 64, 3);
  const std::string counted = Bytes("\0\0\0\x54", 4) + kMessage;
  for (size_t i = 0; i < kMessage.size() * 8; ++i) {
    rgb.set(i, bit_of(kMessage, i));
    columns.set((i / 3 % 64 * 64 + i / 3 / 64) * 3 + i % 3, bit_of(kMessage, i));
    red.set(i * 4, bit_of(kMessage, i));
    grey.set(i, bit_of(kMessage, i, true));
    ended.set(i / 8 * 9 + i % 8, bit_of(kMessage, i));
    ended.set(i / 8 * 9 + 8, false);
  }
  for (size_t i = 0; i < counted.size() * 8; ++i) length.set(i, bit_of(counted, i));
  const std::string text = ") spell 84 bytes of text: " + kMessage.substr(0, 80);
  const std::string bits = "the lowest bits of its pixels (";
  EXPECT_EQ(found(rgb.encoded(2)).substr(0, 150), (bits + "red, green and blue, row by row" + text).substr(0, 150));
  EXPECT_EQ(found(columns.encoded(2)).substr(0, 100),
            (bits + "red, green and blue, column by column" + text).substr(0, 100));
  EXPECT_EQ(found(red.encoded(6)).substr(0, 100), (bits + "red, row by row" + text).substr(0, 100));
  EXPECT_EQ(found(grey.encoded(0)).substr(0, 100), (bits + "grey, row by row, lowest bit first" + text).substr(0, 100));
  EXPECT_EQ(found(ended.encoded(2)).substr(0, 100), (bits + "red, green and blue, row by row" + text).substr(0, 100));
  EXPECT_EQ(found(length.encoded(2)).substr(0, 100), (bits + "red, green and blue, row by row" + text).substr(0, 100));
}

TEST(Images, bits_overwritten_up_to_a_point_are_seen_and_noise_is_not) {
  // A picture whose values are uneven: three of four samples are even numbers.
  Canvas canvas(256, 256, 3);
  uint32_t state = 7;
  const auto next = [&] { return (state = state * 1664525u + 1013904223u) >> 16; };
  for (size_t i = 0; i < canvas.samples.size(); ++i) canvas.set(i, next() % 4 == 0);
  const auto pixels_of = [](const Canvas& c) {
    uint64_t inflated = 0;
    return *read_png(c.encoded(2), 4u << 20, inflated);
  };
  EXPECT_EQ(overwritten_samples(pixels_of(canvas)), std::nullopt);
  Canvas hidden = canvas;
  // Balanced in every pair, as long random messages are on the average.
  std::array<bool, 128> last{};
  for (size_t i = 0; i < hidden.samples.size() / 2; ++i) {
    bool& bit = last[static_cast<unsigned char>(hidden.samples[i]) / 2];
    hidden.set(i, bit = !bit);
  }
  // Counted from the start, the first uneven part hides behind all the even ones.
  const auto found = overwritten_samples(pixels_of(hidden));
  ASSERT_TRUE(found);
  EXPECT_GE(*found, hidden.samples.size() / 2);
  EXPECT_LE(*found, hidden.samples.size() * 9 / 16);
  EXPECT_EQ(overwritten_samples(pixels_of(Canvas(256, 256, 3))), std::nullopt);
  EXPECT_EQ(overwritten_samples(pixels_of(Canvas(8, 8, 3))), std::nullopt);
}

TEST(Images, noise_patterns_and_flat_colours_spell_nothing) {
  for (uint32_t channels : {1u, 3u, 4u}) {
    Canvas canvas(200, 200, channels);
    const char type = channels == 1 ? 0 : channels == 3 ? 2 : 6;
    EXPECT_EQ(found(canvas.encoded(type)), "nothing");
    for (std::string_view pattern : {"a", "\x41\x42\x43", "01", "\xff\x01\x80\x7e", "0123456789"}) {
      for (size_t i = 0; i < canvas.samples.size(); ++i) canvas.samples[i] = pattern[i % pattern.size()];
      EXPECT_EQ(found(canvas.encoded(type)), "nothing");
    }
    for (size_t i = 0; i < canvas.samples.size(); ++i) canvas.samples[i] = static_cast<char>(i / channels % 256);
    EXPECT_EQ(found(canvas.encoded(type)), "nothing");
  }
}

TEST(Images, a_signature_is_told) {
  Canvas canvas(64, 64, 3);
  const std::string archive("PK\3\4", 4);
  for (size_t i = 0; i < archive.size() * 8; ++i) canvas.set(i, bit_of(archive, i));
  EXPECT_EQ(found(canvas.encoded(2)),
            "the lowest bits of its pixels (red, green and blue, row by row) spell a ZIP archive");
}

TEST(Images, what_stands_behind_the_end_is_reported_by_kind_and_padding_is_not) {
  const Bytes image = png(1, 1, 0, Bytes("\0\x40", 2));
  const Bytes program = Bytes(
                            "\x7f"
                            "ELF\2\1\1",
                            7) +
                        Bytes(40, '\1');
  antivenom::testing::TarBuilder tar;
  tar.add("p-1.0/code.png", image + "import base64\nprint('behind')\n");
  tar.add("p-1.0/program.png", image + program);
  tar.add("p-1.0/zip.png", image + antivenom::testing::ZipBuilder().add("a", "1").finished());
  tar.add("p-1.0/encoded.png", image + Bytes(80, 'Q') + "==");
  tar.add("p-1.0/text.png", image + "made with love by somebody");
  tar.add("p-1.0/padded.png", image + Bytes(400, '\0') + "\n");
  tar.add("p-1.0/short.png", image + "\1\2\3");
  tar.add("p-1.0/plain.png", image);
  const Artifact artifact = unpack(tar.finished(), "p-1.0.tar");
  std::vector<std::string> found;
  for (const Anomaly& anomaly : artifact.anomalies)
    found.push_back(anomaly.id + " " + anomaly.file + " " + anomaly.detail);
  const std::string behind = " behind the end of the image: ";
  EXPECT_EQ(found, (Lines{"image-trailing-data code.png a script" + behind + "30 bytes",
                          "image-trailing-data program.png a program" + behind + "47 bytes",
                          "image-trailing-data zip.png an archive" + behind + "103 bytes",
                          "image-trailing-data encoded.png encoded text" + behind + "82 bytes",
                          "image-trailing-data text.png text" + behind + "26 bytes"}));
}

}  // namespace
}  // namespace antivenom::unpacking
