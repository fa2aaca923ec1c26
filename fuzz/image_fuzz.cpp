// A shipped image: where it ends, its pixels, what their lowest bits spell.
#include "artifact/images.h"
#include "base/utf8.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace antivenom;
  const ByteView bytes = fuzz::view(data, size);
  const auto end = unpacking::end_of_image(bytes);
  fuzz::require(!end || *end <= size, "an image ends inside its file");

  constexpr size_t kMaxSamples = 256u << 10;
  uint64_t inflated = 0;
  if (const auto pixels = unpacking::read_png(bytes, kMaxSamples, inflated)) {
    fuzz::require(pixels->rows <= pixels->height && pixels->samples.size() <= kMaxSamples, "pixels are bounded");
    fuzz::require(pixels->samples.size() == size_t{pixels->rows} * pixels->width * pixels->channels,
                  "every pixel is there");
    const auto message = unpacking::message_in_low_bits(*pixels);
    fuzz::require(!message || is_utf8(*message), "a message can be shown");
    const auto overwritten = unpacking::overwritten_samples(*pixels);
    fuzz::require(!overwritten || *overwritten <= pixels->samples.size(), "what was overwritten is there");
  }
  constexpr uint64_t kMaxInflated = 2 * kMaxSamples;
  fuzz::require(inflated <= kMaxInflated, "what is inflated is bounded");

  Artifact artifact = fuzz::empty_artifact();
  fuzz::add_file(artifact, "sample/a.png", Role::data, Content::image, "", bytes);
  unpacking::Intake intake(artifact, {}, size);
  unpacking::measure_images(artifact, intake);
  fuzz::check_told(artifact);
  return 0;
}
