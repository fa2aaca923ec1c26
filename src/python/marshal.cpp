#include "python/marshal.h"

#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "base/utf8.h"
#include "python/marshal_number.h"
#include "python/opcodes.h"

namespace antivenom::python {
namespace {

// How a code object's fields follow each other. `l` is a 32-bit number, `o` an object.
enum class Slot : uint8_t {
  kArgcount,
  kPosonly,
  kKwonly,
  kNlocals,
  kStacksize,
  kFlags,
  kFirstLine,  // numbers
  kCode,
  kConsts,
  kNames,
  kVarnames,
  kFreevars,
  kCellvars,
  kFilename,
  kName,
  kLineTable,
  kLocalKinds,
  kQualname,
  kExceptionTable,
};

bool is_number(Slot slot) { return slot <= Slot::kFirstLine; }

struct Version {
  int major = 0, minor = 0;
  bool before(int a, int b) const { return major < a || (major == a && minor < b); }
};

using Slots = std::span<const Slot>;

constexpr auto kSlots27 =
    std::to_array<Slot>({Slot::kArgcount, Slot::kNlocals, Slot::kStacksize, Slot::kFlags, Slot::kCode, Slot::kConsts,
                         Slot::kNames, Slot::kVarnames, Slot::kFreevars, Slot::kCellvars, Slot::kFilename, Slot::kName,
                         Slot::kFirstLine, Slot::kLineTable});
constexpr auto kSlots36 =
    std::to_array<Slot>({Slot::kArgcount, Slot::kKwonly, Slot::kNlocals, Slot::kStacksize, Slot::kFlags, Slot::kCode,
                         Slot::kConsts, Slot::kNames, Slot::kVarnames, Slot::kFreevars, Slot::kCellvars,
                         Slot::kFilename, Slot::kName, Slot::kFirstLine, Slot::kLineTable});
constexpr auto kSlots38 =
    std::to_array<Slot>({Slot::kArgcount, Slot::kPosonly, Slot::kKwonly, Slot::kNlocals, Slot::kStacksize, Slot::kFlags,
                         Slot::kCode, Slot::kConsts, Slot::kNames, Slot::kVarnames, Slot::kFreevars, Slot::kCellvars,
                         Slot::kFilename, Slot::kName, Slot::kFirstLine, Slot::kLineTable});
constexpr auto kSlots311 =
    std::to_array<Slot>({Slot::kArgcount, Slot::kPosonly, Slot::kKwonly, Slot::kStacksize, Slot::kFlags, Slot::kCode,
                         Slot::kConsts, Slot::kNames, Slot::kVarnames, Slot::kLocalKinds, Slot::kFilename, Slot::kName,
                         Slot::kQualname, Slot::kFirstLine, Slot::kLineTable, Slot::kExceptionTable});

Slots slots_of(Version version) {
  if (version.before(3, 0)) return kSlots27;
  if (version.before(3, 8)) return kSlots36;
  if (version.before(3, 11)) return kSlots38;
  return kSlots311;
}

constexpr uint8_t kFlagRef = 0x80;

// An object that is still being read: its items or fields are still to come.
struct Open {
  MarshalId id;
  uint32_t left;      // items or fields still to be read; for dicts unused
  uint32_t next = 0;  // code: index of the slot
};

class Reader {
 public:
  Reader(ByteView bytes, Version version, const MarshalLimits& limits)
      : bytes_(bytes), version_(version), limits_(limits) {}

  Result<MarshalData> run() {
    data_.major = version_.major;
    data_.minor = version_.minor;
    auto root = value();
    if (!root) return fail(error_, "marshal byte " + std::to_string(pos_));
    data_.root = *root;
    while (!open_.empty()) {
      if (!advance()) return fail(error_, "marshal byte " + std::to_string(pos_));
    }
    data_.consumed = pos_;
    return std::move(data_);
  }

 private:
  MarshalObject& object(MarshalId id) { return data_.objects[id]; }

  bool set_error(std::string what) {
    error_ = std::move(what);
    return false;
  }

  bool has(size_t count) const { return bytes_.size() - pos_ >= count; }

  std::optional<uint8_t> byte() {
    if (!has(1)) return set_error("ends too early"), std::nullopt;
    return static_cast<uint8_t>(bytes_[pos_++]);
  }

  std::optional<uint32_t> word() {
    if (!has(4)) return set_error("ends too early"), std::nullopt;
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes_[pos_++])) << (8 * i);
    return value;
  }

  std::optional<std::string_view> take(size_t count) {
    if (!has(count)) return set_error("ends too early"), std::nullopt;
    pos_ += count;
    return bytes_.substr(pos_ - count, count);
  }

  // The next item of the innermost open object.
  bool advance() {
    const Open top = open_.back();
    if (object(top.id).kind == MarshalKind::kCode) return code_slot();
    if (object(top.id).kind == MarshalKind::kDict) return dict_item();
    if (top.left == 0) {
      open_.pop_back();
      return true;
    }
    --open_.back().left;
    const auto item = value();
    if (!item) return false;
    object(top.id).items.push_back(*item);
    return true;
  }

  // A dict ends with a null in the place of a key.
  bool dict_item() {
    const MarshalId id = open_.back().id;
    const bool is_key = object(id).items.size() % 2 == 0;
    const auto item = value();
    if (!item) return false;
    if (object(*item).kind == MarshalKind::kNull) {
      if (!is_key) return set_error("a dict's value is missing");
      open_.pop_back();
      return true;
    }
    object(id).items.push_back(*item);
    return true;
  }

  bool code_slot() {
    Open& top = open_.back();
    const Slots slots = slots_of(version_);
    if (top.next == slots.size()) {
      const uint32_t code = object(top.id).code;
      open_.pop_back();
      return check_code(data_.codes[code]);
    }
    const Slot slot = slots[top.next++];
    const uint32_t code = object(top.id).code;
    if (is_number(slot)) {
      const auto number = word();
      if (!number) return false;
      set_number(data_.codes[code], slot, *number);
      return true;
    }
    const auto item = value();
    if (!item) return false;
    set_object(data_.codes[code], slot, *item);
    if ((slot == Slot::kCode || slot == Slot::kLineTable) && object(*item).kind == MarshalKind::kStr) {
      object(*item).kind = MarshalKind::kBytes;
    }
    // The fields of a wrong layout are told apart by their kinds, at once rather than after megabytes.
    return check_slot(slot, object(*item).kind);
  }

  static void set_number(CodeObject& code, Slot slot, uint32_t number) {
    switch (slot) {
      case Slot::kArgcount:
        code.argcount = number;
        break;
      case Slot::kPosonly:
        code.posonly = number;
        break;
      case Slot::kKwonly:
        code.kwonly = number;
        break;
      case Slot::kNlocals:
        code.nlocals = number;
        break;
      case Slot::kFlags:
        code.flags = number;
        break;
      case Slot::kFirstLine:
        code.first_line = number;
        break;
      default:
        break;
    }
  }

  static void set_object(CodeObject& code, Slot slot, MarshalId id) {
    switch (slot) {
      case Slot::kCode:
        code.code = id;
        break;
      case Slot::kConsts:
        code.consts = id;
        break;
      case Slot::kNames:
        code.names = id;
        break;
      case Slot::kVarnames:
        code.varnames = id;
        break;
      case Slot::kFreevars:
        code.freevars = id;
        break;
      case Slot::kCellvars:
        code.cellvars = id;
        break;
      case Slot::kFilename:
        code.filename = id;
        break;
      case Slot::kName:
        code.name = id;
        break;
      case Slot::kLineTable:
        code.line_table = id;
        break;
      case Slot::kExceptionTable:
        code.exception_table = id;
        break;
      default:
        break;
    }
  }

  bool check_slot(Slot slot, MarshalKind kind) {
    const bool text = kind == MarshalKind::kStr || kind == MarshalKind::kBytes;
    bool good = true;
    switch (slot) {
      case Slot::kCode:
      case Slot::kLineTable:
      case Slot::kLocalKinds:
      case Slot::kExceptionTable:
        good = text;
        break;
      case Slot::kFilename:
      case Slot::kName:
      case Slot::kQualname:
        good = text;
        break;
      default:
        good = kind == MarshalKind::kTuple;
        break;
    }
    return good || set_error("a code object's fields do not fit Python " + std::to_string(version_.major) + "." +
                             std::to_string(version_.minor));
  }

  bool check_code(const CodeObject& code) {
    if (code.argcount <= 0xFFFF && code.kwonly <= 0xFFFF && code.posonly <= 0xFFFF) return true;
    return set_error("a code object with impossible counts");
  }

  std::optional<MarshalId> value() {
    const auto tag = byte();
    if (!tag) return std::nullopt;
    const char type = static_cast<char>(*tag & ~kFlagRef);
    const bool remember = (*tag & kFlagRef) != 0;
    if (type == 'r') return reference(refs_);
    if (type == 'R') return reference(interned_);
    if (data_.objects.size() >= limits_.max_objects) return set_error("too many objects"), std::nullopt;
    const auto id = static_cast<MarshalId>(data_.objects.size());
    data_.objects.emplace_back();
    if (remember) refs_.push_back(id);
    if (!read(id, type)) return std::nullopt;
    return id;
  }

  std::optional<MarshalId> reference(const std::vector<MarshalId>& table) {
    const auto index = word();
    if (!index) return std::nullopt;
    if (*index >= table.size()) return set_error("a reference to nothing"), std::nullopt;
    return table[*index];
  }

  bool read(MarshalId id, char type) {
    MarshalObject& out = object(id);
    auto plain = [&](MarshalKind kind) {
      out.kind = kind;
      return true;
    };
    switch (type) {
      case '0':
        return plain(MarshalKind::kNull);
      case 'N':
        return plain(MarshalKind::kNone);
      case 'T':
        return plain(MarshalKind::kTrue);
      case 'F':
        return plain(MarshalKind::kFalse);
      case 'S':
        return plain(MarshalKind::kStopIteration);
      case '.':
        return plain(MarshalKind::kEllipsis);
      case 'i':
        return integer32(out);
      case 'I':
        return integer64(out);
      case 'l':
        return long_integer(out);
      case 'f':
      case 'g':
        return plain(MarshalKind::kFloat) && floating(out.text, type == 'g');
      case 'x':
      case 'y':
        return complex(out, type == 'y');
      case 's':
        return plain_string(out);
      case 't':
        if (version_.major == 2) interned_.push_back(id);
        return sized(out, MarshalKind::kStr, word());
      case 'u':
      case 'a':
      case 'A':
        return sized(out, MarshalKind::kStr, word());
      case 'z':
      case 'Z':
        return sized(out, MarshalKind::kStr, short_size());
      case '(':
        return items(id, MarshalKind::kTuple, word());
      case ')':
        return items(id, MarshalKind::kTuple, short_size());
      case '[':
        return items(id, MarshalKind::kList, word());
      case '<':
        return items(id, MarshalKind::kSet, word());
      case '>':
        return items(id, MarshalKind::kFrozenSet, word());
      case '{':
        return open(id, MarshalKind::kDict, 0);
      case 'c':
        return code(id);
      default:
        return set_error("an unknown type code " + std::to_string(static_cast<unsigned char>(type)));
    }
  }

  // Python 2's str is text wherever it can be read as such.
  bool plain_string(MarshalObject& out) {
    if (!sized(out, MarshalKind::kBytes, word())) return false;
    if (version_.major == 2 && is_utf8(out.text)) out.kind = MarshalKind::kStr;
    return true;
  }

  std::optional<uint32_t> short_size() {
    const auto size = byte();
    if (!size) return std::nullopt;
    return *size;
  }

  bool sized(MarshalObject& out, MarshalKind kind, std::optional<uint32_t> size) {
    if (!size) return false;
    const auto text = take(*size);
    if (!text) return false;
    out.kind = kind;
    out.text = *text;
    return true;
  }

  bool items(MarshalId id, MarshalKind kind, std::optional<uint32_t> count) {
    if (!count) return false;
    if (!has(*count)) return set_error("more items than bytes");  // every item takes a byte at least
    return open(id, kind, *count);
  }

  bool open(MarshalId id, MarshalKind kind, uint32_t count) {
    object(id).kind = kind;
    if (open_.size() >= limits_.max_depth) return set_error("nested too deep");
    open_.push_back({id, count});
    return true;
  }

  bool code(MarshalId id) {
    if (version_.major == 0) return set_error("a code object of an unknown version");
    object(id).code = static_cast<uint32_t>(data_.codes.size());
    data_.codes.emplace_back();
    return open(id, MarshalKind::kCode, 0);
  }

  bool integer32(MarshalObject& out) {
    const auto number = word();
    if (!number) return false;
    out.kind = MarshalKind::kInt;
    out.text = std::to_string(static_cast<int32_t>(*number));
    return true;
  }

  bool integer64(MarshalObject& out) {
    const auto low = word();
    const auto high = low ? word() : std::nullopt;
    if (!high) return false;
    out.kind = MarshalKind::kInt;
    out.text = std::to_string(static_cast<int64_t>(static_cast<uint64_t>(*high) << 32 | *low));
    return true;
  }

  // A signed count of 15-bit digits, the lowest first.
  bool long_integer(MarshalObject& out) {
    const auto count = word();
    if (!count) return false;
    const auto signed_count = static_cast<int32_t>(*count);
    const uint64_t digits =
        static_cast<uint64_t>(signed_count < 0 ? -static_cast<int64_t>(signed_count) : signed_count);
    const auto raw = take(digits * 2);
    if (!raw) return false;
    out.kind = MarshalKind::kLong;
    auto text = long_to_decimal(*raw, signed_count < 0);
    if (!text) return set_error("an integer of " + std::to_string(digits) + " digits");
    out.text = std::move(*text);
    return true;
  }

  bool floating(std::string& out, bool binary) {
    if (binary) {
      const auto raw = take(8);
      if (!raw) return false;
      uint64_t bits = 0;
      for (size_t i = 0; i < 8; ++i) bits |= static_cast<uint64_t>(static_cast<uint8_t>((*raw)[i])) << (8 * i);
      double number = 0;
      std::memcpy(&number, &bits, sizeof number);
      out += float_repr(number);
      return true;
    }
    const auto size = short_size();
    const auto text = size ? take(*size) : std::nullopt;
    if (!text) return false;
    out += *text;
    return true;
  }

  bool complex(MarshalObject& out, bool binary) {
    out.kind = MarshalKind::kComplex;
    std::string real, imaginary;
    if (!floating(real, binary) || !floating(imaginary, binary)) return false;
    out.text = "(" + real + (imaginary.starts_with('-') ? "" : "+") + imaginary + "j)";
    return true;
  }

  ByteView bytes_;
  Version version_;
  MarshalLimits limits_;
  size_t pos_ = 0;
  std::string error_;
  std::vector<Open> open_;
  std::vector<MarshalId> refs_;      // FLAG_REF
  std::vector<MarshalId> interned_;  // Python 2's 'R'
  MarshalData data_;
};

// Python 3.10's line table covers the code exactly, in pairs of bytes whose first are lengths; that of older versions
// ends before the last line.
bool covers_code(const MarshalData& data, const CodeObject& code) {
  const std::string& table = data.objects[code.line_table].text;
  size_t covered = 0;
  for (size_t i = 0; i + 1 < table.size(); i += 2) covered += static_cast<uint8_t>(table[i]);
  return covered == data.objects[code.code].text.size();
}

uint64_t misfits_of(const MarshalData& data, int minor) {
  uint64_t found = 0;
  for (const CodeObject& code : data.codes) {
    const CodeSizes sizes{data.objects[code.consts].items.size(), data.objects[code.names].items.size(),
                          data.objects[code.varnames].items.size()};
    found += misfits(data.objects[code.code].text, sizes, data.major, minor);
    if (data.major == 3 && minor >= 8 && minor <= 10 && covers_code(data, code) != (minor == 10)) found += 3;
  }
  return found;
}

// Several versions write code objects alike: the one whose instructions they are is the one that fits best.
void settle_version(MarshalData& data) {
  if (data.major != 3 || data.codes.empty()) return;
  const int last = data.minor >= 11 ? 13 : data.minor >= 8 ? 10 : 7;
  uint64_t best = misfits_of(data, data.minor);
  for (int minor = data.minor + 1; minor <= last && best > 0; ++minor) {
    const uint64_t found = misfits_of(data, minor);
    if (found >= best) continue;
    best = found;
    data.minor = minor;
  }
}

}  // namespace

Result<MarshalData> read_marshal(ByteView bytes, int major, int minor, const MarshalLimits& limits) {
  if (major != 0) return Reader(bytes, {major, minor}, limits).run();
  static constexpr Version kTried[] = {{3, 11}, {3, 8}, {3, 6}, {2, 7}};
  std::optional<Result<MarshalData>> best;
  for (Version version : kTried) {
    auto result = Reader(bytes, version, limits).run();
    if (result) settle_version(*result);
    if (result && result->consumed == bytes.size()) return result;
    if (!best || (result && !*best)) best = std::move(result);
  }
  return std::move(*best);
}

}  // namespace antivenom::python
