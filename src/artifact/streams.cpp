// gzip is by far the most frequent and has a fast path: its last four bytes tell the size, so one libdeflate
// call into one buffer does it. Where that is wrong (a lie, several members, damage, a bomb) zlib streams it,
// which is slower but keeps what came before the damage. The other codecs go through libarchive's raw format
// with each filter named: support_filter_all would also start external programs.
#include "artifact/streams.h"

#include <algorithm>

#include <archive.h>
#include <archive_entry.h>
#include <libdeflate.h>
#include <zlib.h>

#include "artifact/names.h"
#include "base/c_memory.h"
#include "base/memory.h"

namespace antivenom::unpacking {
namespace {

// Deflate cannot do better than 258 bytes from two bits.
constexpr uint64_t kMaxDeflateRatio = 1032;
constexpr size_t kMinStep = 1u << 16;
constexpr size_t kMaxStep = 1u << 24;

// Bytes to add next: grows with what is there, so that small streams stay small and large ones cheap.
size_t next_step(size_t size, uint64_t max_out) {
  return std::min<uint64_t>(std::clamp(size, kMinStep, kMaxStep), max_out - size);
}

struct InflateEnd {
  void operator()(z_stream* z) const { inflateEnd(z); }
};
struct ArchiveFree {
  void operator()(archive* a) const { archive_read_free(a); }
};

uint32_t little32(ByteView bytes, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])); };
  return byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
}

bool gzip_at_once(ByteView packed, uint64_t max_out, Stream& stream) {
  const uint64_t size = little32(packed, packed.size() - 4);
  if (size == 0 || size > max_out || size > packed.size() * kMaxDeflateRatio) return false;
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> decompressor(
      made(libdeflate_alloc_decompressor()), libdeflate_free_decompressor);
  stream.bytes.reserve(size);
  make_pages_ready(stream.bytes.data(), size);
  stream.bytes.resize(size);
  size_t produced = 0;
  const auto result = libdeflate_gzip_decompress_ex(decompressor.get(), packed.data(), packed.size(),
                                                    stream.bytes.data(), size, &stream.consumed, &produced);
  if (result != LIBDEFLATE_SUCCESS || codec_of(packed.substr(stream.consumed)) == Codec::gzip) {
    stream = {};
    return false;
  }
  stream.bytes.resize(produced);
  return true;
}

// One zlib stream appended to stream.bytes. True when it ended well.
bool inflate_more(ByteView packed, int window_bits, uint64_t max_out, Stream& stream) {
  z_stream z{};
  if (inflateInit2(&z, window_bits) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, InflateEnd> guard(&z);
  size_t fed = 0;
  int code = Z_OK;
  while (code == Z_OK) {
    const size_t room = next_step(stream.bytes.size(), max_out);
    if (room == 0) {
      stream.cut = true;
      break;
    }
    if (z.avail_in == 0) {
      z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + fed));
      z.avail_in = static_cast<uInt>(std::min<size_t>(packed.size() - fed, 1u << 30));
      fed += z.avail_in;
    }
    const size_t before = stream.bytes.size();
    stream.bytes.resize(before + room);
    z.next_out = reinterpret_cast<Bytef*>(stream.bytes.data() + before);
    z.avail_out = static_cast<uInt>(room);
    code = inflate(&z, Z_NO_FLUSH);
    stream.bytes.resize(before + room - z.avail_out);
    if (code == Z_BUF_ERROR && fed < packed.size()) code = Z_OK;
  }
  stream.consumed += fed - z.avail_in;
  if (code == Z_STREAM_END) return true;
  if (stream.cut) return false;
  stream.damage = code == Z_BUF_ERROR ? "the compressed data ends too early"
                  : z.msg != nullptr  ? std::string("the compressed data is damaged: ") + z.msg
                                      : "the compressed data is damaged";
  return false;
}

Stream gunzip(ByteView packed, uint64_t max_out) {
  Stream stream;
  if (packed.size() >= 18 && gzip_at_once(packed, max_out, stream)) return stream;
  // Reserved, not touched: only what is really written becomes memory, and nothing is copied while it grows.
  stream.bytes.reserve(std::min<uint64_t>(max_out, packed.size() * kMaxDeflateRatio + 64));
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  while (inflate_more(packed.substr(stream.consumed), kGzipOnly, max_out, stream) &&
         codec_of(packed.substr(stream.consumed)) == Codec::gzip) {
  }
  return stream;
}

bool open_filter(archive* reader, Codec codec) {
  switch (codec) {
    case Codec::bzip2:
      return archive_read_support_filter_bzip2(reader) == ARCHIVE_OK;
    case Codec::xz:
      return archive_read_support_filter_xz(reader) == ARCHIVE_OK;
    case Codec::zstd:
      return archive_read_support_filter_zstd(reader) == ARCHIVE_OK;
    case Codec::compress:
      return archive_read_support_filter_compress(reader) == ARCHIVE_OK;
    default:
      return false;
  }
}

Stream by_libarchive(Codec codec, ByteView packed, uint64_t max_out) {
  Stream stream;
  stream.consumed = packed.size();
  const std::unique_ptr<archive, ArchiveFree> reader(made(archive_read_new()));
  archive_entry* entry = nullptr;
  if (!open_filter(reader.get(), codec)) {
    stream.damage = "this compression is not supported by the installed libarchive";
    return stream;
  }
  archive_read_support_format_raw(reader.get());
  archive_read_support_format_empty(reader.get());
  int code = archive_read_open_memory(reader.get(), packed.data(), packed.size());
  if (code == ARCHIVE_OK) code = archive_read_next_header(reader.get(), &entry);
  if (code == ARCHIVE_EOF) return stream;
  while (code >= ARCHIVE_WARN && code != ARCHIVE_EOF) {
    const size_t room = next_step(stream.bytes.size(), max_out);
    if (room == 0) {
      stream.cut = true;
      return stream;
    }
    const size_t before = stream.bytes.size();
    stream.bytes.resize(before + room);
    const la_ssize_t got = archive_read_data(reader.get(), stream.bytes.data() + before, room);
    stream.bytes.resize(before + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got == 0) return stream;
    code = got > 0 ? ARCHIVE_OK : static_cast<int>(got);
  }
  const char* why = archive_error_string(reader.get());
  stream.damage = std::string("the compressed data is damaged: ") + (why != nullptr ? why : "unknown error");
  return stream;
}

}  // namespace

Codec codec_of(ByteView bytes) {
  if (starts_with(bytes, "\x1f\x8b\x08")) return Codec::gzip;
  if (starts_with(bytes, "BZh") && bytes.size() >= 10 && bytes[3] >= '1' && bytes[3] <= '9' &&
      (bytes.substr(4, 6) == "\x31\x41\x59\x26\x53\x59" || bytes.substr(4, 6) == "\x17\x72\x45\x38\x50\x90")) {
    return Codec::bzip2;
  }
  if (starts_with(bytes, std::string_view("\xfd\x37zXZ\0", 6))) return Codec::xz;
  if (starts_with(bytes, "\x28\xb5\x2f\xfd")) return Codec::zstd;
  if (starts_with(bytes, "\x1f\x9d")) return Codec::compress;
  return Codec::none;
}

std::string_view extension_of(Codec codec) {
  switch (codec) {
    case Codec::gzip:
      return "gz";
    case Codec::bzip2:
      return "bz2";
    case Codec::xz:
      return "xz";
    case Codec::zstd:
      return "zst";
    case Codec::compress:
      return "Z";
    case Codec::none:
      break;
  }
  return "";
}

Stream decompress(Codec codec, ByteView packed, uint64_t max_out) {
  return codec == Codec::gzip ? gunzip(packed, max_out) : by_libarchive(codec, packed, max_out);
}

Stream inflate_growing(ByteView packed, uint64_t max_out) {
  Stream stream;
  inflate_more(packed, -MAX_WBITS, max_out, stream);
  return stream;
}

void Inflater::Free::operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }

Inflater::Inflater() : decompressor_(made(libdeflate_alloc_decompressor())) {}
Inflater::~Inflater() = default;

Inflater::Outcome Inflater::whole(ByteView packed, char* out, size_t capacity) {
  Outcome outcome;
  outcome.end = Outcome::End::damaged;
  const auto result = libdeflate_deflate_decompress_ex(decompressor_.get(), packed.data(), packed.size(), out, capacity,
                                                       &outcome.consumed, &outcome.produced);
  if (result == LIBDEFLATE_SUCCESS) outcome.end = Outcome::End::whole;
  if (result == LIBDEFLATE_INSUFFICIENT_SPACE) outcome.end = Outcome::End::output_full;
  return outcome;
}

}  // namespace antivenom::unpacking
