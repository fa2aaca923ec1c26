#include "artifact/odd_formats.h"

#include <algorithm>
#include <bit>
#include <memory>

#include <archive.h>
#include <archive_entry.h>

#include "artifact/names.h"
#include "base/c_memory.h"

namespace antivenom::unpacking {
namespace {

struct ArchiveFree {
  void operator()(archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<archive, ArchiveFree>;

std::string last_error(archive* reader) {
  const char* why = archive_error_string(reader);
  return why != nullptr ? why : "unknown error";
}

Stream read_data(archive* reader, uint64_t max_out) {
  constexpr size_t kStep = 1u << 18;
  Stream member;
  while (true) {
    const size_t room = std::min<uint64_t>(kStep, max_out - member.bytes.size());
    if (room == 0) {
      // One more byte tells a member that just fits from one that goes on.
      char more = 0;
      member.cut = archive_read_data(reader, &more, 1) > 0;
      return member;
    }
    const size_t before = member.bytes.size();
    member.bytes.resize(before + room);
    const la_ssize_t got = archive_read_data(reader, member.bytes.data() + before, room);
    member.bytes.resize(before + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got == 0) return member;
    if (got < 0) {
      member.damage = "could not be unpacked: " + last_error(reader);
      return member;
    }
  }
}

EntryKind kind_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return EntryKind::hardlink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return EntryKind::file;
    case AE_IFDIR:
      return EntryKind::directory;
    case AE_IFLNK:
      return EntryKind::symlink;
    default:
      return EntryKind::other;
  }
}

std::string text_or_empty(const char* text) { return text != nullptr ? text : ""; }

void append_little(std::string& out, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// ZIP's LZMA data begin with a version, the length of the properties and the properties: a byte, the dictionary's size.
// That much would be allocated, up to 4 GiB. Nothing can refer further back than what comes out.
void bound_dictionary(std::string& zip, size_t data, uint64_t max_out) {
  constexpr size_t kSizeAt = 5, kWidth = 4;
  if (zip.size() < data + kSizeAt + kWidth) return;
  uint64_t size = 0;
  for (size_t i = 0; i < kWidth; ++i) size |= uint64_t{static_cast<uint8_t>(zip[data + kSizeAt + i])} << (8 * i);
  const uint64_t enough = std::bit_ceil(max_out + 1);
  if (size <= enough) return;
  for (size_t i = 0; i < kWidth; ++i) zip[data + kSizeAt + i] = static_cast<char>(enough >> (8 * i) & 0xFF);
}

}  // namespace

std::string_view odd_format_of(ByteView bytes) {
  if (starts_with(bytes, std::string_view("7z\xbc\xaf\x27\x1c", 6))) return "7z";
  if (starts_with(bytes, "070701") || starts_with(bytes, "070702") || starts_with(bytes, "070707")) return "cpio";
  return "";
}

void read_odd_format(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries) {
  const Reader reader(made(archive_read_new()));
  archive_read_support_format_7zip(reader.get());
  archive_read_support_format_cpio(reader.get());
  int code = archive_read_open_memory(reader.get(), bytes.data(), bytes.size());
  archive_entry* raw = nullptr;
  while (code >= ARCHIVE_WARN && (code = archive_read_next_header(reader.get(), &raw)) >= ARCHIVE_WARN) {
    if (code == ARCHIVE_EOF) return;
    if (!intake.admit_member(name)) return;
    Entry entry;
    entry.name = text_or_empty(archive_entry_pathname(raw));
    entry.kind = kind_of(raw);
    entry.link =
        text_or_empty(entry.kind == EntryKind::hardlink ? archive_entry_hardlink(raw) : archive_entry_symlink(raw));
    entry.declared_size = static_cast<uint64_t>(std::max<la_int64_t>(0, archive_entry_size(raw)));
    entry.executable = (archive_entry_perm(raw) & 0111) != 0;
    if (archive_entry_is_encrypted(raw)) {
      intake.anomaly("encrypted-member", entry.name, "the member is encrypted", false);
    }
    if (entry.kind == EntryKind::other) {
      intake.anomaly("odd-member-type", entry.name, "a device, pipe or socket", false);
    } else if (entry.kind == EntryKind::file) {
      Stream member = read_data(reader.get(), intake.member_room());
      entry.bytes = intake.adopt(std::move(member.bytes));
      entry.partial = member.cut || !member.damage.empty();
      if (member.cut) intake.problem(entry.name, "longer than max_member_bytes or " + intake.room_limit());
      if (!member.damage.empty()) intake.problem(entry.name, member.damage);
    }
    entries.push_back(std::move(entry));
  }
  if (code != ARCHIVE_EOF) intake.problem(name, "the archive could not be read: " + last_error(reader.get()));
}

// libarchive gets a ZIP of just this member: so it reads the same bytes as we do, whatever the rest of the
// archive says.
Stream unpack_zip_member(const ZipHeader& header, ByteView packed, uint64_t max_out) {
  std::string zip(kLocalMark);
  const uint16_t flags = header.flags & ~(kFlagDescriptor | kFlagEncrypted);
  for (uint64_t field : {uint64_t{20}, uint64_t{flags}, uint64_t{header.method}}) append_little(zip, field, 2);
  append_little(zip, 0, 4);
  append_little(zip, header.crc, 4);
  append_little(zip, packed.size(), 4);
  append_little(zip, header.size, 4);
  append_little(zip, 1, 2);
  append_little(zip, 0, 2);
  zip += 'm';
  zip += packed;
  constexpr uint16_t kLzma = 14;
  if (header.method == kLzma) bound_dictionary(zip, zip.size() - packed.size(), max_out);
  Stream member;
  const Reader reader(made(archive_read_new()));
  archive_entry* entry = nullptr;
  if (archive_read_support_format_zip_streamable(reader.get()) != ARCHIVE_OK ||
      archive_read_open_memory(reader.get(), zip.data(), zip.size()) != ARCHIVE_OK ||
      archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK) {
    member.damage = "ZIP method " + std::to_string(header.method) + " could not be read";
    return member;
  }
  member = read_data(reader.get(), max_out);
  return member;
}

}  // namespace antivenom::unpacking
