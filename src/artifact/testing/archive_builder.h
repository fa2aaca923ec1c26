// Archives for tests, built in memory; the ZIP and tar writers can lie wherever the formats let one lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <libdeflate.h>
#include <zlib.h>

#include "base/bytes.h"

namespace antivenom::testing {

inline void append_little(std::string& out, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// zlib's deflate; window_bits as deflateInit2 has them (-15 raw, 31 gzip).
inline Bytes deflated(ByteView bytes, int window_bits) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&z, bytes.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

inline Bytes gzipped(ByteView bytes) { return deflated(bytes, 31); }

// Through one of libarchive's filters: "bzip2", "xz", "zstd", "compress".
inline Bytes filtered(const char* filter, ByteView bytes) {
  Bytes out(bytes.size() * 2 + (1u << 16), '\0');
  size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_add_filter_by_name(writer, filter);
  archive_write_set_format_raw(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_pathname(entry, "x");
  archive_write_header(writer, entry);
  archive_write_data(writer, bytes.data(), bytes.size());
  archive_entry_free(entry);
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

// Members written by libarchive in one of its formats: "7zip", "cpio".
inline Bytes written(const char* format, const std::vector<std::pair<std::string, std::string>>& files) {
  Bytes out(1u << 20, '\0');
  size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_by_name(writer, format);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  for (const auto& [name, content] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

class TarBuilder {
 public:
  // `stated_size`: what the header says, if not the truth.
  TarBuilder& add(std::string_view name, std::string_view content, char type = '0', std::string_view link = {},
                  std::optional<uint64_t> stated_size = {}) {
    Bytes header(512, '\0');
    put(header, 0, name.substr(0, 100));
    put(header, 100, "0000644");
    octal(header, 124, 12, stated_size.value_or(content.size()));
    header[156] = type;
    put(header, 157, link.substr(0, 100));
    put(header, 257,
        std::string_view("ustar\0"
                         "00",
                         8));
    put(header, 148, "        ");
    uint64_t sum = 0;
    for (char c : header) sum += static_cast<unsigned char>(c);
    octal(header, 148, 7, sum);
    bytes_ += header;
    bytes_ += content;
    bytes_.resize((bytes_.size() + 511) / 512 * 512, '\0');
    return *this;
  }
  // A pax header for the next member: "key=value" records.
  TarBuilder& pax(const std::vector<std::string>& records, char type = 'x') {
    std::string content;
    for (const std::string& record : records) {
      size_t length = record.size() + 3;
      while (std::to_string(length).size() + record.size() + 2 != length) ++length;
      content += std::to_string(length) + " " + record + "\n";
    }
    return add("pax", content, type);
  }
  TarBuilder& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  Bytes finished() const { return bytes_ + Bytes(1024, '\0'); }

 private:
  static void put(Bytes& header, size_t at, std::string_view text) { header.replace(at, text.size(), text); }
  static void octal(Bytes& header, size_t at, size_t width, uint64_t value) {
    for (size_t i = width - 1; i-- > 0; value /= 8) header[at + i] = static_cast<char>('0' + value % 8);
    header[at + width - 1] = '\0';
  }

  Bytes bytes_;
};

// How one ZIP member is written, and what it says that is not so.
struct ZipLies {
  bool deflate = true;
  uint16_t flags = 0;
  std::optional<std::string> local_name;  // in the local header only
  std::optional<uint16_t> method;         // in both headers, over data written as `deflate` says
  std::optional<uint16_t> local_method;
  std::optional<uint64_t> size, local_size;
  std::optional<uint32_t> crc;
  bool in_directory = true;
  bool in_locals = true;
  bool descriptor = false;           // sizes follow the data
  std::optional<uint64_t> local_at;  // offset in the directory
  uint32_t mode = 0100644;
  std::optional<Bytes> packed;  // the data as stored
};

class ZipBuilder {
 public:
  ZipBuilder& add(std::string_view name, std::string_view content, const ZipLies& lies = {}) {
    const Bytes packed = lies.packed ? *lies.packed : lies.deflate ? deflated(content, -15) : Bytes(content);
    const uint32_t crc = lies.crc.value_or(libdeflate_crc32(0, content.data(), content.size()));
    const uint16_t method = lies.method.value_or(lies.deflate ? 8 : 0);
    const uint16_t flags = static_cast<uint16_t>(lies.flags | (lies.descriptor ? 8 : 0));
    const uint64_t at = bytes_.size();
    const uint64_t size = lies.size.value_or(content.size());
    const std::string local_name = lies.local_name.value_or(std::string(name));
    const size_t before = bytes_.size();
    bytes_ += "PK\x03\x04";
    append_little(bytes_, 20, 2);
    append_little(bytes_, flags, 2);
    append_little(bytes_, lies.local_method.value_or(method), 2);
    append_little(bytes_, 0, 4);
    append_little(bytes_, lies.descriptor ? 0 : crc, 4);
    append_little(bytes_, lies.descriptor ? 0 : packed.size(), 4);
    append_little(bytes_, lies.descriptor ? 0 : lies.local_size.value_or(size), 4);
    append_little(bytes_, local_name.size(), 2);
    append_little(bytes_, 0, 2);
    bytes_ += local_name;
    bytes_ += packed;
    if (lies.descriptor) {
      bytes_ += "PK\x07\x08";
      append_little(bytes_, crc, 4);
      append_little(bytes_, packed.size(), 4);
      append_little(bytes_, size, 4);
    }
    if (!lies.in_locals) bytes_.resize(before);
    if (!lies.in_directory) return *this;
    ++count_;
    directory_ += "PK\x01\x02";
    append_little(directory_, 3 << 8 | 20, 2);
    append_little(directory_, 20, 2);
    append_little(directory_, flags, 2);
    append_little(directory_, method, 2);
    append_little(directory_, 0, 4);
    append_little(directory_, crc, 4);
    append_little(directory_, packed.size(), 4);
    append_little(directory_, size, 4);
    append_little(directory_, name.size(), 2);
    append_little(directory_, 0, 8);
    append_little(directory_, static_cast<uint64_t>(lies.mode) << 16, 4);
    append_little(directory_, lies.local_at.value_or(at), 4);
    directory_ += name;
    return *this;
  }
  ZipBuilder& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  Bytes finished(std::string_view comment = {}, std::optional<uint16_t> count = {}) const {
    Bytes out = bytes_ + directory_ + "PK\x05\x06";
    append_little(out, 0, 4);
    append_little(out, count.value_or(count_), 2);
    append_little(out, count.value_or(count_), 2);
    append_little(out, directory_.size(), 4);
    append_little(out, bytes_.size(), 4);
    append_little(out, comment.size(), 2);
    out += comment;
    return out;
  }

 private:
  Bytes bytes_, directory_;
  uint16_t count_ = 0;
};

}  // namespace antivenom::testing
