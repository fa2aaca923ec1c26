// Decoding of instructions: widths, prefixes, inline caches and jump targets differ by version.
#include "python/opcodes.h"

#include <algorithm>
#include <array>
#include <optional>

namespace antivenom::python {
namespace {

struct Row {
  uint8_t number;
  Opcode op;
  uint8_t caches;
};

#define OPCODE(number, name, caches) Row{number, Opcode::name, caches},
constexpr Row kPython27[] = {
#include "python/opcodes/python_2_7.def"
};
constexpr Row kPython36[] = {
#include "python/opcodes/python_3_6.def"
};
constexpr Row kPython37[] = {
#include "python/opcodes/python_3_7.def"
};
constexpr Row kPython38[] = {
#include "python/opcodes/python_3_8.def"
};
constexpr Row kPython39[] = {
#include "python/opcodes/python_3_9.def"
};
constexpr Row kPython310[] = {
#include "python/opcodes/python_3_10.def"
};
constexpr Row kPython311[] = {
#include "python/opcodes/python_3_11.def"
};
constexpr Row kPython312[] = {
#include "python/opcodes/python_3_12.def"
};
constexpr Row kPython313[] = {
#include "python/opcodes/python_3_13.def"
};
#undef OPCODE

struct Table {
  std::array<Opcode, 256> op{};
  std::array<uint8_t, 256> caches{};

  template <size_t N>
  explicit constexpr Table(const Row (&rows)[N]) {
    for (const Row& row : rows) {
      op[row.number] = row.op;
      caches[row.number] = row.caches;
    }
  }
};

struct OpcodeVersion {
  int major, minor;
  Table table;
};

constexpr OpcodeVersion kVersions[] = {
    {2, 7, Table(kPython27)},   {3, 6, Table(kPython36)},   {3, 7, Table(kPython37)},
    {3, 8, Table(kPython38)},   {3, 9, Table(kPython39)},   {3, 10, Table(kPython310)},
    {3, 11, Table(kPython311)}, {3, 12, Table(kPython312)}, {3, 13, Table(kPython313)},
};

const Table* find_table(int major, int minor) {
  for (const OpcodeVersion& v : kVersions)
    if (v.major == major && v.minor == minor) return &v.table;
  return nullptr;
}

enum class JumpKind : uint8_t { kNone, kAbsolute, kForward, kBackward };

JumpKind jump_kind(Opcode op, int minor) {
  switch (op) {
    case Opcode::kJumpForward:
    case Opcode::kForIter:
    case Opcode::kSetupLoop:
    case Opcode::kSetupExcept:
    case Opcode::kSetupFinally:
    case Opcode::kSetupWith:
    case Opcode::kSetupAsyncWith:
    case Opcode::kCallFinally:
    case Opcode::kSend:
    case Opcode::kPopJumpForwardIfFalse:
    case Opcode::kPopJumpForwardIfTrue:
    case Opcode::kPopJumpForwardIfNone:
    case Opcode::kPopJumpForwardIfNotNone:
    case Opcode::kPopJumpIfNone:
    case Opcode::kPopJumpIfNotNone:
      return JumpKind::kForward;
    case Opcode::kJumpBackward:
    case Opcode::kJumpBackwardNoInterrupt:
    case Opcode::kPopJumpBackwardIfFalse:
    case Opcode::kPopJumpBackwardIfTrue:
    case Opcode::kPopJumpBackwardIfNone:
    case Opcode::kPopJumpBackwardIfNotNone:
      return JumpKind::kBackward;
    case Opcode::kPopJumpIfFalse:
    case Opcode::kPopJumpIfTrue:
    case Opcode::kJumpIfFalseOrPop:
    case Opcode::kJumpIfTrueOrPop:
      return minor >= 11 ? JumpKind::kForward : JumpKind::kAbsolute;
    case Opcode::kJumpAbsolute:
    case Opcode::kContinueLoop:
    case Opcode::kJumpIfNotExcMatch:
      return JumpKind::kAbsolute;
    default:
      return JumpKind::kNone;
  }
}

// Takes apart what newer versions do in one instruction.
std::optional<std::pair<Opcode, Opcode>> double_of(Opcode op) {
  switch (op) {
    case Opcode::kLoadFastLoadFast:
      return std::pair{Opcode::kLoadFast, Opcode::kLoadFast};
    case Opcode::kStoreFastStoreFast:
      return std::pair{Opcode::kStoreFast, Opcode::kStoreFast};
    case Opcode::kStoreFastLoadFast:
      return std::pair{Opcode::kStoreFast, Opcode::kLoadFast};
    default:
      return std::nullopt;
  }
}

class Decoder {
 public:
  Decoder(ByteView code, int major, int minor, const Table& table)
      : code_(code), minor_(major == 2 ? 0 : minor), wide_(major == 2), table_(table) {
    index_of_.assign(code.size() + 2, 0);
  }

  Disassembly run(ByteView exception_table) {
    while (pos_ + (wide_ ? 1 : 2) <= code_.size()) instruction();
    for (size_t i = begin_; i < index_of_.size(); ++i) index_of_[i] = count();
    for (size_t i = 0; i < out_.code.size(); ++i)
      if (jumps_[i] != kNoJump) out_.code[i].target = index_at(jumps_[i], static_cast<uint32_t>(i) + 1);
    if (minor_ >= 11) read_protections(exception_table);
    return std::move(out_);
  }

 private:
  static constexpr int64_t kNoJump = INT64_MIN;

  uint32_t count() const { return static_cast<uint32_t>(out_.code.size()); }
  uint8_t at(size_t i) const { return static_cast<uint8_t>(code_[i]); }
  uint32_t index_at(int64_t offset, uint32_t otherwise) const {
    return offset < 0 || offset >= static_cast<int64_t>(index_of_.size()) ? otherwise
                                                                          : index_of_[static_cast<size_t>(offset)];
  }

  void instruction() {
    const size_t start = pos_;
    const uint8_t number = at(pos_);
    const Opcode op = table_.op[number];
    uint64_t arg = 0;
    if (wide_) {
      const bool has_argument = number >= 90;
      pos_ += 1;
      if (has_argument) {
        if (pos_ + 2 > code_.size()) {
          pos_ = code_.size();
          return;
        }
        arg = at(pos_) | static_cast<uint64_t>(at(pos_ + 1)) << 8;
        pos_ += 2;
      }
      arg |= prefix_ << 16;
    } else {
      arg = at(pos_ + 1) | prefix_ << 8;
      pos_ += 2;
    }
    arg &= 0xFFFFFFFF;
    // Jumps to the prefix of an instruction are jumps to the instruction.
    for (size_t i = begin_; i <= start; ++i) index_of_[i] = count();
    begin_ = start + 1;
    if (op == Opcode::kExtendedArg) {
      prefix_ = arg;
      return;
    }
    prefix_ = 0;
    if (op == Opcode::kCache) return;
    pos_ = std::min(code_.size(), pos_ + 2u * table_.caches[number]);
    add(op, static_cast<uint32_t>(arg), static_cast<uint32_t>(start));
  }

  void add(Opcode op, uint32_t arg, uint32_t start) {
    if (const auto parts = double_of(op)) {
      push({parts->first, arg >> 4, start}, kNoJump);
      push({parts->second, arg & 15, start}, kNoJump);
      return;
    }
    const int64_t unit = minor_ >= 10 ? 2 : 1;
    const auto next = static_cast<int64_t>(pos_);
    int64_t jump = kNoJump;
    switch (jump_kind(op, minor_)) {
      case JumpKind::kNone:
        break;
      case JumpKind::kAbsolute:
        jump = arg * unit;
        break;
      case JumpKind::kForward:
        jump = next + arg * unit;
        break;
      case JumpKind::kBackward:
        jump = next - arg * unit;
        break;
    }
    push({op, arg, start}, jump);
  }

  void push(Instruction instruction, int64_t jump) {
    out_.code.push_back(instruction);
    jumps_.push_back(jump);
  }

  // Big-endian numbers of six bits a byte, bit 6 set when more follow.
  std::optional<uint32_t> number(ByteView table, size_t& pos) {
    uint32_t value = 0;
    for (int digits = 0; digits < 6 && pos < table.size(); ++digits) {
      const auto byte = static_cast<uint8_t>(table[pos++]);
      value = value << 6 | (byte & 63);
      if ((byte & 64) == 0) return value;
    }
    return std::nullopt;
  }

  void read_protections(ByteView table) {
    for (size_t pos = 0; pos < table.size();) {
      const auto start = number(table, pos), length = number(table, pos), target = number(table, pos),
                 depth = number(table, pos);
      if (!start || !length || !target || !depth) return;
      const uint32_t last = count();
      out_.protections.push_back({index_at(2 * int64_t{*start}, last), index_at(2 * (int64_t{*start} + *length), last),
                                  index_at(2 * int64_t{*target}, last)});
    }
  }

  ByteView code_;
  int minor_;
  bool wide_;
  const Table& table_;
  size_t pos_ = 0, begin_ = 0;
  uint64_t prefix_ = 0;
  std::vector<uint32_t> index_of_;  // by byte offset
  std::vector<int64_t> jumps_;      // by instruction: byte offset it may jump to
  Disassembly out_;
};

}  // namespace

namespace {

// How many items the instruction refers to could be; SIZE_MAX: it refers to none, or that is not checked.
size_t limit_of(Opcode op, const CodeSizes& sizes, int minor, uint32_t& arg) {
  switch (op) {
    case Opcode::kLoadConst:
    case Opcode::kReturnConst:
    case Opcode::kKwNames:
      return sizes.consts;
    case Opcode::kLoadGlobal:
      arg >>= minor >= 11 ? 1 : 0;
      return sizes.names;
    case Opcode::kLoadAttr:
      arg >>= minor >= 12 ? 1 : 0;
      return sizes.names;
    case Opcode::kLoadSuperAttr:
      arg >>= 2;
      return sizes.names;
    case Opcode::kLoadMethod:
    case Opcode::kLoadName:
    case Opcode::kStoreName:
    case Opcode::kStoreAttr:
    case Opcode::kStoreGlobal:
    case Opcode::kImportName:
    case Opcode::kImportFrom:
      return sizes.names;
    case Opcode::kLoadFast:
    case Opcode::kLoadFastCheck:
    case Opcode::kLoadFastAndClear:
    case Opcode::kStoreFast:
      return sizes.locals;
    default:
      return SIZE_MAX;
  }
}

}  // namespace

uint64_t misfits(ByteView code, const CodeSizes& sizes, int major, int minor) {
  const Table* table = find_table(major, minor);
  if (table == nullptr || major == 2) return table == nullptr ? UINT64_MAX : 0;
  const auto at = [&](size_t i) { return static_cast<uint8_t>(code[i]); };
  uint64_t found = 0;
  uint32_t prefix = 0;
  for (size_t pos = 0; pos + 2 <= code.size();) {
    const uint8_t number = at(pos);
    const Opcode op = table->op[number];
    uint32_t arg = prefix << 8 | at(pos + 1);
    pos += 2;
    prefix = op == Opcode::kExtendedArg ? arg : 0;
    if (op == Opcode::kExtendedArg) continue;
    // What no compiler writes weighs more than an item that a tool may have taken out.
    if (op == Opcode::kUnknown || op == Opcode::kCache) found += 4;
    for (unsigned i = 0; i < table->caches[number]; ++i, pos += 2)
      if (pos + 2 > code.size() || at(pos) != 0 || at(pos + 1) != 0) found += 2;
    const JumpKind jump = jump_kind(op, minor);
    const uint64_t length = uint64_t{arg} * (minor >= 10 ? 2 : 1);
    if (jump == JumpKind::kAbsolute && (length > code.size() || length % 2 != 0)) found += 2;
    if (jump == JumpKind::kForward && (pos + length > code.size() || length % 2 != 0)) found += 2;
    if (jump == JumpKind::kBackward && length > pos) found += 2;
    if (const size_t limit = limit_of(op, sizes, minor, arg); arg >= limit) found += 2;
  }
  return found;
}

bool has_opcodes(int major, int minor) { return find_table(major, minor) != nullptr; }

Disassembly disassemble(ByteView code, ByteView exception_table, int major, int minor) {
  const Table* table = find_table(major, minor);
  if (table == nullptr) return {};
  return Decoder(code, major, minor, *table).run(exception_table);
}

bool is_plain_jump(Opcode op) {
  switch (op) {
    case Opcode::kJumpForward:
    case Opcode::kJumpAbsolute:
    case Opcode::kJumpBackward:
    case Opcode::kJumpBackwardNoInterrupt:
    case Opcode::kContinueLoop:
      return true;
    default:
      return false;
  }
}

bool ends_flow(Opcode op) {
  switch (op) {
    case Opcode::kReturnValue:
    case Opcode::kReturnConst:
    case Opcode::kRaiseVarargs:
    case Opcode::kReraise:
    case Opcode::kBreakLoop:
    case Opcode::kInterpreterExit:
      return true;
    default:
      return is_plain_jump(op);
  }
}

}  // namespace antivenom::python
