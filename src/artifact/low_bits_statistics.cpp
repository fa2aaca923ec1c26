// The chi-square attack of A. Westfeld and A. Pfitzmann ("Attacks on Steganographic Systems", Information Hiding 1999).
//
// Writing random bits (what is encrypted or compressed) into lowest bits makes the values 2k and 2k+1 as frequent as
// each other; in a picture they are not. The test asks how likely pairs this even are. Smooth or noisy pictures look
// even in places too, so a single answer proves nothing: reported is only the sharp edge that a message written from
// the start leaves, where every part before it is even and all that follows is not.
#include <array>
#include <cmath>

#include "artifact/images.h"

namespace antivenom::unpacking {
namespace {

constexpr size_t kParts = 32;         // the picture is looked at in steps of this share
constexpr size_t kMinSamples = 4096;  // fewer leave most of the 128 pairs too rare to count
constexpr double kMinExpected = 4;    // the usual demand of the test on a cell
constexpr double kMinPairs = 16;      // drawings with few colours say nothing
// Of 117 honest pictures large enough none passes; of the same with a third or four fifths overwritten every sixth
// does.
constexpr double kEven = 0.99, kUneven = 1e-6;

class Histogram {
 public:
  void add(ByteView samples) {
    for (char c : samples) ++often_[static_cast<unsigned char>(c)];
  }
  // The chance that pairs of random lowest bits are at least as uneven as these; nothing if too few pairs count.
  // Wilson and Hilferty's approximation (1931) of the chi-square distribution: more digits would mean nothing here.
  std::optional<double> evenness() const {
    double sum = 0, pairs = 0;
    for (size_t pair = 0; pair < often_.size(); pair += 2) {
      const double expected = static_cast<double>(often_[pair] + often_[pair + 1]) / 2;
      if (expected <= kMinExpected) continue;
      const double off = static_cast<double>(often_[pair]) - expected;
      sum += off * off / expected;
      pairs += 1;
    }
    if (pairs < kMinPairs) return std::nullopt;
    // Every pair has half of its samples in each cell, and either cell tells the other: one degree of freedom less.
    const double degrees = pairs - 1, spread = 2.0 / (9.0 * degrees);
    const double z = (std::cbrt(sum / degrees) - (1.0 - spread)) / std::sqrt(spread);
    return 0.5 * std::erfc(z / std::sqrt(2.0));
  }

 private:
  std::array<uint64_t, 256> often_{};
};

}  // namespace

std::optional<size_t> overwritten_samples(const Pixels& pixels) {
  const ByteView samples = pixels.samples;
  const size_t part = samples.size() / kParts;
  // An alpha channel is mostly constant, and tools leave it alone.
  if (part < kMinSamples || pixels.channels == 2 || pixels.channels == 4) return std::nullopt;
  Histogram before;
  size_t even = 0;
  for (; even < kParts; ++even) {
    before.add(samples.substr(even * part, part));
    const auto p = before.evenness();
    if (!p || *p < kEven) break;
  }
  // The part in which the message ends is neither.
  if (even < 2 || even + 4 > kParts) return std::nullopt;
  for (size_t i = even + 1; i < kParts; ++i) {
    Histogram one;
    one.add(samples.substr(i * part, part));
    const auto p = one.evenness();
    if (p && *p > kUneven) return std::nullopt;
  }
  return even * part;
}

}  // namespace antivenom::unpacking
