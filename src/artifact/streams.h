// Single compressed streams: gzip, bzip2, xz, zstd, compress; and raw deflate for ZIP members.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"

struct libdeflate_decompressor;

namespace antivenom::unpacking {

enum class Codec : uint8_t { none, gzip, bzip2, xz, zstd, compress };

// The codec whose magic number `bytes` begins with.
Codec codec_of(ByteView bytes);
// "gz", "bz2", "xz", "zst", "Z"; "" for none.
std::string_view extension_of(Codec codec);

struct Stream {
  Bytes bytes;          // what came out, up to the damage or the limit
  size_t consumed = 0;  // packed bytes used; the rest is trailing data (gzip only, else the whole input)
  bool cut = false;     // `max_out` was reached
  std::string damage;   // plain words; empty if the stream ended well
};

// Unpacks a whole stream of `codec` (concatenated gzip members are one stream, as gzip has it), at most `max_out`
// bytes.
Stream decompress(Codec codec, ByteView packed, uint64_t max_out);

// Raw deflate data of unknown length, which may be followed by other data.
Stream inflate_growing(ByteView packed, uint64_t max_out);

// Raw deflate. Not shared between threads; reused over the members of one ZIP.
class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  struct Outcome {
    size_t consumed = 0;
    size_t produced = 0;
    enum class End : uint8_t { whole, output_full, damaged } end = End::whole;
  };
  // Fast, all or nothing: unless it ends `whole`, nothing is known about `out`; inflate_growing() keeps more.
  Outcome whole(ByteView packed, char* out, size_t capacity);

 private:
  struct Free {
    void operator()(libdeflate_decompressor* d) const;
  };
  std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
};

}  // namespace antivenom::unpacking
