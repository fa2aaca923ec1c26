// ZIP files that a person has to mean to open. libarchive does the format; everything stays in memory.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "artifact/zip_format.h"
#include "base/c_memory.h"
#include "store/samples.h"

namespace antivenom::store {
namespace {

struct FileCloser {
  void operator()(archive* a) const { archive_free(a); }
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};
using ArchivePointer = std::unique_ptr<archive, FileCloser>;
using EntryPointer = std::unique_ptr<archive_entry, FileCloser>;

std::string reason_of(archive* a) {
  const char* text = archive_error_string(a);
  return text != nullptr ? text : "unknown error of the archive library";
}

la_ssize_t append(archive*, void* out, const void* bytes, size_t size) {
  static_cast<Bytes*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

Result<void> write_file(archive* out, const std::string& name, ByteView bytes) {
  const EntryPointer entry(made(archive_entry_new()));
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_mtime(entry.get(), 315'532'800, 0);  // 1980, the first that a ZIP can say
  if (archive_write_header(out, entry.get()) != ARCHIVE_OK) return fail(reason_of(out));
  for (size_t at = 0; at < bytes.size();) {
    const la_ssize_t written = archive_write_data(out, bytes.data() + at, bytes.size() - at);
    if (written <= 0) return fail(reason_of(out));
    at += static_cast<size_t>(written);
  }
  return {};
}

Result<Bytes> zip_of(const std::vector<UnlockedFile>& files, ByteView only, const char* options, bool lock) {
  const ArchivePointer out(made(archive_write_new()));
  Bytes bytes;
  if (archive_write_set_format_zip(out.get()) != ARCHIVE_OK ||
      archive_write_set_options(out.get(), options) != ARCHIVE_OK ||
      (lock && archive_write_set_passphrase(out.get(), std::string(kSamplePassword).c_str()) != ARCHIVE_OK) ||
      archive_write_set_bytes_in_last_block(out.get(), 1) != ARCHIVE_OK ||
      archive_write_open(out.get(), &bytes, nullptr, append, nullptr) != ARCHIVE_OK) {
    return fail(reason_of(out.get()));
  }
  for (const UnlockedFile& file : files) {
    auto done = write_file(out.get(), file.name, files.size() == 1 && !only.empty() ? only : ByteView(file.bytes));
    if (!done) return tl::unexpected(done.error());
  }
  if (archive_write_close(out.get()) != ARCHIVE_OK) return fail(reason_of(out.get()));
  return bytes;
}

Result<Bytes> read_file(archive* in, uint64_t max_bytes) {
  constexpr size_t kChunk = 1 << 16;
  Bytes bytes;
  for (;;) {
    const size_t old_size = bytes.size();
    bytes.resize(old_size + kChunk);
    const la_ssize_t got = archive_read_data(in, bytes.data() + old_size, kChunk);
    bytes.resize(old_size + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got < 0) return fail(reason_of(in));
    if (got == 0) return bytes;
    if (bytes.size() > max_bytes) return fail("more than " + std::to_string(max_bytes) + " bytes");
  }
}

}  // namespace

Result<Bytes> locked(ByteView bytes, std::string_view member) {
  return zip_of({{std::string(member), {}}}, bytes, "compression=deflate,encryption=zipcrypt", true);
}

Result<Bytes> packed(std::vector<UnlockedFile> files) {
  std::sort(files.begin(), files.end(), [](const UnlockedFile& a, const UnlockedFile& b) {
    return std::tie(a.name, a.bytes) < std::tie(b.name, b.bytes);
  });
  return zip_of(files, {}, "compression=store", false);
}

bool is_locked(ByteView zip) {
  const auto header = unpacking::local_header(zip, 0);
  return header && (header->flags & unpacking::kFlagEncrypted) != 0;
}

Result<std::vector<UnlockedFile>> unlocked(ByteView zip, uint64_t max_bytes, size_t max_files) {
  const ArchivePointer in(made(archive_read_new()));
  if (archive_read_support_format_zip(in.get()) != ARCHIVE_OK ||
      archive_read_add_passphrase(in.get(), std::string(kSamplePassword).c_str()) != ARCHIVE_OK ||
      archive_read_open_memory(in.get(), zip.data(), zip.size()) != ARCHIVE_OK) {
    return fail(reason_of(in.get()));
  }
  std::vector<UnlockedFile> files;
  uint64_t left = max_bytes;
  archive_entry* entry = nullptr;
  for (;;) {
    const int code = archive_read_next_header(in.get(), &entry);
    if (code == ARCHIVE_EOF) return files;
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return fail(reason_of(in.get()));
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    if (files.size() == max_files) return fail("more than " + std::to_string(max_files) + " files");
    const char* name = archive_entry_pathname(entry);
    auto bytes = read_file(in.get(), left);
    if (!bytes) return tl::unexpected(bytes.error());
    left -= bytes->size();
    files.push_back({name != nullptr ? name : "", std::move(*bytes)});
  }
}

}  // namespace antivenom::store
