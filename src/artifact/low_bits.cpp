// Reads the lowest bits of pixels the ways tools that hide there write them, and tells a message from chance.
//
// The bits of an honest picture are noise or a pattern. That 64 bytes of noise are all printable has a chance of
// (97/256)^64, about 1e-27; patterns repeat few bytes, so a text must have many different ones. A file's signature is
// looked for only where it is long. What is encrypted spells nothing: for that low_bits_statistics.cpp looks.
#include <algorithm>
#include <array>
#include <set>

#include "artifact/images.h"
#include "artifact/names.h"

namespace antivenom::unpacking {
namespace {

constexpr size_t kTextBytes = 64;      // of printable text are a message
constexpr size_t kMinDifferent = 16;   // different bytes among them: repeated patterns have a handful
constexpr size_t kMaxRead = 64 << 10;  // how far a text is followed
constexpr size_t kMaxShown = 80;

// One way to write: which channels of a pixel, which way through the picture, and how bits become bytes.
struct Order {
  uint32_t first = 0, count = 1;  // channels
  bool by_column = false;
  bool low_first = false;
  uint32_t bits = 8;  // 9: each byte is followed by a bit that says whether it was the last, as stepic writes
};

class LowBits {
 public:
  LowBits(const Pixels& pixels, const Order& order) : pixels_(pixels), order_(order) {}

  size_t size() const {
    const uint64_t samples = uint64_t{pixels_.width} * pixels_.rows * order_.count;
    return static_cast<size_t>(samples / order_.bits);
  }
  size_t sample_at(size_t index) const {
    const size_t pixel = index / order_.count;
    const size_t x = order_.by_column ? pixel / pixels_.rows : pixel % pixels_.width;
    const size_t y = order_.by_column ? pixel % pixels_.rows : pixel / pixels_.width;
    return (y * pixels_.width + x) * pixels_.channels + order_.first + index % order_.count;
  }
  char byte_at(size_t index) const {
    unsigned value = 0;
    for (unsigned i = 0; i < 8; ++i) {
      const unsigned bit = static_cast<unsigned char>(pixels_.samples[sample_at(index * order_.bits + i)]) & 1u;
      value |= bit << (order_.low_first ? i : 7 - i);
    }
    return static_cast<char>(value);
  }
  Bytes read(size_t from, size_t count) const {
    Bytes out;
    for (size_t i = from; i < std::min(size(), from + count); ++i) out += byte_at(i);
    return out;
  }
  const Pixels& pixels() const { return pixels_; }
  const Order& order() const { return order_; }

 private:
  const Pixels& pixels_;
  const Order order_;
};

bool is_printable(char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t'; }

bool is_text(ByteView bytes) {
  if (bytes.size() < kTextBytes || !std::all_of(bytes.begin(), bytes.end(), is_printable)) return false;
  const auto plain = std::count_if(bytes.begin(), bytes.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
  });
  return std::set<char>(bytes.begin(), bytes.end()).size() >= kMinDifferent &&
         static_cast<size_t>(plain) * 2 >= bytes.size();
}

// Only such as are long: a picture is read in some twenty orders, and a package has thousands of pictures.
std::string_view signature_of(ByteView bytes) {
  struct Signature {
    std::string_view bytes, words;
  };
  static constexpr std::array<Signature, 7> kSignatures = {{
      {{"\x7f"
        "ELF",
        4},
       "a program for Linux"},
      {{"PK\3\4", 4}, "a ZIP archive"},
      {{"7z\xbc\xaf\x27\x1c", 6}, "a 7-Zip archive"},
      {{"Rar!\x1a\x07", 6}, "a RAR archive"},
      {{"\xfd"
        "7zXZ\0",
        6},
       "an xz stream"},
      {{"\x89PNG\r\n\x1a\n", 8}, "another image"},
      {{"MZ\x90\0\3\0\0\0", 8}, "a program for Windows"},
  }};
  for (const Signature& signature : kSignatures) {
    if (starts_with(bytes, signature.bytes)) return signature.words;
  }
  return {};
}

// Many put the length before the message: four bytes, either end first.
bool is_length(ByteView four, size_t room) {
  if (four.size() < 4) return false;
  uint32_t big = 0, little = 0;
  for (size_t i = 0; i < 4; ++i) {
    big = big << 8 | static_cast<unsigned char>(four[i]);
    little = little << 8 | static_cast<unsigned char>(four[3 - i]);
  }
  const auto fits = [&](uint32_t length) { return length >= 16 && length <= room; };
  return fits(big) || fits(little);
}

std::string words_of(const Order& order, uint32_t channels) {
  static constexpr std::array<std::string_view, 4> kNames = {"red", "green", "blue", "alpha"};
  std::string text;
  if (channels < 3)
    text = order.count == 1 ? "grey" : "grey and alpha";
  else if (order.count == 1)
    text = kNames[order.first];
  else
    text = order.count == 3 ? "red, green and blue" : "all channels";
  text += order.by_column ? ", column by column" : ", row by row";
  if (order.low_first) text += ", lowest bit first";
  return text;
}

std::string describe(const LowBits& bits, size_t from, std::string_view signature) {
  const std::string where =
      "the lowest bits of its pixels (" + words_of(bits.order(), bits.pixels().channels) + ") spell ";
  if (!signature.empty()) return where + std::string(signature);
  size_t end = from;
  while (end < bits.size() && end - from < kMaxRead && is_printable(bits.byte_at(end))) ++end;
  return where + std::to_string(end - from) +
         " bytes of text: " + printable(bits.read(from, std::min(end - from, kMaxShown)));
}

std::optional<std::string> message_in(const LowBits& bits) {
  const Bytes head = bits.read(0, kTextBytes + 4);
  for (size_t from : {size_t{0}, size_t{4}}) {
    if (from == 4 && !is_length(head, bits.size())) break;
    const ByteView body = ByteView(head).substr(std::min(from, head.size()));
    const std::string_view signature = signature_of(body);
    if (!signature.empty() || is_text(body.substr(0, kTextBytes))) return describe(bits, from, signature);
  }
  return std::nullopt;
}

std::vector<Order> orders_for(const Pixels& pixels) {
  std::vector<std::pair<uint32_t, uint32_t>> choices;  // first channel, how many
  if (pixels.channels > 1) choices.emplace_back(0, pixels.channels);
  if (pixels.channels == 4) choices.emplace_back(0, 3);
  for (uint32_t channel = 0; channel < pixels.channels; ++channel) choices.emplace_back(channel, 1);
  std::vector<Order> orders;
  for (const auto& [first, count] : choices) {
    for (bool by_column : {false, true}) {
      if (by_column && pixels.rows < pixels.height) continue;  // the columns are not complete
      for (bool low_first : {false, true}) orders.push_back({first, count, by_column, low_first, 8});
    }
    if (count == 3) orders.push_back({first, count, false, false, 9});
  }
  return orders;
}

}  // namespace

std::optional<std::string> message_in_low_bits(const Pixels& pixels) {
  for (const Order& order : orders_for(pixels)) {
    if (auto message = message_in(LowBits(pixels, order))) return message;
  }
  return std::nullopt;
}

}  // namespace antivenom::unpacking
