// Instructions of CPython's bytecode, version by version, decoded into one vocabulary.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace antivenom::python {

// Every instruction of Python 2.7 and 3.6 to 3.13 by its name. The same name may take its argument in different ways:
// what reads it asks for the version.
// clang-format off
enum class Opcode : uint8_t {
  kUnknown, kAsyncGenWrap, kBeforeAsyncWith, kBeforeWith, kBeginFinally, kBinaryAdd, kBinaryAnd, kBinaryDivide,
  kBinaryFloorDivide, kBinaryLshift, kBinaryMatrixMultiply, kBinaryModulo, kBinaryMultiply, kBinaryOp, kBinaryOr,
  kBinaryPower, kBinaryRshift, kBinarySlice, kBinarySubscr, kBinarySubtract, kBinaryTrueDivide, kBinaryXor,
  kBreakLoop, kBuildClass, kBuildConstKeyMap, kBuildList, kBuildListUnpack, kBuildMap, kBuildMapUnpack,
  kBuildMapUnpackWithCall, kBuildSet, kBuildSetUnpack, kBuildSlice, kBuildString, kBuildTuple, kBuildTupleUnpack,
  kBuildTupleUnpackWithCall, kCache, kCall, kCallFinally, kCallFunction, kCallFunctionEx, kCallFunctionKw,
  kCallFunctionVar, kCallFunctionVarKw, kCallIntrinsic1, kCallIntrinsic2, kCallKw, kCallMethod, kCheckEgMatch,
  kCheckExcMatch, kCleanupThrow, kCompareOp, kContainsOp, kContinueLoop, kConvertValue, kCopy, kCopyDictWithoutKeys,
  kCopyFreeVars, kDeleteAttr, kDeleteDeref, kDeleteFast, kDeleteGlobal, kDeleteName, kDeleteSlice0, kDeleteSlice1,
  kDeleteSlice2, kDeleteSlice3, kDeleteSubscr, kDictMerge, kDictUpdate, kDupTop, kDupTopTwo, kDupTopx, kEndAsyncFor,
  kEndFinally, kEndFor, kEndSend, kEnterExecutor, kExecStmt, kExitInitCheck, kExtendedArg, kForIter, kFormatSimple,
  kFormatValue, kFormatWithSpec, kGenStart, kGetAiter, kGetAnext, kGetAwaitable, kGetIter, kGetLen,
  kGetYieldFromIter, kImportFrom, kImportName, kImportStar, kInplaceAdd, kInplaceAnd, kInplaceDivide,
  kInplaceFloorDivide, kInplaceLshift, kInplaceMatrixMultiply, kInplaceModulo, kInplaceMultiply, kInplaceOr,
  kInplacePower, kInplaceRshift, kInplaceSubtract, kInplaceTrueDivide, kInplaceXor, kInterpreterExit, kIsOp,
  kJumpAbsolute, kJumpBackward, kJumpBackwardNoInterrupt, kJumpForward, kJumpIfFalseOrPop, kJumpIfNotExcMatch,
  kJumpIfTrueOrPop, kKwNames, kListAppend, kListExtend, kListToTuple, kLoadAssertionError, kLoadAttr,
  kLoadBuildClass, kLoadClassderef, kLoadClosure, kLoadConst, kLoadDeref, kLoadFast, kLoadFastAndClear,
  kLoadFastCheck, kLoadFastLoadFast, kLoadFromDictOrDeref, kLoadFromDictOrGlobals, kLoadGlobal, kLoadLocals,
  kLoadMethod, kLoadName, kLoadSuperAttr, kMakeCell, kMakeClosure, kMakeFunction, kMapAdd, kMatchClass, kMatchKeys,
  kMatchMapping, kMatchSequence, kNop, kPopBlock, kPopExcept, kPopFinally, kPopJumpBackwardIfFalse,
  kPopJumpBackwardIfNone, kPopJumpBackwardIfNotNone, kPopJumpBackwardIfTrue, kPopJumpForwardIfFalse,
  kPopJumpForwardIfNone, kPopJumpForwardIfNotNone, kPopJumpForwardIfTrue, kPopJumpIfFalse, kPopJumpIfNone,
  kPopJumpIfNotNone, kPopJumpIfTrue, kPopTop, kPrecall, kPrepReraiseStar, kPrintExpr, kPrintItem, kPrintItemTo,
  kPrintNewline, kPrintNewlineTo, kPushExcInfo, kPushNull, kRaiseVarargs, kReraise, kResume, kReturnConst,
  kReturnGenerator, kReturnValue, kRotFour, kRotN, kRotThree, kRotTwo, kSend, kSetAdd, kSetFunctionAttribute,
  kSetUpdate, kSetupAnnotations, kSetupAsyncWith, kSetupExcept, kSetupFinally, kSetupLoop, kSetupWith, kSlice0,
  kSlice1, kSlice2, kSlice3, kStopCode, kStoreAnnotation, kStoreAttr, kStoreDeref, kStoreFast, kStoreFastLoadFast,
  kStoreFastStoreFast, kStoreGlobal, kStoreMap, kStoreName, kStoreSlice, kStoreSlice0, kStoreSlice1, kStoreSlice2,
  kStoreSlice3, kStoreSubscr, kSwap, kToBool, kUnaryConvert, kUnaryInvert, kUnaryNegative, kUnaryNot, kUnaryPositive,
  kUnpackEx, kUnpackSequence, kWithCleanup, kWithCleanupFinish, kWithCleanupStart, kWithExceptStart, kYieldFrom,
  kYieldValue,};
// clang-format on

// One instruction, its EXTENDED_ARG prefixes folded in. What a newer version does in one instruction for two
// (LOAD_FAST_LOAD_FAST) is taken apart.
struct Instruction {
  Opcode op = Opcode::kUnknown;
  uint32_t arg = 0;
  uint32_t offset = 0;          // bytes of the code
  uint32_t target = kNoTarget;  // index of the instruction it may jump to; the count of all for "behind the end"

  static constexpr uint32_t kNoTarget = 0xFFFFFFFF;
};

// A protected stretch of Python 3.11 and later: instructions [begin, end) have their exceptions handled at `handler`.
struct Protected {
  uint32_t begin, end, handler;  // indices of instructions
};

struct Disassembly {
  std::vector<Instruction> code;
  std::vector<Protected> protections;
};

// True if the instruction set of that version is known.
bool has_opcodes(int major, int minor);

// Decodes the bytes of a code object. Total: bytes that are no instruction become kUnknown, jumps that lead nowhere
// have the next instruction as target. `exception_table` is empty before Python 3.11.
Disassembly disassemble(ByteView code, ByteView exception_table, int major, int minor);

// How many items an instruction may refer to.
struct CodeSizes {
  size_t consts, names, locals;
};

// How much speaks against the bytes being instructions of that version: numbers that are no instruction, inline caches
// that are not there, items that do not exist, jumps out of the code. 0 for code of the version.
uint64_t misfits(ByteView code, const CodeSizes& sizes, int major, int minor);

// Whether control never reaches the next instruction.
bool ends_flow(Opcode op);
// Jumps that are always taken.
bool is_plain_jump(Opcode op);

}  // namespace antivenom::python
