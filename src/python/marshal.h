// Bytecode files and marshal data, read without building anything of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace antivenom::python {

enum class MarshalKind : uint8_t {
  kNull,
  kNone,
  kTrue,
  kFalse,
  kStopIteration,
  kEllipsis,
  kInt,
  kLong,
  kFloat,
  kComplex,
  kBytes,
  kStr,
  kTuple,
  kList,
  kDict,
  kSet,
  kFrozenSet,
  kCode,
};

// Index into MarshalData::objects. References of the format are resolved to the same index, so the graph may share
// nodes and may have cycles: walk it with a visited set.
using MarshalId = uint32_t;

struct CodeObject {
  uint32_t argcount = 0, posonly = 0, kwonly = 0, nlocals = 0, flags = 0, first_line = 0;
  MarshalId code = 0;      // kBytes: the instructions
  MarshalId consts = 0;    // kTuple
  MarshalId names = 0;     // kTuple of kStr
  MarshalId varnames = 0;  // kTuple of kStr (localsplusnames from 3.11 on)
  MarshalId freevars = 0, cellvars = 0;
  MarshalId filename = 0, name = 0;
  MarshalId exception_table = 0;  // from 3.11 on
  MarshalId line_table = 0;
};

struct MarshalObject {
  MarshalKind kind = MarshalKind::kNull;
  std::string text;              // kInt, kLong: decimal; kFloat: repr; kStr: UTF-8 (WTF-8); kBytes: raw
  std::vector<MarshalId> items;  // kTuple, kList, kSet; kDict: key, value, key, value ...
  uint32_t code = 0;             // kCode: index into MarshalData::codes
};

struct MarshalData {
  std::vector<MarshalObject> objects;
  std::vector<CodeObject> codes;
  MarshalId root = 0;
  int major = 0, minor = 0;  // Python version the layout fits: from the .pyc magic, else guessed
  size_t consumed = 0;       // bytes read
};

struct MarshalLimits {
  uint32_t max_objects = 2'000'000;
  uint32_t max_depth = 200;  // nesting; the reader keeps its own stack
};

// Reads what marshal.loads() would. `major`/`minor` 0: the code layouts of 2.7, 3.6-3.7, 3.8-3.10 and 3.11-3.13 are
// tried in turn; the first that reads to the end without a contradiction wins. Within it the version is the one whose
// instructions fit.
Result<MarshalData> read_marshal(ByteView bytes, int major = 0, int minor = 0, const MarshalLimits& limits = {});

// Reads a .pyc: magic number -> version, header (8, 12 or 16 bytes), then marshal data.
Result<MarshalData> read_pyc(ByteView bytes, const MarshalLimits& limits = {});

}  // namespace antivenom::python
