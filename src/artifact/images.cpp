#include "artifact/images.h"

#include <algorithm>
#include <array>

#include "artifact/content.h"
#include "artifact/names.h"
#include "base/lower_case.h"

namespace antivenom::unpacking {
namespace {

constexpr size_t kMinTail = 16;                 // shorter ones are leftovers of writers, and no payload
constexpr size_t kMaxPixels = 4u << 20;         // bytes of samples decoded of one image: what hides begins at the start
constexpr uint64_t kMaxAllPixels = 256u << 20;  // inflated for one artifact

bool is_padding(ByteView tail) {
  return std::all_of(tail.begin(), tail.end(),
                     [&](char c) { return c == '\0' || c == '\xff' || c == ' ' || c == '\n' || c == '\r'; });
}

bool is_encoded(ByteView text) {
  const ByteView window = text.substr(0, 4096);
  return window.size() >= 64 && std::all_of(window.begin(), window.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
                  c == '-' || c == '_' || c == '=' || c == '\n' || c == '\r';
         });
}

// Text behind an image is rare enough that a word of code says what it is.
bool is_script(ByteView text) {
  static constexpr std::array<std::string_view, 12> kWords = {"import ", "exec(",     "eval(",      "__import__",
                                                              "lambda",  "os.system", "subprocess", "powershell",
                                                              "cmd.exe", "/bin/sh",   "<script",    "<?php"};
  const std::string window = lower_case(text.substr(0, 4096));
  if (starts_with(window, "#!") || starts_with(window, "@echo off")) return true;
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return window.find(word) != window.npos; });
}

std::string_view kind_of(ByteView tail) {
  switch (content_of("tail", tail)) {
    case Content::python:
      return "a script";
    case Content::bytecode:
      return "a program";
    case Content::native:
      return "a program";
    case Content::archive:
      return "an archive";
    case Content::image:
      return "another image";
    case Content::text:
      return is_script(tail) ? "a script" : is_encoded(tail) ? "encoded text" : "text";
    case Content::binary:
      return "bytes";
  }
  return "bytes";
}

}  // namespace

void measure_images(Artifact& artifact, Intake& intake) {
  uint64_t inflated = 0;
  bool full = false;
  for (const Member& member : artifact.members) {
    if (member.content != Content::image || member.skipped) continue;
    if (const auto end = end_of_image(member.bytes); end && *end + kMinTail <= member.bytes.size()) {
      const ByteView tail = member.bytes.substr(*end);
      if (!is_padding(tail)) {
        intake.anomaly(
            "image-trailing-data", member.path,
            std::string(kind_of(tail)) + " behind the end of the image: " + std::to_string(tail.size()) + " bytes",
            false);
      }
    }
    if (inflated >= kMaxAllPixels) {
      if (!full)
        intake.problem(member.path, "the pixels of this image and of those after it were not measured: more than " +
                                        std::to_string(kMaxAllPixels >> 20) + " MiB of pixels in the package");
      full = true;
      continue;
    }
    const auto pixels = read_png(member.bytes, kMaxPixels, inflated);
    if (!pixels) continue;
    if (auto message = message_in_low_bits(*pixels)) {
      intake.anomaly("image-low-bits", member.path, std::move(*message), false);
    } else if (const auto samples = overwritten_samples(*pixels)) {
      intake.anomaly("image-low-bits-even", member.path,
                     "the lowest bits of about the first " + std::to_string(*samples) +
                         " samples look overwritten (chi-square test), the rest does not",
                     false);
    }
  }
}

}  // namespace antivenom::unpacking
