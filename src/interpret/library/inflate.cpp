#include "interpret/library/inflate.h"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>

#include <fmt/format.h>

#include "interpret/library.h"
#include "interpret/library/objects.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kChunk = 64 << 10;
constexpr uint64_t kLzmaMemory = 128u << 20;

enum class Step { more, end, stuck, error };

// Feeds `in` whole and collects output in chunks. `step` decompresses into the buffer and sets how much it wrote and
// how much input is left.
Computed<Inflated> pump(Runtime& runtime, std::string_view in,
                        const std::function<Step(char* out, size_t room, size_t& wrote, size_t& left)>& step,
                        const std::function<Raised()>& complaint) {
  if (in.size() > std::numeric_limits<uint32_t>::max() || !spend_bytes(runtime, in.size())) return not_computable();
  Inflated result;
  const auto buffer = std::make_unique_for_overwrite<char[]>(kChunk);
  size_t left = in.size();
  for (;;) {
    size_t wrote = 0;
    const Step outcome = step(buffer.get(), kChunk, wrote, left);
    if (outcome == Step::error) return tl::unexpected<Raised>(complaint());
    if (!runtime.heap().fits(result.data.size() + wrote) || !spend_bytes(runtime, wrote)) return not_computable();
    result.data.append(buffer.get(), wrote);
    result.consumed = in.size() - left;
    result.finished = outcome == Step::end;
    if (outcome == Step::end || outcome == Step::stuck || (wrote < kChunk && left == 0)) return result;
  }
}

template <class T>
auto* input_pointer(std::string_view in) {
  return reinterpret_cast<T*>(const_cast<char*>(in.data()));  // the C libraries do not write to it
}

Raised zlib_complaint(int code, const char* message, std::string_view doing) {
  const std::string detail = message ? message : code == Z_NEED_DICT ? "need dictionary" : "incorrect header check";
  return {"zlib.error", fmt::format("Error {} while {}: {}", code, doing, detail)};
}

}  // namespace

Computed<Inflated> inflate(Runtime& runtime, std::string_view in, int wbits) {
  z_stream stream{};
  if (inflateInit2(&stream, wbits) != Z_OK) return raised("ValueError", "Invalid initialization option");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  stream.next_in = input_pointer<Bytef>(in);
  stream.avail_in = static_cast<uInt>(in.size());
  int code = Z_OK;
  return pump(
      runtime, in,
      [&](char* out, size_t room, size_t& wrote, size_t& left) {
        stream.next_out = reinterpret_cast<Bytef*>(out);
        stream.avail_out = static_cast<uInt>(room);
        code = ::inflate(&stream, Z_SYNC_FLUSH);
        wrote = room - stream.avail_out;
        left = stream.avail_in;
        if (code == Z_STREAM_END) return Step::end;
        return code == Z_OK ? Step::more : code == Z_BUF_ERROR ? Step::stuck : Step::error;
      },
      [&] { return zlib_complaint(code, stream.msg, "decompressing data"); });
}

Computed<std::string> gunzip(Runtime& runtime, std::string_view in) {
  std::string out;
  while (!in.empty()) {
    if (!in.starts_with("\x1f\x8b")) return raised("gzip.BadGzipFile", "Not a gzipped file");
    Computed<Inflated> member = inflate(runtime, in, 31);
    if (!member) return tl::unexpected<Raised>(member.error());
    if (!member->finished) {
      return raised("EOFError", "Compressed file ended before the end-of-stream marker was reached");
    }
    if (!runtime.heap().fits(out.size() + member->data.size())) return not_computable();
    out += member->data;
    in.remove_prefix(member->consumed);
    in.remove_prefix(std::min(in.find_first_not_of('\0'), in.size()));  // zeros may fill up a tape's block
  }
  return out;
}

Computed<Inflated> bunzip2(Runtime& runtime, std::string_view in) {
  bz_stream stream{};
  if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) return not_computable();
  const std::unique_ptr<bz_stream, int (*)(bz_stream*)> guard(&stream, BZ2_bzDecompressEnd);
  stream.next_in = input_pointer<char>(in);
  stream.avail_in = static_cast<unsigned>(in.size());
  return pump(
      runtime, in,
      [&](char* out, size_t room, size_t& wrote, size_t& left) {
        stream.next_out = out;
        stream.avail_out = static_cast<unsigned>(room);
        const int code = BZ2_bzDecompress(&stream);
        wrote = room - stream.avail_out;
        left = stream.avail_in;
        if (code == BZ_STREAM_END) return Step::end;
        if (code != BZ_OK) return Step::error;
        return wrote == 0 && left == 0 ? Step::stuck : Step::more;
      },
      [] {
        return Raised{"OSError", "Invalid data stream"};
      });
}

Computed<Inflated> unxz(Runtime& runtime, std::string_view in, int format) {
  lzma_stream stream = LZMA_STREAM_INIT;
  const lzma_ret begun = format == 0   ? lzma_auto_decoder(&stream, kLzmaMemory, 0)
                         : format == 1 ? lzma_stream_decoder(&stream, kLzmaMemory, 0)
                                       : lzma_alone_decoder(&stream, kLzmaMemory);
  if (begun != LZMA_OK) return not_computable();
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> guard(&stream, lzma_end);
  stream.next_in = input_pointer<uint8_t>(in);
  stream.avail_in = in.size();
  lzma_ret code = LZMA_OK;
  return pump(
      runtime, in,
      [&](char* out, size_t room, size_t& wrote, size_t& left) {
        stream.next_out = reinterpret_cast<uint8_t*>(out);
        stream.avail_out = room;
        code = lzma_code(&stream, LZMA_RUN);
        wrote = room - stream.avail_out;
        left = stream.avail_in;
        if (code == LZMA_STREAM_END) return Step::end;
        return code == LZMA_OK ? Step::more : code == LZMA_BUF_ERROR ? Step::stuck : Step::error;
      },
      [&] {
        if (code == LZMA_MEMLIMIT_ERROR || code == LZMA_MEM_ERROR) return Raised{};
        return Raised{"lzma.LZMAError",
                      code == LZMA_FORMAT_ERROR ? "Input format not supported by decoder" : "Corrupt input data"};
      });
}

namespace {

template <class Open>
Computed<std::string> all_streams(Runtime& runtime, std::string_view in, std::string_view exception, Open open) {
  std::string out;
  for (bool first = true; first || !in.empty(); first = false) {
    Computed<Inflated> stream = open(in);
    if (!stream && !first && !stream.error().exception.empty()) return out;
    if (!stream) return tl::unexpected<Raised>(stream.error());
    if (!stream->finished) {
      return raised(std::string(exception), "Compressed data ended before the end-of-stream marker was reached");
    }
    if (!runtime.heap().fits(out.size() + stream->data.size())) return not_computable();
    out += stream->data;
    if (stream->consumed == 0) break;
    in.remove_prefix(stream->consumed);
  }
  return out;
}

}  // namespace

Computed<std::string> bunzip2_all(Runtime& runtime, std::string_view in) {
  if (in.empty()) return std::string();
  return all_streams(runtime, in, "ValueError", [&](std::string_view rest) { return bunzip2(runtime, rest); });
}

Computed<std::string> unxz_all(Runtime& runtime, std::string_view in, int format) {
  return all_streams(runtime, in, "lzma.LZMAError", [&](std::string_view rest) { return unxz(runtime, rest, format); });
}

Computed<std::string> deflate(Runtime& runtime, std::string_view in, int level, int wbits) {
  z_stream stream{};
  if (level < -1 || level > 9 || deflateInit2(&stream, level, Z_DEFLATED, wbits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return raised("zlib.error", "Bad compression level");
  }
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, deflateEnd);
  // Level 9 looks up to 32 times longer for matches than it reads bytes.
  if (in.size() > std::numeric_limits<uint32_t>::max() || !spend_bytes(runtime, in.size() * 4)) return not_computable();
  std::string out(::deflateBound(&stream, static_cast<uLong>(in.size())), '\0');
  stream.next_in = input_pointer<Bytef>(in);
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (::deflate(&stream, Z_FINISH) != Z_STREAM_END) return not_computable();
  out.resize(stream.total_out);
  return out;
}

Computed<std::string> bzip2(Runtime& runtime, std::string_view in, int level) {
  if (level < 1 || level > 9) return raised("ValueError", "compresslevel must be between 1 and 9");
  if (in.size() > 1u << 30 || !spend_bytes(runtime, in.size() * 8)) return not_computable();
  std::string out(in.size() + in.size() / 50 + 1000, '\0');
  auto size = static_cast<unsigned>(out.size());
  const int code = BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(in.data()),
                                            static_cast<unsigned>(in.size()), level, 0, 0);
  if (code != BZ_OK) return not_computable();
  out.resize(size);
  return out;
}

Computed<std::string> xz(Runtime& runtime, std::string_view in, int format, uint32_t preset) {
  // Presets above 6 take hundreds of megabytes; the content is the same.
  const uint32_t used = std::min<uint32_t>(preset & LZMA_PRESET_LEVEL_MASK, 6);
  if (!spend_bytes(runtime, in.size() * 16) || (format != 1 && format != 2)) return not_computable();
  lzma_options_lzma options;
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_lzma_preset(&options, used)) return not_computable();
  const lzma_ret begun =
      format == 1 ? lzma_easy_encoder(&stream, used, LZMA_CHECK_CRC64) : lzma_alone_encoder(&stream, &options);
  if (begun != LZMA_OK) return not_computable();
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> guard(&stream, lzma_end);
  std::string out(lzma_stream_buffer_bound(in.size()) + 1024, '\0');
  stream.next_in = input_pointer<uint8_t>(in);
  stream.avail_in = in.size();
  stream.next_out = reinterpret_cast<uint8_t*>(out.data());
  stream.avail_out = out.size();
  if (lzma_code(&stream, LZMA_FINISH) != LZMA_STREAM_END) return not_computable();
  out.resize(stream.total_out);
  return out;
}

}  // namespace antivenom::interpret
