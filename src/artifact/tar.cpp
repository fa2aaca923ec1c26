// Own code instead of libarchive: members stay views into the inflated archive (no copy), and the places where
// unpackers disagree - a bad header in the middle, data after the end, a pax size that differs from the
// header's - are seen, because nothing is skipped silently.
#include "artifact/tar.h"

#include <algorithm>
#include <map>
#include <optional>

#include "artifact/names.h"

namespace antivenom::unpacking {
namespace {

constexpr size_t kBlock = 512;
// The 11 octal digits of a header end here; beyond it the pax size is the only true one.
constexpr uint64_t kMaxOctalSize = 8ull << 30;

uint64_t rounded(uint64_t size) { return (size + kBlock - 1) / kBlock * kBlock; }

std::string_view field(ByteView header, size_t at, size_t length) {
  const std::string_view whole = header.substr(at, length);
  return whole.substr(0, whole.find('\0'));
}

// Octal digits, or GNU's base 256. Nothing if it is neither, negative, or too large to matter.
std::optional<uint64_t> number(ByteView header, size_t at, size_t length) {
  const std::string_view raw = header.substr(at, length);
  if (static_cast<unsigned char>(raw[0]) == 0x80) {
    uint64_t value = 0;
    for (char c : raw.substr(1)) {
      if (value >> 55) return std::nullopt;
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  uint64_t value = 0;
  for (char c : trimmed(raw.substr(0, raw.find('\0')))) {
    if (c < '0' || c > '7' || value >> 60) return std::nullopt;
    value = value * 8 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

bool checksum_holds(ByteView header) {
  constexpr size_t kField = 148, kFieldSize = 8;  // it counts as blanks
  const std::optional<uint64_t> stated = number(header, kField, kFieldSize);
  if (!stated) return false;
  // Simple enough for the compiler to take many bytes at once: every member's header comes by here.
  uint32_t sum = 0, above = 0;  // bytes, and those of them that a signed char makes negative
  for (size_t i = 0; i < kBlock; ++i) {
    sum += static_cast<unsigned char>(header[i]);
    above += static_cast<unsigned char>(header[i]) >> 7;
  }
  for (char c : header.substr(kField, kFieldSize)) {
    sum -= static_cast<unsigned char>(c);
    above -= static_cast<unsigned char>(c) >> 7;
  }
  sum += kFieldSize * ' ';
  const int64_t as_signed = int64_t{sum} - int64_t{256} * above;
  return *stated == sum || static_cast<int64_t>(*stated) == as_signed;
}

bool all_zero(ByteView bytes) {
  return bytes.empty() || (bytes[0] == '\0' && bytes.substr(1) == bytes.substr(0, bytes.size() - 1));
}

bool is_header(ByteView block) {
  return block.size() >= kBlock && block[0] != '\0' && checksum_holds(block.substr(0, kBlock)) &&
         number(block, 124, 12).has_value();
}

// What pax records or GNU long names say about the next entry.
struct Extension {
  std::optional<std::string> path, link;
  std::optional<uint64_t> size;
  bool sparse = false;
};

void read_pax(ByteView records, Extension& extension) {
  while (!records.empty()) {
    size_t length = 0;
    size_t at = 0;
    while (at < records.size() && at < 10 && records[at] >= '0' && records[at] <= '9') {
      length = length * 10 + static_cast<size_t>(records[at++] - '0');
    }
    if (at == 0 || at >= records.size() || records[at] != ' ' || length <= at + 1 || length > records.size()) return;
    const std::string_view record = records.substr(at + 1, length - at - 2);
    records.remove_prefix(length);
    const size_t equals = record.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = record.substr(0, equals);
    const std::string_view value = record.substr(equals + 1);
    if (key == "path") extension.path = value;
    if (key == "linkpath") extension.link = value;
    if (starts_with(key, "GNU.sparse.")) extension.sparse = true;
    if (key == "GNU.sparse.name") extension.path = value;
    if (key == "size" && !value.empty() && value.size() < 19 &&
        value.find_first_not_of("0123456789") == std::string_view::npos) {
      extension.size = std::stoull(std::string(value));
    }
  }
}

class TarReader {
 public:
  TarReader(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries)
      : bytes_(bytes), name_(name), intake_(intake), entries_(entries), before_(entries.size()) {}

  void run() {
    while (at_ + kBlock <= bytes_.size()) {
      const ByteView header = bytes_.substr(at_, kBlock);
      const bool ends = header[0] == '\0' && all_zero(header);
      ended_ |= ends;
      if (!ends && is_header(header)) {
        if (!read_entry(header)) return;
      } else if (!go_on_after(ends)) {
        return;
      }
    }
    if (!ended_ && entries_.size() > before_) {
      intake_.problem(name_, "the tar archive has no end mark after byte " +
                                 std::to_string(std::min(at_, bytes_.size())) + ": it may be cut off");
    }
  }

  // Says that members follow the end. A second copy of what came before changes nothing, whoever reads it, and is
  // dropped; anything else is read by some unpackers and not by others.
  void judge_hidden() {
    if (hidden_where_.empty()) return;
    std::map<std::string_view, const Entry*> before;
    for (size_t i = 0; i < hidden_from_; ++i) before[entries_[i].name] = &entries_[i];
    const bool copies =
        std::all_of(entries_.begin() + static_cast<ptrdiff_t>(hidden_from_), entries_.end(), [&](const Entry& entry) {
          const auto same = before.find(entry.name);
          return same != before.end() && same->second->bytes == entry.bytes && same->second->kind == entry.kind &&
                 same->second->link == entry.link;
        });
    if (copies) entries_.resize(hidden_from_);
    intake_.anomaly("hidden-trailing-data", name_,
                    (copies ? "a second copy of members follows " : "further members follow ") + hidden_where_,
                    !copies);
  }

 private:
  // Every unpacker stops at an empty block, and they differ at a broken header: whatever follows is read too,
  // and said to be hidden.
  bool go_on_after(bool ended) {
    const size_t stop = at_;
    size_t next = at_ + kBlock;
    while (next + kBlock <= bytes_.size() && !is_header(bytes_.substr(next, kBlock))) next += kBlock;
    const bool more = next + kBlock <= bytes_.size();
    if (!ended) {
      intake_.problem(name_, "damaged tar header at byte " + std::to_string(stop));
    }
    if (more) {
      if (hidden_where_.empty()) {
        hidden_from_ = entries_.size();
        hidden_where_ = std::string(ended ? "the end" : "a damaged header") + " of the tar archive, at byte " +
                        std::to_string(next);
      }
    } else if (ended && !all_zero(bytes_.substr(stop))) {
      intake_.anomaly("hidden-trailing-data", name_,
                      "data follows the end of the tar archive at byte " + std::to_string(stop), false);
    }
    at_ = next;
    pending_ = {};
    return more;
  }

  // Where the content of the current header lies; `whole` is false when the archive ends before it does.
  ByteView content(uint64_t size, bool& whole) const {
    const ByteView rest = bytes_.substr(std::min(at_ + kBlock, bytes_.size()));
    whole = rest.size() >= size;
    return rest.substr(0, std::min<uint64_t>(size, rest.size()));
  }

  bool read_entry(ByteView header) {
    const char type = header[156];
    const uint64_t stated = *number(header, 124, 12);
    const bool describes_next = type == 'x' || type == 'g' || type == 'L' || type == 'K' || type == 'X';
    const bool has_content = type != '1' && type != '2' && type != '3' && type != '4' && type != '5' && type != '6';
    uint64_t size = stated;
    if (!describes_next && pending_.size) {
      size = *pending_.size;
      if (size != stated && size < kMaxOctalSize) {
        intake_.anomaly("tar-header-mismatch", pending_.path.value_or(std::string(field(header, 0, 100))),
                        "the header says " + std::to_string(stated) + " bytes, its pax record " + std::to_string(size),
                        true);
      }
    }
    // A directory or link with a size has no content for GNU tar and libarchive; a pax size does not change that.
    if (!has_content) size = 0;
    bool whole = true;
    const ByteView data = content(size, whole);
    if (describes_next) {
      describe_next(type, data);
    } else if (!add(header, type, size, data, whole)) {
      return false;
    }
    if (!whole) {
      intake_.problem(name_, "the tar archive ends inside a member at byte " + std::to_string(bytes_.size()));
      at_ = bytes_.size();
      return false;
    }
    at_ += kBlock + std::min<uint64_t>(rounded(size), bytes_.size());
    return true;
  }

  void describe_next(char type, ByteView data) {
    if (type == 'x' || type == 'X') read_pax(data, pending_);
    if (type == 'L') pending_.path = data.substr(0, data.find('\0'));
    if (type == 'K') pending_.link = data.substr(0, data.find('\0'));
    if (type == 'g') {
      Extension global;
      read_pax(data, global);
      if (global.path || global.link || global.size) {
        intake_.anomaly("tar-header-mismatch", name_, "a global pax header sets the name or size of every member",
                        true);
      }
    }
  }

  bool add(ByteView header, char type, uint64_t size, ByteView data, bool whole) {
    if (!intake_.admit_member(name_)) return false;
    Entry entry;
    entry.name = pending_.path ? *pending_.path : header_name(header);
    entry.link = pending_.link ? *pending_.link : std::string(field(header, 157, 100));
    entry.kind = kind_of(type, entry.name);
    entry.executable = (number(header, 100, 8).value_or(0) & 0111) != 0;
    entry.declared_size = size;
    entry.bytes = data;
    entry.partial = !whole;
    intake_.hold_to_limit(entry);
    if (entry.kind == EntryKind::other) {
      intake_.anomaly("odd-member-type", entry.name, std::string("tar member of type '") + printable({&type, 1}) + "'",
                      false);
    }
    if (pending_.sparse || type == 'S') {
      intake_.problem(entry.name, "a sparse member: shown as stored, without its holes");
      intake_.anomaly("odd-member-type", entry.name, "a sparse tar member", true);
    }
    pending_ = {};
    entries_.push_back(std::move(entry));
    return true;
  }

  static std::string header_name(ByteView header) {
    const std::string_view prefix =
        header.substr(257, 6) == std::string_view("ustar\0", 6) ? field(header, 345, 155) : std::string_view();
    std::string name(prefix);
    if (!name.empty()) name += '/';
    name += field(header, 0, 100);
    return name;
  }

  static EntryKind kind_of(char type, std::string_view name) {
    switch (type) {
      case '0':
      case '\0':
      case '7':
      case 'S':
        // Before ustar, a trailing slash was the only mark of a directory, and it still is for all unpackers.
        return type != 'S' && ends_with(name, "/") ? EntryKind::directory : EntryKind::file;
      case '1':
        return EntryKind::hardlink;
      case '2':
        return EntryKind::symlink;
      case '5':
      case 'D':
        return EntryKind::directory;
      default:
        return EntryKind::other;
    }
  }

  ByteView bytes_;
  std::string_view name_;
  Intake& intake_;
  std::vector<Entry>& entries_;
  size_t before_;  // entries that were there already
  size_t at_ = 0;
  bool ended_ = false;  // an empty block was seen
  Extension pending_;
  size_t hidden_from_ = 0;    // index of the first entry behind the end
  std::string hidden_where_;  // empty: there is none
};

}  // namespace

bool is_tar(ByteView bytes) { return is_header(bytes.substr(0, std::min(bytes.size(), kBlock))); }

void read_tar(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries) {
  TarReader reader(bytes, name, intake, entries);
  reader.run();
  reader.judge_hidden();
}

}  // namespace antivenom::unpacking
