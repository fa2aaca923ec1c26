// Decompression that stops at a bound, and compression. No values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "interpret/library/text_codecs.h"

namespace antivenom::interpret {

class Runtime;

// What a decompressor wrote, and how far it read.
struct Inflated {
  std::string data;
  size_t consumed = 0;    // bytes of input
  bool finished = false;  // the end of the stream was seen
};

// Each stops with not_computable() as soon as the output no longer fits a value of the heap or the budget is out.
// `wbits` as zlib's: 8..15 zlib, 24..31 gzip, 40..47 either, -8..-15 raw deflate. One stream only.
Computed<Inflated> inflate(Runtime& runtime, std::string_view in, int wbits);
// All members of a gzip file, checked as Python's gzip module does.
Computed<std::string> gunzip(Runtime& runtime, std::string_view in);
Computed<Inflated> bunzip2(Runtime& runtime, std::string_view in);
// FORMAT_AUTO 0, FORMAT_XZ 1, FORMAT_ALONE 2.
Computed<Inflated> unxz(Runtime& runtime, std::string_view in, int format);
// Every stream of a bz2 or xz file, one after the other; rubbish behind the first is ignored, as Python does.
Computed<std::string> bunzip2_all(Runtime& runtime, std::string_view in);
Computed<std::string> unxz_all(Runtime& runtime, std::string_view in, int format);

Computed<std::string> deflate(Runtime& runtime, std::string_view in, int level, int wbits);
Computed<std::string> bzip2(Runtime& runtime, std::string_view in, int level);
Computed<std::string> xz(Runtime& runtime, std::string_view in, int format, uint32_t preset);

}  // namespace antivenom::interpret
