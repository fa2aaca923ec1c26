// An installer believes the central directory, a streaming unpacker the local headers. A ZIP in which the two
// differ is two packages in one file. So both are read: the members of the central directory are what pip
// installs; what only local headers know is listed after them; every difference is an anomaly.
#include "artifact/zip.h"

#include <algorithm>
#include <optional>

#include <libdeflate.h>

#include "artifact/names.h"
#include "artifact/odd_formats.h"
#include "artifact/streams.h"
#include "artifact/zip_format.h"

namespace antivenom::unpacking {
namespace {

constexpr uint64_t kMaxDeflateRatio = 1032;
constexpr uint16_t kMadeByUnix = 3;

struct Range {
  uint64_t begin = 0, end = 0;
};

bool all_zero(ByteView bytes) { return bytes.find_first_not_of('\0') == std::string_view::npos; }

class ZipReader {
 public:
  ZipReader(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries)
      : bytes_(bytes), name_(name), intake_(intake), entries_(entries) {}

  void run() {
    const std::vector<ZipEnd> ends = end_records(bytes_);
    if (ends.empty()) {
      intake_.problem(name_,
                      "the ZIP's end record is missing: the archive is cut off or damaged; read by local headers");
      read_locals({0, bytes_.size()}, false);
      return;
    }
    const ZipEnd& end = ends.front();
    const uint64_t directory = directory_position(end);
    base_ = directory >= end.directory_at ? directory - end.directory_at : 0;
    if (end.count != 0 && !central_entry(bytes_, directory)) {
      intake_.problem(name_, "the ZIP's central directory is damaged; read by local headers");
      read_locals({0, bytes_.size()}, false);
      return;
    }
    const size_t read = read_central(directory, end);
    check_count(end, read);
    check_other_ends(ends, directory);
    check_gaps(directory);
    const uint64_t after = end.at + kEndBytes + end.comment_bytes;
    if (after < bytes_.size() && !all_zero(bytes_.substr(after))) {
      intake_.anomaly("hidden-trailing-data", name_,
                      std::to_string(bytes_.size() - after) + " bytes follow the end of the ZIP", false);
    }
  }

 private:
  // Python takes the directory to end where the end record begins and shifts all offsets by the difference;
  // others go by the stated offset. They agree in an honest archive.
  uint64_t directory_position(const ZipEnd& end) {
    const uint64_t before_end = end.records_at - end.directory_bytes;
    if (before_end == end.directory_at) return before_end;
    const bool here = central_entry(bytes_, before_end).has_value();
    const bool there = central_entry(bytes_, end.directory_at).has_value();
    if (here && there) {
      intake_.anomaly("zip-header-mismatch", name_, "two central directories: by position and by stated offset", true);
    }
    return here || !there ? before_end : end.directory_at;
  }

  size_t read_central(uint64_t at, const ZipEnd& end) {
    size_t count = 0;
    while (at < end.records_at) {
      const std::optional<ZipHeader> header = central_entry(bytes_, at);
      if (!header) {
        if (count < end.count)
          intake_.problem(name_, "the ZIP's central directory is damaged after " + std::to_string(count) + " entries");
        break;
      }
      if (!intake_.admit_member(name_)) return end.count;
      ++count;
      at += header->header_bytes;
      read_central_member(*header);
    }
    return count;
  }

  void check_count(const ZipEnd& end, size_t read) {
    if ((read & 0xFFFF) == (end.count & 0xFFFF)) return;
    intake_.anomaly(
        "zip-header-mismatch", name_,
        "the end record counts " + std::to_string(end.count) + " members, the directory holds " + std::to_string(read),
        true);
  }

  void check_other_ends(const std::vector<ZipEnd>& ends, uint64_t directory) {
    for (size_t i = 1; i < ends.size(); ++i) {
      // An earlier one lies in a gap or inside a stored member, which check_gaps() tells apart.
      if (ends[i].at < directory) continue;
      intake_.anomaly("several-end-records", name_,
                      "a further end record at byte " + std::to_string(ends[i].at) + ": unpackers may choose either",
                      true);
    }
  }

  void read_central_member(const ZipHeader& central) {
    const uint64_t at = base_ + central.local_at;
    const std::optional<ZipHeader> local = local_header(bytes_, at);
    if (!local) {
      // Not every lost header is a lie: a download cut in the middle has none either.
      intake_.problem(central.name, "its local header is missing or damaged");
      Entry entry = described(central);
      entry.partial = true;
      entries_.push_back(std::move(entry));
      return;
    }
    compare(central, *local);
    const uint64_t data_at = at + local->header_bytes;
    const uint64_t packed = std::min<uint64_t>(central.packed, bytes_.size() - data_at);
    uint64_t after = data_at + packed;
    if ((central.flags | local->flags) & kFlagDescriptor) {
      after += descriptor_bytes(bytes_, after, central.packed, central.size);
    }
    ranges_.push_back({at, after});
    add(central, bytes_.substr(data_at, packed));
  }

  void compare(const ZipHeader& central, const ZipHeader& local) {
    std::string differs;
    const auto note = [&](const char* what, const std::string& first, const std::string& second) {
      differs += std::string(differs.empty() ? "" : "; ") + what + " " + first + " in the directory, " + second +
                 " in the local header";
    };
    if (central.name != local.name) note("name", printable(central.name), printable(local.name));
    if (central.method != local.method) note("method", std::to_string(central.method), std::to_string(local.method));
    const bool later = (local.flags & kFlagDescriptor) != 0;
    const auto size_differs = [&](uint64_t ours, uint64_t theirs) { return ours != theirs && !(later && theirs == 0); };
    if (size_differs(central.packed, local.packed)) {
      note("packed size", std::to_string(central.packed), std::to_string(local.packed));
    }
    if (size_differs(central.size, local.size)) note("size", std::to_string(central.size), std::to_string(local.size));
    if (size_differs(central.crc, local.crc)) note("checksum", std::to_string(central.crc), std::to_string(local.crc));
    if ((central.flags ^ local.flags) & kFlagEncrypted) note("encryption", "flag", "flag");
    for (const ZipHeader* header : {&central, &local}) {
      if (header->unicode_name && *header->unicode_name != header->name && is_ascii(header->name)) {
        note("Unicode name", printable(*header->unicode_name), printable(header->name));
      }
    }
    if (!differs.empty()) intake_.anomaly("zip-header-mismatch", central.name, differs, true);
  }

  static bool is_ascii(ByteView text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  }

  Entry described(const ZipHeader& header) const {
    Entry entry;
    entry.name = header.name;
    entry.declared_size = header.size;
    const uint32_t mode = header.made_by >> 8 == kMadeByUnix ? header.attributes >> 16 : 0;
    constexpr uint32_t kTypeMask = 0170000, kLink = 0120000, kDirectory = 0040000;
    entry.executable = (mode & 0111) != 0;
    if (ends_with(header.name, "/") || (mode & kTypeMask) == kDirectory)
      entry.kind = EntryKind::directory;
    else if ((mode & kTypeMask) == kLink)
      entry.kind = EntryKind::symlink;
    return entry;
  }

  void add(const ZipHeader& header, ByteView packed) {
    Entry entry = described(header);
    if (header.flags & kFlagEncrypted) {
      intake_.anomaly("encrypted-member", header.name, "the member is encrypted", false);
      intake_.problem(header.name, "encrypted: its content could not be read");
      entry.partial = true;
    } else if (packed.size() < header.packed && header.method == kStored) {
      intake_.problem(header.name, "the ZIP ends inside this member");
      entry.bytes = packed;
      entry.partial = true;
    } else if (header.method == kStored) {
      store(header, packed, entry);
    } else if (header.method == kDeflated) {
      inflate(header, packed, entry);
    } else {
      by_libarchive(header, packed, entry);
    }
    if (entry.kind == EntryKind::symlink) {
      entry.link = std::string(entry.bytes.substr(0, intake_.limits().max_path_bytes));
    }
    check_content(header, entry);
    entries_.push_back(std::move(entry));
  }

  void check_content(const ZipHeader& header, const Entry& entry) {
    if (entry.partial) return;
    if (entry.bytes.size() != header.size) {
      intake_.anomaly(
          "zip-header-mismatch", header.name,
          "stated size " + std::to_string(header.size) + ", real size " + std::to_string(entry.bytes.size()), true);
    } else if (libdeflate_crc32(0, entry.bytes.data(), entry.bytes.size()) != header.crc) {
      intake_.problem(header.name, "its checksum does not hold: the content is damaged");
    }
  }

  void store(const ZipHeader& header, ByteView packed, Entry& entry) {
    entry.bytes = packed;
    if (packed.size() > intake_.limits().max_member_bytes) cut(header, entry);
  }

  void cut(const ZipHeader& header, Entry& entry) {
    const uint64_t by_member = intake_.limits().max_member_bytes;
    entry.partial = true;
    if (entry.bytes.size() >= by_member) {
      entry.bytes = entry.bytes.substr(0, by_member);
      intake_.problem(header.name,
                      "longer than max_member_bytes = " + std::to_string(by_member) + "; the rest was not read");
    } else {
      intake_.problem(header.name, "not read in full: the artifact unpacks to more than " + intake_.room_limit());
      intake_.anomaly("bomb", header.name, "the artifact unpacks to more than " + intake_.room_limit(), false);
    }
  }

  void inflate(const ZipHeader& header, ByteView packed, Entry& entry) {
    const uint64_t capacity = std::min({header.size, packed.size() * kMaxDeflateRatio, intake_.member_room()});
    char* out = intake_.allocate(capacity);
    const Inflater::Outcome outcome = inflater_.whole(packed, out, capacity);
    if (outcome.end == Inflater::Outcome::End::whole) {
      intake_.give_back(capacity - outcome.produced);
      entry.bytes = {out, outcome.produced};
      return;
    }
    // Damage, a limit, or a lie about the size.
    intake_.release(capacity);
    take(header, inflate_growing(packed, intake_.member_room()), entry);
  }

  void take(const ZipHeader& header, Stream stream, Entry& entry) {
    entry.bytes = intake_.adopt(std::move(stream.bytes));
    if (stream.cut) cut(header, entry);
    if (stream.damage.empty()) return;
    entry.partial = true;
    intake_.problem(header.name, std::move(stream.damage));
  }

  void by_libarchive(const ZipHeader& header, ByteView packed, Entry& entry) {
    take(header, unpack_zip_member(header, packed, intake_.member_room()), entry);
  }

  // Between the members there is nothing in an honest archive.
  void check_gaps(uint64_t directory) {
    std::sort(ranges_.begin(), ranges_.end(), [](Range a, Range b) { return a.begin < b.begin; });
    uint64_t covered = 0;
    bool overlap = false;
    std::vector<Range> gaps;
    for (const Range& range : ranges_) {
      if (range.begin < covered) overlap = true;
      if (range.begin > covered) gaps.push_back({covered, range.begin});
      covered = std::max(covered, range.end);
    }
    if (directory > covered) gaps.push_back({covered, directory});
    if (overlap || covered > directory) {
      intake_.anomaly("bomb", name_, "members overlap: the same bytes are unpacked several times", false);
    }
    for (const Range& gap : gaps) check_gap(gap);
  }

  void check_gap(Range gap) {
    const ByteView data = bytes_.substr(gap.begin, gap.end - gap.begin);
    if (all_zero(data)) return;
    if (read_locals(gap, true)) return;
    intake_.anomaly(
        gap.begin == 0 ? "hidden-leading-data" : "hidden-data", name_,
        std::to_string(data.size()) + " bytes at byte " + std::to_string(gap.begin) + " belong to no member", false);
  }

  // Reads members by their local headers alone. True if there was one.
  bool read_locals(Range range, bool hidden) {
    const ByteView part = bytes_.substr(0, range.end);
    bool any = false;
    size_t at = part.find(kLocalMark, range.begin);
    while (at != std::string_view::npos) {
      const std::optional<ZipHeader> header = local_header(part, at);
      if (!header || !plausible(*header)) {
        at = part.find(kLocalMark, at + 1);
        continue;
      }
      if (!intake_.admit_member(name_)) return true;
      if (hidden) {
        intake_.anomaly("zip-header-mismatch", header->name, "a member that the central directory does not list", true);
      }
      any = true;
      at = part.find(kLocalMark, read_local(part, at, *header));
    }
    return any;
  }

  // The mark alone also turns up by chance in other data.
  static bool plausible(const ZipHeader& header) {
    constexpr uint16_t kMethods[] = {kStored, kDeflated, 9, 12, 14, 93, 95, 98};
    return !header.name.empty() &&
           std::find(std::begin(kMethods), std::end(kMethods), header.method) != std::end(kMethods);
  }

  // Adds the member and returns where to look for the next.
  uint64_t read_local(ByteView part, uint64_t at, ZipHeader header) {
    const uint64_t data_at = at + header.header_bytes;
    ByteView data = part.substr(data_at);
    if (!(header.flags & kFlagDescriptor) || header.packed != 0) {
      data = data.substr(0, header.packed);
      add(header, data);
      return data_at + data.size();
    }
    if (header.method == kStored) {
      header.packed = header.size =
          std::min({data.find(kDescriptorMark), data.find(kLocalMark), data.find(kCentralMark), data.size()});
      data = data.substr(0, header.packed);
      header.crc = libdeflate_crc32(0, data.data(), data.size());
      add(header, data);
      return data_at + data.size();
    }
    return data_at + add_of_unknown_size(header, data);
  }

  // A deflated member whose sizes follow its data: inflating tells where it ends.
  uint64_t add_of_unknown_size(const ZipHeader& header, ByteView data) {
    Entry entry = described(header);
    if (header.method != kDeflated || (header.flags & kFlagEncrypted)) {
      intake_.problem(header.name, "its size is not stated and its method does not tell");
      entry.partial = true;
      entries_.push_back(std::move(entry));
      return 0;
    }
    Stream stream = inflate_growing(data, intake_.member_room());
    const size_t consumed = stream.consumed;
    take(header, std::move(stream), entry);
    entry.declared_size = entry.bytes.size();
    entries_.push_back(std::move(entry));
    return consumed;
  }

  ByteView bytes_;
  std::string_view name_;
  Intake& intake_;
  std::vector<Entry>& entries_;
  Inflater inflater_;
  std::vector<Range> ranges_;
  uint64_t base_ = 0;
};

}  // namespace

bool is_zip(ByteView bytes) { return starts_with(bytes, kLocalMark) || starts_with(bytes, kEndMark); }

bool has_zip_end(ByteView bytes) { return !end_records(bytes).empty(); }

void read_zip(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries) {
  ZipReader(bytes, name, intake, entries).run();
}

}  // namespace antivenom::unpacking
